// SPDX-License-Identifier: GPL-2.0
/* RESOURCE_CREATE_BLOB (virtio 1.2, 5.7.6.8): memory of the guest, the GPU or both. */
#include <linux/err.h>
#include <linux/mm.h>
#include "gvt/cmd/cmd.h"
#include "gvt/cmd/handlers.h"
#include "gvt/cmd/resp.h"
#include "gvt/display/release.h"
#include "gvt/gpu/gpu.h"
#include "gvt/mem/backing.h"
#include "gvt/mem/geometry.h"
#include "gvt/resource/context.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virgl/size.h"
#include "gvt/virtio/transport.h"

#define KNOWN_FLAGS (VIRTIO_GPU_BLOB_FLAG_USE_MAPPABLE |	\
		     VIRTIO_GPU_BLOB_FLAG_USE_SHAREABLE |	\
		     VIRTIO_GPU_BLOB_FLAG_USE_CROSS_DEVICE)

static const struct virtio_gpu_mem_entry *
blob_entries(const struct virtio_gpu_resource_create_blob *req)
{
	return (const void *)(req + 1);
}

static bool blob_has_3d(const struct mvgpu_vgpu *vgpu)
{
	return mvgpu_transport_features(vgpu) & BIT_ULL(VIRTIO_GPU_F_VIRGL);
}

/* VIRTIO_GPU_BLOB_MEM_HOST3D_GUEST has both bits. */
static bool blob_mem_known(const struct mvgpu_vgpu *vgpu, u32 mem)
{
	return mem == VIRTIO_GPU_BLOB_MEM_GUEST ||
	       (blob_has_3d(vgpu) && (mem == VIRTIO_GPU_BLOB_MEM_HOST3D ||
				 mem == VIRTIO_GPU_BLOB_MEM_HOST3D_GUEST));
}

static bool blob_entries_fit(const struct virtio_gpu_resource_create_blob *req)
{
	u32 nr = le32_to_cpu(req->nr_entries);
	u64 have, pieces;

	if (!(le32_to_cpu(req->blob_mem) & VIRTIO_GPU_BLOB_MEM_GUEST))
		return !nr;
	return !mvgpu_entries_measure(blob_entries(req), nr, &have, &pieces) &&
	       le64_to_cpu(req->size) <= have;
}

/*
 * Without the feature a guest knows nothing of the host's pages. Memory of the guest is never
 * mapped in the host-visible region.
 */
static bool blob_aligned(const struct mvgpu_vgpu *vgpu,
			 const struct virtio_gpu_resource_create_blob *req)
{
	if (!(mvgpu_transport_features(vgpu) & BIT_ULL(MVGPU_F_BLOB_ALIGNMENT)))
		return true;
	return le32_to_cpu(req->blob_mem) == VIRTIO_GPU_BLOB_MEM_GUEST ||
	       PAGE_ALIGNED(le64_to_cpu(req->size));
}

static u32 blob_check(const struct mvgpu_vgpu *vgpu,
		      const struct virtio_gpu_resource_create_blob *req)
{
	if (!blob_mem_known(vgpu, le32_to_cpu(req->blob_mem)) ||
	    le32_to_cpu(req->blob_flags) & ~KNOWN_FLAGS || !req->size ||
	    !blob_aligned(vgpu, req) || !blob_entries_fit(req))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	return 0;
}

/* Enter a blob into the table, and pin its guest memory if it has any. */
static u32 blob_add(struct mvgpu_vgpu *vgpu,
		    const struct virtio_gpu_resource_create_blob *req,
		    u64 charge, struct mvgpu_resource **out)
{
	struct mvgpu_backing *backing = NULL;
	struct mvgpu_resource *res;
	int err;

	err = mvgpu_resource_add(vgpu, le32_to_cpu(req->resource_id), charge,
				 &res);
	if (err)
		return mvgpu_resp_from_errno(err);
	if (req->nr_entries)
		backing = mvgpu_backing_pin(vgpu, blob_entries(req),
					    le32_to_cpu(req->nr_entries));
	if (IS_ERR(backing)) {
		mvgpu_release_resource(vgpu, res);
		return mvgpu_resp_from_errno(PTR_ERR(backing));
	}
	res->blob = true;
	res->size = le64_to_cpu(req->size);
	res->backing = backing;
	*out = res;
	return 0;
}

static bool blob_mappable(const struct virtio_gpu_resource_create_blob *req)
{
	return le32_to_cpu(req->blob_flags) & VIRTIO_GPU_BLOB_FLAG_USE_MAPPABLE;
}

/*
 * A blob in the host-visible region has the size that the guest expects, in whole
 * pages, so that nothing else can be in the last of them.
 */
static bool blob_fit_hostvis(struct mvgpu_gpu_3d *desc, u64 size)
{
	if (desc->target != MVGPU_VIRGL_BUFFER || size > S32_MAX ||
	    PAGE_ALIGN((u64)desc->width) != PAGE_ALIGN(size))
		return false;
	desc->width = PAGE_ALIGN(size);
	return true;
}

/*
 * Enter a blob of @bytes of the GPU's memory, described by @desc, and allocate its host
 * id.
 */
static u32 blob_add_host(struct mvgpu_vgpu *vgpu,
			 const struct virtio_gpu_resource_create_blob *req,
			 const struct mvgpu_gpu_3d *desc, u64 bytes,
			 struct mvgpu_resource **out)
{
	struct mvgpu_resource *res;
	u32 resp;
	int err;

