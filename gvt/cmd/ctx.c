// SPDX-License-Identifier: GPL-2.0
/* Commands for rendering contexts (virtio 1.2, 5.7.6.8). */
#include "gvt/cmd/capset.h"
#include "gvt/cmd/cmd.h"
#include "gvt/cmd/handlers.h"
#include "gvt/cmd/resp.h"
#include "gvt/display/scanout.h"
#include "gvt/mem/backing.h"
#include "gvt/resource/context.h"
#include "gvt/resource/resource.h"
#include "gvt/resource/view.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/transport.h"

static u32 ctx_created(struct mvgpu_cmd *cmd, int err)
{
	struct mvgpu_context *ctx = cmd->ctx;

	/* A guest that did not wait for the response may have destroyed it already. */
	if (err && ctx->linked) {
		mvgpu_context_unlink(cmd->vgpu, ctx);
		mvgpu_context_reap(cmd->vgpu, ctx);
	}
	return mvgpu_resp_from_errno(err);
}

/* Capability set of a new context, 0 where none is named. False for an unknown one. */
static bool ctx_capset(const struct mvgpu_cmd *cmd, u32 *capset)
{
	const struct virtio_gpu_ctx_create *req = cmd->data;

	*capset = 0;
	if (mvgpu_transport_features(cmd->vgpu) &
	    BIT_ULL(VIRTIO_GPU_F_CONTEXT_INIT))
		*capset = le32_to_cpu(req->context_init);
	return !*capset || mvgpu_capset_known(cmd->vgpu, *capset);
}

/**
 * mvgpu_cmd_ctx_create() - CTX_CREATE: create a context
 * @cmd: command
 *
 * The guest's name for the context is not passed on: the GPU gets the name of the vGPU.
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: MVGPU_CMD_PENDING, then OK_NODATA; ERR_INVALID_CONTEXT_ID for identifier 0
 * and for one in use; ERR_INVALID_PARAMETER for a set that is not offered;
 * ERR_OUT_OF_MEMORY beyond the slice.
 */
