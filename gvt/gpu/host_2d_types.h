/* SPDX-License-Identifier: GPL-2.0 */
/* Classic 2D resources in host memory: structures. */
#ifndef MVGPU_GVT_GPU_HOST_2D_TYPES_H
#define MVGPU_GVT_GPU_HOST_2D_TYPES_H

#include <linux/types.h>
#include <linux/xarray.h>

struct mvgpu_backing;
struct mvgpu_surface;

/**
 * struct mvgpu_2d - A 2D resource
 * @surface: its storage
 * @backing: memory that transfers read and write, or NULL
 * @format: VIRTIO_GPU_FORMAT_*
 */
struct mvgpu_2d {
	struct mvgpu_surface *surface;
	const struct mvgpu_backing *backing;
	u32 format;
};

/**
 * struct mvgpu_2d_table - The 2D resources of a GPU or of a client
 * @resources: host id -> struct mvgpu_2d. Its own lock protects the table. One caller at a
 *	time uses an entry, as the contract of the backends promises.
 */
struct mvgpu_2d_table {
	struct xarray resources;
};

#endif /* MVGPU_GVT_GPU_HOST_2D_TYPES_H */
