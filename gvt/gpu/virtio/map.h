/* SPDX-License-Identifier: GPL-2.0 */
/* Memory that the device reads and writes in place: addresses for the device. */
#ifndef MVGPU_GVT_GPU_VIRTIO_MAP_H
#define MVGPU_GVT_GPU_VIRTIO_MAP_H

#include <linux/types.h>

struct mvgpu_backing;
struct mvgpu_surface;
struct mvgpu_vg;
struct mvgpu_vg_map;

struct mvgpu_vg_map *mvgpu_vg_map_backing(struct mvgpu_vg *vg,
					  const struct mvgpu_backing *backing);
struct mvgpu_vg_map *mvgpu_vg_map_surface(struct mvgpu_vg *vg,
					  const struct mvgpu_surface *surface);
struct mvgpu_vg_map *mvgpu_vg_map_zero(struct mvgpu_vg *vg, u64 size);
int mvgpu_vg_zero_init(struct mvgpu_vg *vg);
void mvgpu_vg_zero_exit(struct mvgpu_vg *vg);
void mvgpu_vg_map_put(struct mvgpu_vg_map *map);

#endif /* MVGPU_GVT_GPU_VIRTIO_MAP_H */
