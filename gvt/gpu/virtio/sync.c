// SPDX-License-Identifier: GPL-2.0
/* A command whose response the caller waits for, while a device is being started. */
#include <linux/completion.h>
#include <linux/jiffies.h>
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/queue.h"
#include "gvt/gpu/virtio/sync.h"
#include "gvt/gpu/virtio/vg_types.h"

/* A device that takes longer to report its capabilities does not work. */
#define VG_SYNC_TIMEOUT (60 * HZ)

/**
 * struct vg_sync - A caller that waits for a command
 * @done: completed with the command
 * @err: result of the command
 * @resp: buffer for the fixed part of the response, or NULL
 * @len: bytes of the response and the data that follow it
 */
struct vg_sync {
	struct completion done;
	int err;
	union mvgpu_vg_resp *resp;
	u32 len;
};

static void vg_sync_complete(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	struct vg_sync *sync = cmd->priv;

	if (sync->resp)
		*sync->resp = cmd->resp;
	sync->err = cmd->err;
	sync->len = cmd->len;
	complete(&sync->done);
}

static bool vg_sync_wait(struct mvgpu_vg *vg, struct vg_sync *sync)
{
	unsigned long end = jiffies + VG_SYNC_TIMEOUT;

	while (!wait_for_completion_timeout(&sync->done, MVGPU_VG_POLL_INTERVAL)) {
		if (time_after(jiffies, end))
			return false;
		mvgpu_vg_poll(&vg->gpu);
	}
	return true;
}

/**
 * mvgpu_vg_sync() - Send a command and wait for the response
 * @vg: GPU that is not in use yet
 * @cmd: command, which the caller does not own any more
 * @resp: buffer for the fixed part of the response, or NULL
 *
 * A device that does not respond is stopped.
 *
 * Context: process context, sleeps.
 *
 * Return: bytes of the response; -ETIMEDOUT after the device was stopped; -ENODEV, or
 * another error that the device reported.
 */
int mvgpu_vg_sync(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
		  union mvgpu_vg_resp *resp)
{
	struct vg_sync sync = { .resp = resp };

	init_completion(&sync.done);
	cmd->complete = vg_sync_complete;
	cmd->priv = &sync;
	mvgpu_vg_send(vg, cmd);
	if (!vg_sync_wait(vg, &sync)) {
		mvgpu_vg_queue_stop(vg);
		wait_for_completion(&sync.done);
		return -ETIMEDOUT;
	}
	return sync.err ?: sync.len;
}
