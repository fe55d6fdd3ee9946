// SPDX-License-Identifier: GPL-2.0
/*
 * Completion of commands: the complete function, then req->done(), then the memory. It runs
 * in the context in which the response was found, or in a work when it may sleep.
 */
#include <linux/sched.h>
#include "gvt/gpu/gpu_types.h"
#include "gvt/gpu/virtio/command.h"
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/complete.h"
#include "gvt/gpu/virtio/map.h"
#include "gvt/gpu/virtio/vg_types.h"

/* The caller of an operation is notified before the GPU is seen to be idle. */
static void vg_complete_one(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	unsigned long flags;

	if (cmd->complete)
		cmd->complete(vg, cmd);
	mvgpu_vg_map_put(cmd->map);
	cmd->map = NULL;
	if (cmd->req)
		cmd->req->done(cmd->req, cmd->err);
	spin_lock_irqsave(&vg->lock, flags);
	list_del(&cmd->in_flight);
	wake_up(&vg->idle);
	spin_unlock_irqrestore(&vg->lock, flags);
	mvgpu_vg_cmd_free(cmd);
}

static void vg_complete_defer(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	unsigned long flags;

	spin_lock_irqsave(&vg->lock, flags);
	list_add_tail(&cmd->link, &vg->deferred);
	queue_work(vg->wq, &vg->deferred_work);
	spin_unlock_irqrestore(&vg->lock, flags);
}

/**
 * mvgpu_vg_complete_all() - Complete commands
 * @vg: GPU
 * @completed: commands by their link, with cmd->err set; empty afterwards
 *
 * A command with cmd->defer is completed by vg->deferred_work.
 *
 * Context: any, vg->lock not held.
 */
void mvgpu_vg_complete_all(struct mvgpu_vg *vg, struct list_head *completed)
{
	struct mvgpu_vg_cmd *cmd, *next;

	list_for_each_entry_safe(cmd, next, completed, link) {
		list_del_init(&cmd->link);
		if (cmd->defer)
			vg_complete_defer(vg, cmd);
		else
			vg_complete_one(vg, cmd);
	}
}

/**
 * mvgpu_vg_complete_work() - Complete the deferred commands
 * @work: vg->deferred_work
 *
 * Context: workqueue, may sleep.
 */
void mvgpu_vg_complete_work(struct work_struct *work)
{
	struct mvgpu_vg *vg = container_of(work, struct mvgpu_vg, deferred_work);
	struct mvgpu_vg_cmd *cmd, *next;
	LIST_HEAD(completed);

	spin_lock_irq(&vg->lock);
	list_splice_init(&vg->deferred, &completed);
	spin_unlock_irq(&vg->lock);
	list_for_each_entry_safe(cmd, next, &completed, link) {
		list_del_init(&cmd->link);
		vg_complete_one(vg, cmd);
		cond_resched();
	}
}
