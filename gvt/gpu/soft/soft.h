/* SPDX-License-Identifier: GPL-2.0 */
/* The soft backend: software GPUs with devices of class "mvgpu". */
#ifndef MVGPU_GVT_GPU_SOFT_SOFT_H
#define MVGPU_GVT_GPU_SOFT_SOFT_H

struct mvgpu_gpu;

struct mvgpu_gpu *mvgpu_gpu_soft_create(unsigned int index);

#endif /* MVGPU_GVT_GPU_SOFT_SOFT_H */
