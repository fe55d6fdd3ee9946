/* SPDX-License-Identifier: GPL-2.0 */
/* Completion of commands. */
#ifndef MVGPU_GVT_GPU_VIRTIO_COMPLETE_H
#define MVGPU_GVT_GPU_VIRTIO_COMPLETE_H

#include <linux/types.h>

struct list_head;
struct mvgpu_vg;
struct work_struct;

void mvgpu_vg_complete_all(struct mvgpu_vg *vg, struct list_head *completed);
void mvgpu_vg_complete_work(struct work_struct *work);

#endif /* MVGPU_GVT_GPU_VIRTIO_COMPLETE_H */
