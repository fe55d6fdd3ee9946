/* SPDX-License-Identifier: GPL-2.0 */
/* A command on its way through the mediator. */
#ifndef MVGPU_GVT_CMD_CMD_TYPES_H
#define MVGPU_GVT_CMD_CMD_TYPES_H

#include <linux/list.h>
#include <linux/sizes.h>
#include <linux/virtio_gpu.h>
#include "gvt/cmd/check.h"
#include "gvt/gpu/gpu_types.h"
#include "gvt/sched/turn_types.h"
#include "gvt/virtio/vring.h"

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

/* Of a command whose queue was reset: nobody gets the answer. */
#define MVGPU_NO_QUEUE MVGPU_NR_QUEUES

/**
 * enum mvgpu_cmd_state - where a command is; "Completions" in
 * Documentation/architecture.rst
 * @MVGPU_CMD_RUNNING: its handler, or its finish function, is at work
 * @MVGPU_CMD_RUNNING_DONE: likewise, and the operation that it handed out is over already
 * @MVGPU_CMD_DEFERRED: the backend has its operation, nobody here looks
 * @MVGPU_CMD_RETURNED: that is over; the command is in vgpu->done_cmds
 * @MVGPU_CMD_COMPLETED: it has a result and names no object any more; it waits for
 *	its turn to be answered
 */
enum mvgpu_cmd_state {
	MVGPU_CMD_RUNNING,
	MVGPU_CMD_RUNNING_DONE,
	MVGPU_CMD_DEFERRED,
	MVGPU_CMD_RETURNED,
	MVGPU_CMD_COMPLETED,
};

/**
 * struct mvgpu_cmd - one command
 * @node: in vgpu->cmds, in the order of arrival, or in vgpu->spare_cmds
 * @done_node: in vgpu->done_cmds; under vgpu->done_lock
 * @vgpu: whose it is
 * @row: its row of the command table
 * @queue: where it came from, or MVGPU_NO_QUEUE
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
 * @res: the resource that it names, or NULL; referenced, like all that follow,
 *	until it is finished
 * @ctx: the context that it names, or NULL
 * @backing: the guest memory that it attaches or detaches, or NULL
 * @readback: the cursor being fetched from the GPU; its surface, or NULL
 * @mapping: which mapping of @res it makes
 * @map_info: how a blob in the window is to be mapped (VIRTIO_GPU_MAP_*)
 * @type: VIRTIO_GPU_RESP_*, once it is finished; under vgpu->lock like all above
 * @turn: its turn on the GPU
 * @err: result of @req; under vgpu->done_lock
 * @state: where it is; likewise, but for what only vgpu->lock's holder changes
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
	struct mvgpu_gpu_readback readback;
	u32 mapping;
	u32 map_info;
	u32 type;
	struct mvgpu_turn turn;
	int err;
	enum mvgpu_cmd_state state;
	struct mvgpu_seg small_seg[MVGPU_CMD_SMALL_SEGS];
	u64 small_data[MVGPU_CMD_SMALL_BYTES / sizeof(u64)];
};

#endif /* MVGPU_GVT_CMD_CMD_TYPES_H */
