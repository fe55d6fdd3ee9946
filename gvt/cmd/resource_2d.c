// SPDX-License-Identifier: GPL-2.0
/* Commands for 2D resources, backings and transfers (virtio 1.2, 5.7.6.8). */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uuid.h>
#include "gvt/cmd/cmd.h"
#include "gvt/cmd/handlers.h"
#include "gvt/cmd/resp.h"
#include "gvt/display/release.h"
#include "gvt/display/retained.h"
#include "gvt/gpu/client.h"
#include "gvt/mem/backing.h"
#include "gvt/mem/geometry.h"
#include "gvt/mem/surface.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"

/* Prepare a command for the backend; @finish completes it. */
static void res2d_prepare(struct mvgpu_cmd *cmd, struct mvgpu_resource *res,
			  u32 (*finish)(struct mvgpu_cmd *cmd, int err))
{
	mvgpu_cmd_ref_resource(cmd, res);
	cmd->finish = finish;
}

static u32 res2d_check(const struct mvgpu_vgpu *vgpu,
		       const struct mvgpu_gpu_2d *desc, u64 *size)
{
	const struct mvgpu_gpu_caps *caps = &vgpu->gpu->caps;

	if (!mvgpu_format_fourcc(desc->format) ||
	    desc->width > caps->max_width || desc->height > caps->max_height ||
	    mvgpu_storage_size(desc->width, desc->height, size))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	*size = PAGE_ALIGN(*size);
	return 0;
}

static u32 res2d_created(struct mvgpu_cmd *cmd, int err)
{
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_resource *res = cmd->res;

	/* A guest that did not wait for the response may have destroyed it. */
	if (!res->linked)
		return mvgpu_resp_from_errno(err);
	if (err) {
		mvgpu_release_resource(vgpu, res);
		return mvgpu_resp_from_errno(err);
	}
	/* It may have become a texture, and been exported, if the response was fenced. */
	if (res->on_gpu)
		return VIRTIO_GPU_RESP_OK_NODATA;
	res->storage = vgpu->gpu->ops->resource_surface(vgpu->client,
							res->host_id);
	if (res->storage)
		mvgpu_surface_charge(res->storage, vgpu->account);
	return VIRTIO_GPU_RESP_OK_NODATA;
}

/* Enter a 2D resource into the table and allocate its host id. */
static u32 res2d_add(struct mvgpu_vgpu *vgpu, u32 id, struct mvgpu_gpu_2d *desc,
		     struct mvgpu_resource **out)
{
	struct mvgpu_resource *res;
	u64 size;
	u32 resp;
	int err;

	resp = res2d_check(vgpu, desc, &size);
	if (resp)
		return resp;
	err = mvgpu_resource_add(vgpu, id, size, &res);
	if (err)
		return mvgpu_resp_from_errno(err);
	if (!mvgpu_retained_make_room(vgpu, size) ||
	    mvgpu_gpu_client_res_id(vgpu->client, id, &desc->host_id)) {
		mvgpu_release_resource(vgpu, res);
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	}
	res->host_id = desc->host_id;
	res->format = desc->format;
	res->width = desc->width;
	res->height = desc->height;
	res->size = size;
	*out = res;
	return 0;
}

/**
 * mvgpu_cmd_resource_create_2d() - RESOURCE_CREATE_2D: create a zeroed 2D resource
 * @cmd: command
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: MVGPU_CMD_PENDING, then OK_NODATA or ERR_OUT_OF_MEMORY;
 * ERR_INVALID_RESOURCE_ID for identifier 0 and for one in use; ERR_INVALID_PARAMETER
 * for an unknown format, for a size of 0 and for one beyond what the GPU supports;
 * ERR_OUT_OF_MEMORY beyond the slice.
 */
