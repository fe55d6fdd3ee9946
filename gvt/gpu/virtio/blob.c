// SPDX-License-Identifier: GPL-2.0
/*
 * Blobs, and the window in which those of the host's memory appear.
 *
 * The device does not compare a blob's size with that of the object that it is
 * made of, maps the whole object, and lets what is larger than it says cover
 * what is mapped behind it. So the object is made here, right before it is
 * claimed, of the size that was checked, under a number that was never used.
 */
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/slab.h>
#include <linux/virtio_config.h>
#include "gvt/mem/backing.h"
#include "gvt/gpu/virtio/device.h"
#include "gvt/virgl/object.h"
#include "gvt/virgl/scan.h"

#define VG_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

static struct mvgpu_vg_cmd *object_cmd(struct mvgpu_vg *vg,
				       const struct mvgpu_gpu_blob *desc)
{
	const struct mvgpu_gpu_3d *o = desc->object;
	const u32 body = MVGPU_VIRGL_OBJECT_DWORDS - 1;
	const u32 stream[MVGPU_VIRGL_OBJECT_DWORDS] = {
		[MVGPU_VIRGL_OBJECT_HEADER] =
			MVGPU_VIRGL_PIPE_RESOURCE_CREATE | body << 16,
		[MVGPU_VIRGL_OBJECT_TARGET] = o->target,
		[MVGPU_VIRGL_OBJECT_FORMAT] = o->format,
		[MVGPU_VIRGL_OBJECT_BIND] = o->bind,
		[MVGPU_VIRGL_OBJECT_WIDTH] = o->width,
		[MVGPU_VIRGL_OBJECT_HEIGHT] = o->height,
		[MVGPU_VIRGL_OBJECT_DEPTH] = o->depth,
		[MVGPU_VIRGL_OBJECT_ARRAY_SIZE] = o->array_size,
		[MVGPU_VIRGL_OBJECT_LAST_LEVEL] = o->last_level,
		[MVGPU_VIRGL_OBJECT_NR_SAMPLES] = o->nr_samples,
		[MVGPU_VIRGL_OBJECT_FLAGS] = o->flags,
		[MVGPU_VIRGL_OBJECT_BLOB_ID] = desc->host_id,
	};
	__le32 *own = kmalloc(sizeof(stream), VG_GFP);
	unsigned int i;

	if (!own)
		return NULL;
	for (i = 0; i < MVGPU_VIRGL_OBJECT_DWORDS; i++)
		own[i] = cpu_to_le32(stream[i]);
	return mvgpu_vg_submit_cmd(vg, desc->ctx, own, sizeof(stream), own);
}

static int set_entries(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
		       struct mvgpu_vg_map *map)
{
	cmd->body.create_blob.nr_entries = cpu_to_le32(map->nr);
	if (mvgpu_vg_cmd_payload(vg, cmd, map->entries,
				 map->nr * sizeof(*map->entries)))
		return -ENOMEM;
	refcount_inc(&map->ref);
	cmd->map = map;
	return 0;
}

static struct mvgpu_vg_cmd *create_cmd(struct mvgpu_vg *vg,
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
	if (!map || !set_entries(vg, cmd, map))
		return cmd;
	mvgpu_vg_cmd_free(cmd);
	return NULL;
}

/* Zeros go through a backing: the guest's makes way for as long. */
static int add_clear(struct mvgpu_vg *vg, const struct mvgpu_gpu_blob *desc,
		     struct mvgpu_vg_map *map, struct list_head *cmds)
{
	struct mvgpu_virgl_shape shape = mvgpu_gpu_shape(desc->object);
	int err;

	if (map && mvgpu_vg_add(cmds, mvgpu_vg_detach_cmd(desc->host_id)))
		return -ENOMEM;
	err = mvgpu_vg_clear_cmds(vg, desc->host_id, &shape, cmds);
	if (err || !map)
		return err;
	return mvgpu_vg_add(cmds, mvgpu_vg_attach_cmd(vg, desc->host_id, map));
}

static int add_all(struct mvgpu_vg *vg, const struct mvgpu_gpu_blob *desc,
		   struct mvgpu_vg_map *map, struct list_head *cmds)
{
	if (desc->object && mvgpu_vg_add(cmds, object_cmd(vg, desc)))
		return -ENOMEM;
	if (mvgpu_vg_add(cmds, create_cmd(vg, desc, map)))
		return -ENOMEM;
	return desc->object ? add_clear(vg, desc, map, cmds) : 0;
}

/* Bytes that the object takes in the window, 0 when it may not be there. */
static u32 map_bytes(const struct mvgpu_gpu_blob *desc)
{
	const struct mvgpu_gpu_3d *o = desc->object;

	if (!o || !(desc->flags & VIRTIO_GPU_BLOB_FLAG_USE_MAPPABLE) ||
	    o->target != MVGPU_VIRGL_BUFFER || !PAGE_ALIGNED(o->width) ||
	    o->width > desc->size)
		return 0;
	return o->width;
}

