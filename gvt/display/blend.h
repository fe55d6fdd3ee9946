/* SPDX-License-Identifier: GPL-2.0 */
/* A cursor laid over a picture. Free-standing. */
#ifndef MVGPU_GVT_DISPLAY_BLEND_H
#define MVGPU_GVT_DISPLAY_BLEND_H

#include "gvt/mem/geometry.h"

/**
 * struct mvgpu_overlap - where a cursor lies over a picture
 * @x: first column of the picture, pixels
 * @y: first line of it
 * @from_x: first column of the cursor that is to be seen
 * @from_y: first line of it
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
