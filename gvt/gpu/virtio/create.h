/* SPDX-License-Identifier: GPL-2.0 */
/* Create transaction: a resource is created as a whole or not at all. */
#ifndef MVGPU_GVT_GPU_VIRTIO_CREATE_H
#define MVGPU_GVT_GPU_VIRTIO_CREATE_H

#include <linux/types.h>

struct list_head;
struct mvgpu_2d;

int mvgpu_vg_create(u32 host_id, struct mvgpu_2d *res_2d,
		    struct list_head *cmds);

#endif /* MVGPU_GVT_GPU_VIRTIO_CREATE_H */
