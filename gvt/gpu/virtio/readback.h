/* SPDX-License-Identifier: GPL-2.0 */
/* Operation: read-back of a rectangle into a surface. */
#ifndef MVGPU_GVT_GPU_VIRTIO_READBACK_H
#define MVGPU_GVT_GPU_VIRTIO_READBACK_H

#include <linux/types.h>

struct mvgpu_gpu_client;
struct mvgpu_gpu_readback;
struct mvgpu_gpu_req;

void mvgpu_vg_readback(struct mvgpu_gpu_client *client,
		       const struct mvgpu_gpu_readback *desc,
		       struct mvgpu_gpu_req *req);

#endif /* MVGPU_GVT_GPU_VIRTIO_READBACK_H */