u32 mvgpu_cmd_ctx_create(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_ctx_create *req = cmd->data;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_context *ctx;
	u32 id = le32_to_cpu(req->hdr.ctx_id), capset;
	int err;

	if (!ctx_capset(cmd, &capset))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	if (!id || mvgpu_context_find(vgpu, id))
		return VIRTIO_GPU_RESP_ERR_INVALID_CONTEXT_ID;
	err = mvgpu_context_add(vgpu, id, &ctx);
	if (err)
		return mvgpu_resp_from_errno(err);
	ctx->capset = capset;
	ctx->kind = mvgpu_capset_kind(capset);
	mvgpu_cmd_ref_context(cmd, ctx);
	cmd->finish = ctx_created;
	vgpu->gpu->ops->ctx_create(vgpu->client, ctx->host_id, capset, vgpu->name,
				   mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}

static u32 ctx_destroyed(struct mvgpu_cmd *cmd, int err)
{
	mvgpu_context_reap(cmd->vgpu, cmd->ctx);
	return VIRTIO_GPU_RESP_OK_NODATA;
}

/**
 * mvgpu_cmd_ctx_destroy() - CTX_DESTROY: destroy a context
 * @cmd: command
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: MVGPU_CMD_PENDING, then OK_NODATA; ERR_INVALID_CONTEXT_ID.
 */
u32 mvgpu_cmd_ctx_destroy(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_ctx_destroy *req = cmd->data;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_context *ctx;

	ctx = mvgpu_context_find(vgpu, le32_to_cpu(req->hdr.ctx_id));
	if (!ctx)
		return VIRTIO_GPU_RESP_ERR_INVALID_CONTEXT_ID;
	mvgpu_cmd_ref_context(cmd, ctx);
	mvgpu_context_unlink(vgpu, ctx);
	cmd->finish = ctx_destroyed;
	vgpu->gpu->ops->ctx_destroy(vgpu->client, ctx->host_id, mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}

/* Find context and resource of an attach or detach. Returns 0 or the error. */
static u32 ctx_find_both(struct mvgpu_cmd *cmd, struct mvgpu_context **ctx,
			 struct mvgpu_resource **res)
{
	const struct virtio_gpu_ctx_resource *req = cmd->data;

	*ctx = mvgpu_context_find(cmd->vgpu, le32_to_cpu(req->hdr.ctx_id));
	if (!*ctx)
		return VIRTIO_GPU_RESP_ERR_INVALID_CONTEXT_ID;
	*res = mvgpu_resource_find(cmd->vgpu, le32_to_cpu(req->resource_id));
	return *res ? 0 : VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
}

typedef void (*ctx_op_fn)(struct mvgpu_gpu_client *client, u32 ctx, u32 host_id,
			  struct mvgpu_gpu_req *req);

static u32 ctx_give_to_gpu(struct mvgpu_cmd *cmd, struct mvgpu_context *ctx,
			   struct mvgpu_resource *res, ctx_op_fn op)
{
	mvgpu_cmd_ref_resource(cmd, res);
	mvgpu_cmd_ref_context(cmd, ctx);
	op(cmd->vgpu->client, ctx->host_id, res->host_id, mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}

static void ctx_moved(struct mvgpu_gpu_req *req, int err)
{
}

/*
 * No command waits until a 2D resource has become a texture: later commands are
 * executed after the conversion, and fail if it failed. The resource may be destroyed
 * before the completion, so the request belongs to no object.
 */
static struct mvgpu_gpu_req ctx_move_req = {
	.done = ctx_moved, .ring_idx = MVGPU_NO_RING,
};

static void ctx_move_to_gpu(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	mvgpu_scanout_copy_shown(vgpu, res);
	res->on_gpu = true;
	res->three = (struct mvgpu_gpu_3d) {
		.host_id = res->host_id,
		.target = MVGPU_TARGET_2D,
		.format = res->format,
		.width = res->width,
		.height = res->height,
		.depth = 1,
		.array_size = 1,
		.flags = VIRTIO_GPU_RESOURCE_FLAG_Y_0_TOP,
	};
	mvgpu_view_drop_all(res);
	vgpu->gpu->ops->resource_to_3d(vgpu->client, res->host_id, &ctx_move_req);
}

/**
 * mvgpu_cmd_ctx_attach_resource() - CTX_ATTACH_RESOURCE: let a context use a resource
 * @cmd: command
 *
 * A context cannot use a blob of guest memory; the driver of Linux attaches it
 * nevertheless.
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: MVGPU_CMD_PENDING, then OK_NODATA, or OK_NODATA at once for a blob;
 * ERR_INVALID_CONTEXT_ID; ERR_INVALID_RESOURCE_ID; ERR_INVALID_PARAMETER for a 2D
 * resource in memory that the GPU may not write to.
 */
u32 mvgpu_cmd_ctx_attach_resource(struct mvgpu_cmd *cmd)
{
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_context *ctx;
	struct mvgpu_resource *res;
	u32 resp;

	resp = ctx_find_both(cmd, &ctx, &res);
	if (resp)
		return resp;
	if (!res->host_id)
		return VIRTIO_GPU_RESP_OK_NODATA;
	if (!res->on_gpu && res->backing && res->backing->readonly)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	if (!res->on_gpu)
		ctx_move_to_gpu(vgpu, res);
	return ctx_give_to_gpu(cmd, ctx, res, vgpu->gpu->ops->ctx_attach);
}

/**
 * mvgpu_cmd_ctx_detach_resource() - CTX_DETACH_RESOURCE: undo CTX_ATTACH_RESOURCE
 * @cmd: command
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: MVGPU_CMD_PENDING, then OK_NODATA, or OK_NODATA at once for a resource that
 * no context can use; ERR_INVALID_CONTEXT_ID; ERR_INVALID_RESOURCE_ID.
 */
u32 mvgpu_cmd_ctx_detach_resource(struct mvgpu_cmd *cmd)
{
	struct mvgpu_context *ctx;
	struct mvgpu_resource *res;
	u32 resp;

	resp = ctx_find_both(cmd, &ctx, &res);
	if (resp)
		return resp;
	if (!res->on_gpu)
		return VIRTIO_GPU_RESP_OK_NODATA;
	return ctx_give_to_gpu(cmd, ctx, res, cmd->vgpu->gpu->ops->ctx_detach);
}
