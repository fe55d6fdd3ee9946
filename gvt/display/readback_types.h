/* SPDX-License-Identifier: GPL-2.0 */
/* State of the read-back of a vGPU. */
#ifndef MVGPU_GVT_DISPLAY_READBACK_TYPES_H
#define MVGPU_GVT_DISPLAY_READBACK_TYPES_H

#include "gvt/gpu/gpu_types.h"
#include "gvt/sched/turn_types.h"

struct mvgpu_resource;

/**
 * struct mvgpu_readback - Read-back in flight, one at a time
 * @req: operation
 * @turn: its turn on the GPU
 * @desc: what is read back; its surface is referenced while @busy
 * @res: resource that is read, referenced while @busy
 * @busy: in flight, or completed and not yet collected; under vgpu->lock
 * @wanted: the client queried since the last one began; likewise
 * @ended: jiffies when the last one was collected; likewise
 * @begun: number of read-backs that began; likewise
 * @done: number of read-backs that the backend completed; under vgpu->done_lock
 */
struct mvgpu_readback {
	struct mvgpu_gpu_req req;
	struct mvgpu_turn turn;
	struct mvgpu_gpu_readback desc;
	struct mvgpu_resource *res;
	bool busy;
	bool wanted;
	unsigned long ended;
	u32 begun;
	u32 done;
};

#endif /* MVGPU_GVT_DISPLAY_READBACK_TYPES_H */
