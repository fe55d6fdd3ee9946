/* SPDX-License-Identifier: GPL-2.0 */
/* The ring of the control queue: commands onto it, responses off it. */
#ifndef MVGPU_GVT_GPU_VIRTIO_RING_H
#define MVGPU_GVT_GPU_VIRTIO_RING_H

#include <linux/types.h>

struct list_head;
struct mvgpu_vg;

void mvgpu_vg_ring_start(struct mvgpu_vg *vg, struct list_head *completed);
void mvgpu_vg_ring_take(struct mvgpu_vg *vg, struct list_head *completed);

#endif /* MVGPU_GVT_GPU_VIRTIO_RING_H */
