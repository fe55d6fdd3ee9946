// SPDX-License-Identifier: GPL-2.0
/* Operations: contexts and their streams. The renderer looks up the contexts itself. */
#include <linux/string.h>
#include "gvt/gpu/render/client.h"
#include "gvt/gpu/render/context.h"
#include "gvt/gpu/render/job.h"
#include "gvt/gpu/render/operation.h"
#include "gvt/gpu/render/res.h"
#include "gvt/gpu/render/texture.h"

/**
 * mvgpu_rd_ctx_create() - Create a context
 * @client: client of the GPU
 * @ctx: context
 * @capset: capability set, 0 for none
 * @name: name for debugging
 * @req: completed with 0; -ENODEV, -ENOMEM, or an error of the renderer
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_ctx_create(struct mvgpu_gpu_client *client, u32 ctx, u32 capset,
			 const char *name, struct mvgpu_gpu_req *req)
{
	size_t len = strnlen(name, MVGPU_CTX_NAME_MAX);
	struct mvgpu_rd_job *job = mvgpu_rd_job_new(MVGPU_RENDER_OP_CTX_CREATE, len);

	if (job) {
		job->wire.ctx = ctx;
		job->wire.arg = capset;
		memcpy(job->own_data, name, len);
	}
	mvgpu_rd_op_send(mvgpu_to_rd(client), job, req);
}

/**
 * mvgpu_rd_ctx_destroy() - Destroy a context
 * @client: client of the GPU
 * @ctx: context
 * @req: completed with 0; -ENODEV, or an error of the renderer
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_ctx_destroy(struct mvgpu_gpu_client *client, u32 ctx,
			  struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_job *job = mvgpu_rd_job_new_sure(MVGPU_RENDER_OP_CTX_DESTROY);

	job->wire.ctx = ctx;
	mvgpu_rd_op_send(mvgpu_to_rd(client), job, req);
}

static void context_set_resource(struct mvgpu_gpu_client *client, u32 op, u32 ctx, u32 id,
				 struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_rd_job *job;
	struct mvgpu_rd_res *res;
	int err = mvgpu_rd_texture_get(rd, id, &res);

	if (err) {
		req->done(req, err);
		return;
	}
	job = mvgpu_rd_texture_job(op, id, res, 0);
	mvgpu_rd_res_put(res);
	if (job)
		job->wire.ctx = ctx;
	mvgpu_rd_op_send(rd, job, req);
}

/**
 * mvgpu_rd_ctx_attach() - Let a context use a resource
 * @client: client of the GPU
 * @ctx: context
 * @host_id: resource
 * @req: completed with 0; -ENOENT, -ENODEV, -ENOMEM, or an error of the renderer
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_ctx_attach(struct mvgpu_gpu_client *client, u32 ctx, u32 host_id,
			 struct mvgpu_gpu_req *req)
{
	context_set_resource(client, MVGPU_RENDER_OP_CTX_ATTACH, ctx, host_id, req);
}

/**
 * mvgpu_rd_ctx_detach() - Undo mvgpu_rd_ctx_attach()
 * @client: client of the GPU
 * @ctx: context
 * @host_id: resource
 * @req: completed with 0; -ENOENT, -ENODEV, -ENOMEM, or an error of the renderer
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_ctx_detach(struct mvgpu_gpu_client *client, u32 ctx, u32 host_id,
			 struct mvgpu_gpu_req *req)
{
	context_set_resource(client, MVGPU_RENDER_OP_CTX_DETACH, ctx, host_id, req);
}

/**
 * mvgpu_rd_submit() - Execute a stream in a context
 * @client: client of the GPU
 * @ctx: context
 * @stream: kernel memory, valid until the operation is completed
 * @size: bytes of @stream
 * @req: completed with 0; -ENODEV, -ENOMEM, or an error of the renderer
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_submit(struct mvgpu_gpu_client *client, u32 ctx, const void *stream,
		     u32 size, struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_job *job = mvgpu_rd_job_new(MVGPU_RENDER_OP_SUBMIT, 0);

	if (job) {
		job->wire.ctx = ctx;
		job->data = stream;
		job->wire.data_len = size;
	}
	mvgpu_rd_op_send(mvgpu_to_rd(client), job, req);
}
