// SPDX-License-Identifier: GPL-2.0
/*
 * Pictures come back. A transfer writes into the resource's own backing, so
 * for one transfer that is the surface of the display instead of the guest's
 * memory. The requests follow each other on the queue with nothing in
 * between, and the device takes them in order: no command of the guest can
 * meet the wrong backing. That the surface is detached says that the picture
 * is there. No context is needed, so nothing that one guest does to its
 * resources can spoil the pictures of another, and lines arrive the way the
 * device itself would show them, whatever the resource's orientation.
 */
#include <linux/err.h>
#include "gvt/mem/geometry.h"
#include "gvt/gpu/virtio/device.h"
#include "gvt/mem/surface.h"

/* The pixels must be in the resource as they are wanted. */
static bool readable(const struct mvgpu_virgl_shape *shape,
		     const struct mvgpu_surface *dst)
{
	u32 fourcc = mvgpu_format_fourcc(shape->format);

	return (shape->target == MVGPU_VIRGL_2D ||
		shape->target == MVGPU_VIRGL_RECT) &&
	       shape->nr_samples <= 1 && fourcc &&
	       mvgpu_fourcc_with_alpha(fourcc) ==
	       mvgpu_fourcc_with_alpha(dst->fourcc);
}

static bool inside(const struct mvgpu_virgl_shape *shape,
		   const struct mvgpu_gpu_readback *desc)
{
	struct mvgpu_gpu_rect at = {
		.x = desc->x, .y = desc->y,
		.width = desc->rect.width, .height = desc->rect.height,
	};

	return mvgpu_rect_inside(&desc->rect, shape->width, shape->height) &&
	       mvgpu_rect_inside(&at, desc->dst->width, desc->dst->height);
}

static struct mvgpu_vg_cmd *
fetch_cmd(const struct mvgpu_gpu_readback *desc)
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

	return mvgpu_vg_transfer_cmd(&t, false);
}

/* @old: what is behind the resource now, and will be again; may be NULL. */
static int add_all(struct mvgpu_vg *vg, const struct mvgpu_gpu_readback *desc,
		   struct mvgpu_vg_map *old, struct mvgpu_vg_map *map,
		   struct mvgpu_gpu_req *req, struct list_head *cmds)
{
	struct mvgpu_vg_cmd *last = NULL;
	u32 id = desc->source.host_id;

	if ((old && mvgpu_vg_add(cmds, mvgpu_vg_detach_cmd(id))) ||
	    mvgpu_vg_add(cmds, mvgpu_vg_attach_cmd(vg, id, map)) ||
	    mvgpu_vg_add(cmds, fetch_cmd(desc)))
		return -ENOMEM;
	last = mvgpu_vg_detach_cmd(id);
	if (mvgpu_vg_add(cmds, last))
		return -ENOMEM;
	last->req = req;
	last->fenced = req->fenced;
	return old ? mvgpu_vg_add(cmds, mvgpu_vg_attach_cmd(vg, id, old)) : 0;
}

static int make(struct mvgpu_vg *vg, struct mvgpu_vg_res *res,
		const struct mvgpu_gpu_readback *desc,
		struct mvgpu_gpu_req *req, struct list_head *cmds)
{
	struct mvgpu_vg_map *old, *map;
	int err;

	map = mvgpu_vg_map_surface(vg, desc->dst);
	if (IS_ERR(map))
		return PTR_ERR(map);
	old = mvgpu_vg_map_get(vg, res);
	err = add_all(vg, desc, old, map, req, cmds);
	mvgpu_vg_map_put(old);
	mvgpu_vg_map_put(map);
	return err;
}

/**
 * mvgpu_vg_readback() - fetch a rectangle of a resource into a surface
 * @gpu: the GPU
 * @desc: from where, to where
 * @req: done with 0; -ENOENT or -ENODEV when the device does not know the
 *	resource; -EINVAL when it is no picture, has other pixels than the
 *	surface, or the rectangle is not inside both; -ENOMEM
 *
 * May sleep.
 */
void mvgpu_vg_readback(struct mvgpu_gpu *gpu,
		       const struct mvgpu_gpu_readback *desc,
		       struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_vg_res *res = mvgpu_vg_texture(vg, desc->source.host_id);
	LIST_HEAD(cmds);
	int err = -EINVAL;

	if (!res)
		err = READ_ONCE(gpu->lost) ? -ENODEV : -ENOENT;
	else if (readable(&res->shape, desc->dst) && inside(&res->shape, desc))
		err = make(vg, res, desc, req, &cmds);
	mvgpu_vg_texture_put(res);
	if (!err) {
		mvgpu_vg_send_all(vg, &cmds);
		return;
	}
	mvgpu_vg_free_cmds(&cmds);
	req->done(req, err);
}
