// SPDX-License-Identifier: GPL-2.0
/* RESOURCE_MAP_BLOB and _UNMAP_BLOB (virtio 1.2, 5.7.6.8). */
#include <linux/mm.h>
#include "gvt/cmd/cmd.h"
#include "gvt/cmd/handlers.h"
#include "gvt/cmd/resp.h"
#include "gvt/resource/host_visible.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"

/*
 * True while the blob is mapped as the command asked. A guest that did not wait for the
 * response may have destroyed it, or unmapped and mapped it again; the unmap releases
 * the range then.
 */
static bool map_is_current(const struct mvgpu_cmd *cmd)
{
	const struct mvgpu_resource *res = cmd->res;

	return res->linked && res->range.used && !res->unmapping &&
	       res->mapping == cmd->mapping;
}

/* The blob is mapped where the guest asked. */
static void map_show(struct mvgpu_cmd *cmd)
{
	const struct mvgpu_gpu_ops *ops = cmd->vgpu->gpu->ops;
	struct mvgpu_gpu_mirror *mirror = NULL;

	if (ops->blob_mirror) {
		mirror = ops->blob_mirror(cmd->vgpu->client, cmd->res->host_id);
		if (!mirror)
			return;
	}
	mvgpu_hostvis_show(cmd->vgpu, &cmd->res->range, mirror);
}

static u32 map_done(struct mvgpu_cmd *cmd, int err)
{
	struct virtio_gpu_resp_map_info *resp = (void *)cmd->resp.bytes;
	struct mvgpu_resource *res = cmd->res;

	if (err) {
		if (map_is_current(cmd))
			mvgpu_hostvis_release(cmd->vgpu, &res->range);
		return mvgpu_resp_from_errno(err);
	}
	if (map_is_current(cmd))
		map_show(cmd);
	resp->map_info = (__force __u32)cpu_to_le32(cmd->map_info);
	cmd->resp_len = sizeof(*resp);
	return VIRTIO_GPU_RESP_OK_MAP_INFO;
}

static u32 map_check(const struct mvgpu_vgpu *vgpu,
		     const struct mvgpu_resource *res)
{
	if (!vgpu->slice.hostvis_size)
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	if (!res)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	if (!res->mappable || res->range.used)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	return 0;
}

/**
 * mvgpu_cmd_resource_map_blob() - RESOURCE_MAP_BLOB: map into the host-visible region
 * @cmd: command
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: MVGPU_CMD_PENDING, then OK_MAP_INFO or what the GPU answers; ERR_UNSPEC
 * without a host-visible region; ERR_INVALID_RESOURCE_ID; ERR_INVALID_PARAMETER for
 * what is not a mappable blob, for a blob that is mapped, and for a range that is in
 * use or not inside the region.
 */
u32 mvgpu_cmd_resource_map_blob(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_resource_map_blob *req = cmd->data;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	u64 offset = le64_to_cpu(req->offset);
	struct mvgpu_resource *res;
	u32 resp;

	res = mvgpu_resource_find(vgpu, le32_to_cpu(req->resource_id));
	resp = map_check(vgpu, res);
	if (resp)
		return resp;
	if (mvgpu_hostvis_reserve(vgpu, &res->range, offset, PAGE_ALIGN(res->size)))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	mvgpu_cmd_ref_resource(cmd, res);
	cmd->mapping = ++res->mapping;
	cmd->finish = map_done;
	vgpu->gpu->ops->blob_map(vgpu->client, res->host_id,
				 vgpu->slice.hostvis_base + offset,
				 &cmd->map_info, mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}

static u32 map_undone(struct mvgpu_cmd *cmd, int err)
{
	struct mvgpu_resource *res = cmd->res;

	res->unmapping = false;
	if (res->linked)
		mvgpu_hostvis_release(cmd->vgpu, &res->range);
	return mvgpu_resp_from_errno(err);
}

/**
 * mvgpu_cmd_resource_unmap_blob() - RESOURCE_UNMAP_BLOB: unmap from the host-visible region
 * @cmd: command
 *
 * No mapping of the blob is left when this returns. The range is free when the guest
 * has the response.
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: MVGPU_CMD_PENDING, then OK_NODATA or what the GPU answers; ERR_UNSPEC without
 * a host-visible region; ERR_INVALID_RESOURCE_ID; ERR_INVALID_PARAMETER for a blob that
 * is not mapped.
 */
u32 mvgpu_cmd_resource_unmap_blob(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_resource_unmap_blob *req = cmd->data;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_resource *res;

	if (!vgpu->slice.hostvis_size)
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	res = mvgpu_resource_find(vgpu, le32_to_cpu(req->resource_id));
	if (!res)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	if (!res->range.used || res->unmapping)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	mvgpu_hostvis_hide(vgpu, &res->range);
	res->unmapping = true;
	mvgpu_cmd_ref_resource(cmd, res);
	cmd->finish = map_undone;
	vgpu->gpu->ops->blob_unmap(vgpu->client, res->host_id,
				   mvgpu_cmd_turn(cmd));
	return MVGPU_CMD_PENDING;
}
