/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Checked 64-bit arithmetic of sizes, rectangles and byte ranges that a guest
 * chose. Free-standing.
 */
#ifndef MVGPU_GVT_MEM_GEOMETRY_H
#define MVGPU_GVT_MEM_GEOMETRY_H

#include "shim.h"
#include <linux/virtio_gpu.h>

/* Every format of the 2D protocol has four bytes per pixel. */
#define MVGPU_BPP 4

/**
 * struct mvgpu_gpu_rect - a rectangle
 * @x: left edge, pixels
 * @y: top edge, lines
 * @width: pixels
 * @height: lines
 */
struct mvgpu_gpu_rect {
	u32 x;
	u32 y;
	u32 width;
	u32 height;
};

/**
 * struct mvgpu_fb - layout of a framebuffer in the bytes of a resource
 * @width: pixels per line
 * @height: lines
 * @stride: bytes from line to line
 * @offset: bytes before the first pixel
 * @fourcc: DRM format, four bytes per pixel
 */
struct mvgpu_fb {
	u32 width;
	u32 height;
	u32 stride;
	u64 offset;
	u32 fourcc;
};

void mvgpu_rect_load(const struct virtio_gpu_rect *le,
		     struct mvgpu_gpu_rect *rect);
bool mvgpu_rect_inside(const struct mvgpu_gpu_rect *rect, u32 width,
		       u32 height);
bool mvgpu_rect_intersect(const struct mvgpu_gpu_rect *a,
			  const struct mvgpu_gpu_rect *b,
			  struct mvgpu_gpu_rect *out);
int mvgpu_storage_size(u32 width, u32 height, u64 *size);
u64 mvgpu_first_byte(const struct mvgpu_fb *fb,
		     const struct mvgpu_gpu_rect *rect);
int mvgpu_span_end(u64 offset, u32 stride, u32 width, u32 height, u64 *end);
int mvgpu_fb_check(const struct mvgpu_fb *fb, u64 size);
int mvgpu_entries_measure(const struct virtio_gpu_mem_entry *entries, u32 nr,
			  u64 *size, u64 *pieces);
u32 mvgpu_format_fourcc(u32 format);
u32 mvgpu_fourcc_with_alpha(u32 fourcc);
u32 mvgpu_fourcc_without_alpha(u32 fourcc);

#endif /* MVGPU_GVT_MEM_GEOMETRY_H */
