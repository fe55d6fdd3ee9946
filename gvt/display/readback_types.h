/* SPDX-License-Identifier: GPL-2.0 */
/* State of the read-back of a vGPU. */
#ifndef MVGPU_GVT_DISPLAY_READBACK_TYPES_H
#define MVGPU_GVT_DISPLAY_READBACK_TYPES_H

#include "gvt/display/display_op_types.h"

/**
 * struct mvgpu_readback - Read-back. Under vgpu->lock.
 * @op: operation
 * @desc: what is read back; its surface is referenced while @op is busy
 * @wanted: the client queried since the last one began
 * @ended: jiffies when the last one was collected
 */
struct mvgpu_readback {
	struct mvgpu_display_op op;
	struct mvgpu_gpu_readback desc;
	bool wanted;
	unsigned long ended;
};

#endif /* MVGPU_GVT_DISPLAY_READBACK_TYPES_H */
