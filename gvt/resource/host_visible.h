/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host-visible window of a vGPU: which blob appears where in it. It is a
 * stretch of the GPU's own window that no other vGPU has. What a VMM may see
 * of it are the blobs alone.
 */
#ifndef MVGPU_GVT_RESOURCE_HOST_VISIBLE_H
#define MVGPU_GVT_RESOURCE_HOST_VISIBLE_H

#include <linux/types.h>
#include "gvt/resource/host_visible_types.h"

struct mvgpu_guest_ops;
struct mvgpu_vgpu;

/* For the VFIO face; takes the window's leaf lock. */
bool mvgpu_hostvis_page(struct mvgpu_vgpu *vgpu, u64 page, u64 *pfn, u64 *left);

void mvgpu_hostvis_init(struct mvgpu_hostvis *window);
void mvgpu_hostvis_exit(struct mvgpu_hostvis *window);
void mvgpu_hostvis_hide_all(struct mvgpu_vgpu *vgpu);

/* Inside the mediator, vgpu->lock held. */
int mvgpu_hostvis_reserve(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range,
			  u64 offset, u64 size);
void mvgpu_hostvis_show(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range);
void mvgpu_hostvis_hide(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range);
void mvgpu_hostvis_release(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range);
void mvgpu_hostvis_set_guest(struct mvgpu_vgpu *vgpu,
			     const struct mvgpu_guest_ops *guest, void *priv);

#endif /* MVGPU_GVT_RESOURCE_HOST_VISIBLE_H */
