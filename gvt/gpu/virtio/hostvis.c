// SPDX-License-Identifier: GPL-2.0
/* The host-visible region of the device, in which blobs of host memory are mapped. */
#include <linux/ioport.h>
#include <linux/virtio_config.h>
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/encode_resource.h"
#include "gvt/gpu/virtio/hostvis.h"
#include "gvt/gpu/virtio/operation.h"
#include "gvt/gpu/virtio/queue.h"
#include "gvt/gpu/virtio/texture.h"

static bool vg_hostvis_fits(const struct mvgpu_vg *vg,
			    const struct mvgpu_vg_res *res, u64 offset)
{
	u64 region = vg->gpu.caps.hostvis_size;

	return res->hostvis_size && PAGE_ALIGNED(offset) && offset <= region &&
	       res->hostvis_size <= region - offset;
}

static void vg_hostvis_map_complete(struct mvgpu_vg *vg,
				    struct mvgpu_vg_cmd *cmd)
{
	u32 *map_info = cmd->priv;

	if (!cmd->err)
		*map_info = le32_to_cpu((__force __le32)
					cmd->resp.map_info.map_info) &
			    VIRTIO_GPU_MAP_CACHE_MASK;
}

/**
 * mvgpu_vg_blob_map() - Map a blob in the host-visible region
 * @client: client of a GPU with a host-visible region
 * @host_id: blob
 * @offset: offset in the region, bytes
 * @map_info: set to VIRTIO_GPU_MAP_CACHE_*
 * @req: completed with 0; -ENOENT; -EINVAL for blobs that cannot be mapped and ranges
 *	outside of the region; -ENODEV, -ENOMEM, or an error of the device
 *
 * Virtio 1.2, 5.7.6.8.
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_blob_map(struct mvgpu_gpu_client *client, u32 host_id, u64 offset,
		       u32 *map_info, struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);
	struct mvgpu_vg_res *res = mvgpu_vg_texture_get(vg, host_id);
	struct mvgpu_vg_cmd *cmd = NULL;
	int err = 0;

	if (READ_ONCE(vg->gpu.lost))
		err = -ENODEV;
	else if (!res)
		err = -ENOENT;
	else if (!vg_hostvis_fits(vg, res, offset))
		err = -EINVAL;
	if (!err) {
		cmd = mvgpu_vg_map_blob_cmd(host_id, offset);
		err = cmd ? 0 : -ENOMEM;
	}
	if (!err) {
		cmd->complete = vg_hostvis_map_complete;
		cmd->priv = map_info;
		res->mapped = true;
	}
	mvgpu_vg_texture_put(res);
	if (err)
		req->done(req, err);
	else
		mvgpu_vg_op_send(vg, cmd, req);
}

/**
 * mvgpu_vg_blob_unmap() - Remove a blob from the host-visible region
 * @client: client of a GPU with a host-visible region
 * @host_id: blob that is mapped
 * @req: completed with 0; -ENOENT, -ENODEV, or an error of the device
 *
 * Virtio 1.2, 5.7.6.8.
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_blob_unmap(struct mvgpu_gpu_client *client, u32 host_id,
			 struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);
	struct mvgpu_vg_res *res = mvgpu_vg_texture_get(vg, host_id);

	if (!res) {
		req->done(req, READ_ONCE(vg->gpu.lost) ? -ENODEV : -ENOENT);
		return;
	}
	res->mapped = false;
	mvgpu_vg_texture_put(res);
	mvgpu_vg_op_send(vg, mvgpu_vg_unmap_blob_cmd(host_id), req);
}

/* Finds the next blob, *@id or after it, that may be mapped. */
static bool vg_hostvis_next_mapped(struct mvgpu_vg *vg, unsigned long *id)
{
	struct mvgpu_vg_res *res;
	bool found = false;

	xa_lock(&vg->textures);
	xa_for_each_start(&vg->textures, *id, res, *id) {
		found = res->mapped && res->epoch == vg->epoch;
		if (found)
			break;
	}
	xa_unlock(&vg->textures);
	return found;
}

static bool vg_hostvis_send_unmaps(struct mvgpu_vg *vg)
{
	unsigned long id;
	bool any = false;

	for (id = 0; vg_hostvis_next_mapped(vg, &id); id++) {
		mvgpu_vg_send(vg, mvgpu_vg_unmap_blob_cmd(id));
		any = true;
	}
	return any;
}

/**
 * mvgpu_vg_hostvis_unmap_all() - Remove all blobs from the region before a reset
 * @vg: GPU, which is marked as lost but still responds
 * @ms: limit of each wait, milliseconds
 *
 * QEMU (10.0) keeps mappings across a reset of the device, and exits when a blob with the
 * same number is mapped later. This is done twice, since a blob may have been about to be
 * mapped.
 *
 * Context: process context, sleeps.
 */
void mvgpu_vg_hostvis_unmap_all(struct mvgpu_vg *vg, unsigned int ms)
{
	if (vg_hostvis_send_unmaps(vg))
		mvgpu_vg_quiesce_for(vg, ms);
	if (vg_hostvis_send_unmaps(vg))
		mvgpu_vg_quiesce_for(vg, ms);
}

/**
 * mvgpu_vg_hostvis_init() - Claim the host-visible region, if the device has one
 * @vg: GPU, whose features are known
 *
 * A region that is not aligned, or that is in use by another driver, is ignored.
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_hostvis_init(struct mvgpu_vg *vg)
{
	struct mvgpu_gpu_caps *caps = &vg->gpu.caps;
	struct virtio_shm_region region;

	if (!virtio_get_shm_region(vg->vdev, &region,
				   VIRTIO_GPU_SHM_ID_HOST_VISIBLE) ||
	    !PAGE_ALIGNED(region.addr) || region.len < PAGE_SIZE)
		return;
	region.len = PAGE_ALIGN_DOWN(region.len);
	if (!request_mem_region(region.addr, region.len, KBUILD_MODNAME)) {
		dev_warn(vg->gpu.dev, "the host-visible region is in use by another driver\n");
		return;
	}
	caps->hostvis_size = region.len;
	caps->hostvis_phys = region.addr;
}

/**
 * mvgpu_vg_hostvis_exit() - Release the host-visible region
 * @vg: GPU, of whose region nothing is mapped; nothing happens without a region
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_hostvis_exit(struct mvgpu_vg *vg)
{
	struct mvgpu_gpu_caps *caps = &vg->gpu.caps;

	if (caps->hostvis_size)
		release_mem_region(caps->hostvis_phys, caps->hostvis_size);
	caps->hostvis_size = 0;
}
