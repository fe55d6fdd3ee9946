// SPDX-License-Identifier: GPL-2.0
/*
 * Kernel mode setting by its ioctls, without libdrm: the program is static and
 * runs from a small initramfs. Functions return 0, or -1 with errno set and the
 * reason on stderr.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <drm.h>
#include <drm_fourcc.h>
#include "kms.h"

#define MAX_OBJECTS 32
#define MAX_MODES 128
/* In milliseconds; a guest under software emulation needs some tens of them. */
#define FLIP_LIMIT 20000

static int do_ioctl(int fd, unsigned long request, void *arg, const char *what)
{
	int ret;

	do {
		ret = ioctl(fd, request, arg);
	} while (ret < 0 && (errno == EINTR || errno == EAGAIN));
	if (ret < 0)
		fprintf(stderr, "kms: cannot %s: %s\n", what, strerror(errno));
	return ret;
}

static int get_connector(struct kms *kms, struct drm_mode_get_connector *conn,
			 struct drm_mode_modeinfo *modes)
{
	*conn = (struct drm_mode_get_connector){
		.connector_id = kms->connector,
		.modes_ptr = (uintptr_t)modes, .count_modes = MAX_MODES,
	};
	return do_ioctl(kms->fd, DRM_IOCTL_MODE_GETCONNECTOR, conn,
			"read the connector");
}

/**
 * kms_open - open a card and become its master
 * @kms: filled in
 * @path: device node
 *
 * Return: 0 or -1.
 */
int kms_open(struct kms *kms, const char *path)
{
	kms->fd = open(path, O_RDWR | O_CLOEXEC);
	if (kms->fd >= 0)
		return 0;
	fprintf(stderr, "kms: cannot open %s: %s\n", path, strerror(errno));
	return -1;
}

/**
 * kms_use_head - choose the head for the other functions
 * @kms: opened
 * @head: index of its connector; a virtio-gpu's n-th connector belongs to its
 *	n-th CRTC
 *
 * Return: 0, or -1 when there is no such head.
 */
int kms_use_head(struct kms *kms, unsigned int head)
{
	uint32_t connectors[MAX_OBJECTS], crtcs[MAX_OBJECTS];
	struct drm_mode_card_res res = {
		.connector_id_ptr = (uintptr_t)connectors,
		.count_connectors = MAX_OBJECTS,
		.crtc_id_ptr = (uintptr_t)crtcs, .count_crtcs = MAX_OBJECTS,
	};

	if (do_ioctl(kms->fd, DRM_IOCTL_MODE_GETRESOURCES, &res,
		     "list connectors"))
		return -1;
	if (head >= res.count_connectors || head >= res.count_crtcs) {
		fprintf(stderr, "kms: no head %u, there are %u\n", head,
			res.count_connectors);
		return -1;
	}
	kms->connector = connectors[head];
	kms->crtc = crtcs[head];
	return 0;
}

/**
 * kms_pick_mode - choose a mode of the connector
 * @kms: opened
 * @width: pixels, 0 for the preferred mode
 * @height: lines
 *
 * Return: 0, or -1 when the connector has no such mode or no monitor.
 */
int kms_pick_mode(struct kms *kms, uint32_t width, uint32_t height)
{
	struct drm_mode_modeinfo modes[MAX_MODES];
	struct drm_mode_get_connector conn;
	unsigned int i;

	if (get_connector(kms, &conn, modes))
		return -1;
	if (conn.count_modes > MAX_MODES)
		conn.count_modes = MAX_MODES;
	for (i = 0; i < conn.count_modes; i++) {
		kms->mode = modes[i];
		if (width ? modes[i].hdisplay == width &&
			    modes[i].vdisplay == height
			  : modes[i].type & DRM_MODE_TYPE_PREFERRED)
			return 0;
	}
	fprintf(stderr, "kms: connector %u (status %u, %u modes) has no mode %ux%u\n",
		conn.connector_id, conn.connection, conn.count_modes, width,
		height);
	return -1;
}

static int map_buffer(struct kms *kms, struct kms_buffer *buf)
{
	struct drm_mode_map_dumb map = { .handle = buf->handle };

	if (do_ioctl(kms->fd, DRM_IOCTL_MODE_MAP_DUMB, &map, "map a buffer"))
		return -1;
	buf->pixels = mmap(NULL, buf->size, PROT_READ | PROT_WRITE, MAP_SHARED,
			   kms->fd, map.offset);
	if (buf->pixels != MAP_FAILED)
		return 0;
	perror("kms: cannot mmap a buffer");
	return -1;
}

/**
 * kms_buffer_create - make a dumb buffer and map it
 * @kms: opened
 * @buf: filled in
 * @width: pixels
 * @height: lines
 *
 * Return: 0 or -1.
 */
