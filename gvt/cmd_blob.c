// SPDX-License-Identifier: GPL-2.0
/* RESOURCE_CREATE_BLOB (virtio 1.2, 5.7.6.8): memory of the guest. */
#include <linux/err.h>
#include "gvt/backing.h"
#include "gvt/cmd.h"
#include "gvt/geometry.h"
#include "gvt/resource.h"
#include "gvt/vgpu.h"

#define KNOWN_FLAGS (VIRTIO_GPU_BLOB_FLAG_USE_MAPPABLE |	\
		     VIRTIO_GPU_BLOB_FLAG_USE_SHAREABLE |	\
		     VIRTIO_GPU_BLOB_FLAG_USE_CROSS_DEVICE)

static const struct virtio_gpu_mem_entry *
blob_entries(const struct virtio_gpu_resource_create_blob *req)
{
	return (const void *)(req + 1);
}

static u32 check_blob(const struct virtio_gpu_resource_create_blob *req)
{
	u64 want = le64_to_cpu(req->size);
	u64 have, pieces;

	if (le32_to_cpu(req->blob_mem) != VIRTIO_GPU_BLOB_MEM_GUEST ||
	    le32_to_cpu(req->blob_flags) & ~KNOWN_FLAGS ||
	    mvgpu_entries_measure(blob_entries(req),
				  le32_to_cpu(req->nr_entries), &have,
				  &pieces) ||
	    !want || want > have)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	return 0;
}

static u32 add_blob(struct mvgpu_vgpu *vgpu, u32 id, u64 size,
		    const struct virtio_gpu_mem_entry *entries, u32 nr)
{
	struct mvgpu_backing *backing;
	struct mvgpu_resource *res;
	u32 resp;

	resp = mvgpu_resource_add(vgpu, id, 0, &res);
	if (resp)
		return resp;
	backing = mvgpu_backing_pin(vgpu, entries, nr);
	if (IS_ERR(backing)) {
		mvgpu_resource_remove(vgpu, res);
		return mvgpu_resp_from_errno(PTR_ERR(backing));
	}
	res->blob = true;
	res->size = size;
	res->backing = backing;
	return VIRTIO_GPU_RESP_OK_NODATA;
}

/**
 * mvgpu_cmd_resource_create_blob() - RESOURCE_CREATE_BLOB: a guest-memory blob
 * @cmd: the command; its vgpu->lock held, may sleep
 *
 * The memory is the guest's, so nothing of the slice is charged and nothing is
 * zeroed; what it pins is bounded per vGPU. The number of a blob inside a
 * context means nothing for guest memory and is not looked at.
 *
 * Return: VIRTIO_GPU_RESP_OK_NODATA; ERR_INVALID_RESOURCE_ID for number 0 or
 * one in use; ERR_INVALID_PARAMETER for memory that is not the guest's,
 * unknown flags, no bytes, fewer bytes in the entries than the blob has, and
 * memory that is not there; ERR_OUT_OF_MEMORY beyond a ceiling.
 */
u32 mvgpu_cmd_resource_create_blob(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_resource_create_blob *req = cmd->data;
	u32 id = le32_to_cpu(req->resource_id);
	u32 resp;

	if (!id || mvgpu_resource_find(cmd->vgpu, id))
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	resp = check_blob(req);
	if (resp)
		return resp;
	return add_blob(cmd->vgpu, id, le64_to_cpu(req->size),
			blob_entries(req), le32_to_cpu(req->nr_entries));
}
