/* SPDX-License-Identifier: GPL-2.0 */
/* Zeros for new resources. */
#ifndef MVGPU_GVT_GPU_VIRTIO_CLEAR_H
#define MVGPU_GVT_GPU_VIRTIO_CLEAR_H

#include <linux/types.h>

struct list_head;
struct mvgpu_vg;
struct mvgpu_virgl_shape;

int mvgpu_vg_clear_cmds(struct mvgpu_vg *vg, u32 host_id,
			const struct mvgpu_virgl_shape *shape,
			struct list_head *cmds);

#endif /* MVGPU_GVT_GPU_VIRTIO_CLEAR_H */
