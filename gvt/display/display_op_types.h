/* SPDX-License-Identifier: GPL-2.0 */
/* State of an operation that the display requests of the GPU. */
#ifndef MVGPU_GVT_DISPLAY_DISPLAY_OP_TYPES_H
#define MVGPU_GVT_DISPLAY_DISPLAY_OP_TYPES_H

#include "gvt/gpu/gpu_types.h"
#include "gvt/sched/turn_types.h"

struct mvgpu_resource;
struct mvgpu_vgpu;

/**
 * struct mvgpu_display_op - Operation of the display, one at a time
 * @vgpu: vGPU
 * @req: operation
 * @turn: its turn on the GPU
 * @res: resource, referenced while @busy
 * @busy: in flight, or completed and not yet collected; under vgpu->lock
 * @begun: number of operations that began; likewise
 * @done: number of those that the backend completed; under vgpu->done_lock
 * @err: result of the last of these, which stays until the next one begins; likewise
 */
struct mvgpu_display_op {
	struct mvgpu_vgpu *vgpu;
	struct mvgpu_gpu_req req;
	struct mvgpu_turn turn;
	struct mvgpu_resource *res;
	bool busy;
	u32 begun;
	u32 done;
	int err;
};

#endif /* MVGPU_GVT_DISPLAY_DISPLAY_OP_TYPES_H */
