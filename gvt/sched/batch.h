/* SPDX-License-Identifier: GPL-2.0 */
/* Backend operations that are waited for together; private to gvt/. */
#ifndef MVGPU_GVT_SCHED_BATCH_H
#define MVGPU_GVT_SCHED_BATCH_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include "gvt/gpu/gpu.h"

struct mvgpu_vgpu;

/**
 * struct mvgpu_batch - operations under way
 * @left: how many, and one until they are waited for
 * @done: none is left
 */
struct mvgpu_batch {
	atomic_t left;
	struct completion done;
};

/**
 * struct mvgpu_batch_req - one of them; lives until it was waited for
 * @req: to be given to the backend
 * @batch: where it belongs
 */
struct mvgpu_batch_req {
	struct mvgpu_gpu_req req;
	struct mvgpu_batch *batch;
};

void mvgpu_batch_init(struct mvgpu_batch *batch);
struct mvgpu_gpu_req *mvgpu_batch_add(struct mvgpu_batch *batch,
				      struct mvgpu_batch_req *req);
void mvgpu_batch_wait(struct mvgpu_vgpu *vgpu, struct mvgpu_batch *batch);

#endif /* MVGPU_GVT_SCHED_BATCH_H */
