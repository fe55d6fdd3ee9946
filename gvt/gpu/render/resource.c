// SPDX-License-Identifier: GPL-2.0
/*
 * Operations: creation, conversion and destruction of resources. 2D resources are in host
 * memory, and the renderer does not know them until a context uses them.
 */
#include <linux/err.h>
#include <linux/xarray.h>
#include "gvt/gpu/gpu.h"
#include "gvt/gpu/host_2d.h"
#include "gvt/gpu/render/backing.h"
#include "gvt/gpu/render/client.h"
#include "gvt/gpu/render/job.h"
#include "gvt/gpu/render/operation.h"
#include "gvt/gpu/render/res.h"
#include "gvt/gpu/render/resource.h"
#include "gvt/gpu/render/session.h"
#include "gvt/gpu/render/slot.h"
#include "gvt/gpu/render/texture.h"
#include "gvt/gpu/render/wire.h"
#include "gvt/mem/surface.h"

/* What virglrenderer's own clients request for a 2D resource. */
#define RESOURCE_BIND_RENDER_TARGET BIT(1)
#define RESOURCE_Y_0_TOP BIT(0)

/**
 * mvgpu_rd_resource_create_2d() - Create a 2D resource in host memory
 * @client: client of the GPU
 * @desc: resource
 * @req: completed with 0; -EBUSY, -ENODEV or -ENOMEM
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_resource_create_2d(struct mvgpu_gpu_client *client,
				 const struct mvgpu_gpu_2d *desc,
				 struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);

	mvgpu_rd_op_complete(rd, req, mvgpu_2d_create(&rd->table_2d, desc));
}

/* What the renderer did not create does not exist. */
static int resource_create_complete(struct mvgpu_rd_job *job, int err)
{
	if (err)
		mvgpu_rd_texture_remove(job->client, job->wire.res, job->res);
	mvgpu_2d_free(job->res_2d);
	return err;
}

/* Adds the resource to the table, and creates the job that creates it. */
static struct mvgpu_rd_job *resource_create_job(struct mvgpu_rd_client *rd,
						const struct mvgpu_gpu_3d *desc)
{
	struct mvgpu_virgl_shape shape = mvgpu_gpu_shape(desc);
	struct mvgpu_rd_job *job;
	struct mvgpu_rd_res *res;
	int err;

	err = mvgpu_rd_texture_add(rd, desc->host_id, &shape, &res);
	if (err)
		return ERR_PTR(err);
	job = mvgpu_rd_texture_job(MVGPU_RENDER_OP_RES_CREATE, desc->host_id, res,
				   sizeof(struct mvgpu_render_resource));
	if (!job) {
		mvgpu_rd_texture_remove(rd, desc->host_id, res);
		return ERR_PTR(-ENOMEM);
	}
	*(struct mvgpu_render_resource *)job->own_data = mvgpu_rd_wire_resource(desc);
	job->complete = resource_create_complete;
	return job;
}

/**
 * mvgpu_rd_resource_create_3d() - Create a 3D resource filled with zeros
 * @client: client of the GPU
 * @desc: resource
 * @req: completed with 0; -ENODEV, -ENOMEM, -EBUSY, or an error of the renderer
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_resource_create_3d(struct mvgpu_gpu_client *client,
				 const struct mvgpu_gpu_3d *desc,
				 struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_rd_job *job = resource_create_job(rd, desc);

	if (IS_ERR(job))
		req->done(req, PTR_ERR(job));
	else
		mvgpu_rd_op_send(rd, job, req);
}

/* The storage of the 2D resource is lent for the time of the job. */
static struct mvgpu_rd_job *resource_convert_job(struct mvgpu_rd_client *rd, u32 id,
						 struct mvgpu_2d *res_2d)
{
	const struct mvgpu_surface *s = res_2d->surface;
	struct mvgpu_gpu_3d desc = {
		.host_id = id, .target = MVGPU_TARGET_2D, .format = res_2d->format,
		.bind = RESOURCE_BIND_RENDER_TARGET, .width = s->width,
		.height = s->height, .depth = 1, .array_size = 1,
		.flags = RESOURCE_Y_0_TOP,
	};
	struct mvgpu_rd_job *job = resource_create_job(rd, &desc);
	struct mvgpu_rd_slot *slot;

