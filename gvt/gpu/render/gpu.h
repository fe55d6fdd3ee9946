/* SPDX-License-Identifier: GPL-2.0 */
/* GPUs with renderers: how they are made. */
#ifndef MVGPU_GVT_GPU_RENDER_GPU_H
#define MVGPU_GVT_GPU_RENDER_GPU_H

#include "gvt/gpu/render/gpu_types.h"

struct mvgpu_gpu_ops;
struct mvgpu_render_add;

struct mvgpu_rd_gpu *mvgpu_rd_gpu_create(const struct mvgpu_render_add *add,
					 const struct mvgpu_gpu_ops *ops);
void mvgpu_rd_gpu_show(struct mvgpu_gpu *gpu, struct seq_file *m);
void mvgpu_rd_gpu_quiesce(struct mvgpu_gpu *gpu);
void mvgpu_rd_gpu_destroy(struct mvgpu_gpu *gpu);

#endif /* MVGPU_GVT_GPU_RENDER_GPU_H */
