/* SPDX-License-Identifier: GPL-2.0 */
/* The render backend: any GPU, through a renderer process for each vGPU. */
#ifndef MVGPU_GVT_GPU_RENDER_RENDER_H
#define MVGPU_GVT_GPU_RENDER_RENDER_H

struct mvgpu_gpu_owner;

int mvgpu_gpu_render_init(const struct mvgpu_gpu_owner *owner);
void mvgpu_gpu_render_exit(void);

#endif /* MVGPU_GVT_GPU_RENDER_RENDER_H */
