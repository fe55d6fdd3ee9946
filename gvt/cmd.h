/* SPDX-License-Identifier: GPL-2.0 */
/* A command on its way through the mediator; private to gvt/. */
#ifndef MVGPU_GVT_CMD_H
#define MVGPU_GVT_CMD_H

#include <linux/list.h>
#include <linux/sizes.h>
#include <linux/virtio_gpu.h>
#include "gvt/cmd_table.h"
#include "gvt/gpu.h"
#include "gvt/turn.h"
#include "gvt/vring.h"

struct mvgpu_backing;
struct mvgpu_context;
struct mvgpu_resource;
struct mvgpu_vgpu;

/* The largest command: a SUBMIT_3D; Mesa's longest stream is a quarter. */
#define MVGPU_CMD_MAX_BYTES	(SZ_1M + SZ_4K)
/* The largest response but for what cmd->tail adds: GET_EDID. */
#define MVGPU_RESP_MAX_BYTES	(sizeof(struct virtio_gpu_resp_edid))
/* A command and a chain up to this are kept without an allocation. */
#define MVGPU_CMD_SMALL_BYTES	256
#define MVGPU_CMD_SMALL_SEGS	8
/* What one vGPU may have under way: commands, and bytes of large ones. */
#define MVGPU_MAX_IN_FLIGHT	64
#define MVGPU_MAX_IN_FLIGHT_BYTES	SZ_4M

/* A handler that answers later: it gave cmd->req to the backend. */
#define MVGPU_CMD_PENDING 0

/**
 * struct mvgpu_cmd - one command
 * @node: in vgpu->cmds, in the order of arrival, or in vgpu->spare_cmds
 * @done_node: in vgpu->done_cmds; under vgpu->done_lock
 * @vgpu: whose it is
 * @row: its row of the command table
 * @queue: where it came from
 * @head: its chain, to be given back
 * @nr_seg: writable pieces of the chain
 * @seg: them; @small_seg or an allocation
 * @writable: bytes in them
 * @len: bytes in @data
 * @data: private copy of what the guest wrote; everything reads this;
 *	@small_data or an allocation
 * @resp: the response being built, zero when the handler starts; the header
 *	is filled in at the end
 * @resp_len: bytes of a good response in @resp, header included; starts as a
 *	bare header
 * @tail: what follows @resp in a good response; kfree'd with the command
 * @tail_len: bytes of it
 * @req: backend operation in flight
 * @finish: called with vgpu->lock when @req is done, also when the vGPU is
 *	being reset; returns the response type (VIRTIO_GPU_RESP_*), or
 *	MVGPU_CMD_PENDING after handing out @req again. NULL: OK_NODATA or
 *	ERR_UNSPEC, after @err.
 * @res: the resource @finish is about, referenced
 * @ctx: the context @finish is about, no longer or not yet the guest's
 * @backing: memory that @finish unpins
 * @map_info: how a blob in the window is to be mapped (VIRTIO_GPU_MAP_*)
 * @fetch: the cursor being fetched from the GPU, its surface referenced
 * @over: it has a result, @type; under vgpu->lock like all above
 * @type: VIRTIO_GPU_RESP_*
 * @stale: the queue was reset meanwhile: the chain is nobody's
 * @turn: its turn on the GPU
 * @err: result of @req; with @finished and @away under vgpu->done_lock
 * @finished: @req is done
 * @away: nobody looks at @finished: the completion has to say so
 * @small_seg: what @seg points at while the chain is short
 * @small_data: likewise for @data
 */
struct mvgpu_cmd {
	struct list_head node;
	struct list_head done_node;
	struct mvgpu_vgpu *vgpu;
	const struct mvgpu_cmd_row *row;
	unsigned int queue;
	u16 head;
	u16 nr_seg;
	struct mvgpu_seg *seg;
	u64 writable;
	size_t len;
	void *data;
	union {
		struct virtio_gpu_ctrl_hdr hdr;
		u8 bytes[MVGPU_RESP_MAX_BYTES];
	} resp;
	size_t resp_len;
	void *tail;
	size_t tail_len;
	struct mvgpu_gpu_req req;
	u32 (*finish)(struct mvgpu_cmd *cmd, int err);
	struct mvgpu_resource *res;
	struct mvgpu_context *ctx;
	struct mvgpu_backing *backing;
	u32 map_info;
	struct mvgpu_gpu_readback fetch;
	bool over;
	u32 type;
	bool stale;
	struct mvgpu_turn turn;
	int err;
	bool finished;
	bool away;
	struct mvgpu_seg small_seg[MVGPU_CMD_SMALL_SEGS];
	u64 small_data[MVGPU_CMD_SMALL_BYTES / sizeof(u64)];
};

/* cmd.c: commands as objects. Under vgpu->lock. */
struct mvgpu_cmd *mvgpu_cmd_take(struct mvgpu_vgpu *vgpu);
void mvgpu_cmd_release(struct mvgpu_cmd *cmd);
void mvgpu_cmd_free_spare(struct mvgpu_vgpu *vgpu);
u32 mvgpu_cmd_load(struct mvgpu_cmd *cmd, const struct mvgpu_chain *chain);
u32 mvgpu_cmd_respond(struct mvgpu_cmd *cmd);

/* fence.c: the order of answers. Under vgpu->lock. */
void mvgpu_fence_request(struct mvgpu_cmd *cmd);
void mvgpu_fence_echo(struct mvgpu_cmd *cmd);
bool mvgpu_fence_must_wait(const struct mvgpu_cmd *cmd);

/*
 * Handlers: vgpu->lock held, in the worker, may sleep. They return the
 * response type, or MVGPU_CMD_PENDING after handing cmd->req to the backend.
 * The row's checks (size, entries, feature, queue) were made before.
 */
typedef u32 (*mvgpu_cmd_fn)(struct mvgpu_cmd *cmd);

u32 mvgpu_cmd_get_display_info(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_get_edid(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_set_scanout(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_set_scanout_blob(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_resource_flush(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_resource_create_2d(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_resource_unref(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_resource_attach_backing(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_resource_detach_backing(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_transfer_to_host_2d(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_resource_assign_uuid(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_resource_create_blob(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_resource_map_blob(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_resource_unmap_blob(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_resource_create_3d(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_transfer_to_host_3d(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_transfer_from_host_3d(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_submit_3d(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_ctx_create(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_ctx_destroy(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_ctx_attach_resource(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_ctx_detach_resource(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_get_capset_info(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_get_capset(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_update_cursor(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_move_cursor(struct mvgpu_cmd *cmd);

/* cmd_capset.c */
bool mvgpu_capset_known(const struct mvgpu_vgpu *vgpu, u32 id);

/* cmd->finish of commands that make cmd->res on the GPU. */
u32 mvgpu_cmd_resource_made(struct mvgpu_cmd *cmd, int err);

/* The resource that cmd->finish is about. */
void mvgpu_cmd_hold(struct mvgpu_cmd *cmd, struct mvgpu_resource *res);

/* To be used as req.done: sends the command back to its worker. */
void mvgpu_cmd_req_done(struct mvgpu_gpu_req *req, int err);

/* The GPU is about to be given the command: its request, for the backend. */
static inline struct mvgpu_gpu_req *mvgpu_cmd_turn(struct mvgpu_cmd *cmd)
{
	mvgpu_turn_start(cmd->vgpu, &cmd->turn);
	return &cmd->req;
}

#endif /* MVGPU_GVT_CMD_H */
