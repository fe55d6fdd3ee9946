/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of planes share: the ways to get a plane, and rows of their tables. */
#ifndef DISPLAY_H
#define DISPLAY_H

#include "lib/pixels.h"
#include "test.h"

/* The size of a framebuffer. */
#define W 200
#define H 100

#define PROBE VFIO_GFX_PLANE_TYPE_PROBE
#define DMABUF VFIO_GFX_PLANE_TYPE_DMABUF
#define REGION VFIO_GFX_PLANE_TYPE_REGION

/* A row: a promise, its function, the value of the display attribute. */
#define OURS .need = NEED_OURS
#define TEST(name, fn, method) \
	{ "display " method ": " name, fn, OURS, .display = method }
#define BLOB(name, fn, method) \
	{ "display " method ": " name, fn, .need = NEED_OURS | NEED_BLOB, \
	  .display = method }
#define BOTH(name, fn) TEST(name, fn, "dmabuf"), TEST(name, fn, "region")

#endif /* DISPLAY_H */
