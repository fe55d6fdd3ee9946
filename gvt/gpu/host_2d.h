/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Classic 2D resources in host memory, for every backend: a resource is a
 * surface, a transfer copies guest pages into it, or back. No GPU is asked.
 */
#ifndef MVGPU_GVT_GPU_HOST_2D_H
#define MVGPU_GVT_GPU_HOST_2D_H

#include <linux/types.h>
#include <linux/xarray.h>

struct mvgpu_backing;
struct mvgpu_gpu_2d;
struct mvgpu_gpu_rect;
struct mvgpu_gpu_transfer;
struct mvgpu_surface;

/**
 * struct mvgpu_2d - a 2D resource
 * @surface: its storage
 * @backing: where transfers read and write, or NULL
 * @format: VIRTIO_GPU_FORMAT_*
 */
struct mvgpu_2d {
	struct mvgpu_surface *surface;
	const struct mvgpu_backing *backing;
	u32 format;
};

/**
 * struct mvgpu_2d_table - the 2D resources of a GPU
 * @resources: host id -> struct mvgpu_2d. Its own lock protects the table; one
 *	entry is touched by one caller at a time, as the backend contract
 *	promises.
 */
struct mvgpu_2d_table {
	struct xarray resources;
};

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
