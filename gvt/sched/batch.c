// SPDX-License-Identifier: GPL-2.0
/* Backend operations that are waited for together. */
#include "gvt/sched/batch.h"
#include "gvt/sched/watchdog.h"

static void batch_put(struct mvgpu_batch *batch)
{
	if (atomic_dec_and_test(&batch->left))
		complete(&batch->done);
}

/* What is waited for only gives back: what the backend says is no matter. */
static void batch_req_done(struct mvgpu_gpu_req *req, int err)
{
	batch_put(container_of(req, struct mvgpu_batch_req, req)->batch);
}

/**
 * mvgpu_batch_init() - begin a batch
 * @batch: on the caller's stack, or anywhere that lasts
 */
void mvgpu_batch_init(struct mvgpu_batch *batch)
{
	atomic_set(&batch->left, 1);
	init_completion(&batch->done);
}

/**
 * mvgpu_batch_add() - one more operation
 * @batch: begun, not yet waited for
 * @req: must last until mvgpu_batch_wait() returned
 *
 * Any context.
 *
 * Return: the request, which has to be given to the backend.
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
 * mvgpu_batch_wait() - wait until all operations of a batch are done
 * @vgpu: whose they are; vgpu->lock held, which completions do not take
 * @batch: begun; over when this returns
 *
 * Sleeps, but not for ever.
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
