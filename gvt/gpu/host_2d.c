// SPDX-License-Identifier: GPL-2.0
/* Classic 2D resources in host memory, the same in every backend. */
#include <linux/slab.h>
#include "gvt/mem/backing_copy.h"
#include "gvt/gpu/gpu.h"
#include "gvt/gpu/host_2d.h"
#include "gvt/mem/surface.h"

/**
 * mvgpu_2d_init() - an empty table
 * @table: the table
 *
 * Any context.
 */
void mvgpu_2d_init(struct mvgpu_2d_table *table)
{
	xa_init(&table->resources);
}

/**
 * mvgpu_2d_exit() - the end of a table
 * @table: the table; a vGPU destroys what it made, so it is empty
 *
 * Any context.
 */
void mvgpu_2d_exit(struct mvgpu_2d_table *table)
{
	xa_destroy(&table->resources);
}

/**
 * mvgpu_2d_find() - look a resource up
 * @table: the table
 * @host_id: its number
 *
 * Any context.
 *
 * Return: the resource or NULL.
 */
struct mvgpu_2d *mvgpu_2d_find(struct mvgpu_2d_table *table, u32 host_id)
{
	return xa_load(&table->resources, host_id);
}

/**
 * mvgpu_2d_take() - take a resource out of the table
 * @table: the table
 * @host_id: its number
 *
 * Any context.
 *
 * Return: the resource, for the caller to mvgpu_2d_free(), or NULL.
 */
struct mvgpu_2d *mvgpu_2d_take(struct mvgpu_2d_table *table, u32 host_id)
{
	return xa_erase(&table->resources, host_id);
}

/**
 * mvgpu_2d_free() - free a resource that is in no table
 * @res: the resource; its storage lives on while somebody else holds it. Or NULL
 *
 * May sleep.
 */
void mvgpu_2d_free(struct mvgpu_2d *res)
{
	if (!res)
		return;
	mvgpu_surface_put(res->surface);
	kfree(res);
}

/**
 * mvgpu_2d_create() - make a resource with zeroed storage
 * @table: the table it enters
 * @desc: its number, format and size, checked by the mediator
 *
 * May sleep.
 *
 * Return: 0, -ENOMEM, or -EBUSY when the number is taken.
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

static int copy_lines(struct mvgpu_2d *res, const struct mvgpu_gpu_rect *rect,
		      u64 from, u64 to)
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
 * mvgpu_2d_transfer() - copy a rectangle from the backing into the storage
 * @res: the resource
 * @rect: the rectangle, inside the resource
 * @offset: its first pixel in the backing, bytes; lines there are as far apart
 *	as the resource's
 *
 * Lines of the full width are one stretch of bytes on both sides. May sleep.
 *
 * Return: 0, -ENOENT without a backing, -EINVAL when that is too small.
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
	return copy_lines(res, rect, offset, to);
}

/**
 * mvgpu_2d_transfer_box() - copy a box between the backing and the storage
 * @res: the resource
 * @t: a 3D transfer of a texture of one level and one layer; its box is inside
 *	the resource
 * @to_host: into the storage, else out of it
 *
 * An empty box is nothing to copy. May sleep.
 *
 * Return: 0, -ENOENT without a backing, -EINVAL when that is too small (lines
 * before were copied), -EPERM when it may not be written.
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