	if (IS_ERR(job))
		return job;
	slot = mvgpu_rd_slot_lend_surface(&job->session->slots, s);
	if (IS_ERR(slot)) {
		mvgpu_rd_texture_remove(rd, id, job->res);
		mvgpu_rd_job_free(job);
		return ERR_CAST(slot);
	}
	job->slot = slot;
	job->wire.slot = slot->index;
	job->wire.slot_bytes = slot->nr_pages << PAGE_SHIFT;
	return job;
}

/* The memory of the guest becomes the backing again; NULL without one. */
static struct mvgpu_rd_job *resource_convert_backing(struct mvgpu_rd_client *rd, u32 id,
						     struct mvgpu_rd_res *res,
						     const struct mvgpu_2d *res_2d)
{
	if (!res_2d->backing)
		return NULL;
	return mvgpu_rd_attach_job(rd, id, res, res_2d->backing);
}

static int resource_convert(struct mvgpu_rd_client *rd, u32 id, struct mvgpu_2d *res_2d,
			    struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_job *job = resource_convert_job(rd, id, res_2d), *attach;

	if (IS_ERR(job))
		return PTR_ERR(job);
	attach = resource_convert_backing(rd, id, job->res, res_2d);
	if (IS_ERR(attach)) {
		mvgpu_rd_texture_remove(rd, id, job->res);
		mvgpu_rd_job_free(job);
		return PTR_ERR(attach);
	}
	mvgpu_2d_take(&rd->table_2d, id);
	job->res_2d = res_2d;
	mvgpu_rd_op_send(rd, job, attach ? NULL : req);
	if (attach)
		mvgpu_rd_op_send(rd, attach, req);
	return 0;
}

/**
 * mvgpu_rd_resource_to_3d() - Give the renderer a 2D resource
 * @client: client of the GPU
 * @host_id: resource
 * @req: completed with 0; -ENOENT; -EPERM when the backing is read-only; -ENODEV, -ENOMEM,
 *	or an error of the renderer
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_resource_to_3d(struct mvgpu_gpu_client *client, u32 host_id,
			     struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_2d *res_2d = mvgpu_2d_find(&rd->table_2d, host_id);
	int err = -ENOENT;

	if (res_2d)
		err = resource_convert(rd, host_id, res_2d, req);
	if (err)
		req->done(req, err);
}

static void resource_destroy_texture(struct mvgpu_rd_client *rd, u32 id,
				     struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_res *res = xa_erase(&rd->textures, id);

	/* The reference of the table becomes that of the job. */
	if (res)
		mvgpu_rd_op_send(rd, mvgpu_rd_texture_back_job(rd, MVGPU_RENDER_OP_RES_DESTROY,
							       id, res), req);
	else
		req->done(req, -ENOENT);
}

/**
 * mvgpu_rd_resource_destroy() - Destroy a resource
 * @client: client of the GPU
 * @host_id: resource
 * @req: completed with 0; -ENOENT, -ENODEV, or an error of the renderer, which cannot reach
 *	its backing then, whatever the result is
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_resource_destroy(struct mvgpu_gpu_client *client, u32 host_id,
			       struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_2d *res_2d = mvgpu_2d_take(&rd->table_2d, host_id);

	if (!res_2d) {
		resource_destroy_texture(rd, host_id, req);
		return;
	}
	mvgpu_2d_free(res_2d);
	mvgpu_rd_op_complete(rd, req, 0);
}

/**
 * mvgpu_rd_resource_surface() - Get the storage of a 2D resource
 * @client: client of the GPU
 * @host_id: resource
 *
 * Context: process context.
 *
 * Return: surface with a reference for the caller; NULL when the renderer has the resource.
 */
struct mvgpu_surface *mvgpu_rd_resource_surface(struct mvgpu_gpu_client *client,
						u32 host_id)
{
	struct mvgpu_2d *res_2d = mvgpu_2d_find(&mvgpu_to_rd(client)->table_2d, host_id);

	return res_2d ? mvgpu_surface_get(res_2d->surface) : NULL;
}
