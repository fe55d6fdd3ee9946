// SPDX-License-Identifier: GPL-2.0
/*
 * The ring of the control queue. Commands keep their order: those that do not fit on the
 * ring are pending, and are put on it when responses were taken off. A response is matched
 * by the token of the ring, never by data that the device wrote.
 */
#include <linux/error-injection.h>
#include <linux/virtio.h>
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/ring.h"
#include "gvt/gpu/virtio/vg_types.h"

/* Fence numbers are an int in the renderer, and 0 means none. */
#define VG_FENCE_MAX 0x7fffffff

/* Returns the number of the next fence; 0 means that all others must complete first. */
static u32 vg_ring_next_fence(struct mvgpu_vg *vg)
{
	if (vg->last_fence < VG_FENCE_MAX)
		return ++vg->last_fence;
	if (vg->fences)
		return 0;
	vg->last_fence = 1;
	return 1;
}

/* Returns false when the command has to wait for the fences in flight. */
static bool vg_ring_set_fence(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	u32 fence;

	if (!cmd->fenced)
		return true;
	fence = vg_ring_next_fence(vg);
	cmd->body.hdr.flags = cpu_to_le32(VIRTIO_GPU_FLAG_FENCE);
	cmd->body.hdr.fence_id = cpu_to_le64(fence);
	return fence;
}

static int vg_ring_add(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	struct scatterlist *sgs[3];
	unsigned int out = 0;

	sgs[out++] = &cmd->sg_body;
	if (cmd->nr_data)
		sgs[out++] = cmd->sg_data;
	sgs[out] = cmd->sg_resp;
	return virtqueue_add_sgs(vg->ctrl, sgs, out, 1, cmd, GFP_ATOMIC);
}

static void vg_ring_count_start(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	atomic64_inc(&vg->stats.commands);
	if (!cmd->fenced)
		return;
	atomic64_inc(&vg->stats.fences);
	vg->fences++;
}

/* On kernels with fail_function, tests let the device reject commands here. */
static noinline int vg_ring_start_error(const struct mvgpu_vg_cmd *cmd)
{
	int err = 0;

	/* The compiler must not derive that the result is 0. */
	OPTIMIZER_HIDE_VAR(err);
	return err;
}
ALLOW_ERROR_INJECTION(vg_ring_start_error, ERRNO);

/* Command type 0 does not exist, so that the device rejects it when it gets there. */
static void vg_ring_inject_error(struct mvgpu_vg_cmd *cmd)
{
	if (!cmd->nofail && vg_ring_start_error(cmd))
		cmd->body.hdr.type = 0;
}

/*
 * Puts the first pending command on the ring. Returns false when it has to wait. A command
 * that does not fit on an empty ring, or finds a broken ring, is completed.
 */
static bool vg_ring_start_one(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
			      struct list_head *completed)
{
	int err;

	vg_ring_inject_error(cmd);
	if (!vg_ring_set_fence(vg, cmd))
		return false;
	err = vg_ring_add(vg, cmd);
	if (!err) {
		list_move_tail(&cmd->link, &vg->running);
		vg_ring_count_start(vg, cmd);
		return true;
	}
	if (!list_empty(&vg->running))
		return false;
	cmd->err = virtqueue_is_broken(vg->ctrl) ? -ENODEV : -ENOMEM;
	list_move_tail(&cmd->link, completed);
	return true;
}

/**
 * mvgpu_vg_ring_start() - Put pending commands on the ring as far as they fit
 * @vg: GPU; vg->lock held
 * @completed: list to which commands that failed are added
 *
 * Notifies the device if necessary. Nothing happens while the queue is not live.
 *
 * Context: any, vg->lock held.
 */
void mvgpu_vg_ring_start(struct mvgpu_vg *vg, struct list_head *completed)
{
	struct mvgpu_vg_cmd *cmd, *next;

	lockdep_assert_held(&vg->lock);
	if (!vg->live)
		return;
	list_for_each_entry_safe(cmd, next, &vg->pending, link) {
		if (!vg_ring_start_one(vg, cmd, completed)) {
			atomic64_inc(&vg->stats.waited);
			break;
		}
	}
	if (virtqueue_kick_prepare(vg->ctrl)) {
		virtqueue_notify(vg->ctrl);
		atomic64_inc(&vg->stats.kicks);
	}
}

/* Converts an error of the device. */
static int vg_ring_errno(u32 type)
{
	switch (type) {
	case VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY:
		return -ENOMEM;
	case VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID:
		return -ENOENT;
	case VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER:
		return -EINVAL;
	default:
		return -EIO;
	}
}

static int vg_ring_result(const struct mvgpu_vg_cmd *cmd)
{
	u32 type = le32_to_cpu(cmd->resp.hdr.type);

	if (cmd->len < sizeof(cmd->resp.hdr))
		return -EIO;
	if (type != cmd->expected)
		return vg_ring_errno(type);
	return cmd->len < cmd->resp_size ? -EIO : 0;
}

static void vg_ring_take_one(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
			     u32 len, struct list_head *completed)
{
	cmd->len = len;
	cmd->err = vg_ring_result(cmd);
	if (cmd->err) {
		atomic64_inc(&vg->stats.errors);
		dev_dbg_ratelimited(vg->gpu.dev,
				    "request 0x%x: 0x%x, %u bytes\n",
				    le32_to_cpu(cmd->body.hdr.type),
				    le32_to_cpu(cmd->resp.hdr.type), len);
	}
	if (cmd->fenced)
		vg->fences--;
	list_move_tail(&cmd->link, completed);
}

/**
 * mvgpu_vg_ring_take() - Take responses off the ring
 * @vg: GPU, whose queue is live; vg->lock held
 * @completed: list to which the commands are added
 *
 * Context: any, vg->lock held.
 */
void mvgpu_vg_ring_take(struct mvgpu_vg *vg, struct list_head *completed)
{
	struct mvgpu_vg_cmd *cmd;
	unsigned int len;

	do {
		virtqueue_disable_cb(vg->ctrl);
		while ((cmd = virtqueue_get_buf(vg->ctrl, &len)))
			vg_ring_take_one(vg, cmd, len, completed);
	} while (!virtqueue_is_broken(vg->ctrl) &&
		 !virtqueue_enable_cb(vg->ctrl));
}
