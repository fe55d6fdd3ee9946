/* SPDX-License-Identifier: GPL-2.0 */
/* Operations: contexts and their streams. */
#ifndef MVGPU_GVT_GPU_VIRTIO_CONTEXT_H
#define MVGPU_GVT_GPU_VIRTIO_CONTEXT_H

#include <linux/types.h>

struct mvgpu_gpu_client;
struct mvgpu_gpu_req;
struct mvgpu_vg;

void mvgpu_vg_ctx_create(struct mvgpu_gpu_client *client, u32 ctx, u32 capset,
			 const char *name, struct mvgpu_gpu_req *req);
void mvgpu_vg_ctx_destroy(struct mvgpu_gpu_client *client, u32 ctx,
			  struct mvgpu_gpu_req *req);
void mvgpu_vg_ctx_attach(struct mvgpu_gpu_client *client, u32 ctx, u32 host_id,
			 struct mvgpu_gpu_req *req);
void mvgpu_vg_ctx_detach(struct mvgpu_gpu_client *client, u32 ctx, u32 host_id,
			 struct mvgpu_gpu_req *req);
void mvgpu_vg_submit(struct mvgpu_gpu_client *client, u32 ctx, const void *stream,
		     u32 size, struct mvgpu_gpu_req *req);
int mvgpu_vg_ctx_start(struct mvgpu_vg *vg);

#endif /* MVGPU_GVT_GPU_VIRTIO_CONTEXT_H */
