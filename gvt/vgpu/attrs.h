/* SPDX-License-Identifier: GPL-2.0 */
/* Setters of the attributes of a vGPU. */
#ifndef MVGPU_GVT_VGPU_ATTRS_H
#define MVGPU_GVT_VGPU_ATTRS_H

#include "gvt/vgpu/vgpu_types.h"

int mvgpu_vgpu_set_heads(struct mvgpu_vgpu *vgpu, u32 heads);
int mvgpu_vgpu_set_max_resolution(struct mvgpu_vgpu *vgpu, u32 w, u32 h);
int mvgpu_vgpu_set_display(struct mvgpu_vgpu *vgpu,
			   enum mvgpu_display_method method);
int mvgpu_vgpu_set_console(struct mvgpu_vgpu *vgpu, u32 head);
int mvgpu_vgpu_set_weight(struct mvgpu_vgpu *vgpu, u32 weight);
int mvgpu_vgpu_set_job_timeout(struct mvgpu_vgpu *vgpu, u32 ms);
int mvgpu_vgpu_set_vram(struct mvgpu_vgpu *vgpu, u64 bytes);

#endif /* MVGPU_GVT_VGPU_ATTRS_H */
