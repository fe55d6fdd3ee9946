/* SPDX-License-Identifier: GPL-2.0 */
/* The image of the cursor of a head. */
#ifndef MVGPU_GVT_DISPLAY_CURSOR_H
#define MVGPU_GVT_DISPLAY_CURSOR_H

#include <linux/types.h>

struct mvgpu_gpu_readback;
struct mvgpu_resource;
struct mvgpu_scanout;
struct mvgpu_vgpu;

int mvgpu_cursor_set(struct mvgpu_vgpu *vgpu, unsigned int head,
		     struct mvgpu_resource *res);
bool mvgpu_cursor_readback(struct mvgpu_vgpu *vgpu, unsigned int head,
			   const struct mvgpu_resource *res,
			   struct mvgpu_gpu_readback *desc);
void mvgpu_cursor_drop(struct mvgpu_scanout *so);

#endif /* MVGPU_GVT_DISPLAY_CURSOR_H */
