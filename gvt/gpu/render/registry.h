/* SPDX-License-Identifier: GPL-2.0 */
/* The GPUs with renderers that exist. */
#ifndef MVGPU_GVT_GPU_RENDER_REGISTRY_H
#define MVGPU_GVT_GPU_RENDER_REGISTRY_H

struct mvgpu_gpu_owner;
struct mvgpu_render_add;

int mvgpu_rd_registry_init(const struct mvgpu_gpu_owner *owner);
void mvgpu_rd_registry_exit(void);
int mvgpu_rd_registry_add(struct mvgpu_render_add *add);
int mvgpu_rd_registry_remove(const char *name);

#endif /* MVGPU_GVT_GPU_RENDER_REGISTRY_H */
