/* SPDX-License-Identifier: GPL-2.0 */
/* Commands as objects. Under vgpu->lock, unless noted otherwise. */
#ifndef MVGPU_GVT_CMD_CMD_H
#define MVGPU_GVT_CMD_CMD_H

#include "gvt/cmd/cmd_types.h"
#include "gvt/sched/turn.h"

bool mvgpu_cmd_has_room(const struct mvgpu_vgpu *vgpu);
struct mvgpu_cmd *mvgpu_cmd_alloc(struct mvgpu_vgpu *vgpu);
void mvgpu_cmd_recycle(struct mvgpu_cmd *cmd);
void mvgpu_cmd_free_spare(struct mvgpu_vgpu *vgpu);
u32 mvgpu_cmd_load(struct mvgpu_cmd *cmd, const struct mvgpu_chain *chain);
u32 mvgpu_cmd_respond(struct mvgpu_cmd *cmd);
void mvgpu_cmd_req_done(struct mvgpu_gpu_req *req, int err);

void mvgpu_cmd_ref_resource(struct mvgpu_cmd *cmd, struct mvgpu_resource *res);
void mvgpu_cmd_ref_context(struct mvgpu_cmd *cmd, struct mvgpu_context *ctx);
void mvgpu_cmd_ref_backing(struct mvgpu_cmd *cmd,
			   struct mvgpu_backing *backing);
void mvgpu_cmd_put_objects(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_resource_created(struct mvgpu_cmd *cmd, int err);

/* True when only the response is still to be sent. vgpu->lock held. */
static inline bool mvgpu_cmd_completed(const struct mvgpu_cmd *cmd)
{
	return READ_ONCE(cmd->state) == MVGPU_CMD_COMPLETED;
}

/* The work of a ring may wait for that of another one, which is still to come. */
static inline bool mvgpu_cmd_is_aside(const struct mvgpu_cmd *cmd)
{
	return cmd->req.ring_idx != MVGPU_NO_RING;
}

/* Start the command's turn on the GPU; returns the request for the backend. */
static inline struct mvgpu_gpu_req *mvgpu_cmd_turn(struct mvgpu_cmd *cmd)
{
	mvgpu_turn_start(cmd->vgpu, &cmd->turn);
	if (mvgpu_cmd_is_aside(cmd))
		mvgpu_turn_set_aside(cmd->vgpu, &cmd->turn);
	return &cmd->req;
}

#endif /* MVGPU_GVT_CMD_CMD_H */
