/* SPDX-License-Identifier: GPL-2.0 */
/* How an operation of the backend contract is sent and completed. */
#ifndef MVGPU_GVT_GPU_RENDER_OPERATION_H
#define MVGPU_GVT_GPU_RENDER_OPERATION_H

#include "gvt/gpu/render/client_types.h"

void mvgpu_rd_op_send(struct mvgpu_rd_client *rd, struct mvgpu_rd_job *job,
		      struct mvgpu_gpu_req *req);
void mvgpu_rd_op_complete(struct mvgpu_rd_client *rd, struct mvgpu_gpu_req *req, int err);

#endif /* MVGPU_GVT_GPU_RENDER_OPERATION_H */
