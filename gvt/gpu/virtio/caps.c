// SPDX-License-Identifier: GPL-2.0
/* Features and capability sets of the device. */
#include <linux/slab.h>
#include <linux/virtio_config.h>
#include "gvt/gpu/gpu.h"
#include "gvt/gpu/virtio/caps.h"
#include "gvt/gpu/virtio/command.h"
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/fence_poll.h"
#include "gvt/gpu/virtio/hostvis.h"
#include "gvt/gpu/virtio/sync.h"
#include "gvt/gpu/virtio/vg_types.h"
#include "gvt/virgl/caps.h"
#include "gvt/virgl/kind.h"

#define VG_MAX_DIM 16384
/* Limits for what a device reports: number of capability sets, and bytes of one. */
#define VG_ASKED_CAPSETS 64
#define VG_MAX_CAPSET SZ_64K

/* Features that the driver negotiates. */
const unsigned int mvgpu_vg_features[MVGPU_VG_NR_FEATURES] = {
	VIRTIO_GPU_F_VIRGL,
	VIRTIO_GPU_F_RESOURCE_BLOB,
	VIRTIO_GPU_F_CONTEXT_INIT,
};

static int vg_caps_ask_info(struct mvgpu_vg *vg, u32 index,
			    struct virtio_gpu_resp_capset_info *info)
{
	struct mvgpu_vg_cmd *cmd;
	union mvgpu_vg_resp resp;
	int ret;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_GET_CAPSET_INFO,
			       sizeof(cmd->body.capset_info));
	if (!cmd)
		return -ENOMEM;
	cmd->body.capset_info.capset_index = cpu_to_le32(index);
	mvgpu_vg_cmd_set_resp(cmd, VIRTIO_GPU_RESP_OK_CAPSET_INFO,
			      sizeof(resp.capset_info));
	ret = mvgpu_vg_sync(vg, cmd, &resp);
	if (ret < 0)
		return ret;
	*info = resp.capset_info;
	return 0;
}

/* @data has space for @set->size bytes, which becomes the number of bytes written. */
static int vg_caps_ask_data(struct mvgpu_vg *vg, struct mvgpu_gpu_capset *set,
			    void *data)
{
	struct mvgpu_vg_cmd *cmd;
	const u32 head = sizeof(struct virtio_gpu_ctrl_hdr);
	int ret;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_GET_CAPSET,
			       sizeof(cmd->body.capset));
	if (!cmd)
		return -ENOMEM;
	cmd->body.capset.capset_id = cpu_to_le32(set->id);
	cmd->body.capset.capset_version = cpu_to_le32(set->max_version);
	mvgpu_vg_cmd_set_resp(cmd, VIRTIO_GPU_RESP_OK_CAPSET, head);
	mvgpu_vg_cmd_set_resp_data(cmd, data, set->size);
	ret = mvgpu_vg_sync(vg, cmd, NULL);
	if (ret < 0)
		return ret;
	set->size = min_t(u32, set->size, ret - head);
	return set->size ? 0 : -EIO;
}

