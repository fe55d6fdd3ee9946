// SPDX-License-Identifier: GPL-2.0
/* The framebuffer of a head with its cursor composed into it. */
#include <linux/highmem.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "gvt/display/blend.h"
#include "gvt/display/compose.h"
#include "gvt/display/display_types.h"
#include "gvt/mem/surface.h"
#include "gvt/vgpu/vgpu_types.h"

#define LINE_MAX_BYTES	(MVGPU_CURSOR_SIZE * MVGPU_BPP)

/* Offset of a pixel in a surface. */
static u64 compose_offset(const struct mvgpu_surface *s, u32 x, u32 y)
{
	return (u64)y * s->stride + (u64)x * MVGPU_BPP;
}

/* With the stride that a guest chose a pixel may lie in two pages. */
static void compose_line(struct mvgpu_surface *to, u64 to_offset,
			 const struct mvgpu_surface *cursor, u64 from_offset,
			 u32 pixels)
{
	u8 line[LINE_MAX_BYTES], above[LINE_MAX_BYTES];

	mvgpu_surface_read(to, to_offset, line, pixels * MVGPU_BPP);
	mvgpu_surface_read(cursor, from_offset, above, pixels * MVGPU_BPP);
	mvgpu_blend(line, to->fourcc, above, cursor->fourcc, pixels);
	mvgpu_surface_write(to, to_offset, line, pixels * MVGPU_BPP);
}

static void compose_blend(struct mvgpu_surface *to, const struct mvgpu_surface *cursor,
			  const struct mvgpu_overlap *over)
{
	u32 i;

	for (i = 0; i < over->height; i++)
		compose_line(to, compose_offset(to, over->x, over->y + i), cursor,
			     compose_offset(cursor, over->from_x, over->from_y + i),
			     over->width);
}

static bool compose_is_current(const struct mvgpu_scanout *so)
{
	const struct mvgpu_composed *c = &so->composed;

	return c->surface && c->surface->base == so->surface &&
	       c->cursor_id == so->cursor->id && c->x == so->cursor_x &&
	       c->y == so->cursor_y;
}

static void compose_renew(struct mvgpu_scanout *so, const struct mvgpu_overlap *over)
{
	struct mvgpu_composed *c = &so->composed;
	u64 first = compose_offset(so->surface, over->x, over->y);
	u64 end = compose_offset(so->surface, over->x + over->width,
		     over->y + over->height - 1);

	mvgpu_compose_drop(so);
	c->surface = mvgpu_surface_overlay(so->surface, first, end - first);
	c->cursor_id = so->cursor->id;
	c->x = so->cursor_x;
	c->y = so->cursor_y;
}

/**
 * mvgpu_compose() - Compose the framebuffer of a head with its cursor
 * @vgpu: vGPU
 * @so: head that shows a framebuffer
 *
 * Only the pages below the cursor are copied, each time. A cursor that was moved creates a
 * new surface, as a page flip does.
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: surface on which the head has a reference: the framebuffer itself when there is
 * no cursor on it, or no memory.
 */
struct mvgpu_surface *mvgpu_compose(struct mvgpu_vgpu *vgpu,
				    struct mvgpu_scanout *so)
{
	struct mvgpu_overlap over;

	lockdep_assert_held(&vgpu->lock);
	if (!mvgpu_scanout_cursor(so) ||
	    !mvgpu_overlap(so->cursor_x, so->cursor_y, MVGPU_CURSOR_SIZE,
			   so->surface->width, so->surface->height, &over)) {
		mvgpu_compose_drop(so);
		return so->surface;
	}
	if (compose_is_current(so))
		mvgpu_surface_refresh(so->composed.surface);
	else
		compose_renew(so, &over);
	if (!so->composed.surface)
		return so->surface;
	atomic64_inc(&vgpu->stats.display_copies);
	compose_blend(so->composed.surface, so->cursor, &over);
	return so->composed.surface;
}

/**
 * mvgpu_compose_drop() - Drop the composed surface of a head
 * @so: head
 *
 * Context: vgpu->lock of its vGPU held. May sleep.
 */
void mvgpu_compose_drop(struct mvgpu_scanout *so)
{
	mvgpu_surface_put(so->composed.surface);
	memset(&so->composed, 0, sizeof(so->composed));
}
