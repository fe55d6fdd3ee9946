/* SPDX-License-Identifier: GPL-2.0 */
/* Which resources are going to be exported to a display client, in place of a read-back. */
#ifndef MVGPU_GVT_DISPLAY_EXPORTABLE_H
#define MVGPU_GVT_DISPLAY_EXPORTABLE_H

#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"

/**
 * mvgpu_exportable() - Check whether the next query exports a resource that it shows
 * @vgpu: vGPU
 * @res: resource
 *
 * Context: vgpu->lock held.
 *
 * Return: true when the export of @res is possible, and was not requested yet.
 */
static inline bool mvgpu_exportable(const struct mvgpu_vgpu *vgpu,
				    const struct mvgpu_resource *res)
{
	return vgpu->slice.display == MVGPU_DISPLAY_DMABUF &&
	       vgpu->gpu->ops->resource_export && res->on_gpu && !res->exported;
}

#endif /* MVGPU_GVT_DISPLAY_EXPORTABLE_H */
