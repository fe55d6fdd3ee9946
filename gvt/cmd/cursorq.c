// SPDX-License-Identifier: GPL-2.0
/* Commands of the cursor queue (virtio 1.2, 5.7.6.10). */
#include "gvt/cmd/cmd.h"
#include "gvt/cmd/handlers.h"
#include "gvt/cmd/resp.h"
#include "gvt/display/cursor.h"
#include "gvt/display/head.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"

static void cursorq_set_position(struct mvgpu_scanout *so,
				 const struct virtio_gpu_update_cursor *req)
{
	so->cursor_x = le32_to_cpu(req->pos.x);
	so->cursor_y = le32_to_cpu(req->pos.y);
}

/* An image that is on the GPU arrives later; until then the cursor is transparent. */
static u32 cursorq_readback(struct mvgpu_cmd *cmd, unsigned int head,
			    struct mvgpu_resource *res)
{
	struct mvgpu_vgpu *vgpu = cmd->vgpu;

	if (!res || !mvgpu_cursor_readback(vgpu, head, res, &cmd->readback))
		return VIRTIO_GPU_RESP_OK_NODATA;
	mvgpu_cmd_ref_resource(cmd, res);
	vgpu->gpu->ops->readback(vgpu->client, &cmd->readback, mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}

/**
 * mvgpu_cmd_update_cursor() - UPDATE_CURSOR: set image, hot spot and position
 * @cmd: command
 *
 * Resource 0 removes the cursor.
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: OK_NODATA, or MVGPU_CMD_PENDING and then the result; ERR_INVALID_SCANOUT_ID;
 * ERR_INVALID_RESOURCE_ID; ERR_INVALID_PARAMETER for a blob that is too small for an
 * image; ERR_OUT_OF_MEMORY. After an error the cursor is unchanged.
 */
u32 mvgpu_cmd_update_cursor(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_update_cursor *req = cmd->data;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_resource *res = NULL;
	struct mvgpu_scanout *so;
	unsigned int head;
	int err;

	if (!mvgpu_head_check(vgpu, le32_to_cpu(req->pos.scanout_id), &head))
		return VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID;
	if (req->resource_id) {
		res = mvgpu_resource_find(vgpu, le32_to_cpu(req->resource_id));
		if (!res)
			return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	}
	err = mvgpu_cursor_set(vgpu, head, res);
	if (err)
		return mvgpu_resp_from_errno(err);
	so = &vgpu->scanout[head];
	so->hot_x = le32_to_cpu(req->hot_x);
	so->hot_y = le32_to_cpu(req->hot_y);
	cursorq_set_position(so, req);
	return cursorq_readback(cmd, head, res);
}

/**
 * mvgpu_cmd_move_cursor() - MOVE_CURSOR: set the position, show or hide
 * @cmd: command
 *
 * Resource 0 hides the cursor; any other number shows it with the image of the last
 * UPDATE_CURSOR, if there was one. The specification says that the number is ignored
 * (virtio 1.2, 5.7.6.10), but QEMU's devices do not ignore it: a driver for them never
 * moves a visible cursor with 0, and may hide it that way. The number is not looked up,
 * since a cursor outlives its resource.
 *
 * Context: worker; vgpu->lock held.
 *
 * Return: OK_NODATA, or ERR_INVALID_SCANOUT_ID.
 */
u32 mvgpu_cmd_move_cursor(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_update_cursor *req = cmd->data;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	unsigned int head;

	if (!mvgpu_head_check(vgpu, le32_to_cpu(req->pos.scanout_id), &head))
		return VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID;
	cursorq_set_position(&vgpu->scanout[head], req);
	vgpu->scanout[head].cursor_hidden = !req->resource_id;
	return VIRTIO_GPU_RESP_OK_NODATA;
}
