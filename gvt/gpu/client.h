/* SPDX-License-Identifier: GPL-2.0 */
/* Clients of a GPU, and their host ids. */
#ifndef MVGPU_GVT_GPU_CLIENT_H
#define MVGPU_GVT_GPU_CLIENT_H

#include "gvt/gpu/gpu_types.h"

void mvgpu_gpu_client_init(struct mvgpu_gpu_client *client, struct mvgpu_gpu *gpu,
			   struct mvgpu_vgpu *vgpu, const char *name);
struct mvgpu_gpu_client *mvgpu_gpu_client_new(struct mvgpu_gpu *gpu,
					      struct mvgpu_vgpu *vgpu,
					      const char *name);
void mvgpu_gpu_client_free(struct mvgpu_gpu_client *client);
int mvgpu_gpu_client_res_id(struct mvgpu_gpu_client *client, u32 guest_id, u32 *id);
void mvgpu_gpu_client_res_id_free(struct mvgpu_gpu_client *client, u32 id);
int mvgpu_gpu_client_ctx_id(struct mvgpu_gpu_client *client, u32 guest_id, u32 *id);
void mvgpu_gpu_client_ctx_id_free(struct mvgpu_gpu_client *client, u32 id);

#endif /* MVGPU_GVT_GPU_CLIENT_H */
