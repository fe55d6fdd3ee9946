// SPDX-License-Identifier: GPL-2.0
/* How an operation of the backend contract is sent and completed: it is one job. */
#include "gvt/gpu/gpu_types.h"
#include "gvt/gpu/render/client.h"
#include "gvt/gpu/render/job.h"
#include "gvt/gpu/render/operation.h"
#include "gvt/gpu/render/queue.h"
#include "gvt/gpu/render/session.h"

static void operation_set_fence(struct mvgpu_render_cmd *wire, const struct mvgpu_gpu_req *req)
{
	if (!req || !req->fenced)
		return;
	wire->flags |= MVGPU_RENDER_F_FENCED;
	if (req->ring_idx == MVGPU_NO_RING)
		return;
	wire->flags |= MVGPU_RENDER_F_RING;
	wire->arg = req->ring_idx;
}

/**
 * mvgpu_rd_op_send() - Send a job
 * @rd: client
 * @job: job, or NULL when it could not be allocated
 * @req: operation that is completed with the job, or NULL; with -ENOMEM or -ENODEV when it
 *	is not sent
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_op_send(struct mvgpu_rd_client *rd, struct mvgpu_rd_job *job,
		      struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_session *session;

	if (!job) {
		if (req)
			req->done(req, -ENOMEM);
		return;
	}
	job->client = rd;
	job->req = req;
	operation_set_fence(&job->wire, req);
	session = job->session ?: mvgpu_rd_client_session(rd);
	job->session = session;
	if (!session) {
		mvgpu_rd_job_complete(job, -ENODEV);
		return;
	}
	mvgpu_rd_session_get(session);
	mvgpu_rd_queue_send(session, job);
	mvgpu_rd_session_put(session);
}

/* What has taken effect has, whatever happens to its fence. */
static int operation_fence_complete(struct mvgpu_rd_job *job, int err)
{
	return 0;
}

static void operation_fence(struct mvgpu_rd_client *rd, struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_job *job = mvgpu_rd_job_new_sure(MVGPU_RENDER_OP_NOP);

	job->complete = operation_fence_complete;
	mvgpu_rd_op_send(rd, job, req);
}

/**
 * mvgpu_rd_op_complete() - Complete an operation that needed no job
 * @rd: client
 * @req: operation, completed at once or, when it is fenced, after the work of the GPU so far
 * @err: result, 0 or -errno
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_op_complete(struct mvgpu_rd_client *rd, struct mvgpu_gpu_req *req, int err)
{
	if (err || !req->fenced)
		req->done(req, err);
	else
		operation_fence(rd, req);
}
