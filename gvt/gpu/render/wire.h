/* SPDX-License-Identifier: GPL-2.0 */
/* Structures of the backend contract in the form that renderers get. */
#ifndef MVGPU_GVT_GPU_RENDER_WIRE_H
#define MVGPU_GVT_GPU_RENDER_WIRE_H

#include "gvt/gpu/gpu_types.h"
#include "uapi/mvgpu_render.h"

static inline struct mvgpu_render_resource
mvgpu_rd_wire_resource(const struct mvgpu_gpu_3d *desc)
{
	return (struct mvgpu_render_resource) {
		.target = desc->target,
		.format = desc->format,
		.bind = desc->bind,
		.width = desc->width,
		.height = desc->height,
		.depth = desc->depth,
		.array_size = desc->array_size,
		.last_level = desc->last_level,
		.nr_samples = desc->nr_samples,
		.flags = desc->flags,
	};
}

#endif /* MVGPU_GVT_GPU_RENDER_WIRE_H */