static int check(const struct mvgpu_vg *vg, const struct mvgpu_gpu_blob *desc,
		 const struct mvgpu_backing *backing)
{
	bool guest = desc->mem & VIRTIO_GPU_BLOB_MEM_GUEST;
	bool host = desc->mem & VIRTIO_GPU_BLOB_MEM_HOST3D;

	if (READ_ONCE(vg->gpu.lost))
		return -ENODEV;
	if (desc->mem > VIRTIO_GPU_BLOB_MEM_HOST3D_GUEST || !desc->size ||
	    guest != !!backing || host != !!desc->object || !(guest || host) ||
	    (host && !desc->ctx))
		return -EINVAL;
	if (backing && backing->size < desc->size)
		return -EINVAL;
	if (host && desc->flags & VIRTIO_GPU_BLOB_FLAG_USE_MAPPABLE &&
	    !map_bytes(desc))
		return -EINVAL;
	return backing && backing->readonly ? -EPERM : 0;
}

/* Without an object there is no picture: as a buffer. */
static struct mvgpu_vg_res *remember(struct mvgpu_vg *vg,
				     const struct mvgpu_gpu_blob *desc)
{
	struct mvgpu_virgl_shape shape = { .target = MVGPU_VIRGL_BUFFER };
	struct mvgpu_vg_res *res;

	if (desc->object)
		shape = mvgpu_gpu_shape(desc->object);
	res = mvgpu_vg_texture_add(vg, desc->host_id, &shape);
	if (res)
		res->map_bytes = map_bytes(desc);
	return res;
}

static int prepare(struct mvgpu_vg *vg, const struct mvgpu_gpu_blob *desc,
		   const struct mvgpu_backing *backing, struct list_head *cmds)
{
	struct mvgpu_vg_map *map = NULL;
	struct mvgpu_vg_res *res;
	int err;

	res = remember(vg, desc);
	if (!res)
		return -ENOMEM;
	if (backing)
		map = mvgpu_vg_map_backing(vg, backing);
	err = PTR_ERR_OR_ZERO(map);
	if (!err) {
		mvgpu_vg_map_swap(vg, res, map);
		err = add_all(vg, desc, map, cmds);
	}
	if (!err)
		err = mvgpu_vg_create(desc->host_id, NULL, cmds);
	if (err)
		mvgpu_vg_texture_forget(vg, desc->host_id);
	return err;
}

/**
 * mvgpu_vg_resource_create_blob() - make a blob on the device
 * @gpu: the GPU, with 3D and blobs
 * @desc: what to make
 * @backing: memory of the guest, pinned until the blob is gone; or NULL
 * @req: done with 0; -EINVAL and -EPERM as struct mvgpu_gpu_ops says; -ENODEV,
 *	-ENOMEM, or what the device said: it then has neither the blob nor the
 *	memory
 *
 * Virtio 1.2, 5.7.6.8. May sleep.
 */
void mvgpu_vg_resource_create_blob(struct mvgpu_gpu *gpu,
				   const struct mvgpu_gpu_blob *desc,
				   const struct mvgpu_backing *backing,
				   struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	LIST_HEAD(cmds);
	int err;

	err = check(vg, desc, backing);
	if (!err)
		err = prepare(vg, desc, backing, &cmds);
	if (!err) {
		mvgpu_vg_send_op(vg, &cmds, req);
		return;
	}
	mvgpu_vg_free_cmds(&cmds);
	req->done(req, err);
}

static bool fits(const struct mvgpu_vg *vg, const struct mvgpu_vg_res *res,
		 u64 offset)
{
	u64 window = vg->gpu.caps.hostvis_size;

	return res->map_bytes && PAGE_ALIGNED(offset) && offset <= window &&
	       res->map_bytes <= window - offset;
}

static void map_end(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	u32 *map_info = cmd->priv;

	if (!cmd->err)
		*map_info = le32_to_cpu((__force __le32)
					cmd->resp.map_info.map_info) &
			    VIRTIO_GPU_MAP_CACHE_MASK;
}

static struct mvgpu_vg_cmd *map_cmd(u32 host_id, u64 offset, u32 *map_info)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_RESOURCE_MAP_BLOB,
			       sizeof(cmd->body.map_blob));
	if (!cmd)
		return NULL;
	cmd->body.map_blob.resource_id = cpu_to_le32(host_id);
	cmd->body.map_blob.offset = cpu_to_le64(offset);
	mvgpu_vg_cmd_answer(cmd, VIRTIO_GPU_RESP_OK_MAP_INFO,
			    sizeof(cmd->resp.map_info));
	cmd->finish = map_end;
	cmd->priv = map_info;
	return cmd;
}

static void send_one(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
		     struct mvgpu_gpu_req *req)
{
	LIST_HEAD(cmds);

	list_add(&cmd->link, &cmds);
	mvgpu_vg_send_op(vg, &cmds, req);
}

/**
 * mvgpu_vg_blob_map() - show a blob in the window
 * @gpu: the GPU, with a window
 * @host_id: the blob
 * @offset: where, bytes
 * @map_info: gets VIRTIO_GPU_MAP_CACHE_*
 * @req: done with 0; -ENOENT; -EINVAL for what cannot be mapped and places
 *	that do not lie inside; -ENODEV, -ENOMEM or what the device said
 *
 * Virtio 1.2, 5.7.6.8. May sleep.
 */
