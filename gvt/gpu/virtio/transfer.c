// SPDX-License-Identifier: GPL-2.0
/* Operations: transfers between a resource and its backing. */
#include "gvt/gpu/host_2d.h"
#include "gvt/gpu/virtio/encode_resource.h"
#include "gvt/gpu/virtio/operation.h"
#include "gvt/gpu/virtio/texture.h"
#include "gvt/gpu/virtio/transfer.h"

/**
 * mvgpu_vg_transfer_to_host_2d() - Copy a rectangle of the backing into a resource
 * @client: client of the GPU
 * @host_id: resource
 * @rect: rectangle
 * @offset: offset of the first pixel in the backing, bytes
 * @req: completed with 0; -ENOENT, -EINVAL, -ENODEV, -ENOMEM, or an error of the device
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_transfer_to_host_2d(struct mvgpu_gpu_client *client, u32 host_id,
				  const struct mvgpu_gpu_rect *rect, u64 offset,
				  struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);
	struct mvgpu_2d *res_2d = mvgpu_2d_find(&vg->table_2d, host_id);

	if (mvgpu_vg_lost(vg))
		req->done(req, -ENODEV);
	else if (res_2d)
		mvgpu_vg_op_complete(vg, req, mvgpu_2d_transfer(res_2d, rect, offset));
	else if (mvgpu_vg_texture_exists(vg, host_id))
		mvgpu_vg_op_send(vg, mvgpu_vg_transfer_2d_cmd(host_id, rect, offset), req);
	else
		req->done(req, -ENOENT);
}

/**
 * mvgpu_vg_transfer_3d() - Copy a box between a resource and its backing
 * @client: client of the GPU
 * @transfer: transfer
 * @to_host: into the resource, otherwise the reverse
 * @req: completed with 0; -ENOENT, -EINVAL, -EPERM, -ENODEV, -ENOMEM, or an error of the
 *	device
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_transfer_3d(struct mvgpu_gpu_client *client,
			  const struct mvgpu_gpu_transfer *transfer,
			  bool to_host, struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);
	struct mvgpu_2d *res_2d = mvgpu_2d_find(&vg->table_2d, transfer->host_id);

	if (res_2d && !mvgpu_vg_lost(vg))
		mvgpu_vg_op_complete(vg, req,
				     mvgpu_2d_transfer_box(res_2d, transfer, to_host));
	else if (mvgpu_vg_texture_exists(vg, transfer->host_id))
		mvgpu_vg_op_send(vg, mvgpu_vg_transfer_3d_cmd(transfer, to_host), req);
	else
		req->done(req, mvgpu_vg_lost(vg) ? -ENODEV : -ENOENT);
}
