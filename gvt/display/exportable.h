/* SPDX-License-Identifier: GPL-2.0 */
/* Which resources are going to be exported to a display client, in place of a read-back. */
#ifndef MVGPU_GVT_DISPLAY_EXPORTABLE_H
#define MVGPU_GVT_DISPLAY_EXPORTABLE_H

#include "gvt/mem/geometry.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"

/* VFIO has no offset in a dma-buf, and no format but that of the texture. */
static inline bool mvgpu_shown_whole(const struct mvgpu_scanout *so,
				     const struct mvgpu_resource *res)
{
	if (so->rect.x || so->rect.y || so->rect.width != so->fb.width ||
	    so->rect.height != so->fb.height)
		return false;
	if (res->opaque)
		return !so->fb.offset && IS_ALIGNED(so->fb.stride, MVGPU_BPP);
	return so->fb.width == res->width && so->fb.height == res->height &&
	       so->fb.fourcc == mvgpu_format_fourcc(res->format);
}

/**
 * mvgpu_exportable() - Check whether the next query exports a resource
 * @vgpu: vGPU
 * @so: console head, which shows @res
 * @res: resource
 *
 * Context: vgpu->lock held.
 *
 * Return: true when the export of @res is possible now, and was not requested yet. Otherwise
 * @res is read back.
 */
static inline bool mvgpu_exportable(const struct mvgpu_vgpu *vgpu,
				    const struct mvgpu_scanout *so,
				    const struct mvgpu_resource *res)
{
	return vgpu->slice.display == MVGPU_DISPLAY_DMABUF &&
	       vgpu->gpu->ops->resource_export && res->on_gpu && !res->exported &&
	       !vgpu->exports.op.busy && vgpu->exports.nr_kept < MVGPU_MAX_EXPORTS &&
	       mvgpu_shown_whole(so, res);
}

#endif /* MVGPU_GVT_DISPLAY_EXPORTABLE_H */
