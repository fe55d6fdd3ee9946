// SPDX-License-Identifier: GPL-2.0
/*
 * Commands about contexts, in the form of the protocol (Virtio 1.2, 5.7.6.8). None of them
 * is sent here.
 */
#include <linux/slab.h>
#include <linux/string.h>
#include "gvt/gpu/virtio/command.h"
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/encode_context.h"
#include "gvt/gpu/virtio/vg_types.h"

/**
 * mvgpu_vg_ctx_create_cmd() - Encode the creation of a context
 * @vg: GPU
 * @ctx: host id of the context
 * @capset: capability set; only with CONTEXT_INIT
 * @name: name for debugging
 *
 * Context: process context, may sleep.
 *
 * Return: command; NULL without memory.
 */
struct mvgpu_vg_cmd *mvgpu_vg_ctx_create_cmd(struct mvgpu_vg *vg, u32 ctx,
					     u32 capset, const char *name)
{
	struct virtio_gpu_ctx_create *c;
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_CTX_CREATE,
			       sizeof(cmd->body.ctx_create));
	if (!cmd)
		return NULL;
	c = &cmd->body.ctx_create;
	c->hdr.ctx_id = cpu_to_le32(ctx);
	if (vg->gpu.caps.features & BIT_ULL(VIRTIO_GPU_F_CONTEXT_INIT))
		c->context_init = cpu_to_le32(capset);
	c->nlen = cpu_to_le32(strnlen(name, sizeof(c->debug_name) - 1));
	strscpy(c->debug_name, name, sizeof(c->debug_name));
	return cmd;
}

/**
 * mvgpu_vg_ctx_destroy_cmd() - Encode the destruction of a context
 * @ctx: host id of the context
 *
 * Context: process context, may sleep.
 *
 * Return: command.
 */
struct mvgpu_vg_cmd *mvgpu_vg_ctx_destroy_cmd(u32 ctx)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new_nofail(VIRTIO_GPU_CMD_CTX_DESTROY,
				      sizeof(cmd->body.ctx_destroy));
	cmd->body.hdr.ctx_id = cpu_to_le32(ctx);
	return cmd;
}

/**
 * mvgpu_vg_ctx_resource_cmd() - Encode the attachment of a resource to a context
 * @type: VIRTIO_GPU_CMD_CTX_ATTACH_RESOURCE or VIRTIO_GPU_CMD_CTX_DETACH_RESOURCE
 * @ctx: host id of the context
 * @host_id: resource
 *
 * Context: process context, may sleep.
 *
 * Return: command; NULL without memory.
 */
struct mvgpu_vg_cmd *mvgpu_vg_ctx_resource_cmd(u32 type, u32 ctx, u32 host_id)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(type, sizeof(cmd->body.ctx_resource));
	if (!cmd)
		return NULL;
	cmd->body.hdr.ctx_id = cpu_to_le32(ctx);
	cmd->body.ctx_resource.resource_id = cpu_to_le32(host_id);
	return cmd;
}

/**
 * mvgpu_vg_submit_cmd() - Encode the execution of a stream
 * @vg: GPU
 * @ctx: host id of the context
 * @stream: kernel memory, valid until the command is completed
 * @size: bytes of @stream
 * @own: memory from kvmalloc(), freed with the command, or at once when this function
 *	returns NULL; or NULL
 *
 * Context: process context, may sleep.
 *
 * Return: command; NULL without memory.
 */
struct mvgpu_vg_cmd *mvgpu_vg_submit_cmd(struct mvgpu_vg *vg, u32 ctx,
					 const void *stream, u32 size,
					 void *own)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_SUBMIT_3D,
			       sizeof(cmd->body.submit));
	if (!cmd) {
		kvfree(own);
		return NULL;
	}
	cmd->body.hdr.ctx_id = cpu_to_le32(ctx);
	cmd->body.submit.size = cpu_to_le32(size);
	cmd->own = own;
	if (!size || !mvgpu_vg_cmd_set_payload(vg, cmd, stream, size))
		return cmd;
	mvgpu_vg_cmd_free(cmd);
	return NULL;
}

/* The operation has taken effect before, whatever happens to its fence. */
static void vg_encode_nop_complete(struct mvgpu_vg *vg,
				   struct mvgpu_vg_cmd *cmd)
{
	cmd->err = 0;
}

/**
 * mvgpu_vg_nop_cmd() - Encode a virgl command without effect, to which a fence is attached
 * @vg: GPU with a context of its own
 *
 * Context: process context, may sleep.
 *
 * Return: command.
 */
struct mvgpu_vg_cmd *mvgpu_vg_nop_cmd(struct mvgpu_vg *vg)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new_nofail(VIRTIO_GPU_CMD_SUBMIT_3D, sizeof(cmd->body.nop));
	cmd->body.hdr.ctx_id = cpu_to_le32(vg->ctx);
	cmd->body.nop.submit.size = cpu_to_le32(sizeof(cmd->body.nop.stream));
	cmd->complete = vg_encode_nop_complete;
	return cmd;
}
