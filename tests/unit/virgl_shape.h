/* SPDX-License-Identifier: GPL-2.0 */
/* Shapes of resources, and the formats that they may have. */
#ifndef VIRGL_SHAPE_H
#define VIRGL_SHAPE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "gvt/virgl/size.h"

#define RGBA8	67
#define DXT1	105
#define R8	64

#define REJECTED	U64_MAX

/* A format of each kind: bytes, width and height of a block. */
struct expected {
	u32 format;
	u8 bytes, width, height;
	const char *name;
};

extern const struct expected expected[];
extern const unsigned int nr_expected;

#define for_each_expected(e)						\
	for (e = expected; e < expected + nr_expected; e++)

struct mvgpu_virgl_shape plain(u32 target, u32 format, u32 width, u32 height);
struct mvgpu_virgl_shape image_2d(u32 format, u32 width, u32 height);

#endif
