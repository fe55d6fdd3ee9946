// SPDX-License-Identifier: GPL-2.0
/* Capability sets (virtio 1.2, 5.7.6.8), as the GPU gave them. */
#include <linux/nospec.h>
#include <linux/slab.h>
#include "gvt/cmd/capset.h"
#include "gvt/cmd/cmd_types.h"
#include "gvt/cmd/handlers.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virgl/caps.h"
#include "gvt/virgl/kind.h"

/**
 * mvgpu_cmd_get_capset_info() - GET_CAPSET_INFO: describe a set by its index
 * @cmd: command
 *
 * Context: worker; vgpu->lock held.
 *
 * Return: OK_CAPSET_INFO; ERR_INVALID_PARAMETER for an index without a set.
 */
u32 mvgpu_cmd_get_capset_info(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_get_capset_info *req = cmd->data;
	struct virtio_gpu_resp_capset_info *resp = (void *)cmd->resp.bytes;
	const struct mvgpu_gpu_caps *caps = &cmd->vgpu->gpu->caps;
	u32 index = le32_to_cpu(req->capset_index);
	const struct mvgpu_gpu_capset *set;

	if (index >= caps->num_capsets)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	set = &caps->capsets[array_index_nospec(index, MVGPU_MAX_CAPSETS)];
	resp->capset_id = cpu_to_le32(set->id);
	resp->capset_max_version = cpu_to_le32(set->max_version);
	resp->capset_max_size = cpu_to_le32(set->size);
	cmd->resp_len = sizeof(*resp);
	return VIRTIO_GPU_RESP_OK_CAPSET_INFO;
}

static const struct mvgpu_gpu_capset *capset_find(const struct mvgpu_gpu_caps *caps,
						  u32 id)
{
	u32 i;

	for (i = 0; i < caps->num_capsets; i++)
		if (caps->capsets[i].id == id)
			return &caps->capsets[i];
	return NULL;
}

/**
 * mvgpu_capset_known() - Check whether a context may use a set
 * @vgpu: vGPU
 * @id: VIRTIO_GPU_CAPSET_*, any value
 *
 * Context: any.
 *
 * Return: true when the vGPU offers the set.
 */
bool mvgpu_capset_known(const struct mvgpu_vgpu *vgpu, u32 id)
{
	return capset_find(&vgpu->gpu->caps, id);
}

/**
 * mvgpu_cmd_get_capset() - GET_CAPSET: get a set, adapted to the slice
 * @cmd: command
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: OK_CAPSET; ERR_INVALID_PARAMETER for a set or a version of it that does not
 * exist; ERR_OUT_OF_MEMORY.
 */
u32 mvgpu_cmd_get_capset(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_get_capset *req = cmd->data;
	const struct mvgpu_gpu_capset *set;

	set = capset_find(&cmd->vgpu->gpu->caps, le32_to_cpu(req->capset_id));
	if (!set || le32_to_cpu(req->capset_version) > set->max_version)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	cmd->tail = kmemdup(set->data, set->size, GFP_KERNEL_ACCOUNT);
	if (!cmd->tail)
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	cmd->tail_len = set->size;
	if (mvgpu_capset_kind(set->id) == MVGPU_KIND_VIRGL)
		mvgpu_virgl_caps_slice(cmd->tail, set->size, cmd->vgpu->slice.vram);
	return VIRTIO_GPU_RESP_OK_CAPSET;
}