	resp = blob_add(vgpu, req, bytes, &res);
	if (resp)
		return resp;
	res->mappable = blob_mappable(req);
	*out = res;
	err = mvgpu_resource_to_gpu(vgpu, res, desc);
	if (err)
		mvgpu_release_resource(vgpu, res);
	return err ? mvgpu_resp_from_errno(err) : 0;
}

static void blob_start(struct mvgpu_cmd *cmd, struct mvgpu_context *ctx,
		       struct mvgpu_resource *res)
{
	bool opaque = ctx->kind == MVGPU_KIND_OPAQUE;
	const struct virtio_gpu_resource_create_blob *req = cmd->data;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	const struct mvgpu_gpu_blob blob = {
		.host_id = res->host_id,
		.ctx = ctx->host_id,
		.mem = le32_to_cpu(req->blob_mem),
		.flags = le32_to_cpu(req->blob_flags),
		.size = res->mappable ? PAGE_ALIGN(res->size) : res->size,
		.object = opaque ? NULL : &res->three,
		.blob_id = le64_to_cpu(req->blob_id),
	};

	mvgpu_cmd_ref_resource(cmd, res);
	mvgpu_cmd_ref_context(cmd, ctx);
	cmd->finish = mvgpu_cmd_resource_created;
	vgpu->gpu->ops->resource_create_blob(vgpu->client, &blob, res->backing,
					     mvgpu_cmd_turn(cmd));
}

/* Claim what a stream of virgl described. */
static u32 blob_claim_object(struct mvgpu_cmd *cmd, struct mvgpu_context *ctx)
{
	const struct virtio_gpu_resource_create_blob *req = cmd->data;
	struct mvgpu_virgl_shape shape;
	struct mvgpu_object *object;
	struct mvgpu_resource *res;
	u64 bytes;
	u32 resp;

	object = mvgpu_context_object(ctx, le64_to_cpu(req->blob_id));
	if (!object || (blob_mappable(req) &&
			!blob_fit_hostvis(&object->desc, le64_to_cpu(req->size))))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	shape = mvgpu_gpu_shape(&object->desc);
	if (mvgpu_virgl_size(&shape, &bytes))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	resp = blob_add_host(cmd->vgpu, req, &object->desc, bytes, &res);
	if (resp)
		return resp;
	mvgpu_context_drop_object(ctx, object);
	blob_start(cmd, ctx, res);
	return MVGPU_CMD_PENDING;
}

/*
 * What is in the memory of an opaque context is known to its driver alone: for transfers it is
 * a buffer without bytes. The guest names the size, and the renderer refuses one that its
 * memory does not have.
 */
static u32 blob_create_opaque(struct mvgpu_cmd *cmd, struct mvgpu_context *ctx)
{
	const struct virtio_gpu_resource_create_blob *req = cmd->data;
	const struct mvgpu_gpu_3d desc = { .target = MVGPU_VIRGL_BUFFER };
	u64 size = le64_to_cpu(req->size);
	struct mvgpu_resource *res;
	u32 resp;

	if (le32_to_cpu(req->blob_mem) != VIRTIO_GPU_BLOB_MEM_HOST3D || size > S64_MAX)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	resp = blob_add_host(cmd->vgpu, req, &desc, PAGE_ALIGN(size), &res);
	if (resp)
		return resp;
	res->opaque = true;
	blob_start(cmd, ctx, res);
	return MVGPU_CMD_PENDING;
}

static u32 blob_create_host(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_resource_create_blob *req = cmd->data;
	struct mvgpu_context *ctx;

	ctx = mvgpu_context_find(cmd->vgpu, le32_to_cpu(req->hdr.ctx_id));
	if (!ctx)
		return VIRTIO_GPU_RESP_ERR_INVALID_CONTEXT_ID;
	return ctx->kind == MVGPU_KIND_OPAQUE ? blob_create_opaque(cmd, ctx) :
						blob_claim_object(cmd, ctx);
}

/**
 * mvgpu_cmd_resource_create_blob() - RESOURCE_CREATE_BLOB: memory as a resource
 * @cmd: command
 *
 * A blob of guest memory does not exist on the host: nothing is charged to the slice
 * and nothing is zeroed; what it pins is limited per vGPU. Its blob id has no meaning
 * and is ignored. A blob of the GPU's memory is what a stream of the context described
 * under that blob id, or what the renderer has under it in an opaque context.
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: OK_NODATA, or MVGPU_CMD_PENDING and then OK_NODATA; ERR_INVALID_RESOURCE_ID
 * for identifier 0 and for one in use; ERR_INVALID_PARAMETER for an unknown kind of
 * memory, unknown flags, a size of 0 or not aligned as negotiated, fewer bytes in the
 * entries than in the blob, memory that does not exist, and what no stream described;
 * ERR_INVALID_CONTEXT_ID; ERR_OUT_OF_MEMORY beyond the slice or another limit.
 */
u32 mvgpu_cmd_resource_create_blob(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_resource_create_blob *req = cmd->data;
	u32 id = le32_to_cpu(req->resource_id);
	struct mvgpu_resource *res;
	u32 resp;

	if (!id || mvgpu_resource_find(cmd->vgpu, id))
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	resp = blob_check(cmd->vgpu, req);
	if (resp)
		return resp;
	if (le32_to_cpu(req->blob_mem) != VIRTIO_GPU_BLOB_MEM_GUEST)
		return blob_create_host(cmd);
	resp = blob_add(cmd->vgpu, req, 0, &res);
	return resp ? resp : VIRTIO_GPU_RESP_OK_NODATA;
}
