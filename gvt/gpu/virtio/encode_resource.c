// SPDX-License-Identifier: GPL-2.0
/*
 * Commands about resources, in the form of the protocol (Virtio 1.2, 5.7.6.8). None of
 * them is sent here.
 */
#include "gvt/gpu/gpu_types.h"
#include "gvt/mem/surface.h"
#include "gvt/gpu/virtio/command.h"
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/encode_resource.h"
#include "gvt/gpu/virtio/map_types.h"
#include "gvt/gpu/virtio/vg_types.h"

/**
 * mvgpu_vg_create_2d_cmd() - Encode the creation of a 2D resource
 * @host_id: resource
 * @res_2d: its format and size
 *
 * Context: process context, may sleep.
 *
 * Return: command; NULL without memory.
 */
struct mvgpu_vg_cmd *mvgpu_vg_create_2d_cmd(u32 host_id,
					    const struct mvgpu_2d *res_2d)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_RESOURCE_CREATE_2D,
			       sizeof(cmd->body.create_2d));
	if (!cmd)
		return NULL;
	cmd->body.create_2d.resource_id = cpu_to_le32(host_id);
	cmd->body.create_2d.format = cpu_to_le32(res_2d->format);
	cmd->body.create_2d.width = cpu_to_le32(res_2d->surface->width);
	cmd->body.create_2d.height = cpu_to_le32(res_2d->surface->height);
	return cmd;
}

/**
 * mvgpu_vg_create_3d_cmd() - Encode the creation of a 3D resource
 * @desc: resource
 *
 * Context: process context, may sleep.
 *
 * Return: command; NULL without memory.
 */
struct mvgpu_vg_cmd *mvgpu_vg_create_3d_cmd(const struct mvgpu_gpu_3d *desc)
{
	struct virtio_gpu_resource_create_3d *c;
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_RESOURCE_CREATE_3D,
			       sizeof(cmd->body.create_3d));
	if (!cmd)
		return NULL;
	c = &cmd->body.create_3d;
	c->resource_id = cpu_to_le32(desc->host_id);
	c->target = cpu_to_le32(desc->target);
	c->format = cpu_to_le32(desc->format);
	c->bind = cpu_to_le32(desc->bind);
	c->width = cpu_to_le32(desc->width);
	c->height = cpu_to_le32(desc->height);
	c->depth = cpu_to_le32(desc->depth);
	c->array_size = cpu_to_le32(desc->array_size);
	c->last_level = cpu_to_le32(desc->last_level);
	c->nr_samples = cpu_to_le32(desc->nr_samples);
	c->flags = cpu_to_le32(desc->flags);
	return cmd;
}

static int vg_encode_set_entries(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
				 struct mvgpu_vg_map *map)
{
	cmd->body.create_blob.nr_entries = cpu_to_le32(map->nr);
	if (mvgpu_vg_cmd_set_payload(vg, cmd, map->entries,
				     map->nr * sizeof(*map->entries)))
		return -ENOMEM;
	refcount_inc(&map->ref);
	cmd->map = map;
	return 0;
}

/**
 * mvgpu_vg_create_blob_cmd() - Encode the creation of a blob
 * @vg: GPU
 * @desc: blob
 * @map: memory of the guest, on which the command takes a reference of its own; or NULL
 *
 * Context: process context, may sleep.
 *
 * Return: command; NULL without memory.
 */
struct mvgpu_vg_cmd *mvgpu_vg_create_blob_cmd(struct mvgpu_vg *vg,
					      const struct mvgpu_gpu_blob *desc,
					      struct mvgpu_vg_map *map)
{
	struct virtio_gpu_resource_create_blob *c;
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB,
			       sizeof(cmd->body.create_blob));
	if (!cmd)
		return NULL;
	c = &cmd->body.create_blob;
	c->hdr.ctx_id = cpu_to_le32(desc->ctx);
	c->resource_id = cpu_to_le32(desc->host_id);
	c->blob_mem = cpu_to_le32(desc->mem);
	c->blob_flags = cpu_to_le32(desc->flags);
	c->blob_id = cpu_to_le64(desc->object ? desc->host_id : 0);
	c->size = cpu_to_le64(desc->size);
	if (!map || !vg_encode_set_entries(vg, cmd, map))
		return cmd;
	mvgpu_vg_cmd_free(cmd);
	return NULL;
}

/**
 * mvgpu_vg_unref_cmd() - Encode the destruction of a resource
 * @host_id: resource
 *
 * Context: process context, may sleep.
 *
 * Return: command.
 */
struct mvgpu_vg_cmd *mvgpu_vg_unref_cmd(u32 host_id)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new_nofail(VIRTIO_GPU_CMD_RESOURCE_UNREF,
				      sizeof(cmd->body.unref));
	cmd->body.unref.resource_id = cpu_to_le32(host_id);
	return cmd;
}

/**
 * mvgpu_vg_attach_cmd() - Encode the attachment of a backing
 * @vg: GPU
 * @host_id: resource
 * @map: memory, on which the command takes a reference of its own
 *
 * Context: process context, may sleep.
 *
 * Return: command; NULL without memory.
 */
