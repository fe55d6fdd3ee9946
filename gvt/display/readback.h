/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pictures that only the GPU has are fetched for who looks at them: the head
 * that the display client shows, what changed there, and not more often than
 * it looks.
 */
#ifndef MVGPU_GVT_DISPLAY_READBACK_H
#define MVGPU_GVT_DISPLAY_READBACK_H

#include "gvt/gpu/gpu.h"
#include "gvt/sched/turn.h"

struct mvgpu_resource;
struct mvgpu_vgpu;

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

void mvgpu_readback_init(struct mvgpu_vgpu *vgpu);
void mvgpu_readback_damage(struct mvgpu_vgpu *vgpu, unsigned int head,
			const struct mvgpu_resource *res,
			const struct mvgpu_gpu_rect *rect);
void mvgpu_readback_query(struct mvgpu_vgpu *vgpu);
void mvgpu_readback_collect(struct mvgpu_vgpu *vgpu);
void mvgpu_readback_drain(struct mvgpu_vgpu *vgpu);

#endif /* MVGPU_GVT_DISPLAY_READBACK_H */
