/* SPDX-License-Identifier: GPL-2.0 */
/* Heads, planes and what they show. Under vgpu->lock. */
#ifndef MVGPU_GVT_DISPLAY_DISPLAY_TYPES_H
#define MVGPU_GVT_DISPLAY_DISPLAY_TYPES_H

#include <linux/types.h>
#include "gvt/display/edid.h"
#include "gvt/mem/geometry.h"

struct mvgpu_surface;

#define MVGPU_CURSOR_SIZE 64

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

/**
 * struct mvgpu_scanout - one head
 * @link_up: the VMM has a monitor's link up
 * @width: mode the monitor prefers, pixels
 * @height: lines
 * @edid: what GET_EDID answers
 * @edid_size: bytes of it
 * @resource_id: guest id of the resource shown, 0 for none
 * @fb: the picture in it
 * @rect: the part of @fb that is shown
 * @surface: the picture, NULL when nothing is shown
 * @copied: @surface is a copy of ours, brought up to date at each flush;
 *	else it is the resource's own storage or the blob's own pages
 * @dirty: what of @surface is not what the GPU has, nothing when it is empty
 * @cursor: the cursor's picture (MVGPU_CURSOR_SIZE square, a new surface for
 *	each new image), NULL when there is none
 * @cursor_hidden: a move took @cursor off the screen, another may bring it back
 * @cursor_x: position on the screen as the guest gave it, pixels; may be
 *	negative as a two's complement
 * @cursor_y: likewise
 * @hot_x: hot spot in the image
 * @hot_y: likewise
 * @frames: flushes and flips of this head so far
 * @queried: primary and cursor as the display client saw them last: it may
 *	ask for them by number although the guest has gone on since
 * @retained: what was shown when the driver reset the device, or NULL. Until a
 *	driver shows something again or turns the head off.
 * @composed: both in one picture, for a client that asks for the screen
 */
struct mvgpu_scanout {
	bool link_up;
	u32 width;
	u32 height;
	u8 edid[MVGPU_EDID_MAX];
	u32 edid_size;
	u32 resource_id;
	struct mvgpu_fb fb;
	struct mvgpu_gpu_rect rect;
	struct mvgpu_surface *surface;
	bool copied;
	struct mvgpu_gpu_rect dirty;
	struct mvgpu_surface *cursor;
	bool cursor_hidden;
	u32 cursor_x;
	u32 cursor_y;
	u32 hot_x;
	u32 hot_y;
	u64 frames;
	struct mvgpu_surface *queried[2];
	struct mvgpu_surface *retained;
	struct mvgpu_composed composed;
};

/* The cursor that is on the screen of a head, or NULL. */
static inline struct mvgpu_surface *
mvgpu_scanout_cursor(const struct mvgpu_scanout *so)
{
	return so->cursor_hidden ? NULL : so->cursor;
}

/**
 * enum mvgpu_plane_kind - what a display client asks for
 * @MVGPU_PLANE_PRIMARY: the picture below the cursor
 * @MVGPU_PLANE_CURSOR: the cursor
 * @MVGPU_PLANE_SCREEN: the picture with the cursor in it
 */
enum mvgpu_plane_kind {
	MVGPU_PLANE_PRIMARY,
	MVGPU_PLANE_CURSOR,
	MVGPU_PLANE_SCREEN,
};

/**
 * struct mvgpu_plane - one plane as a display client sees it
 * @surface: a reference for the caller; NULL: nothing is shown, the rest is 0
 * @retained: nothing is shown, and the client may go on with the picture that it was
 *	told of last: the driver is gone, and no other one has shown anything
 * @x: position on the screen (cursor: as the guest gave it)
 * @y: likewise
 * @hot_x: hot spot (cursor)
 * @hot_y: likewise
 */
struct mvgpu_plane {
	struct mvgpu_surface *surface;
	bool retained;
	u32 x;
	u32 y;
	u32 hot_x;
	u32 hot_y;
};

#endif /* MVGPU_GVT_DISPLAY_DISPLAY_TYPES_H */
