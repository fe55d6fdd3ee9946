/* SPDX-License-Identifier: GPL-2.0 */
/* Capabilities of a GPU with renderers. */
#ifndef MVGPU_GVT_GPU_RENDER_CAPS_H
#define MVGPU_GVT_GPU_RENDER_CAPS_H

struct mvgpu_gpu_caps;
struct mvgpu_render_add;

int mvgpu_rd_caps_read(struct mvgpu_gpu_caps *caps, const struct mvgpu_render_add *add);
void mvgpu_rd_caps_free(struct mvgpu_gpu_caps *caps);

#endif /* MVGPU_GVT_GPU_RENDER_CAPS_H */
