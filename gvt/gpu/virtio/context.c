// SPDX-License-Identifier: GPL-2.0
/*
 * Operations: contexts and their streams. Only contexts of the virgl kind are allowed,
 * whose only timeline is that of the device: a fence of either is a fence of the device.
 */
#include <linux/minmax.h>
#include "gvt/gpu/virtio/context.h"
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/encode_context.h"
#include "gvt/gpu/virtio/operation.h"
#include "gvt/gpu/virtio/sync.h"
#include "gvt/gpu/virtio/texture.h"

static const char vg_ctx_name[] = "mvgpu";

/**
 * mvgpu_vg_ctx_create() - Create a context
 * @client: client of a GPU with 3D
 * @ctx: host id of the context
 * @capset: capability set; only with CONTEXT_INIT
 * @name: name for debugging
 * @req: completed with 0; -ENODEV, -ENOMEM, or an error of the device
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_ctx_create(struct mvgpu_gpu_client *client, u32 ctx, u32 capset,
			 const char *name, struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);

	mvgpu_vg_op_send(vg, mvgpu_vg_ctx_create_cmd(vg, ctx, capset, name), req);
}

/**
 * mvgpu_vg_ctx_destroy() - Destroy a context
 * @client: client of a GPU with 3D
 * @ctx: host id of the context
 * @req: completed with 0; -ENODEV, or an error of the device
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_ctx_destroy(struct mvgpu_gpu_client *client, u32 ctx,
			  struct mvgpu_gpu_req *req)
{
	mvgpu_vg_op_send(mvgpu_to_vg(client->gpu), mvgpu_vg_ctx_destroy_cmd(ctx), req);
}

static void vg_context_set_resource(struct mvgpu_gpu_client *client, u32 type, u32 ctx,
				    u32 host_id, struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);

	if (!mvgpu_vg_texture_exists(vg, host_id)) {
		req->done(req, mvgpu_vg_lost(vg) ? -ENODEV : -ENOENT);
		return;
	}
	mvgpu_vg_op_send(vg, mvgpu_vg_ctx_resource_cmd(type, ctx, host_id), req);
}

/**
 * mvgpu_vg_ctx_attach() - Let a context use a resource
 * @client: client of a GPU with 3D
 * @ctx: host id of the context
 * @host_id: resource
 * @req: completed with 0; -ENOENT, -ENODEV, -ENOMEM, or an error of the device
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_ctx_attach(struct mvgpu_gpu_client *client, u32 ctx, u32 host_id,
			 struct mvgpu_gpu_req *req)
{
	vg_context_set_resource(client, VIRTIO_GPU_CMD_CTX_ATTACH_RESOURCE, ctx, host_id,
				req);
}

/**
 * mvgpu_vg_ctx_detach() - Undo mvgpu_vg_ctx_attach()
 * @client: client of a GPU with 3D
 * @ctx: host id of the context
 * @host_id: resource
 * @req: completed with 0; -ENOENT, -ENODEV, -ENOMEM, or an error of the device
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_ctx_detach(struct mvgpu_gpu_client *client, u32 ctx, u32 host_id,
			 struct mvgpu_gpu_req *req)
{
	vg_context_set_resource(client, VIRTIO_GPU_CMD_CTX_DETACH_RESOURCE, ctx, host_id,
				req);
}

/**
 * mvgpu_vg_submit() - Execute a stream in a context
 * @client: client of a GPU with 3D
 * @ctx: host id of the context
 * @stream: kernel memory, valid until the operation is completed
 * @size: bytes of @stream
 * @req: completed with 0; -ENODEV, -ENOMEM, or an error of the device
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_submit(struct mvgpu_gpu_client *client, u32 ctx, const void *stream,
		     u32 size, struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);

	mvgpu_vg_op_send(vg, mvgpu_vg_submit_cmd(vg, ctx, stream, size, NULL), req);
}

/**
 * mvgpu_vg_ctx_start() - Create the context of the backend on the device
 * @vg: GPU that was just started and whose features are known. The host id of the context
 *	is allocated, or is 0.
 *
 * Fences without work of their own are attached to commands in this context.
 *
 * Context: process context, sleeps.
 *
 * Return: 0 or -errno.
 */
int mvgpu_vg_ctx_start(struct mvgpu_vg *vg)
{
	struct mvgpu_vg_cmd *cmd;
	int ret;

	if (!vg->ctx)
		return 0;
	cmd = mvgpu_vg_ctx_create_cmd(vg, vg->ctx, 0, vg_ctx_name);
	if (!cmd)
		return -ENOMEM;
	ret = mvgpu_vg_sync(vg, cmd, NULL);
	return min(ret, 0);
}
