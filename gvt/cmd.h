/* SPDX-License-Identifier: GPL-2.0 */
/* A command on its way through the mediator; private to gvt/. */
#ifndef MVGPU_GVT_CMD_H
#define MVGPU_GVT_CMD_H

#include <linux/virtio_gpu.h>
#include "gvt/cmd_table.h"
#include "gvt/gpu.h"
#include "gvt/vring.h"

struct mvgpu_vgpu;

/* The largest command: RESOURCE_CREATE_BLOB with its entries. */
#define MVGPU_CMD_MAX_BYTES	(SZ_256K + SZ_4K)
/* The largest response: GET_EDID. */
#define MVGPU_RESP_MAX_BYTES	(sizeof(struct virtio_gpu_resp_edid))

/* A handler that answers later: it gave cmd->req to the backend. */
#define MVGPU_CMD_PENDING 0

/**
 * struct mvgpu_cmd - one command
 * @vgpu: whose it is
 * @row: its row of the command table
 * @queue: where it came from
 * @chain: its descriptors
 * @len: bytes in @data
 * @data: private copy of what the guest wrote; everything reads this
 * @resp: the response being built, zero when the handler starts; the header
 *	is filled in at the end
 * @resp_len: bytes of a good response, header included; starts as a bare
 *	header
 * @req: backend operation in flight
 * @finish: called with vgpu->lock when @req is done, also when the vGPU is
 *	being reset; returns the response type (VIRTIO_GPU_RESP_*), or
 *	MVGPU_CMD_PENDING after handing out @req again. NULL: OK_NODATA or
 *	ERR_UNSPEC, after @err.
 * @res_id: the resource @finish is about
 * @pending: @req was handed out and its @finish not called yet; under
 *	vgpu->lock
 * @stale: the queue was reset meanwhile: the chain is nobody's
 * @err: result of @req; with @finished and @waiting under vgpu->done_lock
 * @finished: @req is done
 * @waiting: the worker went away and is to be queued when @req is done
 */
struct mvgpu_cmd {
	struct mvgpu_vgpu *vgpu;
	const struct mvgpu_cmd_row *row;
	unsigned int queue;
	struct mvgpu_chain chain;
	size_t len;
	void *data;
	union {
		struct virtio_gpu_ctrl_hdr hdr;
		u8 bytes[MVGPU_RESP_MAX_BYTES];
	} resp;
	size_t resp_len;
	struct mvgpu_gpu_req req;
	u32 (*finish)(struct mvgpu_cmd *cmd, int err);
	u32 res_id;
	bool pending;
	bool stale;
	int err;
	bool finished;
	bool waiting;
};

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
u32 mvgpu_cmd_get_capset_info(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_get_capset(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_update_cursor(struct mvgpu_cmd *cmd);
u32 mvgpu_cmd_move_cursor(struct mvgpu_cmd *cmd);

/* To be used as req.done: sends the command back to its worker. */
void mvgpu_cmd_req_done(struct mvgpu_gpu_req *req, int err);

#endif /* MVGPU_GVT_CMD_H */
