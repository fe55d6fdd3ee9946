// SPDX-License-Identifier: GPL-2.0
/*
 * Operations: transfers between a resource and its backing, and read-back for the display.
 *
 * A read-back is a transfer into the pages of a surface, which are lent for the time of the
 * job. It names no context, so that nothing that a guest does to its contexts can change
 * what is read.
 */
#include <linux/err.h>
#include "gvt/gpu/gpu.h"
#include "gvt/gpu/host_2d.h"
#include "gvt/gpu/render/client.h"
#include "gvt/gpu/render/job.h"
#include "gvt/gpu/render/operation.h"
#include "gvt/gpu/render/res.h"
#include "gvt/gpu/render/session.h"
#include "gvt/gpu/render/slot.h"
#include "gvt/gpu/render/texture.h"
#include "gvt/gpu/render/transfer.h"
#include "gvt/mem/geometry.h"
#include "gvt/mem/surface.h"

static void transfer_fill(struct mvgpu_render_transfer *wire,
			  const struct mvgpu_gpu_transfer *t)
{
	*wire = (struct mvgpu_render_transfer) {
		.x = t->x, .y = t->y, .z = t->z,
		.width = t->width, .height = t->height, .depth = t->depth,
		.level = t->level,
		.stride = t->stride,
		.layer_stride = t->layer_stride,
		.offset = t->offset,
	};
}

/* @more: bytes of data after the transfer itself. */
static struct mvgpu_rd_job *transfer_job(struct mvgpu_rd_res *res,
					 const struct mvgpu_gpu_transfer *t, bool to_host,
					 size_t more)
{
	u32 op = to_host ? MVGPU_RENDER_OP_TRANSFER_TO : MVGPU_RENDER_OP_TRANSFER_FROM;
	struct mvgpu_rd_job *job =
		mvgpu_rd_texture_job(op, t->host_id, res,
				     sizeof(struct mvgpu_render_transfer) + more);

	if (!job)
		return NULL;
	job->wire.ctx = t->ctx;
	transfer_fill(job->own_data, t);
	return job;
}

static void transfer_texture(struct mvgpu_rd_client *rd, const struct mvgpu_gpu_transfer *t,
			     bool to_host, struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_res *res;
	int err = mvgpu_rd_texture_get(rd, t->host_id, &res);

	if (err)
		req->done(req, err);
	else
		mvgpu_rd_op_send(rd, transfer_job(res, t, to_host, 0), req);
	mvgpu_rd_res_put(res);
}

