// SPDX-License-Identifier: GPL-2.0
/*
 * Fences. The response to a command that carries one is sent when the work of the
 * command has completed, and in the order of its timeline, because a guest that sees
 * fence N regards all fences before N as signalled. Commands without a ring index
 * share the timeline of the device; the others have that of (context, ring). Virtio
 * 1.2, 5.7.6.7.
 */
#include <linux/list.h>
#include <linux/lockdep.h>
#include "gvt/cmd/cmd_types.h"
#include "gvt/cmd/fence.h"
#include "gvt/trace/trace.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/transport.h"

static const struct virtio_gpu_ctrl_hdr *fence_header(const struct mvgpu_cmd *cmd)
{
	return cmd->len < sizeof(cmd->resp.hdr) ? NULL : cmd->data;
}

/* Flags of the header that have a meaning with the negotiated features. */
static u32 fence_flags(const struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_ctrl_hdr *hdr = fence_header(cmd);
	u32 known = VIRTIO_GPU_FLAG_FENCE, flags;

	if (!hdr)
		return 0;
	if (mvgpu_transport_features(cmd->vgpu) &
	    BIT_ULL(VIRTIO_GPU_F_CONTEXT_INIT))
		known |= VIRTIO_GPU_FLAG_INFO_RING_IDX;
	flags = le32_to_cpu(hdr->flags) & known;
	return flags & VIRTIO_GPU_FLAG_FENCE ? flags : 0;
}

/**
 * mvgpu_fence_request() - Request a fence from the backend if the guest requested one
 * @cmd: command that has been loaded
 *
 * Fills in cmd->req. A ring of a virgl context has no timeline of its own on the GPU:
 * its fences wait for all work that was submitted to the GPU before.
 *
 * Context: vgpu->lock of its vGPU held.
 */
void mvgpu_fence_request(struct mvgpu_cmd *cmd)
{
	cmd->req.fenced = fence_flags(cmd);
}

/**
 * mvgpu_fence_ring_valid() - Check the number of the ring of a fence
 * @cmd: command that has been loaded
 *
 * Guests do not tell the device how many rings a context has (Linux checks it itself).
 *
 * Context: vgpu->lock of its vGPU held.
 *
 * Return: true without a ring, and for 0..MVGPU_MAX_RINGS - 1.
 */
bool mvgpu_fence_ring_valid(const struct mvgpu_cmd *cmd)
{
	return !(fence_flags(cmd) & VIRTIO_GPU_FLAG_INFO_RING_IDX) ||
	       fence_header(cmd)->ring_idx < MVGPU_MAX_RINGS;
}

/**
 * mvgpu_fence_on_ring() - Let the fence of a command be one of its ring, if it has one
 * @cmd: command after mvgpu_fence_request()
 * @ctx: host id of its context, whose rings have timelines on the GPU
 *
 * Context: vgpu->lock of its vGPU held.
 */
void mvgpu_fence_on_ring(struct mvgpu_cmd *cmd, u32 ctx)
{
	if (!(fence_flags(cmd) & VIRTIO_GPU_FLAG_INFO_RING_IDX))
		return;
	cmd->req.ring_idx = fence_header(cmd)->ring_idx;
	cmd->req.fence_ctx = ctx;
}

/**
 * mvgpu_fence_echo() - Fill in the header of a response: result and the guest's fence
 * @cmd: command with a result
 *
 * Context: vgpu->lock of its vGPU held.
 */
void mvgpu_fence_echo(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_ctrl_hdr *req = fence_header(cmd);
	struct virtio_gpu_ctrl_hdr *resp = &cmd->resp.hdr;
	u32 flags = fence_flags(cmd);

	memset(resp, 0, sizeof(*resp));
	resp->type = cpu_to_le32(cmd->type);
	if (!flags)
		return;
	resp->flags = cpu_to_le32(flags);
	resp->fence_id = req->fence_id;
	resp->ctx_id = req->ctx_id;
	if (flags & VIRTIO_GPU_FLAG_INFO_RING_IDX)
		resp->ring_idx = req->ring_idx;
	trace_mvgpu_fence(cmd->vgpu->name, le32_to_cpu(req->ctx_id), resp->ring_idx,
			  le64_to_cpu(req->fence_id));
}

static bool fence_same_timeline(const struct mvgpu_cmd *a, const struct mvgpu_cmd *b)
{
	u32 flags = fence_flags(a);

	if (flags != fence_flags(b))
		return false;
	if (!(flags & VIRTIO_GPU_FLAG_INFO_RING_IDX))
		return true;
	return fence_header(a)->ctx_id == fence_header(b)->ctx_id &&
	       fence_header(a)->ring_idx == fence_header(b)->ring_idx;
}

/**
 * mvgpu_fence_must_wait() - Check whether a response must wait for another one
 * @cmd: command in vgpu->cmds, behind every earlier one without a response
 *
 * Context: vgpu->lock of its vGPU held.
 *
 * Return: true while an earlier command has a fence of the same timeline.
 */
bool mvgpu_fence_must_wait(const struct mvgpu_cmd *cmd)
{
	const struct mvgpu_cmd *before = cmd;

	lockdep_assert_held(&cmd->vgpu->lock);
	if (!fence_flags(cmd))
		return false;
	list_for_each_entry_continue_reverse(before, &cmd->vgpu->cmds, node)
		if (fence_same_timeline(before, cmd))
			return true;
	return false;
}
