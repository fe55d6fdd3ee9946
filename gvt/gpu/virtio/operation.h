/* SPDX-License-Identifier: GPL-2.0 */
/* How an operation of the backend contract is sent and completed. */
#ifndef MVGPU_GVT_GPU_VIRTIO_OPERATION_H
#define MVGPU_GVT_GPU_VIRTIO_OPERATION_H

#include <linux/types.h>
#include "gvt/gpu/virtio/vg_types.h"

struct list_head;
struct mvgpu_gpu_req;
struct mvgpu_vg_cmd;

static inline bool mvgpu_vg_lost(const struct mvgpu_vg *vg)
{
	return READ_ONCE(vg->gpu.lost);
}

void mvgpu_vg_op_send(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
		      struct mvgpu_gpu_req *req);
void mvgpu_vg_op_send_all(struct mvgpu_vg *vg, struct list_head *cmds,
			  struct mvgpu_gpu_req *req);
void mvgpu_vg_op_complete(struct mvgpu_vg *vg, struct mvgpu_gpu_req *req,
			  int err);

#endif /* MVGPU_GVT_GPU_VIRTIO_OPERATION_H */
