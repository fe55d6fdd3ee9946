/* SPDX-License-Identifier: GPL-2.0 */
/* Operations: attachment and detachment of backings. */
#ifndef MVGPU_GVT_GPU_RENDER_BACKING_H
#define MVGPU_GVT_GPU_RENDER_BACKING_H

#include "gvt/gpu/render/client_types.h"

int mvgpu_rd_lend(struct mvgpu_rd_client *rd, struct mvgpu_rd_res *res,
		  const struct mvgpu_backing *backing, struct mvgpu_rd_job *job,
		  struct mvgpu_render_iov *iov);
struct mvgpu_rd_job *mvgpu_rd_attach_job(struct mvgpu_rd_client *rd, u32 id,
					 struct mvgpu_rd_res *res,
					 const struct mvgpu_backing *backing);
void mvgpu_rd_attach_backing(struct mvgpu_gpu_client *client, u32 host_id,
			     const struct mvgpu_backing *backing,
			     struct mvgpu_gpu_req *req);
void mvgpu_rd_detach_backing(struct mvgpu_gpu_client *client, u32 host_id,
			     struct mvgpu_gpu_req *req);

#endif /* MVGPU_GVT_GPU_RENDER_BACKING_H */