static int vg_caps_add(struct mvgpu_vg *vg,
		       const struct virtio_gpu_resp_capset_info *info)
{
	struct mvgpu_gpu_caps *caps = &vg->gpu.caps;
	struct mvgpu_gpu_capset set = {
		.id = le32_to_cpu(info->capset_id),
		.max_version = le32_to_cpu(info->capset_max_version),
		.size = le32_to_cpu(info->capset_max_size),
	};
	void *data;
	int err;

	if (!set.size || set.size > VG_MAX_CAPSET)
		return -EIO;
	data = kzalloc(set.size, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	err = vg_caps_ask_data(vg, &set, data);
	if (err) {
		kfree(data);
		return err;
	}
	mvgpu_virgl_caps_filter(data, set.size);
	set.data = data;
	if (set.id == VIRTIO_GPU_CAPSET_VIRGL2)
		vg->clear_texture =
			mvgpu_virgl_caps_clear_texture(data, set.size);
	caps->capsets[caps->num_capsets++] = set;
	return 0;
}

/*
 * All vGPUs share one set of resource ids on the device, so that the guests' ids have to be
 * translated. In opaque streams, and in memory that they share with their renderer, nobody
 * can do that.
 */
static bool vg_caps_offered(const struct mvgpu_gpu_caps *caps, u32 id)
{
	return id && mvgpu_capset_kind(id) == MVGPU_KIND_VIRGL &&
	       caps->num_capsets < MVGPU_MAX_CAPSETS;
}

static void vg_caps_say_opaque(struct mvgpu_vg *vg, u32 id)
{
	if (mvgpu_capset_kind(id) == MVGPU_KIND_OPAQUE)
		dev_info(vg->gpu.dev, "capset %u (%s) is not for vGPUs, whose resource ids cannot be translated in its streams; a GPU with renderers can offer it\n",
			 id, id == MVGPU_CAPSET_VENUS ? "Vulkan" : "native contexts");
}

static int vg_caps_read(struct mvgpu_vg *vg, u32 index)
{
	struct virtio_gpu_resp_capset_info info;
	int err;

	err = vg_caps_ask_info(vg, index, &info);
	if (err)
		return err;
	if (!vg_caps_offered(&vg->gpu.caps, le32_to_cpu(info.capset_id))) {
		vg_caps_say_opaque(vg, le32_to_cpu(info.capset_id));
		return 0;
	}
	return vg_caps_add(vg, &info);
}

static int vg_caps_read_all(struct mvgpu_vg *vg)
{
	u32 nr, i;
	int err = 0;

	virtio_cread_le(vg->vdev, struct virtio_gpu_config, num_capsets, &nr);
	nr = min_t(u32, nr, VG_ASKED_CAPSETS);
	for (i = 0; i < nr && !err; i++)
		err = vg_caps_read(vg, i);
	return err;
}

/* Returns the features of a GPU with 3D that vGPUs also have. */
static u64 vg_caps_features_3d(struct mvgpu_vg *vg)
{
	u64 features = 0;
	unsigned int i;

	for (i = 0; i < MVGPU_VG_NR_FEATURES; i++)
		if (virtio_has_feature(vg->vdev, mvgpu_vg_features[i]))
			features |= BIT_ULL(mvgpu_vg_features[i]);
	return features;
}

/**
 * mvgpu_vg_caps_read() - Read the capabilities of a device
 * @vg: GPU that was just started
 *
 * Fills in vg->gpu.caps, and allocates the host id of the context of the backend. EDID and
 * the UUIDs of resources do not depend on the device. Neither do blobs of guest memory,
 * except that contexts need them on the GPU.
 *
 * Context: process context, sleeps.
 *
 * Return: 0 or -errno.
 */
int mvgpu_vg_caps_read(struct mvgpu_vg *vg)
{
	struct mvgpu_gpu_caps *caps = &vg->gpu.caps;
	int err;

	caps->max_width = VG_MAX_DIM;
	caps->max_height = VG_MAX_DIM;
	caps->prompt = mvgpu_vg_fence_poll_on();
	caps->features = BIT_ULL(VIRTIO_GPU_F_EDID) |
			 BIT_ULL(VIRTIO_GPU_F_RESOURCE_UUID);
	if (virtio_has_feature(vg->vdev, VIRTIO_GPU_F_VIRGL)) {
		err = vg_caps_read_all(vg);
		if (err)
			return err;
	}
	if (!caps->num_capsets) {
		caps->features |= BIT_ULL(VIRTIO_GPU_F_RESOURCE_BLOB);
		return 0;
	}
	caps->features |= vg_caps_features_3d(vg);
	if (caps->features & BIT_ULL(VIRTIO_GPU_F_RESOURCE_BLOB))
		mvgpu_vg_hostvis_init(vg);
	return mvgpu_gpu_ctx_alloc(&vg->gpu, &vg->ctx);
}

/**
 * mvgpu_vg_caps_free() - Free the capability sets of a device
 * @vg: GPU
 *
 * Context: process context.
 */
void mvgpu_vg_caps_free(struct mvgpu_vg *vg)
{
	const struct mvgpu_gpu_caps *caps = &vg->gpu.caps;
	unsigned int i;

	for (i = 0; i < caps->num_capsets; i++)
		kfree(caps->capsets[i].data);
}
