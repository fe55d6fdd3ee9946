// SPDX-License-Identifier: GPL-2.0
/* The resources of a vGPU: table, charges, backings. */
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/xarray.h>
#include "invariant.h"
#include "gvt/gpu/client.h"
#include "gvt/mem/backing.h"
#include "gvt/resource/host_visible.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virgl/size.h"

/**
 * mvgpu_resource_find() - Find a resource of the guest
 * @vgpu: vGPU
 * @id: identifier that the guest gave it, any value
 *
 * Context: vgpu->lock held.
 *
 * Return: resource, or NULL.
 */
struct mvgpu_resource *mvgpu_resource_find(struct mvgpu_vgpu *vgpu, u32 id)
{
	lockdep_assert_held(&vgpu->lock);
	return id ? xa_load(&vgpu->resources, id) : NULL;
}

static int resource_check_new(struct mvgpu_vgpu *vgpu, u32 id, u64 charge)
{
	u64 vram = vgpu->slice.vram;

	if (!id || mvgpu_resource_find(vgpu, id))
		return -EEXIST;
	if (vgpu->nr_resources >= MVGPU_MAX_RESOURCES ||
	    vgpu->vram_used > vram || charge > vram - vgpu->vram_used)
		return -ENOSPC;
	return 0;
}

/**
 * mvgpu_resource_add() - Enter a new resource into the table
 * @vgpu: vGPU; vgpu->lock held
 * @id: identifier that the guest gave it, any value
 * @charge: bytes of the slice that it takes
 * @out: resource, empty but for its identifier and its charge
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: 0; -EEXIST for identifier 0 and for one in use; -ENOSPC beyond a limit of the
 * vGPU; -ENOMEM.
 */
int mvgpu_resource_add(struct mvgpu_vgpu *vgpu, u32 id, u64 charge,
		       struct mvgpu_resource **out)
{
	struct mvgpu_resource *res;
	int err;

	err = resource_check_new(vgpu, id, charge);
	if (err)
		return err;
	res = kzalloc(sizeof(*res), GFP_KERNEL_ACCOUNT);
	if (!res)
		return -ENOMEM;
	if (xa_insert(&vgpu->resources, id, res, GFP_KERNEL_ACCOUNT)) {
		kfree(res);
		return -ENOMEM;
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
 * mvgpu_resource_to_gpu() - Make a new resource one of the GPU's
 * @vgpu: vGPU; vgpu->lock held
 * @res: resource that the backend does not know yet
 * @desc: description; its host id is ignored
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: 0, or -ENOSPC: the GPU has no identifier left; @res is as it was.
 */
int mvgpu_resource_to_gpu(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res,
			  const struct mvgpu_gpu_3d *desc)
{
	if (mvgpu_gpu_client_res_id(vgpu->client, res->guest_id, &res->host_id))
		return -ENOSPC;
	res->on_gpu = true;
	res->width = desc->width;
	res->height = desc->height;
	res->three = *desc;
	res->three.host_id = res->host_id;
	/*
	 * A buffer has bytes, and views of it have formats of their own. Renderers count a
	 * transfer of a buffer in pixels of its format, but its width in bytes.
	 */
	if (desc->target == MVGPU_VIRGL_BUFFER)
		res->three.format = MVGPU_VIRGL_FORMAT_BYTES;
	res->format = res->three.format;
	return 0;
}

/**
 * mvgpu_resource_get() - Take a reference to a resource and its host id
 * @res: resource
 *
 * Context: vgpu->lock held.
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
 * mvgpu_resource_put() - Drop a reference
 * @vgpu: vGPU
 * @res: resource, or NULL; with the last reference its host id is freed
 *
 * Context: vgpu->lock held.
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
		mvgpu_gpu_client_res_id_free(vgpu->client, res->host_id);
	kfree(res);
}

/**
 * mvgpu_resource_unpin() - Unpin the guest memory behind a resource
 * @vgpu: vGPU; vgpu->lock held
 * @res: resource, with or without a backing that the backend no longer uses
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_resource_unpin(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	if (!res->backing)
		return;
	mvgpu_backing_unpin(vgpu, res->backing);
	res->backing = NULL;
}

/**
 * mvgpu_resource_reap() - Return what a resource took of the slice
 * @vgpu: vGPU
 * @res: resource that is not in the table and that the backend has destroyed; freed when no
 *	command references it
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_resource_reap(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	lockdep_assert_held(&vgpu->lock);
	mvgpu_resource_unpin(vgpu, res);
	mvgpu_hostvis_release(vgpu, &res->range);
	mvgpu_invariant(vgpu->vram_used >= res->charged);
	mvgpu_invariant(vgpu->nr_resources);
	vgpu->vram_used -= res->charged;
	vgpu->nr_resources--;
	mvgpu_resource_put(vgpu, res);
}
