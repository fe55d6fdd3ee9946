// SPDX-License-Identifier: GPL-2.0
/* Jobs of a session: commands with what belongs to their completion. */
#include <linux/slab.h>
#include "gvt/gpu/gpu_types.h"
#include "gvt/gpu/render/job.h"
#include "gvt/gpu/render/res.h"
#include "gvt/gpu/render/session.h"
#include "gvt/gpu/render/slot.h"

#define RD_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/**
 * mvgpu_rd_job_new() - Create a job
 * @op: MVGPU_RENDER_OP_*
 * @data_bytes: bytes of zeroed memory for own_data, which is the data of the command; 0 for
 *	none
 *
 * Context: process context, may sleep.
 *
 * Return: job without a slot, or NULL.
 */
struct mvgpu_rd_job *mvgpu_rd_job_new(u32 op, size_t data_bytes)
{
	struct mvgpu_rd_job *job = kzalloc(sizeof(*job), RD_GFP);

	if (!job)
		return NULL;
	job->wire.op = op;
	job->wire.slot = MVGPU_RENDER_NO_SLOT;
	if (!data_bytes)
		return job;
	job->own_data = kvzalloc(data_bytes, RD_GFP);
	job->data = job->own_data;
	job->wire.data_len = data_bytes;
	if (job->own_data)
		return job;
	kfree(job);
	return NULL;
}

/**
 * mvgpu_rd_job_new_sure() - Create a job that takes something back
 * @op: MVGPU_RENDER_OP_* without data
 *
 * What the renderer has of a guest would remain without the job, so this waits for memory.
 *
 * Context: process context, sleeps.
 *
 * Return: job without a slot.
 */
struct mvgpu_rd_job *mvgpu_rd_job_new_sure(u32 op)
{
	struct mvgpu_rd_job *job = kzalloc(sizeof(*job), GFP_KERNEL | __GFP_NOFAIL);

	job->wire.op = op;
	job->wire.slot = MVGPU_RENDER_NO_SLOT;
	return job;
}

/**
 * mvgpu_rd_job_free() - Free a job and what it owns
 * @job: job that is in no list, or NULL. Its slot is freed, and its references are dropped.
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_job_free(struct mvgpu_rd_job *job)
{
	if (!job)
		return;
	mvgpu_rd_slot_free(job->slot);
	mvgpu_rd_res_put(job->res);
	mvgpu_rd_session_put(job->session);
	kvfree(job->own_data);
	kfree(job);
}

/**
 * mvgpu_rd_job_complete() - Complete a job
 * @job: job that is in no list; freed
 * @err: 0 or -errno
 *
 * The memory that was lent for the job alone is taken back before its owner may reuse it.
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_job_complete(struct mvgpu_rd_job *job, int err)
{
	struct mvgpu_gpu_req *req = job->req;

	mvgpu_rd_slot_free(job->slot);
	job->slot = NULL;
	if (job->complete)
		err = job->complete(job, err);
	mvgpu_rd_job_free(job);
	if (req)
		req->done(req, err);
}
