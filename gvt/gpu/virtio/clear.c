// SPDX-License-Identifier: GPL-2.0
/*
 * New resources are empty. The device's renderer gives out memory as its
 * OpenGL driver left it, which may be what another guest had there; so every
 * level of a new resource is filled with zeros by a transfer before its owner
 * can name it.
 *
 * Multisampled resources cannot be reached by transfers. A command in a context
 * of our own clears them, on devices that know it; on others they are as the
 * renderer made them, and a shader sees what is there.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include "gvt/gpu/virtio/device.h"
#include "gvt/virgl/scan.h"

#define VG_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

#define VG_FACES 6
#define VG_CLEAR_DWORDS 13

static bool gpu_clear = true;
module_param(gpu_clear, bool, 0644);
MODULE_PARM_DESC(gpu_clear, "Clear new resources on physical GPUs (Y); not needed where the GPU's renderer does");

static u32 level_size(u32 size, u32 level)
{
	return max(size >> level, 1U);
}

/* Layers or slices of a level that one transfer reaches: one face of a cube. */
static u32 level_depth(const struct mvgpu_virgl_shape *shape, u32 level)
{
	if (shape->target == MVGPU_VIRGL_3D)
		return level_size(shape->depth, level);
	if (shape->target == MVGPU_VIRGL_CUBE)
		return 1;
	return max(shape->array_size, 1U);
}

static struct mvgpu_gpu_transfer whole_level(u32 host_id,
					     const struct mvgpu_virgl_shape *s,
					     u32 level)
{
	return (struct mvgpu_gpu_transfer) {
		.host_id = host_id, .level = level,
		.width = level_size(s->width, level),
		.height = level_size(s->height, level),
		.depth = level_depth(s, level),
	};
}

/* Bytes that filling the largest level reads. */
static int level0_bytes(const struct mvgpu_virgl_shape *shape, u64 *bytes)
{
	struct mvgpu_gpu_transfer all = whole_level(0, shape, 0);
	struct mvgpu_virgl_transfer t = {
		.width = all.width, .height = all.height, .depth = all.depth,
	};

	return mvgpu_virgl_transfer_end(shape, &t, bytes);
}

static bool add_level(u32 host_id, const struct mvgpu_virgl_shape *shape,
		      u32 level, struct list_head *cmds)
{
	struct mvgpu_gpu_transfer t = whole_level(host_id, shape, level);
	u32 faces = shape->target == MVGPU_VIRGL_CUBE ? VG_FACES : 1;

	for (; t.z < faces; t.z++) {
		if (mvgpu_vg_add(cmds, mvgpu_vg_transfer_cmd(&t, true)))
			return false;
	}
	return true;
}

static int add_all(struct mvgpu_vg *vg, u32 host_id,
		   const struct mvgpu_virgl_shape *shape,
		   struct mvgpu_vg_map *map, struct list_head *cmds)
{
	u32 level;

	if (mvgpu_vg_add(cmds, mvgpu_vg_attach_cmd(vg, host_id, map)))
		return -ENOMEM;
	for (level = 0; level <= shape->last_level; level++) {
		if (!add_level(host_id, shape, level, cmds))
			return -ENOMEM;
	}
	return mvgpu_vg_add(cmds, mvgpu_vg_detach_cmd(host_id));
}

static struct mvgpu_vg_cmd *ctx_cmd(struct mvgpu_vg *vg, u32 type,
				    u32 host_id)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(type, sizeof(cmd->body.ctx_resource));
	if (!cmd)
		return NULL;
	cmd->body.hdr.ctx_id = cpu_to_le32(vg->ctx);
	cmd->body.ctx_resource.resource_id = cpu_to_le32(host_id);
	return cmd;
}

/* CLEAR_TEXTURE: resource, level, box, and 16 bytes of colour: zeros. */
static struct mvgpu_vg_cmd *clear_cmd(struct mvgpu_vg *vg, u32 host_id,
				      const struct mvgpu_virgl_shape *shape)
{
	struct mvgpu_gpu_transfer all = whole_level(host_id, shape, 0);
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

static int add_multisampled(struct mvgpu_vg *vg, u32 host_id,
			    const struct mvgpu_virgl_shape *shape,
			    struct list_head *cmds)
{
	if (!vg->clear_texture)
		return 0;
	if (mvgpu_vg_add(cmds, ctx_cmd(vg, VIRTIO_GPU_CMD_CTX_ATTACH_RESOURCE,
				       host_id)) ||
	    mvgpu_vg_add(cmds, clear_cmd(vg, host_id, shape)) ||
	    mvgpu_vg_add(cmds, ctx_cmd(vg, VIRTIO_GPU_CMD_CTX_DETACH_RESOURCE,
				       host_id)))
		return -ENOMEM;
	return 0;
}

/**
 * mvgpu_vg_clear_cmds() - the requests that fill a new resource with zeros
 * @vg: the GPU
 * @host_id: the resource
 * @shape: its size, checked by mvgpu_virgl_size()
 * @cmds: they are added here, those of an error too
 *
 * None when there is nothing to be done. May sleep.
 *
 * Return: 0, -ENOMEM, or -EINVAL for a shape that cannot be.
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
		return add_multisampled(vg, host_id, shape, cmds);
	err = level0_bytes(shape, &bytes);
	if (err)
		return err;
	map = mvgpu_vg_map_zero(vg, bytes);
	if (IS_ERR(map))
		return PTR_ERR(map);
	err = add_all(vg, host_id, shape, map, cmds);
	mvgpu_vg_map_put(map);
	return err;
}
