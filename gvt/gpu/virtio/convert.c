// SPDX-License-Identifier: GPL-2.0
/*
 * Operation: conversion of a 2D resource in host memory to a texture of the device, with
 * the same contents and the same backing.
 */
#include <linux/err.h>
#include "gvt/gpu/host_2d.h"
#include "gvt/gpu/virtio/command.h"
#include "gvt/gpu/virtio/convert.h"
#include "gvt/gpu/virtio/create.h"
#include "gvt/gpu/virtio/encode_resource.h"
#include "gvt/gpu/virtio/map.h"
#include "gvt/gpu/virtio/operation.h"
#include "gvt/gpu/virtio/texture.h"
#include "gvt/mem/backing.h"
#include "gvt/mem/surface.h"

/* The storage is the backing of the texture while the device copies it. */
static int vg_convert_contents(struct mvgpu_vg *vg, u32 host_id,
			       const struct mvgpu_2d *res_2d,
			       struct list_head *cmds)
{
	const struct mvgpu_surface *s = res_2d->surface;
	struct mvgpu_gpu_rect all = { .width = s->width, .height = s->height };
	struct mvgpu_vg_map *map;
	int err = -ENOMEM;

	map = mvgpu_vg_map_surface(vg, s);
	if (IS_ERR(map))
		return PTR_ERR(map);
	if (!mvgpu_vg_cmd_add(cmds, mvgpu_vg_create_2d_cmd(host_id, res_2d)) &&
	    !mvgpu_vg_cmd_add(cmds, mvgpu_vg_attach_cmd(vg, host_id, map)) &&
	    !mvgpu_vg_cmd_add(cmds, mvgpu_vg_transfer_2d_cmd(host_id, &all, 0)) &&
	    !mvgpu_vg_cmd_add(cmds, mvgpu_vg_detach_cmd(host_id)))
		err = 0;
	mvgpu_vg_map_put(map);
	return err;
}

/* The memory of the guest becomes the backing again. */
static int vg_convert_backing(struct mvgpu_vg *vg, u32 host_id,
			      const struct mvgpu_backing *backing,
			      struct mvgpu_vg_res *res, struct list_head *cmds)
{
	struct mvgpu_vg_map *map;

	if (!backing)
		return 0;
	if (backing->readonly)
		return -EPERM;
	map = mvgpu_vg_map_backing(vg, backing);
	if (IS_ERR(map))
		return PTR_ERR(map);
	mvgpu_vg_texture_swap_map(vg, res, map);
	return mvgpu_vg_cmd_add(cmds, mvgpu_vg_attach_cmd(vg, host_id, map));
}

static struct mvgpu_vg_res *
vg_convert_add_texture(struct mvgpu_vg *vg, u32 host_id,
		       const struct mvgpu_2d *res_2d)
{
	struct mvgpu_virgl_shape shape = {
		.target = MVGPU_VIRGL_2D, .format = res_2d->format,
		.width = res_2d->surface->width,
		.height = res_2d->surface->height,
		.depth = 1, .array_size = 1,
	};

	return mvgpu_vg_texture_add(vg, host_id, &shape);
}

static int vg_convert_prepare(struct mvgpu_vg *vg, u32 host_id,
			      struct mvgpu_2d *res_2d, struct list_head *cmds)
{
	struct mvgpu_vg_res *res = vg_convert_add_texture(vg, host_id, res_2d);
	int err;

	if (!res)
		return -ENOMEM;
	err = vg_convert_contents(vg, host_id, res_2d, cmds);
	if (!err)
		err = vg_convert_backing(vg, host_id, res_2d->backing, res, cmds);
	if (!err)
		err = mvgpu_vg_create(host_id, res_2d, cmds);
	if (!err)
		return 0;
	mvgpu_vg_texture_remove(vg, host_id);
	mvgpu_vg_cmd_free_all(cmds);
	return err;
}

/**
 * mvgpu_vg_resource_to_3d() - Convert a 2D resource to a texture
 * @client: client of a GPU with 3D
 * @host_id: resource
 * @req: completed with 0; -ENOENT; -EPERM when the backing is read-only; -ENODEV, -ENOMEM,
 *	or an error of the device
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_resource_to_3d(struct mvgpu_gpu_client *client, u32 host_id,
			     struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);
	struct mvgpu_2d *res_2d = mvgpu_2d_find(&vg->table_2d, host_id);
	LIST_HEAD(cmds);
	int err;

	if (mvgpu_vg_lost(vg) || !res_2d) {
		req->done(req, mvgpu_vg_lost(vg) ? -ENODEV : -ENOENT);
		return;
	}
	err = vg_convert_prepare(vg, host_id, res_2d, &cmds);
	if (err) {
		req->done(req, err);
		return;
	}
	mvgpu_2d_take(&vg->table_2d, host_id);
	mvgpu_vg_op_send_all(vg, &cmds, req);
}
