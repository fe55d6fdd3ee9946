/* SPDX-License-Identifier: GPL-2.0 */
/* Operations: transfers, and read-back for the display. */
#ifndef MVGPU_GVT_GPU_RENDER_TRANSFER_H
#define MVGPU_GVT_GPU_RENDER_TRANSFER_H

#include "gvt/gpu/gpu_types.h"

void mvgpu_rd_transfer_to_host_2d(struct mvgpu_gpu_client *client, u32 host_id,
				  const struct mvgpu_gpu_rect *rect, u64 offset,
				  struct mvgpu_gpu_req *req);
void mvgpu_rd_transfer_3d(struct mvgpu_gpu_client *client,
			  const struct mvgpu_gpu_transfer *transfer, bool to_host,
			  struct mvgpu_gpu_req *req);
void mvgpu_rd_readback(struct mvgpu_gpu_client *client,
		       const struct mvgpu_gpu_readback *desc, struct mvgpu_gpu_req *req);

#endif /* MVGPU_GVT_GPU_RENDER_TRANSFER_H */
