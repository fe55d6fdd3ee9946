/* SPDX-License-Identifier: GPL-2.0 */
/* EDID builder and the little reading of EDIDs we do. Free-standing. */
#ifndef MVGPU_GVT_DISPLAY_EDID_H
#define MVGPU_GVT_DISPLAY_EDID_H

#include "shim.h"

#define MVGPU_EDID_BLOCK 128
/* What the protocol's GET_EDID response holds. */
#define MVGPU_EDID_MAX 1024

/**
 * struct mvgpu_edid_params - what a made-up monitor is like
 * @width: preferred mode, pixels, 1..@max_width
 * @height: preferred mode, lines
 * @max_width: no mode is wider
 * @max_height: no mode is higher
 * @serial: told apart by this number
 * @name: monitor name, cut to 13 characters
 */
struct mvgpu_edid_params {
	u32 width;
	u32 height;
	u32 max_width;
	u32 max_height;
	u32 serial;
	const char *name;
};

int mvgpu_edid_build(const struct mvgpu_edid_params *params, u8 *buf,
		     size_t size);
/* 0 or -EINVAL; all of @size must be blocks that the first one announces. */
int mvgpu_edid_valid(const u8 *edid, size_t size);
int mvgpu_edid_preferred(const u8 *edid, size_t size, u32 *width, u32 *height);

#endif /* MVGPU_GVT_DISPLAY_EDID_H */
