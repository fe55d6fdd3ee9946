/* SPDX-License-Identifier: GPL-2.0 */
/* A command whose response the caller waits for. */
#ifndef MVGPU_GVT_GPU_VIRTIO_SYNC_H
#define MVGPU_GVT_GPU_VIRTIO_SYNC_H

#include <linux/types.h>

struct mvgpu_vg;
struct mvgpu_vg_cmd;
union mvgpu_vg_resp;

int mvgpu_vg_sync(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
		  union mvgpu_vg_resp *resp);

#endif /* MVGPU_GVT_GPU_VIRTIO_SYNC_H */
