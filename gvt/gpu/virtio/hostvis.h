/* SPDX-License-Identifier: GPL-2.0 */
/* The host-visible region: blobs are mapped there. */
#ifndef MVGPU_GVT_GPU_VIRTIO_HOSTVIS_H
#define MVGPU_GVT_GPU_VIRTIO_HOSTVIS_H

#include <linux/types.h>

struct mvgpu_gpu_client;
struct mvgpu_gpu_req;
struct mvgpu_vg;

void mvgpu_vg_blob_map(struct mvgpu_gpu_client *client, u32 host_id, u64 offset,
		       u32 *map_info, struct mvgpu_gpu_req *req);
void mvgpu_vg_blob_unmap(struct mvgpu_gpu_client *client, u32 host_id,
			 struct mvgpu_gpu_req *req);
void mvgpu_vg_hostvis_unmap_all(struct mvgpu_vg *vg, unsigned int ms);
void mvgpu_vg_hostvis_init(struct mvgpu_vg *vg);
void mvgpu_vg_hostvis_exit(struct mvgpu_vg *vg);

#endif /* MVGPU_GVT_GPU_VIRTIO_HOSTVIS_H */
