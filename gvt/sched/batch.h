/* SPDX-License-Identifier: GPL-2.0 */
/* Operations of the backend that are waited for together. */
#ifndef MVGPU_GVT_SCHED_BATCH_H
#define MVGPU_GVT_SCHED_BATCH_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include "gvt/gpu/gpu.h"

struct mvgpu_vgpu;

/**
 * struct mvgpu_batch - Operations in flight
 * @left: number of operations, and one until they are waited for
 * @done: completes when @left is 0
 */
struct mvgpu_batch {
	atomic_t left;
	struct completion done;
};

/**
 * struct mvgpu_batch_req - Operation of a batch; exists until the batch was waited for
 * @req: request for the backend
 * @batch: batch that it belongs to
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
