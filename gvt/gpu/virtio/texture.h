/* SPDX-License-Identifier: GPL-2.0 */
/* The table of the resources that the device has. */
#ifndef MVGPU_GVT_GPU_VIRTIO_TEXTURE_H
#define MVGPU_GVT_GPU_VIRTIO_TEXTURE_H

#include <linux/types.h>
#include "gvt/gpu/virtio/texture_types.h"
#include "gvt/gpu/virtio/vg_types.h"

struct mvgpu_vg_map;
struct mvgpu_virgl_shape;

/* True when there is a resource and the device has not forgotten it in a reset. */
static inline bool mvgpu_vg_texture_known(const struct mvgpu_vg *vg,
					  const struct mvgpu_vg_res *res)
{
	return res && res->epoch == READ_ONCE(vg->epoch);
}

void mvgpu_vg_texture_put(struct mvgpu_vg_res *res);
struct mvgpu_vg_res *mvgpu_vg_texture_find(struct mvgpu_vg *vg, u32 host_id);
struct mvgpu_vg_res *mvgpu_vg_texture_get(struct mvgpu_vg *vg, u32 host_id);
bool mvgpu_vg_texture_exists(struct mvgpu_vg *vg, u32 host_id);
struct mvgpu_vg_res *
mvgpu_vg_texture_add(struct mvgpu_vg *vg, u32 host_id,
		     const struct mvgpu_virgl_shape *shape);
void mvgpu_vg_texture_remove(struct mvgpu_vg *vg, u32 host_id);
struct mvgpu_vg_map *mvgpu_vg_texture_get_map(struct mvgpu_vg *vg,
					      struct mvgpu_vg_res *res);
struct mvgpu_vg_map *mvgpu_vg_texture_swap_map(struct mvgpu_vg *vg,
					       struct mvgpu_vg_res *res,
					       struct mvgpu_vg_map *map);

#endif /* MVGPU_GVT_GPU_VIRTIO_TEXTURE_H */
