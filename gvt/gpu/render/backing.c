// SPDX-License-Identifier: GPL-2.0
/* Operations: attachment and detachment of backings. */
#include <linux/err.h>
#include "gvt/gpu/host_2d.h"
#include "gvt/gpu/render/backing.h"
#include "gvt/gpu/render/client.h"
#include "gvt/gpu/render/job.h"
#include "gvt/gpu/render/operation.h"
#include "gvt/gpu/render/pieces.h"
#include "gvt/gpu/render/res.h"
#include "gvt/gpu/render/session.h"
#include "gvt/gpu/render/slot.h"
#include "gvt/gpu/render/texture.h"
#include "gvt/mem/backing.h"

/*
 * Memory that the renderer rejected does not stay lent to it. The guest may have replaced it
 * meanwhile.
 */
static int backing_attach_complete(struct mvgpu_rd_job *job, int err)
{
	if (err)
		mvgpu_rd_texture_drop_slot(job->client, job->res, job->lent);
	return err;
}

/**
 * mvgpu_rd_lend() - Lend a backing in a slot, which becomes that of the resource
 * @rd: client
 * @res: resource; the session that has it is @rd's
 * @backing: guest pages, pinned until the backing is detached
 * @job: job that names the slot
 * @iov: the part of its data that describes the pieces
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -EBUSY when there is a backing; -ENOENT when the creation of the resource
 * failed; -ENOMEM.
 */
int mvgpu_rd_lend(struct mvgpu_rd_client *rd, struct mvgpu_rd_res *res,
		  const struct mvgpu_backing *backing, struct mvgpu_rd_job *job,
		  struct mvgpu_render_iov *iov)
{
	struct mvgpu_rd_slot *slot =
		mvgpu_rd_slot_lend_backing(&res->session->slots, backing);
	int err;

	if (IS_ERR(slot))
		return PTR_ERR(slot);
	job->lent = slot;
	job->wire.slot = slot->index;
	job->wire.slot_bytes = slot->nr_pages << PAGE_SHIFT;
	mvgpu_rd_pieces(backing, iov);
	err = mvgpu_rd_texture_set_slot(rd, res, slot);
	if (err)
		mvgpu_rd_slot_free(slot);
	return err;
}

/**
 * mvgpu_rd_attach_job() - Create the job that attaches a backing
 * @rd: client
 * @id: resource
 * @res: the same; the session that has it is @rd's
 * @backing: guest pages, pinned until the backing is detached
 *
 * Context: process context, may sleep.
 *
 * Return: job; ERR_PTR(-EPERM) when the backing is read-only, as the renderer may write to
 * it; ERR_PTR(-EBUSY) when there is a backing; ERR_PTR(-ENOENT) when the creation of the
 * resource failed; ERR_PTR(-ENOMEM).
 */
struct mvgpu_rd_job *mvgpu_rd_attach_job(struct mvgpu_rd_client *rd, u32 id,
					 struct mvgpu_rd_res *res,
					 const struct mvgpu_backing *backing)
{
	struct mvgpu_rd_job *job;
	int err;

	if (backing->readonly)
		return ERR_PTR(-EPERM);
	job = mvgpu_rd_texture_job(MVGPU_RENDER_OP_ATTACH, id, res,
				   mvgpu_rd_pieces(backing, NULL) *
				   sizeof(struct mvgpu_render_iov));
	if (!job)
		return ERR_PTR(-ENOMEM);
	err = mvgpu_rd_lend(rd, res, backing, job, job->own_data);
	if (err) {
		mvgpu_rd_job_free(job);
		return ERR_PTR(err);
	}
	job->complete = backing_attach_complete;
	return job;
}

static void backing_attach_texture(struct mvgpu_rd_client *rd, u32 id,
				   const struct mvgpu_backing *backing,
				   struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_job *job = NULL;
	struct mvgpu_rd_res *res;
	int err;

	err = mvgpu_rd_texture_get(rd, id, &res);
	if (!err) {
		job = mvgpu_rd_attach_job(rd, id, res, backing);
		err = PTR_ERR_OR_ZERO(job);
	}
	mvgpu_rd_res_put(res);
	if (err)
		req->done(req, err);
	else
		mvgpu_rd_op_send(rd, job, req);
}

/**
 * mvgpu_rd_attach_backing() - Attach a backing to a resource
 * @client: client of the GPU
 * @host_id: resource
 * @backing: guest pages, pinned until the backing is detached
 * @req: completed with 0; -ENOENT; -EBUSY when there is a backing; -EPERM when it is
 *	read-only; -ENODEV, -ENOMEM, or an error of the renderer
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_attach_backing(struct mvgpu_gpu_client *client, u32 host_id,
			     const struct mvgpu_backing *backing,
			     struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_2d *res_2d = mvgpu_2d_find(&rd->table_2d, host_id);

	if (!res_2d) {
		backing_attach_texture(rd, host_id, backing, req);
		return;
	}
	res_2d->backing = backing;
	mvgpu_rd_op_complete(rd, req, 0);
}

static void backing_detach_texture(struct mvgpu_rd_client *rd, u32 id,
				   struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_res *res = mvgpu_rd_texture_find(rd, id);

	if (res)
		mvgpu_rd_op_send(rd, mvgpu_rd_texture_back_job(rd, MVGPU_RENDER_OP_DETACH, id,
							       res), req);
	else
		req->done(req, -ENOENT);
}

/**
 * mvgpu_rd_detach_backing() - Detach the backing of a resource
 * @client: client of the GPU
 * @host_id: resource
 * @req: completed with 0; -ENOENT, -ENODEV, or an error of the renderer, which cannot
 *	reach the memory then, whatever the result is.
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_detach_backing(struct mvgpu_gpu_client *client, u32 host_id,
			     struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_2d *res_2d = mvgpu_2d_find(&rd->table_2d, host_id);

	if (!res_2d) {
		backing_detach_texture(rd, host_id, req);
		return;
	}
	res_2d->backing = NULL;
	mvgpu_rd_op_complete(rd, req, 0);
}
