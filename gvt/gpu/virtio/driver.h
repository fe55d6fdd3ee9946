/* SPDX-License-Identifier: GPL-2.0 */
/* The virtio backend: PCI virtio-gpu functions that module parameter "gpus" names. */
#ifndef MVGPU_GVT_GPU_VIRTIO_DRIVER_H
#define MVGPU_GVT_GPU_VIRTIO_DRIVER_H

#include <linux/types.h>

struct mvgpu_gpu;
struct mvgpu_gpu_owner;

unsigned int mvgpu_gpu_virtio_index(const struct mvgpu_gpu *gpu);
int mvgpu_gpu_virtio_init(const struct mvgpu_gpu_owner *owner);
void mvgpu_gpu_virtio_exit(void);

#endif /* MVGPU_GVT_GPU_VIRTIO_DRIVER_H */
