/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The cursor in the picture, for a display client that asks for the screen and not
 * for planes. Only the pages below the cursor are copied.
 */
#ifndef MVGPU_GVT_DISPLAY_COMPOSE_H
#define MVGPU_GVT_DISPLAY_COMPOSE_H

#include <linux/types.h>

struct mvgpu_scanout;
struct mvgpu_surface;
struct mvgpu_vgpu;

/**
 * struct mvgpu_composed - a picture with its cursor
 * @surface: an overlay of the head's picture, or NULL
 * @cursor_id: the cursor's surface in it
 * @x: where that is
 * @y: likewise
 */
struct mvgpu_composed {
	struct mvgpu_surface *surface;
	u32 cursor_id;
	u32 x;
	u32 y;
};

/* vgpu->lock held. */
struct mvgpu_surface *mvgpu_compose(struct mvgpu_vgpu *vgpu,
				    struct mvgpu_scanout *so);
void mvgpu_compose_drop(struct mvgpu_scanout *so);

#endif /* MVGPU_GVT_DISPLAY_COMPOSE_H */
