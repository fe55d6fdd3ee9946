// SPDX-License-Identifier: GPL-2.0
/* Heads and resolution of a slice, and the vram that they need. Free-standing. */
#include "mdev/shape.h"

/**
 * struct shape_row - Type
 * @share: N of vgpu_V1_N
 * @shape: what it offers if its vram is large enough
 */
struct shape_row {
	u32 share;
	struct mvgpu_shape shape;
};

static const struct shape_row shape_rows[] = {
	{ 1, { 4, 3840, 2160, 16 } },
	{ 2, { 2, 2560, 1600, 8 } },
	{ 4, { 1, 2560, 1440, 4 } },
	{ MVGPU_SHAPE_MAX_SHARE, { 1, 1920, 1200, 2 } },
};

/* Modes that a type falls back to if its vram is too small. */
static const u32 shape_modes[][2] = {
	{ 3840, 2160 }, { 2560, 1600 }, { 2560, 1440 }, { 1920, 1200 },
	{ 1600, 900 }, { 1280, 800 }, { 1024, 768 }, { 800, 600 },
	{ 640, 480 },
};

/**
 * mvgpu_shape_fits() - Check whether the framebuffers of a shape fit into its vram
 * @heads: scanouts
 * @width: pixels
 * @height: lines
 * @vram: bytes
 *
 * Each head needs two framebuffers of 4 bytes per pixel in whole pages: the one that is
 * shown, and the one that the guest draws.
 *
 * Context: any.
 *
 * Return: true if they fit.
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

static const struct mvgpu_shape *shape_of(u32 share)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(shape_rows) - 1; i++) {
		if (share <= shape_rows[i].share)
			break;
	}
	return &shape_rows[i].shape;
}

/**
 * mvgpu_shape_pick() - Look up what a type offers
 * @share: N of vgpu_V1_N; a number without a row has the row of the next smaller slice
 * @vram: bytes of the slice
 * @shape: filled in. The resolution is that of the type, or the first smaller mode of
 *	which two framebuffers per head fit into @vram, or 640x480.
 *
 * Context: any.
 */
void mvgpu_shape_pick(u32 share, u64 vram, struct mvgpu_shape *shape)
{
	unsigned int i;

	*shape = *shape_of(share);
	for (i = 0; i < ARRAY_SIZE(shape_modes); i++) {
		if (mvgpu_shape_fits(shape->heads, shape->max_width,
				     shape->max_height, vram))
			return;
		shape->max_width = min(shape->max_width,
				       shape_modes[i][0]);
		shape->max_height = min(shape->max_height,
					shape_modes[i][1]);
	}
}
