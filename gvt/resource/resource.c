// SPDX-License-Identifier: GPL-2.0
/* The resources of one vGPU: table, charges, backings, pictures. */
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/virtio_gpu.h>
#include "invariant.h"
#include "gvt/mem/backing.h"
#include "gvt/display/display.h"
#include "gvt/gpu/gpu.h"
#include "gvt/resource/resource.h"
#include "gvt/mem/surface.h"
#include "gvt/vgpu/vgpu.h"

/**
 * mvgpu_resp_from_errno() - the protocol's name of an error
 * @err: 0 or -errno
 *
 * Any context. Virtio 1.2, 5.7.6.7.
 *
 * Return: VIRTIO_GPU_RESP_*.
 */
u32 mvgpu_resp_from_errno(int err)
{
	switch (err) {
	case 0:
		return VIRTIO_GPU_RESP_OK_NODATA;
	case -ENOMEM:
	case -ENOSPC:
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	case -EINVAL:
	case -EFAULT:
	case -EPERM:
	case -EOVERFLOW:
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	default:
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	}
}

static bool fits(const struct mvgpu_vgpu *vgpu, u64 bytes)
{
	u64 limit = 2 * vgpu->slice.vram + MVGPU_BACKING_SLACK;
	u64 live = atomic64_read(&vgpu->account->bytes);

	return live <= limit && bytes <= limit - live;
}

/**
 * mvgpu_surface_room() - may a vGPU make another surface?
 * @vgpu: the vGPU; vgpu->lock held
 * @bytes: of the surface
 *
 * A surface that a display client holds outlives its resource, whose charge
 * the guest gets back at once. So what lives is bounded apart from what the
 * guest has: twice the slice, and a little for cursors and small slices. Only
 * vgpu->lock's holder adds, so that the answer stays true until it does. What a
 * driver that is gone left on the screens gives way. May sleep.
 *
 * Return: true when there is room.
 */
bool mvgpu_surface_room(struct mvgpu_vgpu *vgpu, u64 bytes)
{
	lockdep_assert_held(&vgpu->lock);
	if (!fits(vgpu, bytes))
		mvgpu_display_drop_retained(vgpu);
	return fits(vgpu, bytes);
}

/**
 * mvgpu_resource_find() - look a guest's resource up
 * @vgpu: the vGPU; vgpu->lock held
 * @id: what the guest calls it, any number
 *
 * Return: the resource, or NULL.
 */
struct mvgpu_resource *mvgpu_resource_find(struct mvgpu_vgpu *vgpu, u32 id)
{
	lockdep_assert_held(&vgpu->lock);
	return id ? xa_load(&vgpu->resources, id) : NULL;
}

static u32 check_new(struct mvgpu_vgpu *vgpu, u32 id, u64 charge)
{
	u64 vram = vgpu->slice.vram;

	if (!id || mvgpu_resource_find(vgpu, id))
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	if (vgpu->nr_resources >= MVGPU_MAX_RESOURCES ||
	    vgpu->vram_used > vram || charge > vram - vgpu->vram_used)
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	return 0;
}

/**
 * mvgpu_resource_add() - enter a new resource into the table
 * @vgpu: the vGPU; vgpu->lock held
 * @id: what the guest calls it, any number
 * @charge: bytes of the slice it takes
 * @out: the resource, empty but for its number and its charge
 *
 * May sleep.
 *
 * Return: 0; VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID for number 0 and one in
 * use (virtio 1.2, 5.7.6.8); VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY beyond a
 * ceiling of the vGPU or without memory.
 */
u32 mvgpu_resource_add(struct mvgpu_vgpu *vgpu, u32 id, u64 charge,
		       struct mvgpu_resource **out)
{
	u32 resp = check_new(vgpu, id, charge);
	struct mvgpu_resource *res;

	if (resp)
		return resp;
	res = kzalloc(sizeof(*res), GFP_KERNEL_ACCOUNT);
	if (!res)
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	if (xa_insert(&vgpu->resources, id, res, GFP_KERNEL_ACCOUNT)) {
		kfree(res);
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	}
	res->guest_id = id;
	res->linked = true;
	res->users = 1;
	res->charged = charge;
	vgpu->vram_used += charge;
	vgpu->nr_resources++;
	*out = res;
	return 0;
}

/**
 * mvgpu_resource_to_gpu() - a new resource shall be one of the GPU's
 * @vgpu: the vGPU; vgpu->lock held
 * @res: the resource; the backend knows nothing of it yet
 * @desc: what it is; its host id is not looked at
 *
 * May sleep.
 *
 * Return: 0, or VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY and @res is gone: the GPU
 * has no number left.
 */
u32 mvgpu_resource_to_gpu(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res,
			  const struct mvgpu_gpu_3d *desc)
{
	if (mvgpu_gpu_id_alloc(vgpu->gpu, &res->host_id)) {
		mvgpu_resource_remove(vgpu, res);
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	}
	res->on_gpu = true;
	res->format = desc->format;
	res->width = desc->width;
	res->height = desc->height;
	res->three = *desc;
	res->three.host_id = res->host_id;
	return 0;
}

