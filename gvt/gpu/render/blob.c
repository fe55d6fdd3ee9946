// SPDX-License-Identifier: GPL-2.0
/*
 * Operation: creation of blobs. The object behind a blob is described to the renderer with
 * the blob itself, so that no object is ever left over that no blob was made of.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include "gvt/gpu/gpu.h"
#include "gvt/gpu/render/backing.h"
#include "gvt/gpu/render/blob.h"
#include "gvt/gpu/render/client.h"
#include "gvt/gpu/render/job.h"
#include "gvt/gpu/render/operation.h"
#include "gvt/gpu/render/pieces.h"
#include "gvt/gpu/render/texture.h"
#include "gvt/gpu/render/wire.h"
#include "gvt/mem/backing.h"

static bool blob_is_opaque(const struct mvgpu_gpu_blob *desc)
{
	return desc->mem == VIRTIO_GPU_BLOB_MEM_HOST3D && !desc->object;
}

/* Bytes of the host-visible region for the blob, 0 if it cannot be mapped. */
static u64 blob_hostvis_size(const struct mvgpu_gpu_blob *desc)
{
	const struct mvgpu_gpu_3d *o = desc->object;

	if (!(desc->flags & VIRTIO_GPU_BLOB_FLAG_USE_MAPPABLE))
		return 0;
	if (blob_is_opaque(desc))
		return PAGE_ALIGNED(desc->size) ? desc->size : 0;
	if (!o || o->target != MVGPU_VIRGL_BUFFER || !PAGE_ALIGNED(o->width) ||
	    o->width > desc->size)
		return 0;
	return o->width;
}

static int blob_check_desc(const struct mvgpu_gpu_blob *desc, const struct mvgpu_backing *backing)
{
	bool guest = desc->mem & VIRTIO_GPU_BLOB_MEM_GUEST;
	bool host = desc->mem & VIRTIO_GPU_BLOB_MEM_HOST3D;

	if (desc->mem > VIRTIO_GPU_BLOB_MEM_HOST3D_GUEST || !desc->size ||
	    guest != !!backing || host != (desc->object || blob_is_opaque(desc)) ||
	    !(guest || host) ||
	    (host && !desc->ctx))
		return -EINVAL;
	if (backing && backing->size < desc->size)
		return -EINVAL;
	if (host && desc->flags & VIRTIO_GPU_BLOB_FLAG_USE_MAPPABLE &&
	    !blob_hostvis_size(desc))
		return -EINVAL;
	return backing && backing->readonly ? -EPERM : 0;
}

static u32 blob_next_id(struct mvgpu_rd_client *rd)
{
	u32 id;

	do {
		id = atomic_inc_return(&rd->blob_ids);
	} while (!id);
	return id;
}

static void blob_fill(struct mvgpu_rd_client *rd, struct mvgpu_render_blob *wire,
		      const struct mvgpu_gpu_blob *desc)
{
	const struct mvgpu_gpu_3d *o = desc->object;

	*wire = (struct mvgpu_render_blob) {
		.mem = desc->mem, .flags = desc->flags, .size = desc->size,
	};
	if (blob_is_opaque(desc))
		wire->blob_id = desc->blob_id;
	if (!o)
		return;
	wire->blob_id = blob_next_id(rd);
	wire->object = mvgpu_rd_wire_resource(o);
}

/* What the renderer did not create does not exist. */
static int blob_complete(struct mvgpu_rd_job *job, int err)
{
	if (err)
		mvgpu_rd_texture_remove(job->client, job->wire.res, job->res);
	return err;
}

static struct mvgpu_rd_job *blob_job(struct mvgpu_rd_client *rd, struct mvgpu_rd_res *res,
				     const struct mvgpu_gpu_blob *desc,
				     const struct mvgpu_backing *backing)
{
	u32 pieces = backing ? mvgpu_rd_pieces(backing, NULL) : 0;
	struct mvgpu_render_blob *wire;
	struct mvgpu_rd_job *job;
	int err = 0;

	job = mvgpu_rd_texture_job(MVGPU_RENDER_OP_RES_CREATE_BLOB, desc->host_id, res,
				   sizeof(*wire) + pieces * sizeof(struct mvgpu_render_iov));
	if (!job)
		return ERR_PTR(-ENOMEM);
	wire = job->own_data;
	blob_fill(rd, wire, desc);
	job->wire.ctx = desc->ctx;
	job->complete = blob_complete;
	if (backing)
		err = mvgpu_rd_lend(rd, res, backing, job, (void *)(wire + 1));
	if (!err)
		return job;
	mvgpu_rd_job_free(job);
	return ERR_PTR(err);
}

/* A blob without an object has no shape: it is treated as a buffer. */
static int blob_enter(struct mvgpu_rd_client *rd, const struct mvgpu_gpu_blob *desc,
		      struct mvgpu_rd_res **res)
{
	struct mvgpu_virgl_shape shape = { .target = MVGPU_VIRGL_BUFFER };
	int err;

	if (desc->object)
		shape = mvgpu_gpu_shape(desc->object);
	err = mvgpu_rd_texture_add(rd, desc->host_id, &shape, res);
	if (!err)
		(*res)->hostvis_size = blob_hostvis_size(desc);
	return err;
}

static struct mvgpu_rd_job *blob_prepare(struct mvgpu_rd_client *rd,
					 const struct mvgpu_gpu_blob *desc,
					 const struct mvgpu_backing *backing)
{
	struct mvgpu_rd_job *job;
	struct mvgpu_rd_res *res;
	int err = blob_check_desc(desc, backing);

	if (!err)
		err = blob_enter(rd, desc, &res);
	if (err)
		return ERR_PTR(err);
	job = blob_job(rd, res, desc, backing);
	if (IS_ERR(job))
		mvgpu_rd_texture_remove(rd, desc->host_id, res);
	return job;
}

/**
 * mvgpu_rd_resource_create_blob() - Create a blob
 * @client: client of a GPU with blobs
 * @desc: blob
 * @backing: memory of the guest, pinned until the blob is destroyed; or NULL
 * @req: completed with 0; -EINVAL and -EPERM as struct mvgpu_gpu_ops defines them; -EBUSY,
 *	-ENODEV, -ENOMEM, or an error of the renderer. On error the renderer has neither the
 *	blob nor the memory.
 *
 * Virtio 1.2, 5.7.6.8.
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_resource_create_blob(struct mvgpu_gpu_client *client,
				   const struct mvgpu_gpu_blob *desc,
				   const struct mvgpu_backing *backing,
				   struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_rd_job *job = blob_prepare(rd, desc, backing);

	if (IS_ERR(job))
		req->done(req, PTR_ERR(job));
	else
		mvgpu_rd_op_send(rd, job, req);
}
