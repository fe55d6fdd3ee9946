// SPDX-License-Identifier: GPL-2.0
/* Views: parts of a resource's storage that are shown without a copy. */
#include <linux/mm.h>
#include "gvt/mem/backing.h"
#include "gvt/mem/geometry.h"
#include "gvt/mem/surface.h"
#include "gvt/resource/resource.h"
#include "gvt/resource/view.h"

/**
 * mvgpu_view_drop_all() - Drop the surfaces of a resource
 * @res: resource
 *
 * They exist as long as others reference them.
 *
 * Context: vgpu->lock held. May sleep.
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

static bool view_matches(const struct mvgpu_surface *s, const struct mvgpu_fb *fb,
			 const struct mvgpu_gpu_rect *rect)
{
	return s->width == rect->width && s->height == rect->height &&
	       s->stride == fb->stride && s->fourcc == fb->fourcc;
}

static struct mvgpu_surface *view_find(struct mvgpu_resource *res,
				       const struct mvgpu_fb *fb,
				       const struct mvgpu_gpu_rect *rect,
				       u64 offset)
{
	struct mvgpu_surface *view;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(res->views); i++) {
		view = res->views[i];
		if (view && view->offset == offset && view_matches(view, fb, rect))
			return mvgpu_surface_get(view);
	}
	return NULL;
}

static struct mvgpu_surface *view_create(struct mvgpu_resource *res,
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

/* The guest says of a blob, each time, where its lines are. */
static bool view_has_layout(const struct mvgpu_resource *res, const struct mvgpu_fb *fb)
{
	if (!res->opaque)
		return fb->fourcc == mvgpu_format_fourcc(res->format);
	return !fb->offset && fb->stride == res->storage->stride &&
	       fb->fourcc == res->storage->fourcc;
}

/* The lines of a texture are where the GPU's driver has them, and it is shown as a whole. */
static bool view_is_whole(const struct mvgpu_resource *res, const struct mvgpu_fb *fb,
			  const struct mvgpu_gpu_rect *rect)
{
	return !rect->x && !rect->y && rect->width == res->storage->width &&
	       rect->height == res->storage->height && view_has_layout(res, fb);
}

/**
 * mvgpu_view_get() - Get a framebuffer in a resource as a surface, without a copy
 * @res: resource
 * @fb: framebuffer in it, checked to lie inside
 * @rect: part that is wanted, inside @fb
 *
 * This is possible where the first pixel is the first byte of a page and, for a blob, the
 * guest's memory consists of whole pages; and for an exported texture as a whole. The same
 * framebuffer is the same surface each time.
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: surface with a reference for the caller, or NULL: a copy is necessary.
 */
struct mvgpu_surface *
mvgpu_view_get(struct mvgpu_resource *res, const struct mvgpu_fb *fb,
	       const struct mvgpu_gpu_rect *rect)
{
	u64 offset = mvgpu_first_byte(fb, rect);
	struct mvgpu_surface *found;

	if (res->storage && res->storage->foreign)
		return view_is_whole(res, fb, rect) ? mvgpu_surface_get(res->storage) : NULL;
	if (!IS_ALIGNED(offset, PAGE_SIZE) || !IS_ALIGNED(fb->stride, MVGPU_BPP))
		return NULL;
	if (!res->storage && res->blob && !res->on_gpu && res->backing)
		res->storage = mvgpu_backing_borrow(res->backing, res->size);
	if (!res->storage)
		return NULL;
	if (!offset && view_matches(res->storage, fb, rect))
		return mvgpu_surface_get(res->storage);
	found = view_find(res, fb, rect, offset);
	return found ? found : view_create(res, fb, rect, offset);
}

/**
 * mvgpu_view_by_id() - Find a surface of a resource
 * @res: resource
 * @id: id of the surface
 *
 * Context: vgpu->lock held.
 *
 * Return: surface, without a reference for the caller, or NULL.
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
