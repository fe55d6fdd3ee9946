// SPDX-License-Identifier: GPL-2.0
/* What a slice of a given size shows. Free-standing. */
#include "mdev/shape.h"

/**
 * struct mvgpu_shape_row - a type
 * @share: N of vgpu_V1_N
 * @shape: what it offers when its vram suffices
 */
struct mvgpu_shape_row {
	u32 share;
	struct mvgpu_shape shape;
};

static const struct mvgpu_shape_row mvgpu_shape_rows[] = {
	{ 1, { 4, 3840, 2160, 16 } },
	{ 2, { 2, 2560, 1600, 8 } },
	{ 4, { 1, 2560, 1440, 4 } },
	{ MVGPU_SHAPE_MAX_SHARE, { 1, 1920, 1200, 2 } },
};

/* What a type steps down to when its vram does not suffice. */
static const u32 mvgpu_shape_modes[][2] = {
	{ 3840, 2160 }, { 2560, 1600 }, { 2560, 1440 }, { 1920, 1200 },
	{ 1600, 900 }, { 1280, 800 }, { 1024, 768 }, { 800, 600 },
	{ 640, 480 },
};

/**
 * mvgpu_shape_fits() - do the framebuffers of a shape fit into its vram?
 * @heads: scanouts
 * @width: pixels
 * @height: lines
 * @vram: bytes
 *
 * Each head needs two framebuffers of 4 bytes per pixel in whole pages: the
 * one that is shown and the one that is drawn.
 *
 * Context: any.
 * Return: true when they fit.
 */
bool mvgpu_shape_fits(u32 heads, u32 width, u32 height, u64 vram)
{
	u64 frame, need;

	if (check_mul_overflow((u64)width * height, (u64)4, &frame) ||
	    check_add_overflow(frame, (u64)PAGE_SIZE - 1, &frame))
		return false;
	frame &= ~((u64)PAGE_SIZE - 1);
	if (check_mul_overflow(frame, (u64)heads * 2, &need))
		return false;
	return need <= vram;
}

static const struct mvgpu_shape *mvgpu_shape_of(u32 share)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(mvgpu_shape_rows) - 1; i++) {
		if (share <= mvgpu_shape_rows[i].share)
			break;
	}
	return &mvgpu_shape_rows[i].shape;
}

/**
 * mvgpu_shape_pick() - what a type offers
 * @share: N of vgpu_V1_N; one that is in no row gets the next smaller slice's
 * @vram: bytes of the slice
 * @shape: filled. The resolution is the type's, or the first smaller mode of
 *	which two framebuffers per head fit into @vram, or 640x480.
 *
 * Context: any.
 */
void mvgpu_shape_pick(u32 share, u64 vram, struct mvgpu_shape *shape)
{
	unsigned int i;

	*shape = *mvgpu_shape_of(share);
	for (i = 0; i < ARRAY_SIZE(mvgpu_shape_modes); i++) {
		if (mvgpu_shape_fits(shape->heads, shape->max_width,
				     shape->max_height, vram))
			return;
		shape->max_width = min(shape->max_width,
				       mvgpu_shape_modes[i][0]);
		shape->max_height = min(shape->max_height,
					mvgpu_shape_modes[i][1]);
	}
}
