/* SPDX-License-Identifier: GPL-2.0 */
/* Copies between backings and surfaces. */
#ifndef MVGPU_GVT_MEM_BACKING_COPY_H
#define MVGPU_GVT_MEM_BACKING_COPY_H

#include <linux/types.h>

struct mvgpu_backing;
struct mvgpu_surface;

int mvgpu_backing_read(const struct mvgpu_backing *backing, u64 offset,
		       void *dst, size_t len);
int mvgpu_backing_to_surface(const struct mvgpu_backing *backing, u64 offset,
			     struct mvgpu_surface *dst, u64 dst_offset,
			     u64 len);
int mvgpu_backing_from_surface(const struct mvgpu_backing *backing, u64 offset,
			       const struct mvgpu_surface *src, u64 src_offset,
			       u64 len);

#endif /* MVGPU_GVT_MEM_BACKING_COPY_H */
