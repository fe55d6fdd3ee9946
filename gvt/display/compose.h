/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The framebuffer of a head with its cursor composed into it, for a display client that
 * queries the screen and not planes. Only the pages below the cursor are copied.
 */
#ifndef MVGPU_GVT_DISPLAY_COMPOSE_H
#define MVGPU_GVT_DISPLAY_COMPOSE_H

#include <linux/types.h>

struct mvgpu_scanout;
struct mvgpu_surface;
struct mvgpu_vgpu;

struct mvgpu_surface *mvgpu_compose(struct mvgpu_vgpu *vgpu,
				    struct mvgpu_scanout *so);
void mvgpu_compose_drop(struct mvgpu_scanout *so);

#endif /* MVGPU_GVT_DISPLAY_COMPOSE_H */
