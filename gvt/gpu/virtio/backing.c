// SPDX-License-Identifier: GPL-2.0
/* Operations: attachment and detachment of backings. */
#include <linux/err.h>
#include "gvt/gpu/host_2d.h"
#include "gvt/gpu/virtio/backing.h"
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/encode_resource.h"
#include "gvt/gpu/virtio/map.h"
#include "gvt/gpu/virtio/operation.h"
#include "gvt/gpu/virtio/texture.h"
#include "gvt/mem/backing.h"

/* Memory that the device rejected does not stay mapped for it. */
static void vg_backing_attach_complete(struct mvgpu_vg *vg,
				       struct mvgpu_vg_cmd *cmd)
{
	struct mvgpu_vg_res *res = cmd->priv;
	struct mvgpu_vg_map *dropped = NULL;
	unsigned long flags;

	spin_lock_irqsave(&vg->lock, flags);
	if (cmd->err && res->map == cmd->map)
		swap(res->map, dropped);
	spin_unlock_irqrestore(&vg->lock, flags);
	mvgpu_vg_map_put(dropped);
	mvgpu_vg_texture_put(res);
}

/*
 * Encodes the attachment of guest memory, which becomes that of @res. The device may write
 * to it, so the VMM must have allowed writes.
 */
static struct mvgpu_vg_cmd *
vg_backing_attach_cmd(struct mvgpu_vg *vg, u32 host_id,
		      struct mvgpu_vg_res *res,
		      const struct mvgpu_backing *backing)
{
	struct mvgpu_vg_cmd *cmd;
	struct mvgpu_vg_map *map;

	if (backing->readonly)
		return ERR_PTR(-EPERM);
	map = mvgpu_vg_map_backing(vg, backing);
	if (IS_ERR(map))
		return ERR_CAST(map);
	cmd = mvgpu_vg_attach_cmd(vg, host_id, map);
	if (!cmd) {
		mvgpu_vg_map_put(map);
		return ERR_PTR(-ENOMEM);
	}
	cmd->complete = vg_backing_attach_complete;
	cmd->priv = res;
	refcount_inc(&res->ref);
	mvgpu_vg_map_put(mvgpu_vg_texture_swap_map(vg, res, map));
	return cmd;
}

static void vg_backing_attach_texture(struct mvgpu_vg *vg, u32 host_id,
				      const struct mvgpu_backing *backing,
				      struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg_res *res = mvgpu_vg_texture_get(vg, host_id);
	struct mvgpu_vg_cmd *cmd;

	if (!res)
		cmd = ERR_PTR(-ENOENT);
	else if (res->map)
		cmd = ERR_PTR(-EBUSY);
	else
		cmd = vg_backing_attach_cmd(vg, host_id, res, backing);
	mvgpu_vg_texture_put(res);
	if (IS_ERR(cmd))
		req->done(req, PTR_ERR(cmd));
	else
		mvgpu_vg_op_send(vg, cmd, req);
}

/**
 * mvgpu_vg_attach_backing() - Attach a backing to a resource
 * @client: client of the GPU
 * @host_id: resource
 * @backing: guest pages, pinned until the backing is detached
 * @req: completed with 0; -ENOENT; -EBUSY when there is a backing; -EPERM when it is
 *	read-only; -ENODEV, -ENOMEM, or an error of the device
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_attach_backing(struct mvgpu_gpu_client *client, u32 host_id,
			     const struct mvgpu_backing *backing,
			     struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);
	struct mvgpu_2d *res_2d = mvgpu_2d_find(&vg->table_2d, host_id);

	if (!res_2d) {
		vg_backing_attach_texture(vg, host_id, backing, req);
		return;
	}
	res_2d->backing = backing;
	mvgpu_vg_op_complete(vg, req, 0);
}

static void vg_backing_detach_texture(struct mvgpu_vg *vg, u32 host_id,
				      struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg_res *res = mvgpu_vg_texture_find(vg, host_id);
	struct mvgpu_vg_map *map;
	struct mvgpu_vg_cmd *cmd;
	bool known_res = mvgpu_vg_texture_known(vg, res);

	map = res ? mvgpu_vg_texture_swap_map(vg, res, NULL) : NULL;
	mvgpu_vg_texture_put(res);
	if (!known_res) {
		mvgpu_vg_map_put(map);
		req->done(req, -ENOENT);
		return;
	}
	cmd = mvgpu_vg_detach_cmd(host_id);
	cmd->defer = vg->dma;
	cmd->map = map;
	mvgpu_vg_op_send(vg, cmd, req);
}

/**
 * mvgpu_vg_detach_backing() - Detach the backing of a resource
 * @client: client of the GPU
 * @host_id: resource
 * @req: completed with 0; -ENOENT, -ENODEV, or an error of the device
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_detach_backing(struct mvgpu_gpu_client *client, u32 host_id,
			     struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);
	struct mvgpu_2d *res_2d = mvgpu_2d_find(&vg->table_2d, host_id);

	if (!res_2d) {
		vg_backing_detach_texture(vg, host_id, req);
		return;
	}
	res_2d->backing = NULL;
	mvgpu_vg_op_complete(vg, req, 0);
}
