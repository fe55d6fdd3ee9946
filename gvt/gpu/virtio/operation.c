// SPDX-License-Identifier: GPL-2.0
/*
 * How an operation of the backend contract is sent and completed: it is one or more
 * commands, and the completion of the last one completes the operation.
 */
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/encode_context.h"
#include "gvt/gpu/virtio/operation.h"
#include "gvt/gpu/virtio/queue.h"

/**
 * mvgpu_vg_op_send() - Send an operation of one command
 * @vg: GPU
 * @cmd: command, or NULL when it could not be allocated
 * @req: completed with the command; with -ENOMEM or -ENODEV without one
 *
 * Context: process context; takes vg->lock.
 */
void mvgpu_vg_op_send(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
		      struct mvgpu_gpu_req *req)
{
	if (!cmd) {
		req->done(req, mvgpu_vg_lost(vg) ? -ENODEV : -ENOMEM);
		return;
	}
	cmd->req = req;
	cmd->fenced = req->fenced;
	mvgpu_vg_send(vg, cmd);
}

/**
 * mvgpu_vg_op_send_all() - Send an operation of several commands
 * @vg: GPU
 * @cmds: commands by their link, in order, at least one; empty afterwards
 * @req: completed with the last command
 *
 * As mvgpu_vg_send_all().
 *
 * Context: process context; takes vg->lock.
 */
void mvgpu_vg_op_send_all(struct mvgpu_vg *vg, struct list_head *cmds,
			  struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg_cmd *last;

	last = list_last_entry(cmds, struct mvgpu_vg_cmd, link);
	last->req = req;
	last->fenced = req->fenced;
	mvgpu_vg_send_all(vg, cmds);
}

/**
 * mvgpu_vg_op_complete() - Complete an operation that needed no command
 * @vg: GPU
 * @req: operation, completed at once or, when it is fenced and the GPU renders, after the
 *	work of the GPU so far
 * @err: result, 0 or -errno
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_op_complete(struct mvgpu_vg *vg, struct mvgpu_gpu_req *req,
			  int err)
{
	if (err || !req->fenced || !vg->ctx)
		req->done(req, err);
	else
		mvgpu_vg_op_send(vg, mvgpu_vg_nop_cmd(vg), req);
}
