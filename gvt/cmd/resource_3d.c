// SPDX-License-Identifier: GPL-2.0
/* Commands for 3D resources (virtio 1.2, 5.7.6.8). */
#include "gvt/cmd/cmd.h"
#include "gvt/cmd/handlers.h"
#include "gvt/cmd/resp.h"
#include "gvt/display/release.h"
#include "gvt/gpu/gpu.h"
#include "gvt/mem/backing.h"
#include "gvt/resource/context.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virgl/size.h"

/* Y_0_TOP, MAP_PERSISTENT, MAP_COHERENT. */
#define KNOWN_FLAGS 7

static void res3d_load(const struct virtio_gpu_resource_create_3d *req,
		       struct mvgpu_gpu_3d *desc)
{
	*desc = (struct mvgpu_gpu_3d) {
		.target = le32_to_cpu(req->target),
		.format = le32_to_cpu(req->format),
		.bind = le32_to_cpu(req->bind),
		.width = le32_to_cpu(req->width),
		.height = le32_to_cpu(req->height),
		.depth = le32_to_cpu(req->depth),
		.array_size = le32_to_cpu(req->array_size),
		.last_level = le32_to_cpu(req->last_level),
		.nr_samples = le32_to_cpu(req->nr_samples),
		.flags = le32_to_cpu(req->flags) & KNOWN_FLAGS,
	};
}

/* Enter a 3D resource into the table and allocate its host id. */
static u32 res3d_add(struct mvgpu_vgpu *vgpu, u32 id,
		     const struct mvgpu_gpu_3d *desc, struct mvgpu_resource **out)
{
	struct mvgpu_virgl_shape shape = mvgpu_gpu_shape(desc);
	u64 size;
	int err;

	if (mvgpu_virgl_size(&shape, &size))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	err = mvgpu_resource_add(vgpu, id, size, out);
	if (err)
		return mvgpu_resp_from_errno(err);
	(*out)->size = size;
	err = mvgpu_resource_to_gpu(vgpu, *out, desc);
	if (err)
		mvgpu_release_resource(vgpu, *out);
	return err ? mvgpu_resp_from_errno(err) : 0;
}

/**
 * mvgpu_cmd_resource_create_3d() - RESOURCE_CREATE_3D: create a texture or a buffer
 * @cmd: command
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: MVGPU_CMD_PENDING, then OK_NODATA or what the GPU answers;
 * ERR_INVALID_RESOURCE_ID for identifier 0 and for one in use; ERR_INVALID_PARAMETER
 * for an impossible shape; ERR_OUT_OF_MEMORY beyond the slice.
 */
