/* SPDX-License-Identifier: GPL-2.0 */
/* Life of a GPU: start, loss, reset. */
#ifndef MVGPU_GVT_GPU_VIRTIO_DEVICE_H
#define MVGPU_GVT_GPU_VIRTIO_DEVICE_H

#include <linux/types.h>

struct mvgpu_gpu;
struct mvgpu_gpu_ops;
struct mvgpu_vg;
struct virtio_device;

void mvgpu_vg_destroy(struct mvgpu_gpu *gpu);
void mvgpu_vg_set_lost(struct mvgpu_vg *vg, bool responds);
void mvgpu_vg_recover(struct mvgpu_gpu *gpu);
struct mvgpu_vg *mvgpu_vg_new(struct virtio_device *vdev,
			      const struct mvgpu_gpu_ops *ops);
int mvgpu_vg_start(struct mvgpu_vg *vg);
int mvgpu_vg_restart(struct mvgpu_vg *vg);

#endif /* MVGPU_GVT_GPU_VIRTIO_DEVICE_H */