/**
 * mvgpu_view_drop_all() - forget the surfaces of a resource
 * @res: the resource; its vgpu->lock held
 *
 * They live on where somebody holds them. May sleep.
 */
void mvgpu_view_drop_all(struct mvgpu_resource *res)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(res->views); i++) {
		mvgpu_surface_put(res->views[i]);
		res->views[i] = NULL;
	}
	mvgpu_surface_put(res->storage);
	res->storage = NULL;
}

/**
 * mvgpu_resource_get() - keep a resource's memory and its host id
 * @res: the resource; its vgpu->lock held
 *
 * Return: @res.
 */
struct mvgpu_resource *mvgpu_resource_get(struct mvgpu_resource *res)
{
	mvgpu_invariant(res->users);
	res->users++;
	return res;
}

/**
 * mvgpu_resource_put() - undo mvgpu_resource_get()
 * @vgpu: the vGPU; vgpu->lock held
 * @res: the resource, or NULL. With the last reference its host id is free.
 */
void mvgpu_resource_put(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	lockdep_assert_held(&vgpu->lock);
	if (!res)
		return;
	mvgpu_invariant(res->users);
	if (--res->users)
		return;
	mvgpu_invariant(!res->linked && !res->backing && !res->storage);
	if (res->host_id)
		mvgpu_gpu_id_free(vgpu->gpu, res->host_id);
	kfree(res);
}

static void unpin(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	if (!res->backing)
		return;
	mvgpu_backing_unpin(vgpu, res->backing);
	res->backing = NULL;
}

/**
 * mvgpu_resource_detach() - take a resource's guest memory away
 * @vgpu: the vGPU; vgpu->lock held
 * @res: the resource, with or without a backing
 *
 * Nothing touches the memory any more when this returns, and it is unpinned. A
 * 2D resource keeps its picture; a blob, which is nothing but guest memory, is
 * shown no longer. Sleeps until the backend is done.
 */
void mvgpu_resource_detach(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	struct mvgpu_gpu *gpu = vgpu->gpu;
	struct mvgpu_batch_req req;
	struct mvgpu_batch batch;

	lockdep_assert_held(&vgpu->lock);
	if (!res->backing)
		return;
	if (res->host_id) {
		mvgpu_batch_init(&batch);
		gpu->ops->detach_backing(gpu, res->host_id,
					 mvgpu_batch_add(&batch, &req));
		mvgpu_batch_wait(vgpu, &batch);
	}
	if (res->blob && !res->on_gpu) {
		mvgpu_display_resource_removed(vgpu, res);
		mvgpu_view_drop_all(res);
	}
	unpin(vgpu, res);
}

/**
 * mvgpu_resource_unlink() - the guest has a resource no longer
 * @vgpu: the vGPU; vgpu->lock held
 * @res: the resource; the backend may still have it, and its backing
 *
 * Heads that show it show nothing, nor does the window. Storage lives on where
 * a display client holds it. May sleep.
 */
void mvgpu_resource_unlink(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	lockdep_assert_held(&vgpu->lock);
	mvgpu_invariant(res->linked);
	mvgpu_display_resource_removed(vgpu, res);
	mvgpu_view_drop_all(res);
	mvgpu_hostvis_hide(vgpu, &res->range);
	xa_erase(&vgpu->resources, res->guest_id);
	res->linked = false;
}

/**
 * mvgpu_resource_reap() - what a resource took is free again
 * @vgpu: the vGPU; vgpu->lock held
 * @res: the resource, unlinked; the backend has forgotten it. Freed when no
 *	command names it.
 *
 * May sleep.
 */
void mvgpu_resource_reap(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	lockdep_assert_held(&vgpu->lock);
	unpin(vgpu, res);
	mvgpu_hostvis_release(vgpu, &res->range);
	mvgpu_invariant(vgpu->vram_used >= res->charged);
	mvgpu_invariant(vgpu->nr_resources);
	vgpu->vram_used -= res->charged;
	vgpu->nr_resources--;
	mvgpu_resource_put(vgpu, res);
}

/**
 * mvgpu_resource_remove() - forget a resource that the backend knows not of
 * @vgpu: the vGPU; vgpu->lock held
 * @res: the resource; freed when no command names it
 *
 * May sleep.
 */
void mvgpu_resource_remove(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	mvgpu_resource_unlink(vgpu, res);
	mvgpu_resource_reap(vgpu, res);
}

/**
 * mvgpu_resource_remove_all() - forget every resource
 * @vgpu: the vGPU; vgpu->lock held, no command under way
 *
 * Sleeps until the backend has forgotten them.
 */
