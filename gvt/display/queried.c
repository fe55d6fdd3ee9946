// SPDX-License-Identifier: GPL-2.0
/* What a display client queried last, and may ask for by its id. */
#include <linux/string.h>
#include "gvt/display/display_types.h"
#include "gvt/display/queried.h"
#include "gvt/mem/surface.h"

/**
 * mvgpu_queried_remember() - Remember what a query of a head returned
 * @so: head; its vgpu->lock held
 * @cursor: plane of the cursor, not the primary one
 * @s: surface, of which a reference is taken; or NULL
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_queried_remember(struct mvgpu_scanout *so, bool cursor, struct mvgpu_surface *s)
{
	struct mvgpu_surface **slot = &so->queried[cursor];

	/* It may be the one that is remembered, with this as its last reference. */
	if (s)
		mvgpu_surface_get(s);
	mvgpu_surface_put(*slot);
	*slot = s;
}

/**
 * mvgpu_queried_forget() - Drop what a display client queried of a head
 * @so: head; its vgpu->lock held
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_queried_forget(struct mvgpu_scanout *so)
{
	mvgpu_surface_put(so->queried[0]);
	mvgpu_surface_put(so->queried[1]);
	memset(so->queried, 0, sizeof(so->queried));
}
