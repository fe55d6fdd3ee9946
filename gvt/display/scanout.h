/* SPDX-License-Identifier: GPL-2.0 */
/* Heads: what the guest shows on them. Under vgpu->lock. */
#ifndef MVGPU_GVT_DISPLAY_SCANOUT_H
#define MVGPU_GVT_DISPLAY_SCANOUT_H

#include <linux/types.h>

struct mvgpu_fb;
struct mvgpu_gpu_rect;
struct mvgpu_resource;
struct mvgpu_slice;
struct mvgpu_vgpu;

u64 mvgpu_scanout_max_bytes(const struct mvgpu_slice *slice);
void mvgpu_scanout_init(struct mvgpu_vgpu *vgpu);
void mvgpu_scanout_reset(struct mvgpu_vgpu *vgpu);
void mvgpu_scanout_driver_reset(struct mvgpu_vgpu *vgpu);
void mvgpu_scanout_leave_guest_memory(struct mvgpu_vgpu *vgpu);
void mvgpu_scanout_resource_removed(struct mvgpu_vgpu *vgpu,
				    struct mvgpu_resource *res);
int mvgpu_scanout_show(struct mvgpu_vgpu *vgpu, unsigned int head,
		       struct mvgpu_resource *res, const struct mvgpu_fb *fb,
		       const struct mvgpu_gpu_rect *rect);
void mvgpu_scanout_show_in_place(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res);
void mvgpu_scanout_set_console(struct mvgpu_vgpu *vgpu, unsigned int head);
void mvgpu_scanout_blank(struct mvgpu_vgpu *vgpu, unsigned int head);
void mvgpu_scanout_copy_shown(struct mvgpu_vgpu *vgpu,
			      struct mvgpu_resource *res);
int mvgpu_scanout_flush(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res,
			const struct mvgpu_gpu_rect *rect);

#endif /* MVGPU_GVT_DISPLAY_SCANOUT_H */
