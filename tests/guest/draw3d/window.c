// SPDX-License-Identifier: GPL-2.0
/* Functions return 0, or -1 with the reason on stderr. */
#include <stdio.h>
#include <string.h>
#include <drm_fourcc.h>
#include "window.h"
#include <EGL/eglext.h>

static int fail(const char *what)
{
	fprintf(stderr, "window: cannot %s (EGL error 0x%x)\n", what,
		eglGetError());
	return -1;
}

/* Scanouts have no alpha. A configuration with alpha would blend on some hosts. */
static int choose_config(struct window *win, EGLConfig *config)
{
	static const EGLint wanted[] = {
		EGL_SURFACE_TYPE, EGL_WINDOW_BIT, EGL_RED_SIZE, 8,
		EGL_GREEN_SIZE, 8, EGL_BLUE_SIZE, 8, EGL_DEPTH_SIZE, 24,
		EGL_STENCIL_SIZE, 8, EGL_RENDERABLE_TYPE, EGL_OPENGL_ES3_BIT,
		EGL_NONE
	};
	EGLConfig found[64];
	EGLint count, i, visual;

	if (!eglChooseConfig(win->display, wanted, found, 64, &count))
		return fail("list configurations");
	for (i = 0; i < count; i++) {
		*config = found[i];
		if (eglGetConfigAttrib(win->display, found[i],
				       EGL_NATIVE_VISUAL_ID, &visual) &&
		    visual == GBM_FORMAT_XRGB8888)
			return 0;
	}
	return fail("find a configuration with XRGB8888, depth and stencil");
}

static int make_context(struct window *win)
{
	static const EGLint version[] = {
		EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 1,
		EGL_NONE
	};
	EGLConfig config;

	if (choose_config(win, &config))
		return -1;
	win->context = eglCreateContext(win->display, config, EGL_NO_CONTEXT,
					version);
	if (win->context == EGL_NO_CONTEXT)
		return fail("make a context of OpenGL ES 3.1");
	win->target = eglCreatePlatformWindowSurface(win->display, config,
						     win->surface, NULL);
	if (win->target == EGL_NO_SURFACE)
		return fail("draw on a GBM surface");
	if (!eglMakeCurrent(win->display, win->target, win->target,
			    win->context))
		return fail("make the context current");
	return 0;
}

static int start_egl(struct window *win)
{
	win->display = eglGetPlatformDisplay(EGL_PLATFORM_GBM_KHR, win->gbm,
					     NULL);
	if (win->display == EGL_NO_DISPLAY ||
	    !eglInitialize(win->display, NULL, NULL))
		return fail("start EGL on the card");
	if (!eglBindAPI(EGL_OPENGL_ES_API))
		return fail("use OpenGL ES");
	return make_context(win);
}

/**
 * window_open - open the first head of a card and make a context for it
 * @win: filled in
 * @card: device node
 * @width: of the mode, 0 for the preferred one
 * @height: likewise
 *
 * Return: 0 or -1.
 */
int window_open(struct window *win, const char *card, uint32_t width,
		uint32_t height)
{
	memset(win, 0, sizeof(*win));
	if (kms_open(&win->kms, card) || kms_use_head(&win->kms, 0) ||
	    kms_pick_mode(&win->kms, width, height))
		return -1;
	win->gbm = gbm_create_device(win->kms.fd);
	if (!win->gbm)
		return fail("use GBM on the card");
	win->surface = gbm_surface_create(win->gbm, win->kms.mode.hdisplay,
					  win->kms.mode.vdisplay,
					  GBM_FORMAT_XRGB8888,
					  GBM_BO_USE_SCANOUT |
					  GBM_BO_USE_RENDERING);
	if (!win->surface)
		return fail("make a surface for the screen");
	return start_egl(win);
}

/**
 * window_show - show what was drawn
 * @win: opened
 *
 * The first call sets the mode, later ones flip and wait for the flip's end.
 *
 * Return: 0 or -1.
 */
int window_show(struct window *win)
{
	struct kms_buffer buf = { 0 };
	struct gbm_bo *last = win->bo;

	if (!eglSwapBuffers(win->display, win->target))
		return fail("finish the picture");
	win->bo = gbm_surface_lock_front_buffer(win->surface);
	if (!win->bo)
		return fail("take the picture's buffer");
	buf.handle = gbm_bo_get_handle(win->bo).u32;
	buf.width = gbm_bo_get_width(win->bo);
	buf.height = gbm_bo_get_height(win->bo);
	buf.stride = gbm_bo_get_stride(win->bo) / 4;
	if (kms_buffer_add_fb(&win->kms, &buf))
		return -1;
	if (!last)
		return kms_show(&win->kms, &buf);
	gbm_surface_release_buffer(win->surface, last);
	return kms_flip(&win->kms, &buf);
}
