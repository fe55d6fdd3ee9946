// SPDX-License-Identifier: GPL-2.0
/* Command streams (virtio 1.2, 5.7.6.8): scanned and translated, or opaque; submitted. */
#include "gvt/cmd/cmd.h"
#include "gvt/cmd/fence.h"
#include "gvt/cmd/handlers.h"
#include "gvt/cmd/resp.h"
#include "gvt/resource/context.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virgl/object.h"
#include "gvt/virgl/scan.h"

/**
 * struct stream - Stream that is being scanned
 * @vgpu: vGPU that it belongs to
 * @ctx: context that will execute it
 */
struct stream {
	struct mvgpu_vgpu *vgpu;
	struct mvgpu_context *ctx;
};

static u32 submit_host_id(void *priv, u32 guest_id)
{
	const struct stream *s = priv;
	const struct mvgpu_resource *res;

	res = mvgpu_resource_find(s->vgpu, guest_id);
	return res ? res->host_id : 0;
}

static u32 submit_dword(const __le32 *cmd, unsigned int at)
{
	return le32_to_cpu(cmd[at]);
}

static int submit_add_object(const struct stream *s, const __le32 *cmd)
{
	const struct mvgpu_gpu_3d desc = {
		.target = submit_dword(cmd, MVGPU_VIRGL_OBJECT_TARGET),
		.format = submit_dword(cmd, MVGPU_VIRGL_OBJECT_FORMAT),
		.bind = submit_dword(cmd, MVGPU_VIRGL_OBJECT_BIND),
		.width = submit_dword(cmd, MVGPU_VIRGL_OBJECT_WIDTH),
		.height = submit_dword(cmd, MVGPU_VIRGL_OBJECT_HEIGHT),
		.depth = submit_dword(cmd, MVGPU_VIRGL_OBJECT_DEPTH),
		.array_size = submit_dword(cmd, MVGPU_VIRGL_OBJECT_ARRAY_SIZE),
		.last_level = submit_dword(cmd, MVGPU_VIRGL_OBJECT_LAST_LEVEL),
		.nr_samples = submit_dword(cmd, MVGPU_VIRGL_OBJECT_NR_SAMPLES),
		.flags = submit_dword(cmd, MVGPU_VIRGL_OBJECT_FLAGS),
	};

	return mvgpu_context_add_object(s->ctx,
					submit_dword(cmd, MVGPU_VIRGL_OBJECT_BLOB_ID),
					&desc);
}

/*
 * If the stream is rejected afterwards, what it allocated here stays allocated, and
 * charged, until its context is destroyed.
 */
static int submit_watch(void *priv, const __le32 *cmd)
{
	const struct stream *s = priv;

	switch (submit_dword(cmd, 0) & 0xff) {
	case MVGPU_VIRGL_CREATE_SUB_CTX:
		return mvgpu_context_add_sub(s->ctx, submit_dword(cmd, 1));
	case MVGPU_VIRGL_DESTROY_SUB_CTX:
		mvgpu_context_drop_sub(s->ctx, submit_dword(cmd, 1));
		return 0;
	case MVGPU_VIRGL_PIPE_RESOURCE_CREATE:
		return submit_add_object(s, cmd);
	}
	return 0;
}

/* Replace the guest's identifiers in a stream by host ids. Returns 0 or the error. */
static u32 submit_scan(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx,
		       void *stream, u32 size)
{
	struct stream s = { .vgpu = vgpu, .ctx = ctx };
	struct mvgpu_virgl_scan scan = {
		.resource = submit_host_id,
		.watch = submit_watch,
		.priv = &s,
	};
	int err = mvgpu_virgl_scan(&scan, stream, size);

	vgpu->virgl_seen |= scan.seen;
	if (!err)
		return 0;
	mvgpu_guest_log(vgpu, "command 0x%08x in a stream rejected: %d\n",
			scan.bad, err);
	return mvgpu_resp_from_errno(err);
}

/*
 * The renderer alone knows what is in an opaque stream, and completes it when its own
 * threads have it. What a guest waits for are fences of rings, or memory.
 */
static u32 submit_opaque(struct mvgpu_cmd *cmd, const struct mvgpu_context *ctx, u32 size)
{
	if (!IS_ALIGNED(size, sizeof(u32)))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	mvgpu_fence_on_ring(cmd, ctx->host_id);
	return 0;
}

static u32 submit_virgl(struct mvgpu_cmd *cmd, struct mvgpu_context *ctx, u32 size)
{
	struct virtio_gpu_cmd_submit *req = cmd->data;

	/* The fence, requested by the guest or not, measures the runtime of the job. */
	cmd->req.fenced = true;
	return submit_scan(cmd->vgpu, ctx, req + 1, size);
}

/**
 * mvgpu_cmd_submit_3d() - SUBMIT_3D: execute a command stream
 * @cmd: command
 *
 * The stream is the private copy: what was checked and translated is what the GPU gets. An
 * opaque stream is neither; its context uses what was attached to it, and nothing else.
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: MVGPU_CMD_PENDING, then OK_NODATA; ERR_INVALID_CONTEXT_ID;
 * ERR_INVALID_PARAMETER for a stream that is cut short or has an unknown command, and for
 * an opaque one that is no multiple of 4 bytes;
 * ERR_OUT_OF_MEMORY for one that needs more than a context may have.
 */
u32 mvgpu_cmd_submit_3d(struct mvgpu_cmd *cmd)
{
	struct virtio_gpu_cmd_submit *req = cmd->data;
	u32 size = le32_to_cpu(req->size);
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_context *ctx;
	u32 resp;

	ctx = mvgpu_context_find(vgpu, le32_to_cpu(req->hdr.ctx_id));
	if (!ctx)
		return VIRTIO_GPU_RESP_ERR_INVALID_CONTEXT_ID;
	if (size > cmd->len - sizeof(*req))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	resp = ctx->kind == MVGPU_KIND_OPAQUE ? submit_opaque(cmd, ctx, size) :
						submit_virgl(cmd, ctx, size);
	if (resp)
		return resp;
	atomic64_inc(&vgpu->stats.submits);
	atomic64_add(size, &vgpu->stats.submit_bytes);
	mvgpu_cmd_ref_context(cmd, ctx);
	vgpu->gpu->ops->submit(vgpu->client, ctx->host_id, req + 1, size,
			       mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}
