/* SPDX-License-Identifier: GPL-2.0 */
/* Clients of a GPU with renderers. */
#ifndef MVGPU_GVT_GPU_RENDER_CLIENT_H
#define MVGPU_GVT_GPU_RENDER_CLIENT_H

#include "gvt/gpu/render/client_types.h"

struct file;

struct mvgpu_rd_client *mvgpu_rd_client_create(struct mvgpu_gpu *gpu,
					       struct mvgpu_vgpu *vgpu, const char *name);
void mvgpu_rd_client_destroy(struct mvgpu_rd_client *rd);
struct mvgpu_rd_session *mvgpu_rd_client_session(struct mvgpu_rd_client *rd);
struct mvgpu_rd_session *mvgpu_rd_client_attach(struct mvgpu_rd_client *rd,
						struct file *file);
int mvgpu_rd_client_open(struct mvgpu_gpu_client *client);
void mvgpu_rd_client_close(struct mvgpu_gpu_client *client);
bool mvgpu_rd_client_begins(struct mvgpu_gpu_client *client);
void mvgpu_rd_client_kill(struct mvgpu_gpu_client *client);

#endif /* MVGPU_GVT_GPU_RENDER_CLIENT_H */
