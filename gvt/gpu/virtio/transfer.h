/* SPDX-License-Identifier: GPL-2.0 */
/* Operations: transfers between a resource and its backing. */
#ifndef MVGPU_GVT_GPU_VIRTIO_TRANSFER_H
#define MVGPU_GVT_GPU_VIRTIO_TRANSFER_H

#include <linux/types.h>

struct mvgpu_gpu_client;
struct mvgpu_gpu_rect;
struct mvgpu_gpu_req;
struct mvgpu_gpu_transfer;

void mvgpu_vg_transfer_to_host_2d(struct mvgpu_gpu_client *client, u32 host_id,
				  const struct mvgpu_gpu_rect *rect, u64 offset,
				  struct mvgpu_gpu_req *req);
void mvgpu_vg_transfer_3d(struct mvgpu_gpu_client *client,
			  const struct mvgpu_gpu_transfer *transfer,
			  bool to_host, struct mvgpu_gpu_req *req);

#endif /* MVGPU_GVT_GPU_VIRTIO_TRANSFER_H */
