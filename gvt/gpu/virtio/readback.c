// SPDX-License-Identifier: GPL-2.0
/*
 * Operation: read-back of a rectangle into a surface. A transfer writes to the backing of
 * the resource itself, so for one transfer the backing is the surface of the display
 * instead of the memory of the guest. The commands are adjacent on the queue, and the
 * device executes them in order, so no command of the guest can find the wrong backing.
 * The completion of the detachment means that the pixels have arrived. No context is
 * needed, so nothing that one guest does to its resources can damage what is read for
 * another, and lines arrive as the device itself would display them, whatever the
 * orientation of the resource.
 */
#include <linux/err.h>
#include "gvt/gpu/gpu.h"
#include "gvt/gpu/virtio/command.h"
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/encode_resource.h"
#include "gvt/gpu/virtio/map.h"
#include "gvt/gpu/virtio/queue.h"
#include "gvt/gpu/virtio/readback.h"
#include "gvt/gpu/virtio/texture.h"
#include "gvt/mem/geometry.h"
#include "gvt/mem/surface.h"

static struct mvgpu_vg_cmd *
vg_readback_transfer_cmd(const struct mvgpu_gpu_readback *desc)
{
	const struct mvgpu_surface *dst = desc->dst;
	struct mvgpu_gpu_transfer t = {
		.host_id = desc->source.host_id,
		.x = desc->rect.x, .y = desc->rect.y,
		.width = desc->rect.width, .height = desc->rect.height,
		.depth = 1,
		.offset = (u64)desc->y * dst->stride +
			  (u64)desc->x * MVGPU_BPP,
		.stride = dst->stride,
	};

	return mvgpu_vg_transfer_3d_cmd(&t, false);
}

/* @old is the backing of the resource before and afterwards, or NULL. */
static int vg_readback_add_all(struct mvgpu_vg *vg,
			       const struct mvgpu_gpu_readback *desc,
			       struct mvgpu_vg_map *old,
			       struct mvgpu_vg_map *map,
			       struct mvgpu_gpu_req *req,
			       struct list_head *cmds)
{
	struct mvgpu_vg_cmd *last = NULL;
	u32 id = desc->source.host_id;

	if ((old && mvgpu_vg_cmd_add(cmds, mvgpu_vg_detach_cmd(id))) ||
	    mvgpu_vg_cmd_add(cmds, mvgpu_vg_attach_cmd(vg, id, map)) ||
	    mvgpu_vg_cmd_add(cmds, vg_readback_transfer_cmd(desc)))
		return -ENOMEM;
	last = mvgpu_vg_detach_cmd(id);
	if (mvgpu_vg_cmd_add(cmds, last))
		return -ENOMEM;
	last->req = req;
	last->fenced = req->fenced;
	return old ? mvgpu_vg_cmd_add(cmds, mvgpu_vg_attach_cmd(vg, id, old)) : 0;
}

static int vg_readback_prepare(struct mvgpu_vg *vg, struct mvgpu_vg_res *res,
			       const struct mvgpu_gpu_readback *desc,
			       struct mvgpu_gpu_req *req,
			       struct list_head *cmds)
{
	struct mvgpu_vg_map *old, *map;
	int err;

	map = mvgpu_vg_map_surface(vg, desc->dst);
	if (IS_ERR(map))
		return PTR_ERR(map);
	old = mvgpu_vg_texture_get_map(vg, res);
	err = vg_readback_add_all(vg, desc, old, map, req, cmds);
	mvgpu_vg_map_put(old);
	mvgpu_vg_map_put(map);
	return err;
}

/**
 * mvgpu_vg_readback() - Read a rectangle of a resource into a surface
 * @client: client of the GPU
 * @desc: source and destination
 * @req: completed with 0; -ENOENT or -ENODEV when the device does not have the resource;
 *	-EINVAL when it is not two-dimensional, has another pixel format than the surface,
 *	or the rectangle is not inside both; -ENOMEM
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_readback(struct mvgpu_gpu_client *client,
		       const struct mvgpu_gpu_readback *desc,
		       struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);
	struct mvgpu_vg_res *res = mvgpu_vg_texture_get(vg, desc->source.host_id);
	LIST_HEAD(cmds);
	int err = -EINVAL;

	if (!res)
		err = READ_ONCE(vg->gpu.lost) ? -ENODEV : -ENOENT;
	else if (mvgpu_gpu_readback_valid(&res->shape, desc))
		err = vg_readback_prepare(vg, res, desc, req, &cmds);
	mvgpu_vg_texture_put(res);
	if (!err) {
		mvgpu_vg_send_all(vg, &cmds);
		return;
	}
	mvgpu_vg_cmd_free_all(&cmds);
	req->done(req, err);
}