/**
 * mvgpu_rd_transfer_to_host_2d() - Copy a rectangle of the backing into a resource
 * @client: client of the GPU
 * @host_id: resource
 * @rect: rectangle
 * @offset: offset of the first pixel in the backing, bytes
 * @req: completed with 0; -ENOENT, -EINVAL, -ENODEV, -ENOMEM, or an error of the renderer
 *
 * Lines in the backing are as far apart as those of the resource, also for a renderer.
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_transfer_to_host_2d(struct mvgpu_gpu_client *client, u32 host_id,
				  const struct mvgpu_gpu_rect *rect, u64 offset,
				  struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_2d *res_2d = mvgpu_2d_find(&rd->table_2d, host_id);
	struct mvgpu_gpu_transfer t = {
		.host_id = host_id, .x = rect->x, .y = rect->y, .width = rect->width,
		.height = rect->height, .depth = 1, .offset = offset,
	};

	if (res_2d)
		mvgpu_rd_op_complete(rd, req, mvgpu_2d_transfer(res_2d, rect, offset));
	else
		transfer_texture(rd, &t, true, req);
}

/**
 * mvgpu_rd_transfer_3d() - Copy a box between a resource and its backing
 * @client: client of the GPU
 * @transfer: transfer
 * @to_host: into the resource, otherwise the reverse
 * @req: completed with 0; -ENOENT, -EINVAL, -EPERM, -ENODEV, -ENOMEM, or an error of the
 *	renderer
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_transfer_3d(struct mvgpu_gpu_client *client,
			  const struct mvgpu_gpu_transfer *transfer, bool to_host,
			  struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_2d *res_2d = mvgpu_2d_find(&rd->table_2d, transfer->host_id);

	if (res_2d)
		mvgpu_rd_op_complete(rd, req,
				     mvgpu_2d_transfer_box(res_2d, transfer, to_host));
	else
		transfer_texture(rd, transfer, to_host, req);
}

static int transfer_lend_surface(struct mvgpu_rd_job *job, const struct mvgpu_surface *dst)
{
	struct mvgpu_render_transfer *wire = job->own_data;
	struct mvgpu_render_iov *iov = (void *)(wire + 1);
	struct mvgpu_rd_slot *slot =
		mvgpu_rd_slot_lend_surface(&job->session->slots, dst);

	if (IS_ERR(slot))
		return PTR_ERR(slot);
	job->slot = slot;
	job->wire.slot = slot->index;
	job->wire.slot_bytes = slot->nr_pages << PAGE_SHIFT;
	iov->len = job->wire.slot_bytes;
	return 0;
}

/* Lines of bytes, in the layout of the guest, which may begin anywhere in the first 4 GiB. */
static int transfer_set_lines(struct mvgpu_gpu_transfer *t,
			      const struct mvgpu_gpu_readback *desc)
{
	const struct mvgpu_fb *fb = &desc->fb;

	if (!mvgpu_gpu_readback_linear_valid(desc) || fb->offset > U32_MAX)
		return -EINVAL;
	t->x *= MVGPU_BPP;
	t->width *= MVGPU_BPP;
	t->z = fb->offset;
	t->layer_stride = fb->stride;
	return 0;
}

static int transfer_check_readback(const struct mvgpu_rd_res *res,
				   const struct mvgpu_gpu_readback *desc,
				   struct mvgpu_gpu_transfer *t)
{
	if (desc->fb.width)
		return transfer_set_lines(t, desc);
	return mvgpu_gpu_readback_valid(&res->shape, desc) ? 0 : -EINVAL;
}

static int transfer_readback(struct mvgpu_rd_client *rd, struct mvgpu_rd_res *res,
			     const struct mvgpu_gpu_readback *desc,
			     struct mvgpu_gpu_req *req)
{
	const struct mvgpu_surface *dst = desc->dst;
	struct mvgpu_gpu_transfer t = {
		.host_id = desc->source.host_id,
		.x = desc->rect.x, .y = desc->rect.y,
		.width = desc->rect.width, .height = desc->rect.height, .depth = 1,
		.offset = (u64)desc->y * dst->stride + (u64)desc->x * MVGPU_BPP,
		.stride = dst->stride,
	};
	struct mvgpu_rd_job *job;
	int err = transfer_check_readback(res, desc, &t);

	if (err)
		return err;
	job = transfer_job(res, &t, false, sizeof(struct mvgpu_render_iov));
	if (!job)
		return -ENOMEM;
	err = transfer_lend_surface(job, dst);
	if (err)
		mvgpu_rd_job_free(job);
	else
		mvgpu_rd_op_send(rd, job, req);
	return err;
}

/**
 * mvgpu_rd_readback() - Read a rectangle of a resource into a surface
 * @client: client of the GPU
 * @desc: source and destination
 * @req: completed with 0; -ENOENT or -ENODEV when the renderer does not have the resource;
 *	-EINVAL when it is neither two-dimensional nor a blob with a framebuffer, has another
 *	pixel format than the surface, or the rectangle is not inside both; -ENOMEM, or an
 *	error of the renderer
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_readback(struct mvgpu_gpu_client *client,
		       const struct mvgpu_gpu_readback *desc, struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_rd_res *res;
	int err = mvgpu_rd_texture_get(rd, desc->source.host_id, &res);

	if (!err)
		err = transfer_readback(rd, res, desc, req);
	mvgpu_rd_res_put(res);
	if (err)
		req->done(req, err);
}
