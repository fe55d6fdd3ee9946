/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Classic 2D resources in host memory, for every backend: a resource is a surface, and a
 * transfer copies guest pages into it, or back. No GPU is used.
 */
#ifndef MVGPU_GVT_GPU_HOST_2D_H
#define MVGPU_GVT_GPU_HOST_2D_H

#include <linux/types.h>
#include "gvt/gpu/host_2d_types.h"

struct mvgpu_gpu_2d;
struct mvgpu_gpu_rect;
struct mvgpu_gpu_transfer;

void mvgpu_2d_init(struct mvgpu_2d_table *table);
void mvgpu_2d_exit(struct mvgpu_2d_table *table);
struct mvgpu_2d *mvgpu_2d_find(struct mvgpu_2d_table *table, u32 host_id);
struct mvgpu_2d *mvgpu_2d_take(struct mvgpu_2d_table *table, u32 host_id);
void mvgpu_2d_free(struct mvgpu_2d *res);
int mvgpu_2d_create(struct mvgpu_2d_table *table,
		    const struct mvgpu_gpu_2d *desc);
int mvgpu_2d_transfer(struct mvgpu_2d *res, const struct mvgpu_gpu_rect *rect,
		      u64 offset);
int mvgpu_2d_transfer_box(struct mvgpu_2d *res,
			  const struct mvgpu_gpu_transfer *t, bool to_host);

#endif /* MVGPU_GVT_GPU_HOST_2D_H */
