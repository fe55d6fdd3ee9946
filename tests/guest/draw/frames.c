// SPDX-License-Identifier: GPL-2.0
/*
 * Shows frames in a guest through its DRM driver, as fast as it can, and prints how many there
 * were and how many microseconds they took.
 *
 *	frames KIND NUMBER|SECONDSs WIDTHxHEIGHT
 *
 * KIND is what a frame is:
 *	flip	another buffer of the size of the screen
 *	full	a change of the whole buffer that is shown
 *	small	a change of 64 x 64 pixels in it
 *	cursor	a move of the cursor
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "kms.h"

#define CARD "/dev/dri/card0"
#define SQUARE 64
/* Pixels between a change and the next one, so that they go all over the screen. */
#define STEP 37

/**
 * struct screen - what is shown
 * @kms: card, with its mode set
 * @buf: two buffers of the size of the screen; the first is shown at the beginning
 * @cursor: image of the cursor
 */
struct screen {
	struct kms kms;
	struct kms_buffer buf[2];
	struct kms_buffer cursor;
};

static int flip(struct screen *s, unsigned int nr)
{
	return kms_flip(&s->kms, &s->buf[~nr & 1]);
}

static struct drm_clip_rect square_at(const struct screen *s, unsigned int nr)
{
	unsigned int x = nr * STEP % (s->buf[0].width - SQUARE);
	unsigned int y = nr * STEP % (s->buf[0].height - SQUARE);

	return (struct drm_clip_rect){ x, y, x + SQUARE, y + SQUARE };
}

/* One pixel of each line is another one. */
static int change(struct screen *s, struct drm_clip_rect rect, unsigned int nr)
{
	struct kms_buffer *buf = &s->buf[0];
	unsigned int y;

	for (y = rect.y1; y < rect.y2; y++)
		buf->pixels[(size_t)y * buf->stride + rect.x1] = nr;
	return kms_dirty(&s->kms, buf, rect);
}

static int full(struct screen *s, unsigned int nr)
{
	struct drm_clip_rect all = { 0, 0, s->buf[0].width, s->buf[0].height };

	return change(s, all, nr);
}

static int small(struct screen *s, unsigned int nr)
{
	return change(s, square_at(s, nr), nr);
}

static int cursor(struct screen *s, unsigned int nr)
{
	struct drm_clip_rect at = square_at(s, nr);

	return kms_cursor_move(&s->kms, at.x1, at.y1);
}

static const struct {
	const char *name;
	int (*frame)(struct screen *s, unsigned int nr);
} kinds[] = {
	{ "flip", flip }, { "full", full }, { "small", small }, { "cursor", cursor },
};

static int start(struct screen *s, unsigned int width, unsigned int height)
{
	int i;

	if (kms_open(&s->kms, CARD) || kms_use_head(&s->kms, 0) ||
	    kms_pick_mode(&s->kms, width, height))
		return -1;
	for (i = 0; i < 2; i++)
		if (kms_buffer_create(&s->kms, &s->buf[i], width, height) ||
		    kms_buffer_add_fb(&s->kms, &s->buf[i]))
			return -1;
	if (kms_show(&s->kms, &s->buf[0]) ||
	    kms_buffer_create(&s->kms, &s->cursor, SQUARE, SQUARE))
		return -1;
	memset(s->cursor.pixels, 0xff, s->cursor.size);
	return kms_cursor(&s->kms, &s->cursor, 0, 0);
}

static unsigned long long now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ULL + now.tv_nsec / 1000;
}

/* The limit is a number of frames, or of microseconds; the other is 0. */
static int run(struct screen *s, unsigned int kind, unsigned int frames,
	       unsigned long long limit_us)
{
	unsigned long long begin = now_us(), us = 0;
	unsigned int nr = 0;

	while (nr < frames || us < limit_us) {
		if (kinds[kind].frame(s, nr++))
			return 1;
		us = now_us() - begin;
	}
	printf("frames %u us %llu\n", nr, us);
	return 0;
}

static int usage(void)
{
	fputs("frames: usage: frames flip|full|small|cursor NUMBER|SECONDSs WIDTHxHEIGHT\n",
	      stderr);
	return 2;
}

int main(int argc, char **argv)
{
	unsigned int kind = 0, width, height, number;
	struct screen screen = { };
	char unit = 0, more = 0;

	if (argc != 4 || sscanf(argv[3], "%ux%u", &width, &height) != 2 ||
	    sscanf(argv[2], "%u%c%c", &number, &unit, &more) < 1 || more ||
	    (unit && unit != 's'))
		return usage();
	while (kind < sizeof(kinds) / sizeof(*kinds) && strcmp(kinds[kind].name, argv[1]))
		kind++;
	if (kind == sizeof(kinds) / sizeof(*kinds))
		return usage();
	if (start(&screen, width, height))
		return 1;
	return run(&screen, kind, unit ? 0 : number, unit ? number * 1000000ULL : 0);
}
