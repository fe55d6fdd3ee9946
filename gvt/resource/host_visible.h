/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host-visible region of a vGPU: which blob is mapped in which range. It is a part of the
 * GPU's region that no other vGPU has. A VMM can access only the blobs in it.
 */
#ifndef MVGPU_GVT_RESOURCE_HOST_VISIBLE_H
#define MVGPU_GVT_RESOURCE_HOST_VISIBLE_H

#include <linux/types.h>
#include "gvt/resource/host_visible_types.h"

struct mvgpu_guest_ops;
struct mvgpu_vgpu;

bool mvgpu_hostvis_page(struct mvgpu_vgpu *vgpu, u64 page, struct mvgpu_hostvis_page *found);
void mvgpu_hostvis_changed(struct mvgpu_vgpu *vgpu, u64 offset, u64 len);

void mvgpu_hostvis_init(struct mvgpu_hostvis *hostvis);
void mvgpu_hostvis_exit(struct mvgpu_hostvis *hostvis);
void mvgpu_hostvis_hide_all(struct mvgpu_vgpu *vgpu);

int mvgpu_hostvis_reserve(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range,
			  u64 offset, u64 size);
void mvgpu_hostvis_show(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range,
			struct mvgpu_gpu_mirror *mirror);
void mvgpu_hostvis_hide(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range);
void mvgpu_hostvis_release(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range);
void mvgpu_hostvis_set_guest(struct mvgpu_vgpu *vgpu,
			     const struct mvgpu_guest_ops *guest, void *priv);

#endif /* MVGPU_GVT_RESOURCE_HOST_VISIBLE_H */
