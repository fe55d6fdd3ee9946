/* SPDX-License-Identifier: GPL-2.0 */
/* Operations: contexts and their streams. */
#ifndef MVGPU_GVT_GPU_RENDER_CONTEXT_H
#define MVGPU_GVT_GPU_RENDER_CONTEXT_H

#include "gvt/gpu/gpu_types.h"

void mvgpu_rd_ctx_create(struct mvgpu_gpu_client *client, u32 ctx, u32 capset,
			 const char *name, struct mvgpu_gpu_req *req);
void mvgpu_rd_ctx_destroy(struct mvgpu_gpu_client *client, u32 ctx,
			  struct mvgpu_gpu_req *req);
void mvgpu_rd_ctx_attach(struct mvgpu_gpu_client *client, u32 ctx, u32 host_id,
			 struct mvgpu_gpu_req *req);
void mvgpu_rd_ctx_detach(struct mvgpu_gpu_client *client, u32 ctx, u32 host_id,
			 struct mvgpu_gpu_req *req);
void mvgpu_rd_submit(struct mvgpu_gpu_client *client, u32 ctx, const void *stream,
		     u32 size, struct mvgpu_gpu_req *req);

#endif /* MVGPU_GVT_GPU_RENDER_CONTEXT_H */
