/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MVGPU_GVT_DISPLAY_READBACK_TYPES_H
#define MVGPU_GVT_DISPLAY_READBACK_TYPES_H

#include "gvt/gpu/gpu_types.h"
#include "gvt/sched/turn_types.h"

struct mvgpu_resource;

/**
 * struct mvgpu_readback - a picture on its way from the GPU, one at a time
 * @req: the operation
 * @turn: its turn on the GPU
 * @desc: what is fetched, its surface referenced while @busy
 * @res: where from, referenced while @busy
 * @busy: under way, or over and not yet noticed; under vgpu->lock
 * @wanted: the client has looked since the last one was begun; likewise
 * @ended: when the last one was noticed, in jiffies; likewise
 * @begun: how many were begun; likewise
 * @done: how many of them the backend is done with; under vgpu->done_lock
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
