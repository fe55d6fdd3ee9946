/* SPDX-License-Identifier: GPL-2.0 */
/* Composing a cursor over a framebuffer. Free-standing. */
#ifndef MVGPU_GVT_DISPLAY_BLEND_H
#define MVGPU_GVT_DISPLAY_BLEND_H

#include "gvt/mem/geometry.h"

/**
 * struct mvgpu_overlap - part of a framebuffer that a cursor covers
 * @x: first column in the framebuffer, pixels
 * @y: first line in the framebuffer
 * @from_x: first visible column of the cursor
 * @from_y: first visible line of the cursor
 * @width: pixels, not 0
 * @height: lines, not 0
 */
struct mvgpu_overlap {
	u32 x;
	u32 y;
	u32 from_x;
	u32 from_y;
	u32 width;
	u32 height;
};

bool mvgpu_overlap(u32 x, u32 y, u32 side, u32 width, u32 height,
		   struct mvgpu_overlap *over);
void mvgpu_blend(u8 *dst, u32 dst_fourcc, const u8 *src, u32 src_fourcc,
		 u32 pixels);

#endif /* MVGPU_GVT_DISPLAY_BLEND_H */
