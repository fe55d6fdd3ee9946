/* SPDX-License-Identifier: GPL-2.0 */
/* A screen on which OpenGL draws, by KMS, GBM and EGL. */
#ifndef WINDOW_H
#define WINDOW_H

#include <stdint.h>
#include <EGL/egl.h>
#include <gbm.h>
#include "../draw/kms.h"

/**
 * struct window - a head of a card on which OpenGL draws
 * @kms: the card, mode picked
 * @gbm: allocator on that card
 * @surface: surface to draw on, as large as the mode
 * @bo: the buffer that is shown
 * @display: EGL's view of the card
 * @context: current
 * @target: EGL's view of @surface
 */
struct window {
	struct kms kms;
	struct gbm_device *gbm;
	struct gbm_surface *surface;
	struct gbm_bo *bo;
	EGLDisplay display;
	EGLContext context;
	EGLSurface target;
};

int window_open(struct window *win, const char *card, uint32_t width,
		uint32_t height);
int window_show(struct window *win);

#endif /* WINDOW_H */
