/* SPDX-License-Identifier: GPL-2.0 */
/* EDID of a virtual monitor. Free-standing. */
#ifndef MVGPU_GVT_DISPLAY_EDID_H
#define MVGPU_GVT_DISPLAY_EDID_H

#include "shim.h"

#define MVGPU_EDID_BLOCK 128
/* Size of the EDID in the response of VIRTIO_GPU_CMD_GET_EDID. */
#define MVGPU_EDID_MAX 1024

/**
 * struct mvgpu_edid_params - properties of a virtual monitor
 * @width: preferred mode, pixels, 1..@max_width
 * @height: preferred mode, lines
 * @max_width: largest width of a mode
 * @max_height: largest height of a mode
 * @serial: serial number, which distinguishes monitors
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

#endif /* MVGPU_GVT_DISPLAY_EDID_H */
