/* SPDX-License-Identifier: GPL-2.0 */
/* The clients of all GPUs with renderers. */
#ifndef MVGPU_GVT_GPU_RENDER_CLIENTS_H
#define MVGPU_GVT_GPU_RENDER_CLIENTS_H

#include "gvt/gpu/render/client_types.h"

struct file;

struct mvgpu_gpu_client *mvgpu_rd_client_new(struct mvgpu_gpu *gpu,
					     struct mvgpu_vgpu *vgpu, const char *name);
void mvgpu_rd_client_free(struct mvgpu_gpu_client *client);
void mvgpu_rd_clients_show(struct mvgpu_gpu *gpu, struct seq_file *m);
struct mvgpu_rd_session *mvgpu_rd_attach(const char *name, struct file *file);

#endif /* MVGPU_GVT_GPU_RENDER_CLIENTS_H */