u32 mvgpu_cmd_resource_create_3d(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_resource_create_3d *req = cmd->data;
	u32 id = le32_to_cpu(req->resource_id);
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_resource *res;
	struct mvgpu_gpu_3d desc;
	u32 resp;

	if (!id || mvgpu_resource_find(vgpu, id))
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	res3d_load(req, &desc);
	resp = res3d_add(vgpu, id, &desc, &res);
	if (resp)
		return resp;
	mvgpu_cmd_ref_resource(cmd, res);
	cmd->finish = mvgpu_cmd_resource_created;
	vgpu->gpu->ops->resource_create_3d(vgpu->client, &res->three, mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}

/* Reference the context that a transfer names, if it names one. */
static u32 res3d_transfer_ctx(struct mvgpu_cmd *cmd, u32 *host_id)
{
	const struct virtio_gpu_transfer_host_3d *req = cmd->data;
	struct mvgpu_context *ctx;

	*host_id = 0;
	if (!req->hdr.ctx_id)
		return 0;
	ctx = mvgpu_context_find(cmd->vgpu, le32_to_cpu(req->hdr.ctx_id));
	if (!ctx)
		return VIRTIO_GPU_RESP_ERR_INVALID_CONTEXT_ID;
	mvgpu_cmd_ref_context(cmd, ctx);
	*host_id = ctx->host_id;
	return 0;
}

static void res3d_load_transfer(const struct virtio_gpu_transfer_host_3d *req,
				struct mvgpu_gpu_transfer *t)
{
	t->x = le32_to_cpu(req->box.x);
	t->y = le32_to_cpu(req->box.y);
	t->z = le32_to_cpu(req->box.z);
	t->width = le32_to_cpu(req->box.w);
	t->height = le32_to_cpu(req->box.h);
	t->depth = le32_to_cpu(req->box.d);
	t->offset = le64_to_cpu(req->offset);
	t->level = le32_to_cpu(req->level);
	t->stride = le32_to_cpu(req->stride);
	t->layer_stride = le32_to_cpu(req->layer_stride);
}

/* A 2D resource counts as a texture, also before a context uses it. */
static struct mvgpu_virgl_shape res3d_shape(const struct mvgpu_resource *res)
{
	if (res->on_gpu)
		return mvgpu_gpu_shape(&res->three);
	return (struct mvgpu_virgl_shape) {
		.target = MVGPU_TARGET_2D, .format = res->format,
		.width = res->width, .height = res->height,
		.depth = 1, .array_size = 1,
	};
}

static int res3d_transfer_end(const struct mvgpu_resource *res,
			      const struct mvgpu_gpu_transfer *t, u64 *end)
{
	struct mvgpu_virgl_shape shape = res3d_shape(res);
	struct mvgpu_virgl_transfer box = {
		.level = t->level,
		.x = t->x, .y = t->y, .z = t->z,
		.width = t->width, .height = t->height, .depth = t->depth,
		.offset = t->offset,
		.stride = t->stride,
		.layer_stride = t->layer_stride,
	};

	return mvgpu_virgl_transfer_end(&shape, &box, end);
}

/*
 * A resource that is not on the GPU is in no context: a blob consists of its memory,
 * and the mediator transfers a 2D resource.
 */
static bool res3d_transferable(const struct mvgpu_resource *res,
			       const struct mvgpu_gpu_transfer *t, bool to_host)
{
	if (res->on_gpu)
		return true;
	return !res->blob && !t->ctx &&
	       (to_host || !res->backing || !res->backing->readonly);
}

static u32 res3d_check_transfer(const struct mvgpu_resource *res,
				const struct mvgpu_gpu_transfer *t, bool to_host)
{
	u64 end;

	if (!res)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	if (!res3d_transferable(res, t, to_host))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	if (!res->backing)
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	if (res3d_transfer_end(res, t, &end) || end > res->backing->size)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	return 0;
}

static u32 res3d_transferred(struct mvgpu_cmd *cmd, int err)
{
	if (!err)
		atomic64_inc(&cmd->vgpu->stats.transfers);
	return mvgpu_resp_from_errno(err);
}

static u32 res3d_transfer(struct mvgpu_cmd *cmd, bool to_host)
{
	const struct virtio_gpu_transfer_host_3d *req = cmd->data;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_gpu_transfer t;
	struct mvgpu_resource *res;
	u32 resp;

	resp = res3d_transfer_ctx(cmd, &t.ctx);
	if (resp)
		return resp;
	res3d_load_transfer(req, &t);
	res = mvgpu_resource_find(cmd->vgpu, le32_to_cpu(req->resource_id));
	resp = res3d_check_transfer(res, &t, to_host);
	if (resp)
		return resp;
	t.host_id = res->host_id;
	mvgpu_cmd_ref_resource(cmd, res);
	cmd->finish = res3d_transferred;
	vgpu->gpu->ops->transfer_3d(vgpu->client, &t, to_host, mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}

/**
 * mvgpu_cmd_transfer_to_host_3d() - TRANSFER_TO_HOST_3D: write a box
 * @cmd: command
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: MVGPU_CMD_PENDING, then OK_NODATA; ERR_INVALID_RESOURCE_ID;
 * ERR_INVALID_CONTEXT_ID; ERR_UNSPEC without a backing; ERR_INVALID_PARAMETER for a box
 * that is not inside the resource or not inside the backing, for a blob of guest
 * memory, and for a 2D resource that no context uses if a context is named.
 */
u32 mvgpu_cmd_transfer_to_host_3d(struct mvgpu_cmd *cmd)
{
	return res3d_transfer(cmd, true);
}

/**
 * mvgpu_cmd_transfer_from_host_3d() - TRANSFER_FROM_HOST_3D: read a box
 * @cmd: command
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: as mvgpu_cmd_transfer_to_host_3d(); also ERR_INVALID_PARAMETER for a backing
 * that the VMM allows to be read only.
 */
u32 mvgpu_cmd_transfer_from_host_3d(struct mvgpu_cmd *cmd)
{
	return res3d_transfer(cmd, false);
}
