/* SPDX-License-Identifier: GPL-2.0 */
/* Operations: creation and destruction of resources. */
#ifndef MVGPU_GVT_GPU_VIRTIO_RESOURCE_H
#define MVGPU_GVT_GPU_VIRTIO_RESOURCE_H

#include <linux/types.h>

struct mvgpu_gpu_client;
struct mvgpu_gpu_2d;
struct mvgpu_gpu_3d;
struct mvgpu_gpu_req;
struct mvgpu_surface;

void mvgpu_vg_resource_create_2d(struct mvgpu_gpu_client *client,
				 const struct mvgpu_gpu_2d *desc,
				 struct mvgpu_gpu_req *req);
void mvgpu_vg_resource_destroy(struct mvgpu_gpu_client *client, u32 host_id,
			       struct mvgpu_gpu_req *req);
struct mvgpu_surface *mvgpu_vg_resource_surface(struct mvgpu_gpu_client *client,
						u32 host_id);
void mvgpu_vg_resource_create_3d(struct mvgpu_gpu_client *client,
				 const struct mvgpu_gpu_3d *desc,
				 struct mvgpu_gpu_req *req);

#endif /* MVGPU_GVT_GPU_VIRTIO_RESOURCE_H */
