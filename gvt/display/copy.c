// SPDX-License-Identifier: GPL-2.0
/* Surfaces of the display's own, and what is copied into them. */
#include <linux/errno.h>
#include <linux/mm.h>
#include "gvt/display/copy.h"
#include "gvt/display/retained.h"
#include "gvt/mem/backing.h"
#include "gvt/mem/backing_copy.h"
#include "gvt/mem/geometry.h"
#include "gvt/mem/surface.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"

/**
 * mvgpu_copy_surface() - Allocate a surface of the display's own
 * @vgpu: vGPU that is charged; vgpu->lock held
 * @width: pixels
 * @height: lines
 * @fourcc: DRM format, 4 bytes a pixel
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: surface with a reference for the caller, or NULL: the vGPU may have no more,
 * or there is no memory.
 */
struct mvgpu_surface *mvgpu_copy_surface(struct mvgpu_vgpu *vgpu, u32 width,
					 u32 height, u32 fourcc)
{
	struct mvgpu_surface *s;
	u64 size;

	if (mvgpu_storage_size(width, height, &size) ||
	    !mvgpu_retained_make_room(vgpu, PAGE_ALIGN(size)))
		return NULL;
	s = mvgpu_surface_alloc(width, height, width * MVGPU_BPP, fourcc);
	if (s)
		mvgpu_surface_charge(s, vgpu->account);
	return s;
}

static int copy_line(const struct mvgpu_resource *res,
		     struct mvgpu_surface *dst, const struct mvgpu_lines *l)
{
	if (res->blob)
		return mvgpu_backing_to_surface(res->backing, l->from, dst,
						l->to, l->len);
	mvgpu_surface_copy(dst, l->to, res->storage, l->from, l->len);
	return 0;
}

/**
 * mvgpu_copy_lines() - Copy lines of pixels out of a resource
 * @res: resource, a blob of guest memory or one with storage; its vgpu->lock held
 * @dst: surface; lines go where its stride says
 * @l: lines to be copied; consumed
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: 0, or -EINVAL: the resource has no pixels here.
 */
int mvgpu_copy_lines(const struct mvgpu_resource *res,
		     struct mvgpu_surface *dst, struct mvgpu_lines *l)
{
	int err = 0;

	if (res->blob ? !res->backing : !res->storage)
		return -EINVAL;
	for (; l->nr && !err; l->nr--) {
		err = copy_line(res, dst, l);
		l->from += l->from_stride;
		l->to += dst->stride;
	}
	return err;
}

/**
 * mvgpu_copy_damage() - Bring a part of a copied framebuffer up to date
 * @vgpu: vGPU; vgpu->lock held
 * @dst: copy of @shown
 * @res: resource that has the framebuffer
 * @fb: framebuffer in @res, checked to lie inside
 * @shown: part of @fb that is shown
 * @damage: part to be copied, inside @shown
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: 0, or -EINVAL: the resource has no pixels here.
 */
int mvgpu_copy_damage(struct mvgpu_vgpu *vgpu, struct mvgpu_surface *dst,
		      const struct mvgpu_resource *res,
		      const struct mvgpu_fb *fb,
		      const struct mvgpu_gpu_rect *shown,
		      const struct mvgpu_gpu_rect *damage)
{
	struct mvgpu_lines l = {
		.from = mvgpu_first_byte(fb, damage),
		.from_stride = fb->stride,
		.to = (u64)(damage->y - shown->y) * dst->stride +
		      (u64)(damage->x - shown->x) * MVGPU_BPP,
		.len = damage->width * MVGPU_BPP,
		.nr = damage->height,
	};

	atomic64_inc(&vgpu->stats.display_copies);
	return mvgpu_copy_lines(res, dst, &l);
}
