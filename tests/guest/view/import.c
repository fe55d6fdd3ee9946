// SPDX-License-Identifier: GPL-2.0
/* Imports a dma-buf by OpenGL, as the displays of a VMM do. */
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES2/gl2.h>
#include <GLES2/gl2ext.h>
#include <drm_fourcc.h>
#include <fcntl.h>
#include <gbm.h>
#include <stdio.h>
#include <unistd.h>
#include "import.h"

#define MOST_ATTRIBUTES 32

static int fail(const char *what)
{
	fprintf(stderr, "import: cannot %s (EGL 0x%x)\n", what, eglGetError());
	return -1;
}

/* Everything lasts until the program ends. */
static EGLDisplay open_display(const char *node)
{
	int fd = open(node, O_RDWR | O_CLOEXEC);
	struct gbm_device *gbm = fd < 0 ? NULL : gbm_create_device(fd);
	EGLDisplay display;

	if (!gbm)
		return EGL_NO_DISPLAY;
	display = eglGetPlatformDisplay(EGL_PLATFORM_GBM_KHR, gbm, NULL);
	return eglInitialize(display, NULL, NULL) ? display : EGL_NO_DISPLAY;
}

static int make_context(EGLDisplay display)
{
	static const EGLint attributes[] = { EGL_CONTEXT_CLIENT_VERSION, 2, EGL_NONE };
	EGLContext context;

	eglBindAPI(EGL_OPENGL_ES_API);
	context = eglCreateContext(display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, attributes);
	if (context == EGL_NO_CONTEXT ||
	    !eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context))
		return fail("make a context");
	return 0;
}

static EGLImage make_image(EGLDisplay display, int fd,
			   const struct vfio_device_gfx_plane_info *info)
{
	EGLAttrib list[MOST_ATTRIBUTES] = {
		EGL_WIDTH, info->width, EGL_HEIGHT, info->height,
		EGL_LINUX_DRM_FOURCC_EXT, info->drm_format,
		EGL_DMA_BUF_PLANE0_FD_EXT, fd,
		EGL_DMA_BUF_PLANE0_PITCH_EXT, info->stride,
		EGL_DMA_BUF_PLANE0_OFFSET_EXT, 0,
		EGL_NONE,
	};

	if (info->drm_format_mod != DRM_FORMAT_MOD_INVALID) {
		list[12] = EGL_DMA_BUF_PLANE0_MODIFIER_LO_EXT;
		list[13] = info->drm_format_mod & 0xffffffff;
		list[14] = EGL_DMA_BUF_PLANE0_MODIFIER_HI_EXT;
		list[15] = info->drm_format_mod >> 32;
		list[16] = EGL_NONE;
	}
	return eglCreateImage(display, EGL_NO_CONTEXT, EGL_LINUX_DMA_BUF_EXT, NULL, list);
}

static int read_image(EGLImage image, unsigned int width, unsigned int height,
		      unsigned char *pixels)
{
	PFNGLEGLIMAGETARGETTEXTURE2DOESPROC target =
		(void *)eglGetProcAddress("glEGLImageTargetTexture2DOES");
	GLuint texture, fbo;

	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_2D, texture);
	target(GL_TEXTURE_2D, image);
	glGenFramebuffers(1, &fbo);
	glBindFramebuffer(GL_FRAMEBUFFER, fbo);
	glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
	glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
	return glGetError() ? fail("read the texture") : 0;
}

/* From RGBA to the order of XRGB8888 in memory. */
static void swap_all(unsigned char *pixels, size_t count)
{
	unsigned char red;

	for (; count; count--, pixels += 4) {
		red = pixels[0];
		pixels[0] = pixels[2];
		pixels[2] = red;
	}
}

/**
 * import_pixels() - read a plane by the GPU
 * @node: render node
 * @fd: dma-buf of the plane
 * @info: its description
 * @pixels: set to BGRA, lines without gaps, the first line first
 *
 * Return: 0, or -1 with a message.
 */
int import_pixels(const char *node, int fd, const struct vfio_device_gfx_plane_info *info,
		  unsigned char *pixels)
{
	EGLDisplay display = open_display(node);
	EGLImage image;

	if (display == EGL_NO_DISPLAY)
		return fail("open the render node");
	if (make_context(display))
		return -1;
	image = make_image(display, fd, info);
	if (image == EGL_NO_IMAGE)
		return fail("import the dma-buf");
	if (read_image(image, info->width, info->height, pixels))
		return -1;
	swap_all(pixels, (size_t)info->width * info->height);
	return 0;
}