int kms_buffer_create(struct kms *kms, struct kms_buffer *buf, uint32_t width,
		      uint32_t height)
{
	struct drm_mode_create_dumb dumb = {
		.width = width, .height = height, .bpp = 32,
	};

	if (do_ioctl(kms->fd, DRM_IOCTL_MODE_CREATE_DUMB, &dumb,
		     "create a buffer"))
		return -1;
	*buf = (struct kms_buffer){
		.handle = dumb.handle, .width = width, .height = height,
		.stride = dumb.pitch / 4, .size = dumb.size,
	};
	return map_buffer(kms, buf);
}

/**
 * kms_buffer_add_fb - make an XRGB8888 framebuffer of a buffer
 * @kms: opened
 * @buf: buffer
 *
 * Return: 0 or -1.
 */
int kms_buffer_add_fb(struct kms *kms, struct kms_buffer *buf)
{
	struct drm_mode_fb_cmd2 cmd = {
		.width = buf->width, .height = buf->height,
		.pixel_format = DRM_FORMAT_XRGB8888,
		.handles = { buf->handle }, .pitches = { buf->stride * 4 },
	};

	if (do_ioctl(kms->fd, DRM_IOCTL_MODE_ADDFB2, &cmd,
		     "make a framebuffer"))
		return -1;
	buf->fb = cmd.fb_id;
	return 0;
}

/**
 * kms_show - set the mode with a buffer on the screen
 * @kms: opened, mode picked
 * @buf: framebuffer
 *
 * Return: 0 or -1.
 */
int kms_show(struct kms *kms, const struct kms_buffer *buf)
{
	struct drm_mode_crtc crtc = {
		.set_connectors_ptr = (uintptr_t)&kms->connector,
		.count_connectors = 1, .crtc_id = kms->crtc,
		.fb_id = buf->fb, .mode_valid = 1, .mode = kms->mode,
	};

	return do_ioctl(kms->fd, DRM_IOCTL_MODE_SETCRTC, &crtc, "set a mode");
}

static int wait_flip(struct kms *kms)
{
	struct pollfd poll_fd = { .fd = kms->fd, .events = POLLIN };
	struct drm_event_vblank event;

	if (poll(&poll_fd, 1, FLIP_LIMIT) != 1) {
		fprintf(stderr, "kms: no flip event in %d ms\n", FLIP_LIMIT);
		return -1;
	}
	if (read(kms->fd, &event, sizeof(event)) == sizeof(event) &&
	    event.base.type == DRM_EVENT_FLIP_COMPLETE)
		return 0;
	fputs("kms: unexpected event instead of the end of a flip\n", stderr);
	return -1;
}

/**
 * kms_flip - show another buffer and wait until it is shown
 * @kms: mode set
 * @buf: framebuffer
 *
 * Return: 0 or -1.
 */
int kms_flip(struct kms *kms, const struct kms_buffer *buf)
{
	struct drm_mode_crtc_page_flip flip = {
		.crtc_id = kms->crtc, .fb_id = buf->fb,
		.flags = DRM_MODE_PAGE_FLIP_EVENT,
	};

	if (do_ioctl(kms->fd, DRM_IOCTL_MODE_PAGE_FLIP, &flip, "flip"))
		return -1;
	return wait_flip(kms);
}

/**
 * kms_dirty - flush a part of the buffer that is shown
 * @kms: mode set
 * @buf: framebuffer
 * @rect: the part, right and lower edge not included
 *
 * Return: 0 or -1.
 */
int kms_dirty(struct kms *kms, const struct kms_buffer *buf,
	      struct drm_clip_rect rect)
{
	struct drm_mode_fb_dirty_cmd cmd = {
		.fb_id = buf->fb, .num_clips = 1,
		.clips_ptr = (uintptr_t)&rect,
	};

	return do_ioctl(kms->fd, DRM_IOCTL_MODE_DIRTYFB, &cmd,
			"update a part of the screen");
}

/**
 * kms_cursor - set the image of the cursor
 * @kms: mode set
 * @buf: ARGB8888 buffer
 * @hot_x: hot spot in it, pixels
 * @hot_y: likewise
 *
 * Return: 0 or -1.
 */
int kms_cursor(struct kms *kms, const struct kms_buffer *buf, int hot_x,
	       int hot_y)
{
	struct drm_mode_cursor2 cursor = {
		.flags = DRM_MODE_CURSOR_BO, .crtc_id = kms->crtc,
		.width = buf->width, .height = buf->height,
		.handle = buf->handle, .hot_x = hot_x, .hot_y = hot_y,
	};

	return do_ioctl(kms->fd, DRM_IOCTL_MODE_CURSOR2, &cursor,
			"set the cursor");
}

/**
 * kms_cursor_move - move the cursor
 * @kms: cursor set
 * @x: left edge of its image on the screen, pixels
 * @y: upper edge
 *
 * Return: 0 or -1.
 */
int kms_cursor_move(struct kms *kms, int x, int y)
{
	struct drm_mode_cursor2 cursor = {
		.flags = DRM_MODE_CURSOR_MOVE, .crtc_id = kms->crtc,
		.x = x, .y = y,
	};

	return do_ioctl(kms->fd, DRM_IOCTL_MODE_CURSOR2, &cursor,
			"move the cursor");
}
