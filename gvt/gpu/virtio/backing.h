/* SPDX-License-Identifier: GPL-2.0 */
/* Operations: attachment and detachment of backings. */
#ifndef MVGPU_GVT_GPU_VIRTIO_BACKING_H
#define MVGPU_GVT_GPU_VIRTIO_BACKING_H

#include <linux/types.h>

struct mvgpu_backing;
struct mvgpu_gpu_client;
struct mvgpu_gpu_req;

void mvgpu_vg_attach_backing(struct mvgpu_gpu_client *client, u32 host_id,
			     const struct mvgpu_backing *backing,
			     struct mvgpu_gpu_req *req);
void mvgpu_vg_detach_backing(struct mvgpu_gpu_client *client, u32 host_id,
			     struct mvgpu_gpu_req *req);

#endif /* MVGPU_GVT_GPU_VIRTIO_BACKING_H */
