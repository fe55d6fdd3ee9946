// SPDX-License-Identifier: GPL-2.0
/* Imports a dma-buf by OpenGL, as the displays of a VMM and their clients do. */
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

static struct {
	EGLDisplay display;
	EGLImage image;
	GLuint texture, framebuffer;
} shown = { EGL_NO_DISPLAY, EGL_NO_IMAGE, 0, 0 };

static int fail(const char *what)
{
	fprintf(stderr, "import: cannot %s (EGL 0x%x)\n", what, eglGetError());
	return -1;
}

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

/* A framebuffer that has the image as its texture. */
static int show_image(EGLImage image)
{
	PFNGLEGLIMAGETARGETTEXTURE2DOESPROC target =
		(void *)eglGetProcAddress("glEGLImageTargetTexture2DOES");

	glGenTextures(1, &shown.texture);
	glBindTexture(GL_TEXTURE_2D, shown.texture);
	target(GL_TEXTURE_2D, image);
	glGenFramebuffers(1, &shown.framebuffer);
	glBindFramebuffer(GL_FRAMEBUFFER, shown.framebuffer);
	glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D,
			       shown.texture, 0);
	return glGetError() ? fail("use the texture") : 0;
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
 * import_open() - prepare a GPU for imports, which lasts until the program ends
 * @node: render node
 *
 * Return: 0, or -1 with a message.
 */
int import_open(const char *node)
{
	shown.display = open_display(node);
	if (shown.display == EGL_NO_DISPLAY)
		return fail("open the render node");
	return make_context(shown.display);
}

/**
 * import_dmabuf() - import a plane, in place of the one before
 * @fd: dma-buf of the plane, which the caller may close afterwards
 * @info: its description
 *
 * Return: 0, or -1 with a message.
 */
int import_dmabuf(int fd, const struct vfio_device_gfx_plane_info *info)
{
	glDeleteFramebuffers(1, &shown.framebuffer);
	glDeleteTextures(1, &shown.texture);
	if (shown.image != EGL_NO_IMAGE)
		eglDestroyImage(shown.display, shown.image);
	shown.image = make_image(shown.display, fd, info);
	if (shown.image == EGL_NO_IMAGE)
		return fail("import the dma-buf");
	return show_image(shown.image);
}

/**
 * import_pixels() - read the plane that was imported by the GPU
 * @width: of the plane, pixels
 * @height: its lines
 * @pixels: set to BGRA, lines without gaps, the first line first
 *
 * Return: 0, or -1 with a message.
 */
int import_pixels(unsigned int width, unsigned int height, unsigned char *pixels)
{
	glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
	if (glGetError())
		return fail("read the texture");
	swap_all(pixels, (size_t)width * height);
	return 0;
}
