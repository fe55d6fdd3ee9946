// SPDX-License-Identifier: GPL-2.0
/*
 * Operations: creation and destruction of resources. 2D resources are in host memory, and
 * the device does not know them until a context uses them (convert.c). All other operations
 * become commands on the control queue, in the order of the calls.
 */
#include "gvt/gpu/gpu.h"
#include "gvt/gpu/host_2d.h"
#include "gvt/gpu/virtio/clear.h"
#include "gvt/gpu/virtio/command.h"
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/create.h"
#include "gvt/gpu/virtio/encode_resource.h"
#include "gvt/gpu/virtio/operation.h"
#include "gvt/gpu/virtio/resource.h"
#include "gvt/gpu/virtio/texture.h"
#include "gvt/mem/surface.h"

/**
 * mvgpu_vg_resource_create_2d() - Create a 2D resource in host memory
 * @client: client of the GPU
 * @desc: resource
 * @req: completed with 0; -EBUSY, -ENODEV or -ENOMEM
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_resource_create_2d(struct mvgpu_gpu_client *client,
				 const struct mvgpu_gpu_2d *desc,
				 struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);

	mvgpu_vg_op_complete(vg, req, mvgpu_vg_lost(vg) ? -ENODEV :
			     mvgpu_2d_create(&vg->table_2d, desc));
}

/* The device has forgotten the resource, and does not use its memory any more. */
static void vg_resource_unref_complete(struct mvgpu_vg *vg,
				       struct mvgpu_vg_cmd *cmd)
{
	mvgpu_vg_texture_put(cmd->priv);
}

static void vg_resource_destroy_texture(struct mvgpu_vg *vg, u32 host_id,
					struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg_res *res = xa_erase(&vg->textures, host_id);
	struct mvgpu_vg_cmd *cmd;
	LIST_HEAD(cmds);

	if (!mvgpu_vg_texture_known(vg, res)) {
		mvgpu_vg_texture_put(res);
		req->done(req, -ENOENT);
		return;
	}
	if (res->mapped)
		list_add(&mvgpu_vg_unmap_blob_cmd(host_id)->link, &cmds);
	cmd = mvgpu_vg_unref_cmd(host_id);
	cmd->complete = vg_resource_unref_complete;
	cmd->defer = vg->dma;
	cmd->priv = res;
	list_add_tail(&cmd->link, &cmds);
	mvgpu_vg_op_send_all(vg, &cmds, req);
}

/**
 * mvgpu_vg_resource_destroy() - Destroy a resource
 * @client: client of the GPU
 * @host_id: resource
 * @req: completed with 0; -ENOENT, -ENODEV, or an error of the device
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_resource_destroy(struct mvgpu_gpu_client *client, u32 host_id,
			       struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);
	struct mvgpu_2d *res_2d = mvgpu_2d_take(&vg->table_2d, host_id);

	if (!res_2d) {
		vg_resource_destroy_texture(vg, host_id, req);
		return;
	}
	mvgpu_2d_free(res_2d);
	mvgpu_vg_op_complete(vg, req, 0);
}

/**
 * mvgpu_vg_resource_surface() - Get the storage of a 2D resource
 * @client: client of the GPU
 * @host_id: resource
 *
 * Context: process context.
 *
 * Return: surface with a reference for the caller; NULL when the device has the resource.
 */
struct mvgpu_surface *mvgpu_vg_resource_surface(struct mvgpu_gpu_client *client,
						u32 host_id)
{
	struct mvgpu_2d *res_2d = mvgpu_2d_find(&mvgpu_to_vg(client->gpu)->table_2d,
						host_id);

	return res_2d ? mvgpu_surface_get(res_2d->surface) : NULL;
}

static int vg_resource_prepare_3d(struct mvgpu_vg *vg,
				  const struct mvgpu_gpu_3d *desc,
				  struct list_head *cmds)
{
	struct mvgpu_virgl_shape shape = mvgpu_gpu_shape(desc);
	struct mvgpu_vg_cmd *cmd;
	int err;

	if (mvgpu_vg_lost(vg))
		return -ENODEV;
	cmd = mvgpu_vg_create_3d_cmd(desc);
	if (!cmd)
		return -ENOMEM;
	list_add_tail(&cmd->link, cmds);
	err = mvgpu_vg_clear_cmds(vg, desc->host_id, &shape, cmds);
	if (!err && !mvgpu_vg_texture_add(vg, desc->host_id, &shape))
		err = -ENOMEM;
	if (err)
		return err;
	err = mvgpu_vg_create(desc->host_id, NULL, cmds);
	if (err)
		mvgpu_vg_texture_remove(vg, desc->host_id);
	return err;
}

/**
 * mvgpu_vg_resource_create_3d() - Create a 3D resource filled with zeros
 * @client: client of a GPU with 3D
 * @desc: resource
 * @req: completed with 0; -ENODEV, -ENOMEM, -EINVAL, or an error of the device
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_resource_create_3d(struct mvgpu_gpu_client *client,
				 const struct mvgpu_gpu_3d *desc,
				 struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);
	LIST_HEAD(cmds);
	int err;

	err = vg_resource_prepare_3d(vg, desc, &cmds);
	if (err) {
		mvgpu_vg_cmd_free_all(&cmds);
		req->done(req, err);
		return;
	}
	mvgpu_vg_op_send_all(vg, &cmds, req);
}
