// SPDX-License-Identifier: GPL-2.0
/* The table of the resources that the device has, with a reference for each user. */
#include <linux/slab.h>
#include "gvt/gpu/virtio/map.h"
#include "gvt/gpu/virtio/map_types.h"
#include "gvt/gpu/virtio/texture.h"

#define VG_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/**
 * mvgpu_vg_texture_put() - Drop a reference on a resource
 * @res: resource, or NULL. When the last reference is dropped, the device must not use the
 *	memory of the resource any more.
 *
 * Context: as mvgpu_vg_map_put() for the last reference, otherwise any.
 */
void mvgpu_vg_texture_put(struct mvgpu_vg_res *res)
{
	if (!res || !refcount_dec_and_test(&res->ref))
		return;
	mvgpu_vg_map_put(res->map);
	kfree(res);
}

/**
 * mvgpu_vg_texture_find() - Look up a resource, also one that the device has forgotten
 * @vg: GPU
 * @host_id: resource
 *
 * Context: process context.
 *
 * Return: resource with a reference for the caller, or NULL.
 */
struct mvgpu_vg_res *mvgpu_vg_texture_find(struct mvgpu_vg *vg, u32 host_id)
{
	struct mvgpu_vg_res *res;

	xa_lock(&vg->textures);
	res = xa_load(&vg->textures, host_id);
	if (res)
		refcount_inc(&res->ref);
	xa_unlock(&vg->textures);
	return res;
}

/**
 * mvgpu_vg_texture_get() - Look up a resource that the device has
 * @vg: GPU
 * @host_id: resource
 *
 * A resource whose creation fails is removed from the table at any time, whatever its owner
 * does with it meanwhile.
 *
 * Context: process context, may sleep.
 *
 * Return: resource with a reference for the caller, or NULL.
 */
struct mvgpu_vg_res *mvgpu_vg_texture_get(struct mvgpu_vg *vg, u32 host_id)
{
	struct mvgpu_vg_res *res = mvgpu_vg_texture_find(vg, host_id);

	if (mvgpu_vg_texture_known(vg, res))
		return res;
	mvgpu_vg_texture_put(res);
	return NULL;
}

/**
 * mvgpu_vg_texture_exists() - Find out whether the device has a resource
 * @vg: GPU
 * @host_id: resource
 *
 * Context: process context, may sleep.
 *
 * Return: true if it has.
 */
bool mvgpu_vg_texture_exists(struct mvgpu_vg *vg, u32 host_id)
{
	struct mvgpu_vg_res *res = mvgpu_vg_texture_get(vg, host_id);

	mvgpu_vg_texture_put(res);
	return res;
}

/**
 * mvgpu_vg_texture_add() - Add a resource that is about to be created on the device
 * @vg: GPU
 * @host_id: resource
 * @shape: size
 *
 * Context: process context, may sleep.
 *
 * Return: resource without a backing, whose reference is that of the table; NULL without
 * memory or when @host_id is in use.
 */
struct mvgpu_vg_res *
mvgpu_vg_texture_add(struct mvgpu_vg *vg, u32 host_id,
		     const struct mvgpu_virgl_shape *shape)
{
	struct mvgpu_vg_res *res = kzalloc(sizeof(*res), VG_GFP);

	if (!res)
		return NULL;
	refcount_set(&res->ref, 1);
	res->epoch = READ_ONCE(vg->epoch);
	res->shape = *shape;
	if (!xa_insert(&vg->textures, host_id, res, VG_GFP))
		return res;
	kfree(res);
	return NULL;
}

/**
 * mvgpu_vg_texture_remove() - Undo mvgpu_vg_texture_add()
 * @vg: GPU
 * @host_id: resource; nothing happens when there is none
 *
 * The device must not use the memory of the resource any more.
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_texture_remove(struct mvgpu_vg *vg, u32 host_id)
{
	mvgpu_vg_texture_put(xa_erase(&vg->textures, host_id));
}

/**
 * mvgpu_vg_texture_get_map() - Get the backing of a resource
 * @vg: GPU
 * @res: resource
 *
 * Context: process context; takes vg->lock.
 *
 * Return: map with a reference for the caller, or NULL.
 */
struct mvgpu_vg_map *mvgpu_vg_texture_get_map(struct mvgpu_vg *vg,
					      struct mvgpu_vg_res *res)
{
	struct mvgpu_vg_map *map;

	spin_lock_irq(&vg->lock);
	map = res->map;
	if (map)
		refcount_inc(&map->ref);
	spin_unlock_irq(&vg->lock);
	return map;
}

/**
 * mvgpu_vg_texture_swap_map() - Replace the backing of a resource
 * @vg: GPU
 * @res: resource
 * @map: new backing, whose reference becomes that of the resource; or NULL
 *
 * Context: process context; takes vg->lock.
 *
 * Return: old backing, whose reference becomes that of the caller; or NULL.
 */
struct mvgpu_vg_map *mvgpu_vg_texture_swap_map(struct mvgpu_vg *vg,
					       struct mvgpu_vg_res *res,
					       struct mvgpu_vg_map *map)
{
	struct mvgpu_vg_map *old;

	spin_lock_irq(&vg->lock);
	old = res->map;
	res->map = map;
	spin_unlock_irq(&vg->lock);
	return old;
}
