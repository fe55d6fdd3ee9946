// SPDX-License-Identifier: GPL-2.0
/* Operations of the backend that are waited for together. */
#include "gvt/sched/batch.h"
#include "gvt/sched/watchdog.h"

static void batch_put(struct mvgpu_batch *batch)
{
	if (atomic_dec_and_test(&batch->left))
		complete(&batch->done);
}

/* Operations in batches only release things, so their result does not matter. */
static void batch_req_done(struct mvgpu_gpu_req *req, int err)
{
	batch_put(container_of(req, struct mvgpu_batch_req, req)->batch);
}

/**
 * mvgpu_batch_init() - Begin a batch
 * @batch: batch, on the caller's stack or elsewhere
 *
 * Context: any.
 */
void mvgpu_batch_init(struct mvgpu_batch *batch)
{
	atomic_set(&batch->left, 1);
	init_completion(&batch->done);
}

/**
 * mvgpu_batch_add() - Add an operation to a batch
 * @batch: batch that is not yet waited for
 * @req: storage that exists until mvgpu_batch_wait() has returned
 *
 * Context: any.
 *
 * Return: request to be given to the backend.
 */
struct mvgpu_gpu_req *mvgpu_batch_add(struct mvgpu_batch *batch,
				      struct mvgpu_batch_req *req)
{
	atomic_inc(&batch->left);
	req->batch = batch;
	req->req = (struct mvgpu_gpu_req) {
		.done = batch_req_done,
		.ring_idx = MVGPU_NO_RING,
	};
	return &req->req;
}

/**
 * mvgpu_batch_wait() - Wait until all operations of a batch have completed
 * @vgpu: vGPU that they belong to; completions do not take vgpu->lock
 * @batch: batch; it has ended when this returns
 *
 * Context: vgpu->lock held. Sleeps; the watchdog bounds that.
 */
void mvgpu_batch_wait(struct mvgpu_vgpu *vgpu, struct mvgpu_batch *batch)
{
	batch_put(batch);
	if (try_wait_for_completion(&batch->done))
		return;
	mvgpu_watchdog_wait_begin(vgpu);
	wait_for_completion(&batch->done);
	mvgpu_watchdog_wait_end(vgpu);
}