void mvgpu_vg_blob_map(struct mvgpu_gpu *gpu, u32 host_id, u64 offset,
		       u32 *map_info, struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_vg_res *res = mvgpu_vg_texture(vg, host_id);
	struct mvgpu_vg_cmd *cmd = NULL;
	int err = 0;

	if (READ_ONCE(gpu->lost))
		err = -ENODEV;
	else if (!res)
		err = -ENOENT;
	else if (!fits(vg, res, offset))
		err = -EINVAL;
	if (!err) {
		cmd = map_cmd(host_id, offset, map_info);
		err = cmd ? 0 : -ENOMEM;
	}
	if (!err)
		res->in_window = true;
	mvgpu_vg_texture_put(res);
	if (err)
		req->done(req, err);
	else
		send_one(vg, cmd, req);
}

/**
 * mvgpu_vg_unmap_cmd() - the request that takes a blob out of the window
 * @host_id: the blob
 *
 * May sleep.
 *
 * Return: the command, not sent.
 */
struct mvgpu_vg_cmd *mvgpu_vg_unmap_cmd(u32 host_id)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_must(VIRTIO_GPU_CMD_RESOURCE_UNMAP_BLOB,
				sizeof(cmd->body.unmap_blob));
	cmd->body.unmap_blob.resource_id = cpu_to_le32(host_id);
	return cmd;
}

/**
 * mvgpu_vg_blob_unmap() - take a blob out of the window
 * @gpu: the GPU, with a window
 * @host_id: the blob, mapped
 * @req: done with 0; -ENOENT; -ENODEV or what the device said
 *
 * Virtio 1.2, 5.7.6.8. May sleep.
 */
void mvgpu_vg_blob_unmap(struct mvgpu_gpu *gpu, u32 host_id,
			 struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_vg_res *res = mvgpu_vg_texture(vg, host_id);

	if (!res) {
		req->done(req, READ_ONCE(gpu->lost) ? -ENODEV : -ENOENT);
		return;
	}
	res->in_window = false;
	mvgpu_vg_texture_put(res);
	send_one(vg, mvgpu_vg_unmap_cmd(host_id), req);
}

/* The next blob that may be in the window, *@id or after it. */
static bool next_mapped(struct mvgpu_vg *vg, unsigned long *id)
{
	struct mvgpu_vg_res *res;
	bool found = false;

	xa_lock(&vg->textures);
	xa_for_each_start(&vg->textures, *id, res, *id) {
		found = res->in_window && res->epoch == vg->epoch;
		if (found)
			break;
	}
	xa_unlock(&vg->textures);
	return found;
}

static bool unmap_all(struct mvgpu_vg *vg)
{
	unsigned long id;
	bool any = false;

	for (id = 0; next_mapped(vg, &id); id++) {
		mvgpu_vg_send(vg, mvgpu_vg_unmap_cmd(id));
		any = true;
	}
	return any;
}

/**
 * mvgpu_vg_window_empty() - take everything out of the window before a reset
 * @vg: the GPU; lost, but it still answers
 * @ms: milliseconds to wait at most
 *
 * QEMU (10.0) keeps what is mapped across a reset of the device, and ends when
 * a blob of the same number is mapped later. Twice, because somebody may have
 * been about to map something. Sleeps.
 */
void mvgpu_vg_window_empty(struct mvgpu_vg *vg, unsigned int ms)
{
	if (unmap_all(vg))
		mvgpu_vg_quiesce_for(vg, ms);
	if (unmap_all(vg))
		mvgpu_vg_quiesce_for(vg, ms);
}

/**
 * mvgpu_vg_window_init() - claim the window, if there is one
 * @vg: the GPU; its features are known
 *
 * A window of odd shape, or one that somebody else has, is none. Sleeps.
 */
void mvgpu_vg_window_init(struct mvgpu_vg *vg)
{
	struct mvgpu_gpu_caps *caps = &vg->gpu.caps;
	struct virtio_shm_region region;

	if (!virtio_get_shm_region(vg->vdev, &region,
				   VIRTIO_GPU_SHM_ID_HOST_VISIBLE) ||
	    !PAGE_ALIGNED(region.addr) || region.len < PAGE_SIZE)
		return;
	region.len = PAGE_ALIGN_DOWN(region.len);
	if (!request_mem_region(region.addr, region.len, KBUILD_MODNAME)) {
		dev_warn(vg->gpu.dev, "somebody else has the GPU's window\n");
		return;
	}
	caps->hostvis_size = region.len;
	caps->hostvis_phys = region.addr;
}

/**
 * mvgpu_vg_window_exit() - give the window back
 * @vg: the GPU; nothing of the window is mapped. Harmless without.
 *
 * Sleeps.
 */
void mvgpu_vg_window_exit(struct mvgpu_vg *vg)
{
	struct mvgpu_gpu_caps *caps = &vg->gpu.caps;

	if (caps->hostvis_size)
		release_mem_region(caps->hostvis_phys, caps->hostvis_size);
	caps->hostvis_size = 0;
}