struct mvgpu_vg_cmd *mvgpu_vg_attach_cmd(struct mvgpu_vg *vg, u32 host_id,
					 struct mvgpu_vg_map *map)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING,
			       sizeof(cmd->body.attach));
	if (!cmd)
		return NULL;
	cmd->body.attach.resource_id = cpu_to_le32(host_id);
	cmd->body.attach.nr_entries = cpu_to_le32(map->nr);
	if (mvgpu_vg_cmd_set_payload(vg, cmd, map->entries,
				     map->nr * sizeof(*map->entries))) {
		mvgpu_vg_cmd_free(cmd);
		return NULL;
	}
	refcount_inc(&map->ref);
	cmd->map = map;
	cmd->defer = vg->dma;
	return cmd;
}

/**
 * mvgpu_vg_detach_cmd() - Encode the detachment of a backing
 * @host_id: resource
 *
 * Context: process context, may sleep.
 *
 * Return: command.
 */
struct mvgpu_vg_cmd *mvgpu_vg_detach_cmd(u32 host_id)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new_nofail(VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING,
				      sizeof(cmd->body.detach));
	cmd->body.detach.resource_id = cpu_to_le32(host_id);
	return cmd;
}

/**
 * mvgpu_vg_transfer_2d_cmd() - Encode a transfer into a 2D resource
 * @host_id: resource
 * @rect: rectangle
 * @offset: offset of the first pixel in the backing, bytes
 *
 * Context: process context, may sleep.
 *
 * Return: command; NULL without memory.
 */
struct mvgpu_vg_cmd *mvgpu_vg_transfer_2d_cmd(u32 host_id,
					      const struct mvgpu_gpu_rect *rect,
					      u64 offset)
{
	struct mvgpu_vg_cmd *cmd;
	struct virtio_gpu_rect *r;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D,
			       sizeof(cmd->body.transfer_2d));
	if (!cmd)
		return NULL;
	r = &cmd->body.transfer_2d.r;
	r->x = cpu_to_le32(rect->x);
	r->y = cpu_to_le32(rect->y);
	r->width = cpu_to_le32(rect->width);
	r->height = cpu_to_le32(rect->height);
	cmd->body.transfer_2d.offset = cpu_to_le64(offset);
	cmd->body.transfer_2d.resource_id = cpu_to_le32(host_id);
	return cmd;
}

/**
 * mvgpu_vg_transfer_3d_cmd() - Encode a transfer
 * @t: transfer
 * @to_host: from the backing into the resource, otherwise the reverse
 *
 * Context: process context, may sleep.
 *
 * Return: command; NULL without memory.
 */
struct mvgpu_vg_cmd *
mvgpu_vg_transfer_3d_cmd(const struct mvgpu_gpu_transfer *t, bool to_host)
{
	struct virtio_gpu_transfer_host_3d *c;
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(to_host ? VIRTIO_GPU_CMD_TRANSFER_TO_HOST_3D :
					 VIRTIO_GPU_CMD_TRANSFER_FROM_HOST_3D,
			       sizeof(cmd->body.transfer_3d));
	if (!cmd)
		return NULL;
	c = &cmd->body.transfer_3d;
	c->hdr.ctx_id = cpu_to_le32(t->ctx);
	c->box.x = cpu_to_le32(t->x);
	c->box.y = cpu_to_le32(t->y);
	c->box.z = cpu_to_le32(t->z);
	c->box.w = cpu_to_le32(t->width);
	c->box.h = cpu_to_le32(t->height);
	c->box.d = cpu_to_le32(t->depth);
	c->offset = cpu_to_le64(t->offset);
	c->resource_id = cpu_to_le32(t->host_id);
	c->level = cpu_to_le32(t->level);
	c->stride = cpu_to_le32(t->stride);
	c->layer_stride = cpu_to_le32(t->layer_stride);
	return cmd;
}

/**
 * mvgpu_vg_map_blob_cmd() - Encode the mapping of a blob
 * @host_id: blob
 * @offset: offset in the host-visible region, bytes
 *
 * Context: process context, may sleep.
 *
 * Return: command, whose response is MAP_INFO; NULL without memory.
 */
struct mvgpu_vg_cmd *mvgpu_vg_map_blob_cmd(u32 host_id, u64 offset)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_RESOURCE_MAP_BLOB,
			       sizeof(cmd->body.map_blob));
	if (!cmd)
		return NULL;
	cmd->body.map_blob.resource_id = cpu_to_le32(host_id);
	cmd->body.map_blob.offset = cpu_to_le64(offset);
	mvgpu_vg_cmd_set_resp(cmd, VIRTIO_GPU_RESP_OK_MAP_INFO,
			      sizeof(cmd->resp.map_info));
	return cmd;
}

/**
 * mvgpu_vg_unmap_blob_cmd() - Encode the removal of a blob from the host-visible region
 * @host_id: blob
 *
 * Context: process context, may sleep.
 *
 * Return: command.
 */
struct mvgpu_vg_cmd *mvgpu_vg_unmap_blob_cmd(u32 host_id)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new_nofail(VIRTIO_GPU_CMD_RESOURCE_UNMAP_BLOB,
				      sizeof(cmd->body.unmap_blob));
	cmd->body.unmap_blob.resource_id = cpu_to_le32(host_id);
	return cmd;
}
