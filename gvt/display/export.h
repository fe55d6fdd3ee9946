/* SPDX-License-Identifier: GPL-2.0 */
/* Framebuffers on the GPU that are shown without a copy. */
#ifndef MVGPU_GVT_DISPLAY_EXPORT_H
#define MVGPU_GVT_DISPLAY_EXPORT_H

struct mvgpu_vgpu;

void mvgpu_export_init(struct mvgpu_vgpu *vgpu);
void mvgpu_export_exit(struct mvgpu_vgpu *vgpu);
void mvgpu_export_open(struct mvgpu_vgpu *vgpu);
void mvgpu_export_close(struct mvgpu_vgpu *vgpu);
void mvgpu_export_query(struct mvgpu_vgpu *vgpu);
void mvgpu_export_collect(struct mvgpu_vgpu *vgpu);
void mvgpu_export_drain(struct mvgpu_vgpu *vgpu);

#endif /* MVGPU_GVT_DISPLAY_EXPORT_H */
