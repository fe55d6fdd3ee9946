/* SPDX-License-Identifier: GPL-2.0 */
/* Kernel mode setting by its ioctls: one head, two dumb buffers, a cursor. */
#ifndef KMS_H
#define KMS_H

#include <stddef.h>
#include <stdint.h>
#include <drm_mode.h>

/**
 * struct kms_buffer - a dumb buffer
 * @handle: GEM handle
 * @fb: framebuffer, 0 for none
 * @width: pixels
 * @height: lines
 * @stride: line distance, pixels
 * @size: bytes
 * @pixels: its memory
 */
struct kms_buffer {
	uint32_t handle;
	uint32_t fb;
	uint32_t width;
	uint32_t height;
	uint32_t stride;
	size_t size;
	uint32_t *pixels;
};

/**
 * struct kms - an opened card and one of its connectors
 * @fd: the card
 * @connector: object id
 * @crtc: object id
 * @mode: mode that is set or will be set
 */
struct kms {
	int fd;
	uint32_t connector;
	uint32_t crtc;
	struct drm_mode_modeinfo mode;
};

int kms_open(struct kms *kms, const char *path);
int kms_use_head(struct kms *kms, unsigned int head);
int kms_pick_mode(struct kms *kms, uint32_t width, uint32_t height);
int kms_buffer_create(struct kms *kms, struct kms_buffer *buf, uint32_t width,
		      uint32_t height);
int kms_buffer_add_fb(struct kms *kms, struct kms_buffer *buf);
int kms_show(struct kms *kms, const struct kms_buffer *buf);
int kms_flip(struct kms *kms, const struct kms_buffer *buf);
int kms_dirty(struct kms *kms, const struct kms_buffer *buf,
	      struct drm_clip_rect rect);
int kms_cursor(struct kms *kms, const struct kms_buffer *buf, int hot_x,
	       int hot_y);
int kms_cursor_move(struct kms *kms, int x, int y);

#endif /* KMS_H */
