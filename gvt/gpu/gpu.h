/* SPDX-License-Identifier: GPL-2.0 */
/* The common part of all backends: host ids, shapes of 3D resources, checks of read-backs. */
#ifndef MVGPU_GVT_GPU_GPU_H
#define MVGPU_GVT_GPU_GPU_H

#include "gvt/gpu/gpu_types.h"

void mvgpu_gpu_init(struct mvgpu_gpu *gpu, const struct mvgpu_gpu_ops *ops,
		    struct device *dev);
void mvgpu_gpu_exit(struct mvgpu_gpu *gpu);
int mvgpu_gpu_id_alloc(struct mvgpu_gpu *gpu, u32 *id);
void mvgpu_gpu_id_free(struct mvgpu_gpu *gpu, u32 id);
bool mvgpu_gpu_readback_valid(const struct mvgpu_virgl_shape *shape,
			      const struct mvgpu_gpu_readback *desc);
bool mvgpu_gpu_readback_linear_valid(const struct mvgpu_gpu_readback *desc);
struct mvgpu_virgl_shape mvgpu_gpu_shape(const struct mvgpu_gpu_3d *desc);
int mvgpu_gpu_ctx_alloc(struct mvgpu_gpu *gpu, u32 *ctx);
void mvgpu_gpu_ctx_free(struct mvgpu_gpu *gpu, u32 ctx);

#endif /* MVGPU_GVT_GPU_GPU_H */
