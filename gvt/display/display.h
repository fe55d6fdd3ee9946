/* SPDX-License-Identifier: GPL-2.0 */
/* What the guest shows, and to whom. Under vgpu->lock. */
#ifndef MVGPU_GVT_DISPLAY_DISPLAY_H
#define MVGPU_GVT_DISPLAY_DISPLAY_H

#include <linux/types.h>
#include <linux/virtio_gpu.h>
#include "gvt/display/edid.h"
#include "gvt/display/compose.h"
#include "gvt/mem/geometry.h"

struct mvgpu_gpu_readback;
struct mvgpu_resource;
struct mvgpu_slice;
struct mvgpu_surface;
struct mvgpu_vgpu;

#define MVGPU_CURSOR_SIZE 64

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

/* For the VFIO face; they take vgpu->lock. */
void mvgpu_display_plane(struct mvgpu_vgpu *vgpu, enum mvgpu_plane_kind kind,
			 struct mvgpu_plane *plane);
struct mvgpu_surface *mvgpu_display_surface_by_id(struct mvgpu_vgpu *vgpu,
						  u32 id);

u64 mvgpu_display_max_bytes(const struct mvgpu_slice *slice);

/* Inside the mediator, vgpu->lock held. */
void mvgpu_display_init(struct mvgpu_vgpu *vgpu);
void mvgpu_display_reset(struct mvgpu_vgpu *vgpu);
void mvgpu_display_driver_reset(struct mvgpu_vgpu *vgpu);
void mvgpu_display_drop_retained(struct mvgpu_vgpu *vgpu);
void mvgpu_display_leave_guest_memory(struct mvgpu_vgpu *vgpu);
void mvgpu_display_resource_removed(struct mvgpu_vgpu *vgpu,
				 struct mvgpu_resource *res);
u32 mvgpu_display_show(struct mvgpu_vgpu *vgpu, unsigned int head,
		       struct mvgpu_resource *res, const struct mvgpu_fb *fb,
		       const struct mvgpu_gpu_rect *rect);
void mvgpu_display_set_console(struct mvgpu_vgpu *vgpu, unsigned int head);
void mvgpu_display_blank(struct mvgpu_vgpu *vgpu, unsigned int head);
void mvgpu_display_copy_shown(struct mvgpu_vgpu *vgpu,
			      struct mvgpu_resource *res);
bool mvgpu_display_readback_cursor(struct mvgpu_vgpu *vgpu, unsigned int head,
				const struct mvgpu_resource *res,
				struct mvgpu_gpu_readback *desc);
u32 mvgpu_display_flush(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res,
			const struct mvgpu_gpu_rect *rect);
u32 mvgpu_display_set_cursor(struct mvgpu_vgpu *vgpu, unsigned int head,
			     struct mvgpu_resource *res);
bool mvgpu_display_head(const struct mvgpu_vgpu *vgpu, u32 id,
			unsigned int *head);

#endif /* MVGPU_GVT_DISPLAY_DISPLAY_H */