void mvgpu_resource_remove_all(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_gpu *gpu = vgpu->gpu;
	struct mvgpu_resource *res;
	struct mvgpu_batch batch;
	unsigned long id;

	lockdep_assert_held(&vgpu->lock);
	mvgpu_hostvis_hide_all(vgpu);
	mvgpu_batch_init(&batch);
	xa_for_each(&vgpu->resources, id, res)
		if (res->host_id)
			gpu->ops->resource_destroy(gpu, res->host_id,
						   mvgpu_batch_add(&batch,
								   &res->req));
	mvgpu_batch_wait(vgpu, &batch);
	xa_for_each(&vgpu->resources, id, res)
		mvgpu_resource_remove(vgpu, res);
}

static bool affected(const struct mvgpu_resource *res, u64 iova, u64 len)
{
	return res->backing && mvgpu_backing_overlaps(res->backing, iova, len);
}

static bool any_affected(struct mvgpu_vgpu *vgpu, u64 iova, u64 len)
{
	struct mvgpu_resource *res;
	unsigned long id;

	xa_for_each(&vgpu->resources, id, res)
		if (affected(res, iova, len))
			return true;
	/* A command under way is giving memory back, whichever. */
	return vgpu->nr_unpinning;
}

/**
 * mvgpu_resource_dma_unmap() - the VMM takes guest memory away
 * @vgpu: the vGPU; vgpu->lock held
 * @iova: first guest address
 * @len: bytes, 1..
 *
 * Every backing that has a page in the range is detached and unpinned as a
 * whole when this returns. Sleeps until commands under way are done when there
 * is such a backing.
 */
void mvgpu_resource_dma_unmap(struct mvgpu_vgpu *vgpu, u64 iova, u64 len)
{
	struct mvgpu_resource *res;
	unsigned long id;

	lockdep_assert_held(&vgpu->lock);
	if (!any_affected(vgpu, iova, len))
		return;
	mvgpu_worker_drain(vgpu);
	xa_for_each(&vgpu->resources, id, res)
		if (affected(res, iova, len))
			mvgpu_resource_detach(vgpu, res);
}

static bool shows(const struct mvgpu_surface *s, const struct mvgpu_fb *fb,
		  const struct mvgpu_gpu_rect *rect)
{
	return s->width == rect->width && s->height == rect->height &&
	       s->stride == fb->stride && s->fourcc == fb->fourcc;
}

static struct mvgpu_surface *find_view(struct mvgpu_resource *res,
				       const struct mvgpu_fb *fb,
				       const struct mvgpu_gpu_rect *rect,
				       u64 offset)
{
	struct mvgpu_surface *view;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(res->views); i++) {
		view = res->views[i];
		if (view && view->offset == offset && shows(view, fb, rect))
			return mvgpu_surface_get(view);
	}
	return NULL;
}

static struct mvgpu_surface *make_view(struct mvgpu_resource *res,
				       const struct mvgpu_fb *fb,
				       const struct mvgpu_gpu_rect *rect,
				       u64 offset)
{
	struct mvgpu_surface *view;

	view = mvgpu_surface_view(res->storage, rect->width, rect->height,
				  fb->stride, fb->fourcc, offset);
	if (!view)
		return NULL;
	mvgpu_surface_put(res->views[res->next_view]);
	res->views[res->next_view] = view;
	res->next_view = (res->next_view + 1) % ARRAY_SIZE(res->views);
	return mvgpu_surface_get(view);
}

/**
 * mvgpu_view_get() - a picture in a resource as a surface, not copied
 * @res: the resource; its vgpu->lock held
 * @fb: the picture in it, checked to lie inside
 * @rect: the part wanted, inside @fb
 *
 * Possible where the first pixel is the first byte of a page and, for a blob,
 * the guest's memory is whole pages. The same picture is the same surface each
 * time. May sleep.
 *
 * Return: the surface with a reference for the caller, or NULL: the picture
 * has to be copied.
 */
struct mvgpu_surface *
mvgpu_view_get(struct mvgpu_resource *res, const struct mvgpu_fb *fb,
			const struct mvgpu_gpu_rect *rect)
{
	u64 offset = mvgpu_first_byte(fb, rect);
	struct mvgpu_surface *found;

	if (!IS_ALIGNED(offset, PAGE_SIZE) || !IS_ALIGNED(fb->stride, MVGPU_BPP))
		return NULL;
	if (!res->storage && res->blob && !res->on_gpu && res->backing)
		res->storage = mvgpu_backing_borrow(res->backing, res->size);
	if (!res->storage)
		return NULL;
	if (!offset && shows(res->storage, fb, rect))
		return mvgpu_surface_get(res->storage);
	found = find_view(res, fb, rect, offset);
	return found ? found : make_view(res, fb, rect, offset);
}

/**
 * mvgpu_view_by_id() - a picture that a resource keeps
 * @res: the resource; its vgpu->lock held
 * @id: number of the surface
 *
 * Return: the surface, without a reference, or NULL.
 */
struct mvgpu_surface *mvgpu_view_by_id(struct mvgpu_resource *res,
						   u32 id)
{
	unsigned int i;

	if (res->storage && res->storage->width && res->storage->id == id)
		return res->storage;
	for (i = 0; i < ARRAY_SIZE(res->views); i++)
		if (res->views[i] && res->views[i]->id == id)
			return res->views[i];
	return NULL;
}
