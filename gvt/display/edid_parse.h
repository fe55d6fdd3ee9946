/* SPDX-License-Identifier: GPL-2.0 */
/* Validation and preferred mode of an EDID. Free-standing. */
#ifndef MVGPU_GVT_DISPLAY_EDID_PARSE_H
#define MVGPU_GVT_DISPLAY_EDID_PARSE_H

#include "shim.h"

int mvgpu_edid_valid(const u8 *edid, size_t size);
int mvgpu_edid_preferred(const u8 *edid, size_t size, u32 *width, u32 *height);

#endif /* MVGPU_GVT_DISPLAY_EDID_PARSE_H */
