// SPDX-License-Identifier: GPL-2.0
/* Planes of the console head, as a display client queries them. */
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/xarray.h>
#include "gvt/display/compose.h"
#include "gvt/display/export.h"
#include "gvt/display/plane.h"
#include "gvt/display/queried.h"
#include "gvt/display/readback.h"
#include "gvt/mem/surface.h"
#include "gvt/resource/resource.h"
#include "gvt/resource/view.h"
#include "gvt/sched/lock.h"
#include "gvt/vgpu/vgpu_types.h"

/* A retained framebuffer is returned by one query. The client has it then, and may keep it. */
static struct mvgpu_surface *plane_primary(struct mvgpu_vgpu *vgpu,
					   const struct mvgpu_scanout *so,
					   bool *retained)
{
	struct mvgpu_surface *s = so->surface ? so->surface : so->retained;

	/* The client keeps what it has until there is something in the place of it. */
	if (so->blank && so->queried[0])
		s = so->queried[0];
	*retained = s && s == so->retained && s->id == vgpu->last_queried;
	vgpu->last_queried = s ? s->id : 0;
	return *retained ? NULL : s;
}

/*
 * A cursor is dropped with its driver. A client that was shown a framebuffer with the cursor
 * gets the one without it at one more query, as a client that was shown none does.
 */
static struct mvgpu_surface *plane_screen(struct mvgpu_vgpu *vgpu,
					  struct mvgpu_scanout *so)
{
	struct mvgpu_surface *s = mvgpu_compose(vgpu, so);

	vgpu->last_queried = s->id;
	return s;
}

/**
 * mvgpu_plane_query() - Query what the console head shows
 * @vgpu: vGPU
 * @kind: plane, or the whole screen
 * @plane: filled in; @plane->surface carries a reference for the caller
 *
 * Context: thread of the VMM. Takes vgpu->lock. May sleep, also until a framebuffer was
 * exported or read back by the GPU.
 */
void mvgpu_plane_query(struct mvgpu_vgpu *vgpu, enum mvgpu_plane_kind kind,
		       struct mvgpu_plane *plane)
{
	bool cursor = kind == MVGPU_PLANE_CURSOR;
	struct mvgpu_scanout *so;
	struct mvgpu_surface *s;

	memset(plane, 0, sizeof(*plane));
	mvgpu_vgpu_lock(vgpu);
	if (!cursor) {
		mvgpu_export_query(vgpu);
		mvgpu_readback_query(vgpu);
	}
	so = &vgpu->scanout[vgpu->console];
	s = cursor ? mvgpu_scanout_cursor(so) :
		     plane_primary(vgpu, so, &plane->retained);
	mvgpu_queried_remember(so, cursor, s);
	if (s && s == so->surface && kind == MVGPU_PLANE_SCREEN)
		s = plane_screen(vgpu, so);
	if (s) {
		plane->surface = mvgpu_surface_get(s);
		plane->x = cursor ? so->cursor_x : 0;
		plane->y = cursor ? so->cursor_y : 0;
		plane->hot_x = cursor ? so->hot_x : 0;
		plane->hot_y = cursor ? so->hot_y : 0;
	}
	mutex_unlock(&vgpu->lock);
}

static struct mvgpu_surface *plane_find_in_scanout(struct mvgpu_scanout *so,
						   u32 id)
{
	struct mvgpu_surface *candidates[] = {
		so->surface, so->retained, so->cursor, so->queried[0],
		so->queried[1],
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(candidates); i++)
		if (candidates[i] && candidates[i]->id == id)
			return candidates[i];
	return NULL;
}

static struct mvgpu_surface *plane_find_surface(struct mvgpu_vgpu *vgpu, u32 id)
{
	struct mvgpu_surface *s = NULL;
	struct mvgpu_resource *res;
	unsigned long index;
	unsigned int i;

	for (i = 0; i < MVGPU_MAX_HEADS && !s; i++)
		s = plane_find_in_scanout(&vgpu->scanout[i], id);
	if (s)
		return s;
	xa_for_each(&vgpu->resources, index, res) {
		s = mvgpu_view_by_id(res, id);
		if (s)
			return s;
	}
	return NULL;
}

/**
 * mvgpu_plane_surface_by_id() - Get a surface that a display client asks for
 * @vgpu: vGPU
 * @id: id of the surface, as a query of a plane returned it
 *
 * A client gets only what this vGPU shows, showed at the last query, or has in the views of
 * one of its resources.
 *
 * Context: thread of the VMM. Takes vgpu->lock, may sleep.
 *
 * Return: surface with a reference for the caller, or NULL.
 */
struct mvgpu_surface *mvgpu_plane_surface_by_id(struct mvgpu_vgpu *vgpu,
						u32 id)
{
	struct mvgpu_surface *s;

	mvgpu_vgpu_lock(vgpu);
	s = plane_find_surface(vgpu, id);
	if (s)
		mvgpu_surface_get(s);
	mutex_unlock(&vgpu->lock);
	return s;
}
