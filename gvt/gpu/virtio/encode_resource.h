/* SPDX-License-Identifier: GPL-2.0 */
/* Commands about resources, in the form of the protocol; none of them is sent here. */
#ifndef MVGPU_GVT_GPU_VIRTIO_ENCODE_RESOURCE_H
#define MVGPU_GVT_GPU_VIRTIO_ENCODE_RESOURCE_H

#include <linux/types.h>

struct mvgpu_2d;
struct mvgpu_gpu_3d;
struct mvgpu_gpu_blob;
struct mvgpu_gpu_rect;
struct mvgpu_gpu_transfer;
struct mvgpu_vg;
struct mvgpu_vg_cmd;
struct mvgpu_vg_map;

struct mvgpu_gpu_3d;

struct mvgpu_vg_cmd *mvgpu_vg_create_2d_cmd(u32 host_id,
					    const struct mvgpu_2d *res_2d);
struct mvgpu_vg_cmd *mvgpu_vg_create_3d_cmd(const struct mvgpu_gpu_3d *desc);
struct mvgpu_vg_cmd *mvgpu_vg_create_blob_cmd(struct mvgpu_vg *vg,
					      const struct mvgpu_gpu_blob *desc,
					      struct mvgpu_vg_map *map);
struct mvgpu_vg_cmd *mvgpu_vg_unref_cmd(u32 host_id);
struct mvgpu_vg_cmd *mvgpu_vg_attach_cmd(struct mvgpu_vg *vg, u32 host_id,
					 struct mvgpu_vg_map *map);
struct mvgpu_vg_cmd *mvgpu_vg_detach_cmd(u32 host_id);
struct mvgpu_vg_cmd *mvgpu_vg_transfer_2d_cmd(u32 host_id,
					      const struct mvgpu_gpu_rect *rect,
					      u64 offset);
struct mvgpu_vg_cmd *
mvgpu_vg_transfer_3d_cmd(const struct mvgpu_gpu_transfer *t, bool to_host);
struct mvgpu_vg_cmd *mvgpu_vg_map_blob_cmd(u32 host_id, u64 offset);
struct mvgpu_vg_cmd *mvgpu_vg_unmap_blob_cmd(u32 host_id);

#endif /* MVGPU_GVT_GPU_VIRTIO_ENCODE_RESOURCE_H */
