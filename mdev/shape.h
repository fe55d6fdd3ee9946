/* SPDX-License-Identifier: GPL-2.0 */
/* Heads and resolution of a slice, and the vram that they need. Free-standing. */
#ifndef MVGPU_MDEV_SHAPE_H
#define MVGPU_MDEV_SHAPE_H

#include "shim.h"

#define MVGPU_SHAPE_MAX_SHARE 8

/**
 * struct mvgpu_shape - What a type offers in addition to its part of the pools
 * @heads: scanouts
 * @max_width: largest width of a mode, pixels
 * @max_height: largest height of a mode, lines
 * @weight: share of the GPU's time
 */
struct mvgpu_shape {
	u32 heads;
	u32 max_width;
	u32 max_height;
	u32 weight;
};

bool mvgpu_shape_fits(u32 heads, u32 width, u32 height, u64 vram);
void mvgpu_shape_pick(u32 share, u64 vram, struct mvgpu_shape *shape);

#endif /* MVGPU_MDEV_SHAPE_H */
