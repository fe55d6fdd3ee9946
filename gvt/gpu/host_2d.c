// SPDX-License-Identifier: GPL-2.0
/* Classic 2D resources in host memory, the same in every backend. */
#include <linux/slab.h>
#include "gvt/mem/backing_copy.h"
#include "gvt/gpu/gpu_types.h"
#include "gvt/gpu/host_2d.h"
#include "gvt/mem/surface.h"

/**
 * mvgpu_2d_init() - Initialise a table
 * @table: table
 *
 * Context: any.
 */
void mvgpu_2d_init(struct mvgpu_2d_table *table)
{
	xa_init(&table->resources);
}

/**
 * mvgpu_2d_exit() - Undo mvgpu_2d_init()
 * @table: table, which is empty, since a vGPU destroys its resources
 *
 * Context: any.
 */
void mvgpu_2d_exit(struct mvgpu_2d_table *table)
{
	xa_destroy(&table->resources);
}

/**
 * mvgpu_2d_find() - Look up a resource
 * @table: table
 * @host_id: resource
 *
 * Context: any.
 *
 * Return: resource or NULL.
 */
struct mvgpu_2d *mvgpu_2d_find(struct mvgpu_2d_table *table, u32 host_id)
{
	return xa_load(&table->resources, host_id);
}

/**
 * mvgpu_2d_take() - Remove a resource from the table
 * @table: table
 * @host_id: resource
 *
 * Context: any.
 *
 * Return: resource, which the caller frees by mvgpu_2d_free(); or NULL.
 */
struct mvgpu_2d *mvgpu_2d_take(struct mvgpu_2d_table *table, u32 host_id)
{
	return xa_erase(&table->resources, host_id);
}

/**
 * mvgpu_2d_free() - Free a resource that is in no table
 * @res: resource, or NULL. Its storage exists until all references on it are dropped.
 *
 * Context: process context, may sleep.
 */
void mvgpu_2d_free(struct mvgpu_2d *res)
{
	if (!res)
		return;
	mvgpu_surface_put(res->surface);
	kfree(res);
}

/**
 * mvgpu_2d_create() - Create a resource with zeroed storage
 * @table: table to which the resource is added
 * @desc: host id, format and size, which the mediator has checked
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -ENOMEM; -EBUSY when the host id is in use.
 */
int mvgpu_2d_create(struct mvgpu_2d_table *table,
		    const struct mvgpu_gpu_2d *desc)
{
	struct mvgpu_2d *res;
	int err;

	res = kzalloc(sizeof(*res), GFP_KERNEL_ACCOUNT);
	if (!res)
		return -ENOMEM;
	res->format = desc->format;
	res->surface = mvgpu_surface_alloc(desc->width, desc->height,
					   desc->width * MVGPU_BPP,
					   mvgpu_format_fourcc(desc->format));
	err = res->surface ? xa_insert(&table->resources, desc->host_id, res,
				       GFP_KERNEL_ACCOUNT) : -ENOMEM;
	if (err)
		mvgpu_2d_free(res);
	return err;
}

static int host_2d_copy_lines(struct mvgpu_2d *res,
			      const struct mvgpu_gpu_rect *rect, u64 from, u64 to)
{
	u32 stride = res->surface->stride;
	u32 y;
	int err;

	for (y = 0; y < rect->height; y++) {
		err = mvgpu_backing_to_surface(res->backing, from,
					       res->surface, to,
					       rect->width * MVGPU_BPP);
		if (err)
			return err;
		from += stride;
		to += stride;
	}
	return 0;
}

/**
 * mvgpu_2d_transfer() - Copy a rectangle from the backing into the storage
 * @res: resource
 * @rect: rectangle inside the resource
 * @offset: offset of its first pixel in the backing, bytes; lines there are as far apart
 *	as those of the resource
 *
 * Lines of the full width are contiguous on both sides and are copied at once.
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -ENOENT without a backing; -EINVAL when the backing is too small.
 */
int mvgpu_2d_transfer(struct mvgpu_2d *res, const struct mvgpu_gpu_rect *rect,
		      u64 offset)
{
	struct mvgpu_surface *s = res->surface;
	u64 to = (u64)rect->y * s->stride + (u64)rect->x * MVGPU_BPP;

	if (!res->backing)
		return -ENOENT;
	if (rect->width == s->width)
		return mvgpu_backing_to_surface(res->backing, offset, s, to,
						(u64)rect->height * s->stride);
	return host_2d_copy_lines(res, rect, offset, to);
}

/**
 * mvgpu_2d_transfer_box() - Copy a box between the backing and the storage
 * @res: resource
 * @t: 3D transfer of a texture of one level and one layer, whose box is inside the
 *	resource
 * @to_host: into the storage, otherwise the reverse
 *
 * Nothing is copied for an empty box.
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -ENOENT without a backing; -EINVAL when the backing is too small (preceding
 * lines were copied); -EPERM when the backing is read-only.
 */
int mvgpu_2d_transfer_box(struct mvgpu_2d *res,
			  const struct mvgpu_gpu_transfer *t, bool to_host)
{
	struct mvgpu_surface *s = res->surface;
	u64 at = (u64)t->y * s->stride + (u64)t->x * MVGPU_BPP;
	u64 len = t->depth ? (u64)t->width * MVGPU_BPP : 0;
	u64 offset = t->offset;
	int err = 0;
	u32 i;

	if (!res->backing)
		return -ENOENT;
	for (i = 0; len && i < t->height && !err; i++) {
		if (to_host)
			err = mvgpu_backing_to_surface(res->backing, offset, s,
						       at, len);
		else
			err = mvgpu_backing_from_surface(res->backing, offset,
							 s, at, len);
		at += s->stride;
		offset += t->stride ? t->stride : s->stride;
	}
	return err;
}
