/* SPDX-License-Identifier: GPL-2.0 */
/* State of the exports of a vGPU. */
#ifndef MVGPU_GVT_DISPLAY_EXPORT_TYPES_H
#define MVGPU_GVT_DISPLAY_EXPORT_TYPES_H

#include <linux/workqueue.h>
#include "gvt/display/display_op_types.h"

struct mvgpu_surface;

/* Textures of a vGPU that display clients have at a time. */
#define MVGPU_MAX_EXPORTS 32

/**
 * struct mvgpu_exports - Textures that display clients have as dma-bufs of the GPU's driver.
 * Under vgpu->lock.
 * @op: export in flight
 * @desc: what is exported
 * @kept: surfaces of dma-bufs that somebody may have, NULL for unused entries
 * @nr_kept: number of those
 * @reap: looks for those that nobody has any more, after the vGPU was closed
 */
struct mvgpu_exports {
	struct mvgpu_display_op op;
	struct mvgpu_gpu_export desc;
	struct mvgpu_surface *kept[MVGPU_MAX_EXPORTS];
	u32 nr_kept;
	struct delayed_work reap;
};

#endif /* MVGPU_GVT_DISPLAY_EXPORT_TYPES_H */
