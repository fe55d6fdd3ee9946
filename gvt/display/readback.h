/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Read-back of framebuffers that are on the GPU: of the console head, only what changed
 * there, and not more often than the display client queries it.
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
