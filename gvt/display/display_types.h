/* SPDX-License-Identifier: GPL-2.0 */
/* Heads, and planes as a display client sees them. Under vgpu->lock. */
#ifndef MVGPU_GVT_DISPLAY_DISPLAY_TYPES_H
#define MVGPU_GVT_DISPLAY_DISPLAY_TYPES_H

#include <linux/types.h>
#include "gvt/mem/geometry.h"

struct mvgpu_surface;

#define MVGPU_CURSOR_SIZE 64

/**
 * struct mvgpu_composed - Framebuffer with its cursor composed into it
 * @surface: overlay of the head's framebuffer, or NULL
 * @cursor_id: id of the cursor's surface that is in it
 * @x: position of the cursor in it
 * @y: position of the cursor in it
 */
struct mvgpu_composed {
	struct mvgpu_surface *surface;
	u32 cursor_id;
	u32 x;
	u32 y;
};

/**
 * struct mvgpu_scanout - Head
 * @link_up: the VMM has the link of its monitor up
 * @width: mode that the monitor prefers, pixels
 * @height: mode that the monitor prefers, lines
 * @edid: EDID of the monitor that the VMM plugged, or NULL for that of a virtual monitor
 * @edid_size: bytes of @edid
 * @resource_id: guest id of the resource that is shown, 0 for none
 * @fb: framebuffer in the resource
 * @rect: part of @fb that is shown
 * @surface: surface that is shown, or NULL
 * @copied: @surface is a copy that is updated at each flush; otherwise it is the storage
 *	of the resource or the blob's own pages
 * @blank: @surface is a new copy, into which nothing was read back yet
 * @dirty: part of @surface that differs from what is on the GPU; a width of 0 is empty
 * @cursor: image of the cursor (MVGPU_CURSOR_SIZE square, a new surface for each new
 *	image), or NULL
 * @cursor_hidden: a move removed @cursor from the screen; another one may show it again
 * @cursor_x: position on the screen as the guest sent it, pixels; may be negative, as a
 *	two's complement
 * @cursor_y: likewise
 * @hot_x: hot spot in the image
 * @hot_y: likewise
 * @frames: number of flushes and page flips of this head
 * @queried: primary and cursor at the last query of the display client, which may ask for
 *	them by id also after the guest has shown something else
 * @retained: surface that was shown when the driver reset the device, or NULL; until a
 *	driver shows something again or turns the head off
 * @composed: both in one surface, for a client that queries the screen
 */
struct mvgpu_scanout {
	bool link_up;
	u32 width;
	u32 height;
	u8 *edid;
	u32 edid_size;
	u32 resource_id;
	struct mvgpu_fb fb;
	struct mvgpu_gpu_rect rect;
	struct mvgpu_surface *surface;
	bool copied;
	bool blank;
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

/* Cursor that is on the screen of a head, or NULL. */
static inline struct mvgpu_surface *
mvgpu_scanout_cursor(const struct mvgpu_scanout *so)
{
	return so->cursor_hidden ? NULL : so->cursor;
}

/**
 * enum mvgpu_plane_kind - Planes that a display client can query
 * @MVGPU_PLANE_PRIMARY: framebuffer without the cursor
 * @MVGPU_PLANE_CURSOR: cursor
 * @MVGPU_PLANE_SCREEN: framebuffer with the cursor composed into it
 */
enum mvgpu_plane_kind {
	MVGPU_PLANE_PRIMARY,
	MVGPU_PLANE_CURSOR,
	MVGPU_PLANE_SCREEN,
};

/**
 * struct mvgpu_plane - Plane as a display client sees it
 * @surface: reference for the caller; NULL: nothing is shown, the rest is 0
 * @retained: nothing is shown, and the client may keep showing the framebuffer of the last
 *	query: its driver has reset the device, and no driver has shown anything since
 * @x: position on the screen (cursor: as the guest sent it)
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
