/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pictures that only the GPU has are fetched for who looks at them: the head
 * that the display client shows, what changed there, and not more often than
 * it looks.
 */
#ifndef MVGPU_GVT_DISPLAY_READBACK_H
#define MVGPU_GVT_DISPLAY_READBACK_H

#include <linux/types.h>

struct mvgpu_gpu_rect;
struct mvgpu_resource;
struct mvgpu_vgpu;

void mvgpu_readback_init(struct mvgpu_vgpu *vgpu);
void mvgpu_readback_damage(struct mvgpu_vgpu *vgpu, unsigned int head,
			   const struct mvgpu_resource *res,
			   const struct mvgpu_gpu_rect *rect);
void mvgpu_readback_query(struct mvgpu_vgpu *vgpu);
void mvgpu_readback_collect(struct mvgpu_vgpu *vgpu);
void mvgpu_readback_drain(struct mvgpu_vgpu *vgpu);

#endif /* MVGPU_GVT_DISPLAY_READBACK_H */
