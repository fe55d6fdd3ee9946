/* SPDX-License-Identifier: GPL-2.0 */
/* Views: parts of a resource's storage that are shown without a copy. */
#ifndef MVGPU_GVT_RESOURCE_VIEW_H
#define MVGPU_GVT_RESOURCE_VIEW_H

#include <linux/types.h>

struct mvgpu_fb;
struct mvgpu_gpu_rect;
struct mvgpu_resource;
struct mvgpu_surface;

struct mvgpu_surface *mvgpu_view_get(struct mvgpu_resource *res,
				     const struct mvgpu_fb *fb,
				     const struct mvgpu_gpu_rect *rect);
struct mvgpu_surface *mvgpu_view_by_id(struct mvgpu_resource *res, u32 id);
void mvgpu_view_drop_all(struct mvgpu_resource *res);

#endif /* MVGPU_GVT_RESOURCE_VIEW_H */