u32 mvgpu_cmd_resource_create_2d(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_resource_create_2d *req = cmd->data;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	u32 id = le32_to_cpu(req->resource_id);
	struct mvgpu_gpu_2d desc = {
		.format = le32_to_cpu(req->format),
		.width = le32_to_cpu(req->width),
		.height = le32_to_cpu(req->height),
	};
	struct mvgpu_resource *res;
	u32 resp;

	if (!id || mvgpu_resource_find(vgpu, id))
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	resp = res2d_add(vgpu, id, &desc, &res);
	if (resp)
		return resp;
	res2d_prepare(cmd, res, res2d_created);
	vgpu->gpu->ops->resource_create_2d(vgpu->client, &desc,
					   mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}

static u32 res2d_destroyed(struct mvgpu_cmd *cmd, int err)
{
	cmd->vgpu->nr_unpinning--;
	mvgpu_resource_reap(cmd->vgpu, cmd->res);
	return VIRTIO_GPU_RESP_OK_NODATA;
}

/**
 * mvgpu_cmd_resource_unref() - RESOURCE_UNREF: destroy a resource
 * @cmd: command
 *
 * The guest may use the identifier again at once, and the memory when it has the
 * response.
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: OK_NODATA, or MVGPU_CMD_PENDING and then OK_NODATA; ERR_INVALID_RESOURCE_ID.
 */
u32 mvgpu_cmd_resource_unref(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_resource_unref *req = cmd->data;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_resource *res;

	res = mvgpu_resource_find(vgpu, le32_to_cpu(req->resource_id));
	if (!res)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	if (!res->host_id) {
		mvgpu_release_resource(vgpu, res);
		return VIRTIO_GPU_RESP_OK_NODATA;
	}
	mvgpu_release_unlink(vgpu, res);
	vgpu->nr_unpinning++;
	res2d_prepare(cmd, res, res2d_destroyed);
	vgpu->gpu->ops->resource_destroy(vgpu->client, res->host_id,
					 mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}

static u32 res2d_attached(struct mvgpu_cmd *cmd, int err)
{
	struct mvgpu_resource *res = cmd->res;

	/* The guest may have detached it or destroyed the resource in the meantime. */
	if (err && res->linked && res->backing == cmd->backing) {
		mvgpu_backing_unpin(cmd->vgpu, res->backing);
		res->backing = NULL;
	}
	return mvgpu_resp_from_errno(err);
}

/*
 * A blob consists of its memory, so its backing cannot be smaller than the blob. The
 * backing of a texture may not be read-only, because a guest can make the GPU write to
 * it in many ways.
 */
static u32 res2d_attach(struct mvgpu_cmd *cmd, struct mvgpu_resource *res,
			struct mvgpu_backing *backing)
{
	struct mvgpu_vgpu *vgpu = cmd->vgpu;

	if ((res->blob && backing->size < res->size) ||
	    (res->on_gpu && backing->readonly)) {
		mvgpu_backing_unpin(cmd->vgpu, backing);
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	}
	res->backing = backing;
	if (!res->host_id)
		return VIRTIO_GPU_RESP_OK_NODATA;
	res2d_prepare(cmd, res, res2d_attached);
	mvgpu_cmd_ref_backing(cmd, backing);
	vgpu->gpu->ops->attach_backing(vgpu->client, res->host_id, backing,
				       mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}

/**
 * mvgpu_cmd_resource_attach_backing() - RESOURCE_ATTACH_BACKING: attach guest memory
 * @cmd: command
 *
 * The memory is pinned. It may be smaller than a 2D resource: transfers are checked
 * against it.
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: MVGPU_CMD_PENDING or OK_NODATA; ERR_INVALID_RESOURCE_ID; ERR_UNSPEC when
 * there is a backing already (as QEMU) and for a blob of the GPU's memory, which is
 * created with all the memory that it has; ERR_INVALID_PARAMETER for memory that does
 * not exist, for empty entries and for no entries; ERR_OUT_OF_MEMORY beyond what the
 * vGPU may pin.
 */
u32 mvgpu_cmd_resource_attach_backing(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_resource_attach_backing *req = cmd->data;
	struct mvgpu_backing *backing;
	struct mvgpu_resource *res;

	res = mvgpu_resource_find(cmd->vgpu, le32_to_cpu(req->resource_id));
	if (!res)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	if (res->backing || (res->blob && res->on_gpu))
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	backing = mvgpu_backing_pin(cmd->vgpu, (const void *)(req + 1),
				    le32_to_cpu(req->nr_entries));
	if (IS_ERR(backing))
		return mvgpu_resp_from_errno(PTR_ERR(backing));
	return res2d_attach(cmd, res, backing);
}

static u32 res2d_detached(struct mvgpu_cmd *cmd, int err)
{
	cmd->vgpu->nr_unpinning--;
	mvgpu_backing_unpin(cmd->vgpu, cmd->backing);
	return VIRTIO_GPU_RESP_OK_NODATA;
}

/**
 * mvgpu_cmd_resource_detach_backing() - RESOURCE_DETACH_BACKING: detach guest memory
 * @cmd: command
 *
 * The memory is unpinned when the guest has the response.
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: OK_NODATA, or MVGPU_CMD_PENDING and then OK_NODATA; ERR_INVALID_RESOURCE_ID;
 * ERR_UNSPEC when there is no backing (as QEMU).
 */
u32 mvgpu_cmd_resource_detach_backing(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_resource_detach_backing *req = cmd->data;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_resource *res;

	res = mvgpu_resource_find(cmd->vgpu, le32_to_cpu(req->resource_id));
	if (!res)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	if (!res->backing || (res->blob && res->on_gpu))
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	if (!res->host_id) {
		mvgpu_release_backing(cmd->vgpu, res);
		return VIRTIO_GPU_RESP_OK_NODATA;
	}
	res2d_prepare(cmd, res, res2d_detached);
	mvgpu_cmd_ref_backing(cmd, res->backing);
	res->backing = NULL;
	cmd->vgpu->nr_unpinning++;
	vgpu->gpu->ops->detach_backing(vgpu->client, res->host_id, mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}

/* Returns 0 to continue, or the response. */
static u32 res2d_check_transfer(const struct mvgpu_resource *res,
				const struct mvgpu_gpu_rect *rect, u64 offset)
{
	u64 end;

	if (!res)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	if (res->blob)
		return VIRTIO_GPU_RESP_OK_NODATA;
	if (!res->backing)
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	if (res->on_gpu && (!mvgpu_format_fourcc(res->format) ||
			    res->three.target != MVGPU_TARGET_2D))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	if (!mvgpu_rect_inside(rect, res->width, res->height) ||
	    mvgpu_span_end(offset, res->width * MVGPU_BPP, rect->width,
			   rect->height, &end) || end > res->backing->size)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	return 0;
}

static void res2d_count_transfer(struct mvgpu_vgpu *vgpu,
				 const struct mvgpu_gpu_rect *rect)
{
	atomic64_inc(&vgpu->stats.transfers);
	atomic64_add((u64)rect->width * rect->height * MVGPU_BPP,
		     &vgpu->stats.transfer_bytes);
}

static u32 res2d_transferred(struct mvgpu_cmd *cmd, int err)
{
	const struct virtio_gpu_transfer_to_host_2d *req = cmd->data;
	struct mvgpu_gpu_rect rect;

	mvgpu_rect_load(&req->r, &rect);
	if (!err)
		res2d_count_transfer(cmd->vgpu, &rect);
	return mvgpu_resp_from_errno(err);
}

/**
 * mvgpu_cmd_transfer_to_host_2d() - TRANSFER_TO_HOST_2D: copy a rectangle
 * @cmd: command
 *
 * The offset is that of the first pixel of the rectangle in the backing; the stride
 * there is that of the resource.
 *
 * A blob has no storage to copy to. The command does nothing then, and that is no
 * error: the driver of Linux sends a transfer for each update of a dumb buffer, blob or
 * not (QEMU ignores it as well).
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: MVGPU_CMD_PENDING, then OK_NODATA, or OK_NODATA at once for a blob;
 * ERR_INVALID_RESOURCE_ID; ERR_UNSPEC without a backing (as QEMU);
 * ERR_INVALID_PARAMETER for a rectangle that is empty, not inside the resource or not
 * inside the backing.
 */
u32 mvgpu_cmd_transfer_to_host_2d(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_transfer_to_host_2d *req = cmd->data;
	u64 offset = le64_to_cpu(req->offset);
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_resource *res;
	struct mvgpu_gpu_rect rect;
	u32 resp;

	mvgpu_rect_load(&req->r, &rect);
	res = mvgpu_resource_find(cmd->vgpu, le32_to_cpu(req->resource_id));
	resp = res2d_check_transfer(res, &rect, offset);
	if (resp)
		return resp;
	res2d_prepare(cmd, res, res2d_transferred);
	vgpu->gpu->ops->transfer_to_host_2d(vgpu->client, res->host_id, &rect, offset,
					    mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}

/**
 * mvgpu_cmd_resource_assign_uuid() - RESOURCE_ASSIGN_UUID: name a resource
 * @cmd: command
 *
 * The UUID of a resource never changes.
 *
 * Context: worker; vgpu->lock held.
 *
 * Return: OK_RESOURCE_UUID, or ERR_INVALID_RESOURCE_ID.
 */
u32 mvgpu_cmd_resource_assign_uuid(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_resource_assign_uuid *req = cmd->data;
	struct virtio_gpu_resp_resource_uuid *resp = (void *)cmd->resp.bytes;
	struct mvgpu_resource *res;

	res = mvgpu_resource_find(cmd->vgpu, le32_to_cpu(req->resource_id));
	if (!res)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	if (!res->has_uuid)
		uuid_gen(&res->uuid);
	res->has_uuid = true;
	memset(resp, 0, sizeof(*resp));
	export_uuid(resp->uuid, &res->uuid);
	cmd->resp_len = sizeof(*resp);
	return VIRTIO_GPU_RESP_OK_RESOURCE_UUID;
}
