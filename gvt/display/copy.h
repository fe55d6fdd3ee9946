/* SPDX-License-Identifier: GPL-2.0 */
/* Surfaces of the display's own, and what is copied into them. */
#ifndef MVGPU_GVT_DISPLAY_COPY_H
#define MVGPU_GVT_DISPLAY_COPY_H

#include <linux/types.h>

struct mvgpu_fb;
struct mvgpu_gpu_rect;
struct mvgpu_resource;
struct mvgpu_surface;
struct mvgpu_vgpu;

/**
 * struct mvgpu_lines - Lines of pixels to be copied out of a resource
 * @from: first byte in the resource
 * @from_stride: bytes from line to line in the resource
 * @to: first byte in the surface
 * @len: bytes of a line
 * @nr: lines
 */
struct mvgpu_lines {
	u64 from;
	u32 from_stride;
	u64 to;
	u32 len;
	u32 nr;
};

struct mvgpu_surface *mvgpu_copy_surface(struct mvgpu_vgpu *vgpu, u32 width,
					 u32 height, u32 fourcc);
int mvgpu_copy_lines(const struct mvgpu_resource *res,
		     struct mvgpu_surface *dst, struct mvgpu_lines *l);
int mvgpu_copy_damage(struct mvgpu_vgpu *vgpu, struct mvgpu_surface *dst,
		      const struct mvgpu_resource *res,
		      const struct mvgpu_fb *fb,
		      const struct mvgpu_gpu_rect *shown,
		      const struct mvgpu_gpu_rect *damage);

#endif /* MVGPU_GVT_DISPLAY_COPY_H */
