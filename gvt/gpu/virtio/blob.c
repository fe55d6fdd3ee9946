// SPDX-License-Identifier: GPL-2.0
/*
 * Operation: creation of blobs.
 *
 * The device does not compare the size of a blob with that of the object that it is made
 * of. It maps the whole object, and an object larger than its blob would cover what is
 * mapped behind it. The object is therefore created here, immediately before the blob,
 * with the size that was checked and under a number that was never used.
 */
#include <linux/err.h>
#include <linux/slab.h>
#include "gvt/gpu/gpu.h"
#include "gvt/gpu/virtio/blob.h"
#include "gvt/gpu/virtio/clear.h"
#include "gvt/gpu/virtio/command.h"
#include "gvt/gpu/virtio/create.h"
#include "gvt/gpu/virtio/encode_context.h"
#include "gvt/gpu/virtio/encode_resource.h"
#include "gvt/gpu/virtio/map.h"
#include "gvt/gpu/virtio/operation.h"
#include "gvt/gpu/virtio/texture.h"
#include "gvt/mem/backing.h"
#include "gvt/virgl/object.h"
#include "gvt/virgl/scan.h"

#define VG_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

static struct mvgpu_vg_cmd *
vg_blob_object_cmd(struct mvgpu_vg *vg, const struct mvgpu_gpu_blob *desc)
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

/* A backing is needed to clear, so that of the guest is detached for this time. */
static int vg_blob_add_clear(struct mvgpu_vg *vg,
			     const struct mvgpu_gpu_blob *desc,
			     struct mvgpu_vg_map *map, struct list_head *cmds)
{
	struct mvgpu_virgl_shape shape = mvgpu_gpu_shape(desc->object);
	int err;

	if (map && mvgpu_vg_cmd_add(cmds, mvgpu_vg_detach_cmd(desc->host_id)))
		return -ENOMEM;
	err = mvgpu_vg_clear_cmds(vg, desc->host_id, &shape, cmds);
	if (err || !map)
		return err;
	return mvgpu_vg_cmd_add(cmds, mvgpu_vg_attach_cmd(vg, desc->host_id, map));
}

static int vg_blob_add_all(struct mvgpu_vg *vg,
			   const struct mvgpu_gpu_blob *desc,
			   struct mvgpu_vg_map *map, struct list_head *cmds)
{
	if (desc->object && mvgpu_vg_cmd_add(cmds, vg_blob_object_cmd(vg, desc)))
		return -ENOMEM;
	if (mvgpu_vg_cmd_add(cmds, mvgpu_vg_create_blob_cmd(vg, desc, map)))
		return -ENOMEM;
	return desc->object ? vg_blob_add_clear(vg, desc, map, cmds) : 0;
}

/* Returns the bytes of the host-visible region for the object, 0 if it cannot be mapped. */
static u32 vg_blob_hostvis_size(const struct mvgpu_gpu_blob *desc)
{
	const struct mvgpu_gpu_3d *o = desc->object;

	if (!o || !(desc->flags & VIRTIO_GPU_BLOB_FLAG_USE_MAPPABLE) ||
	    o->target != MVGPU_VIRGL_BUFFER || !PAGE_ALIGNED(o->width) ||
	    o->width > desc->size)
		return 0;
	return o->width;
}

static int vg_blob_check(const struct mvgpu_vg *vg,
			 const struct mvgpu_gpu_blob *desc,
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
	    !vg_blob_hostvis_size(desc))
		return -EINVAL;
	return backing && backing->readonly ? -EPERM : 0;
}

/* A blob without an object has no shape: it is treated as a buffer. */
static struct mvgpu_vg_res *
vg_blob_add_texture(struct mvgpu_vg *vg, const struct mvgpu_gpu_blob *desc)
{
	struct mvgpu_virgl_shape shape = { .target = MVGPU_VIRGL_BUFFER };
	struct mvgpu_vg_res *res;

	if (desc->object)
		shape = mvgpu_gpu_shape(desc->object);
	res = mvgpu_vg_texture_add(vg, desc->host_id, &shape);
	if (res)
		res->hostvis_size = vg_blob_hostvis_size(desc);
	return res;
}

static int vg_blob_prepare(struct mvgpu_vg *vg,
			   const struct mvgpu_gpu_blob *desc,
			   const struct mvgpu_backing *backing,
			   struct list_head *cmds)
{
	struct mvgpu_vg_map *map = NULL;
	struct mvgpu_vg_res *res;
	int err;

	res = vg_blob_add_texture(vg, desc);
	if (!res)
		return -ENOMEM;
	if (backing)
		map = mvgpu_vg_map_backing(vg, backing);
	err = PTR_ERR_OR_ZERO(map);
	if (!err) {
		mvgpu_vg_texture_swap_map(vg, res, map);
		err = vg_blob_add_all(vg, desc, map, cmds);
	}
	if (!err)
		err = mvgpu_vg_create(desc->host_id, NULL, cmds);
	if (err)
		mvgpu_vg_texture_remove(vg, desc->host_id);
	return err;
}

/**
 * mvgpu_vg_resource_create_blob() - Create a blob on the device
 * @client: client of a GPU with 3D and blobs
 * @desc: blob
 * @backing: memory of the guest, pinned until the blob is destroyed; or NULL
 * @req: completed with 0; -EINVAL and -EPERM as struct mvgpu_gpu_ops defines them;
 *	-ENODEV, -ENOMEM, or an error of the device. On error the device has neither the
 *	blob nor the memory.
 *
 * Virtio 1.2, 5.7.6.8.
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_resource_create_blob(struct mvgpu_gpu_client *client,
				   const struct mvgpu_gpu_blob *desc,
				   const struct mvgpu_backing *backing,
				   struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(client->gpu);
	LIST_HEAD(cmds);
	int err;

	err = vg_blob_check(vg, desc, backing);
	if (!err)
		err = vg_blob_prepare(vg, desc, backing, &cmds);
	if (!err) {
		mvgpu_vg_op_send_all(vg, &cmds, req);
		return;
	}
	mvgpu_vg_cmd_free_all(&cmds);
	req->done(req, err);
}
