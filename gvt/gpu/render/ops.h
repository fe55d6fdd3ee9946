/* SPDX-License-Identifier: GPL-2.0 */
/* The table of the operations of the render backend. */
#ifndef MVGPU_GVT_GPU_RENDER_OPS_H
#define MVGPU_GVT_GPU_RENDER_OPS_H

struct mvgpu_gpu_ops;

extern const struct mvgpu_gpu_ops mvgpu_rd_ops;

#endif /* MVGPU_GVT_GPU_RENDER_OPS_H */
