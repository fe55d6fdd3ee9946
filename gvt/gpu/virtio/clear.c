// SPDX-License-Identifier: GPL-2.0
/*
 * Zeros for new resources. The renderer of the device returns memory as its OpenGL driver
 * left it, possibly with the contents of another guest. Every level of a new resource is
 * therefore filled with zeros by a transfer before its owner can name it.
 *
 * Transfers cannot reach multisampled resources. A command in the context of the backend
 * clears them on devices that have it. On others they are as the renderer made them, and a
 * shader can read what they contain.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include "gvt/gpu/virtio/clear.h"
#include "gvt/gpu/virtio/command.h"
#include "gvt/gpu/virtio/encode_context.h"
#include "gvt/gpu/virtio/encode_resource.h"
#include "gvt/gpu/virtio/map.h"
#include "gvt/gpu/virtio/vg_types.h"
#include "gvt/virgl/scan.h"

#define VG_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

#define VG_FACES 6
#define VG_CLEAR_DWORDS 13

static bool gpu_clear = true;
module_param(gpu_clear, bool, 0644);
MODULE_PARM_DESC(gpu_clear, "Clear new resources on physical GPUs (Y); not needed where the GPU's renderer does");

static u32 vg_clear_level_size(u32 size, u32 level)
{
	return max(size >> level, 1U);
}

/* Returns the layers or slices of a level that one transfer reaches: one face of a cube. */
static u32 vg_clear_level_depth(const struct mvgpu_virgl_shape *shape,
				u32 level)
{
	if (shape->target == MVGPU_VIRGL_3D)
		return vg_clear_level_size(shape->depth, level);
	if (shape->target == MVGPU_VIRGL_CUBE)
		return 1;
	return max(shape->array_size, 1U);
}

static struct mvgpu_gpu_transfer
vg_clear_whole_level(u32 host_id, const struct mvgpu_virgl_shape *s, u32 level)
{
	return (struct mvgpu_gpu_transfer) {
		.host_id = host_id, .level = level,
		.width = vg_clear_level_size(s->width, level),
		.height = vg_clear_level_size(s->height, level),
		.depth = vg_clear_level_depth(s, level),
	};
}

/* Calculates the bytes that filling the largest level reads. */
static int vg_clear_level0_bytes(const struct mvgpu_virgl_shape *shape,
				 u64 *bytes)
{
	struct mvgpu_gpu_transfer all = vg_clear_whole_level(0, shape, 0);
	struct mvgpu_virgl_transfer t = {
		.width = all.width, .height = all.height, .depth = all.depth,
	};

	return mvgpu_virgl_transfer_end(shape, &t, bytes);
}

/*
 * virglrenderer writes one face of a cube per transfer, and of a compressed format one layer;
 * of several it writes nothing, without an error.
 */
static u32 vg_clear_depth(const struct mvgpu_virgl_shape *shape, u32 depth)
{
	return mvgpu_virgl_compressed(shape->format) ? 1 : depth;
}

static bool vg_clear_add_level(u32 host_id,
			       const struct mvgpu_virgl_shape *shape, u32 level,
			       struct list_head *cmds)
{
	struct mvgpu_gpu_transfer t = vg_clear_whole_level(host_id, shape, level);
	u32 layers = shape->target == MVGPU_VIRGL_CUBE ? VG_FACES : t.depth;

	t.depth = vg_clear_depth(shape, t.depth);
	for (; t.z < layers; t.z += t.depth) {
		if (mvgpu_vg_cmd_add(cmds, mvgpu_vg_transfer_3d_cmd(&t, true)))
			return false;
	}
	return true;
}

static int vg_clear_add_all(struct mvgpu_vg *vg, u32 host_id,
			    const struct mvgpu_virgl_shape *shape,
			    struct mvgpu_vg_map *map, struct list_head *cmds)
{
	u32 level;

	if (mvgpu_vg_cmd_add(cmds, mvgpu_vg_attach_cmd(vg, host_id, map)))
		return -ENOMEM;
	for (level = 0; level <= shape->last_level; level++) {
		if (!vg_clear_add_level(host_id, shape, level, cmds))
			return -ENOMEM;
	}
	return mvgpu_vg_cmd_add(cmds, mvgpu_vg_detach_cmd(host_id));
}

/* CLEAR_TEXTURE consists of resource, level, box and 16 bytes of colour, here zeros. */
static struct mvgpu_vg_cmd *
vg_clear_texture_cmd(struct mvgpu_vg *vg, u32 host_id,
		     const struct mvgpu_virgl_shape *shape)
{
	struct mvgpu_gpu_transfer all = vg_clear_whole_level(host_id, shape, 0);
	__le32 *own = kcalloc(VG_CLEAR_DWORDS, sizeof(*own), VG_GFP);

	if (!own)
		return NULL;
	own[0] = cpu_to_le32(MVGPU_VIRGL_CLEAR_TEXTURE |
			     (VG_CLEAR_DWORDS - 1) << 16);
	own[1] = cpu_to_le32(host_id);
	own[6] = cpu_to_le32(all.width);
	own[7] = cpu_to_le32(all.height);
	own[8] = cpu_to_le32(all.depth);
	return mvgpu_vg_submit_cmd(vg, vg->ctx, own,
				   VG_CLEAR_DWORDS * sizeof(*own), own);
}

static int vg_clear_add_multisampled(struct mvgpu_vg *vg, u32 host_id,
				     const struct mvgpu_virgl_shape *shape,
				     struct list_head *cmds)
{
	if (!vg->clear_texture)
		return 0;
	if (mvgpu_vg_cmd_add(cmds, mvgpu_vg_ctx_resource_cmd(VIRTIO_GPU_CMD_CTX_ATTACH_RESOURCE,
							     vg->ctx, host_id)) ||
	    mvgpu_vg_cmd_add(cmds, vg_clear_texture_cmd(vg, host_id, shape)) ||
	    mvgpu_vg_cmd_add(cmds, mvgpu_vg_ctx_resource_cmd(VIRTIO_GPU_CMD_CTX_DETACH_RESOURCE,
							     vg->ctx, host_id)))
		return -ENOMEM;
	return 0;
}

/**
 * mvgpu_vg_clear_cmds() - Add the commands that fill a new resource with zeros
 * @vg: GPU
 * @host_id: resource
 * @shape: size, checked by mvgpu_virgl_size()
 * @cmds: list to which the commands are added, also on error
 *
 * Nothing is added when there is nothing to clear.
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -ENOMEM; -EINVAL for an impossible shape.
 */
int mvgpu_vg_clear_cmds(struct mvgpu_vg *vg, u32 host_id,
			const struct mvgpu_virgl_shape *shape,
			struct list_head *cmds)
{
	struct mvgpu_vg_map *map;
	u64 bytes;
	int err;

	if (!READ_ONCE(gpu_clear))
		return 0;
	if (shape->nr_samples > 1)
		return vg_clear_add_multisampled(vg, host_id, shape, cmds);
	err = vg_clear_level0_bytes(shape, &bytes);
	if (err)
		return err;
	map = mvgpu_vg_map_zero(vg, bytes);
	if (IS_ERR(map))
		return PTR_ERR(map);
	err = vg_clear_add_all(vg, host_id, shape, map, cmds);
	mvgpu_vg_map_put(map);
	return err;
}
