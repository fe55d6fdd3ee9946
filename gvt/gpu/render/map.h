/* SPDX-License-Identifier: GPL-2.0 */
/* Mappings of a session. */
#ifndef MVGPU_GVT_GPU_RENDER_MAP_H
#define MVGPU_GVT_GPU_RENDER_MAP_H

struct mvgpu_rd_session;
struct vm_area_struct;

int mvgpu_rd_map(struct mvgpu_rd_session *session, struct vm_area_struct *vma);

#endif /* MVGPU_GVT_GPU_RENDER_MAP_H */
