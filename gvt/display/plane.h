/* SPDX-License-Identifier: GPL-2.0 */
/* Planes of the console head, as a display client queries them. */
#ifndef MVGPU_GVT_DISPLAY_PLANE_H
#define MVGPU_GVT_DISPLAY_PLANE_H

#include "gvt/display/display_types.h"

struct mvgpu_vgpu;

void mvgpu_plane_query(struct mvgpu_vgpu *vgpu, enum mvgpu_plane_kind kind,
		       struct mvgpu_plane *plane);
struct mvgpu_surface *mvgpu_plane_surface_by_id(struct mvgpu_vgpu *vgpu,
						u32 id);

#endif /* MVGPU_GVT_DISPLAY_PLANE_H */
