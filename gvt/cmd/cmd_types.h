/* SPDX-License-Identifier: GPL-2.0 */
/* Commands, as the mediator executes them. */
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

/* The largest command is a SUBMIT_3D; Mesa's longest stream is a quarter of this. */
#define MVGPU_CMD_MAX_BYTES	(SZ_1M + SZ_4K)
/* The largest response apart from what cmd->tail adds is that of GET_EDID. */
#define MVGPU_RESP_MAX_BYTES	(sizeof(struct virtio_gpu_resp_edid))
/* A command and a chain up to these sizes are kept without an allocation. */
#define MVGPU_CMD_SMALL_BYTES	256
#define MVGPU_CMD_SMALL_SEGS	8
/*
 * Limits of what one vGPU has in flight: commands, beside those with a fence of a ring of an
 * opaque context, of which a queue has room for no more, and bytes of large ones.
 */
#define MVGPU_MAX_IN_FLIGHT	64
#define MVGPU_MAX_ON_RINGS	256
#define MVGPU_MAX_IN_FLIGHT_BYTES	SZ_4M

/* Returned by a handler that gave cmd->req to the backend and responds later. */
#define MVGPU_CMD_PENDING 0

/* Queue of a command whose queue was reset: it gets no response. */
#define MVGPU_NO_QUEUE MVGPU_NR_QUEUES

/**
 * enum mvgpu_cmd_state - State of a command
 * @MVGPU_CMD_RUNNING: its handler or its finish function runs
 * @MVGPU_CMD_RUNNING_DONE: likewise, and the operation that it gave to the backend has
 *	completed already
 * @MVGPU_CMD_DEFERRED: the backend has its operation; the mediator does not touch it
 * @MVGPU_CMD_RETURNED: the operation has completed; the command is in vgpu->done_cmds
 * @MVGPU_CMD_COMPLETED: it has a result and references no object any more; it waits
 *	until its response may be sent
 *
 * The rule behind it is in Documentation/architecture.rst, "Completions".
 */
enum mvgpu_cmd_state {
	MVGPU_CMD_RUNNING,
	MVGPU_CMD_RUNNING_DONE,
	MVGPU_CMD_DEFERRED,
	MVGPU_CMD_RETURNED,
	MVGPU_CMD_COMPLETED,
};

/**
 * struct mvgpu_cmd - Command of a guest
 * @node: entry in vgpu->cmds, in the order of arrival, or in vgpu->spare_cmds
 * @done_node: entry in vgpu->done_cmds; under vgpu->done_lock
 * @vgpu: vGPU that it belongs to
 * @row: row of the command table
 * @queue: queue that it came from, or MVGPU_NO_QUEUE
 * @head: first descriptor of its chain, which is returned to the guest
 * @nr_seg: writable segments of the chain
 * @seg: writable segments; @small_seg or an allocation
 * @writable: bytes in @seg
 * @len: bytes in @data
 * @data: private copy of what the guest wrote, the only one that is ever read;
 *	@small_data or an allocation
 * @resp: response being built, zero when the handler starts; the header is filled in
 *	last
 * @resp_len: bytes of a good response in @resp, header included; starts as a bare
 *	header
 * @tail: bytes that follow @resp in a good response; freed by kfree() with the command
 * @tail_len: bytes in @tail
 * @req: operation of the backend in flight
 * @finish: called with vgpu->lock held when @req has completed, also when the vGPU is
 *	being reset; returns the response type (VIRTIO_GPU_RESP_*), or
 *	MVGPU_CMD_PENDING after it gave @req to the backend again. NULL:
 *	mvgpu_resp_from_errno()
 * @res: resource that it names, or NULL; referenced, like all that follow, until the
 *	command has completed
 * @ctx: context that it names, or NULL
 * @backing: guest memory that it attaches or detaches, or NULL
 * @readback: image of a cursor that is read back from the GPU; its surface, or NULL
 * @mapping: count of the mapping of @res that it makes
 * @map_info: caching of a blob in the host-visible region (VIRTIO_GPU_MAP_*)
 * @type: VIRTIO_GPU_RESP_*, once it has completed; under vgpu->lock like all above
 * @turn: its turn on the GPU
 * @err: result of @req; under vgpu->done_lock
 * @state: state; under vgpu->done_lock, except for transitions that only the holder of
 *	vgpu->lock makes
 * @small_seg: storage of @seg for a short chain
 * @small_data: storage of @data for a short command
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
