/* SPDX-License-Identifier: GPL-2.0 */
/* Notifications by which a device looks for fences that have signalled. */
#ifndef MVGPU_GVT_GPU_VIRTIO_FENCE_POLL_H
#define MVGPU_GVT_GPU_VIRTIO_FENCE_POLL_H

#include <linux/types.h>

struct mvgpu_vg;

bool mvgpu_vg_fence_poll_on(void);
void mvgpu_vg_fence_poll_init(struct mvgpu_vg *vg);
void mvgpu_vg_fence_poll_update(struct mvgpu_vg *vg);
void mvgpu_vg_fence_poll_stop(struct mvgpu_vg *vg);

#endif /* MVGPU_GVT_GPU_VIRTIO_FENCE_POLL_H */
