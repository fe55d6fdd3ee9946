// SPDX-License-Identifier: GPL-2.0
/*
 * Draws the test picture in a guest through its DRM driver, and continues in the
 * background, so that the picture stays on the screen.
 *
 *	draw [-k CARD] [-n HEADS] [-g WIDTHxHEIGHT] [-f FLIPS] [-d]
 *	     [-c X,Y,HOTX,HOTY] [-s SEED] [-t TITLE] [-l LINE]...
 *
 * -k draws on the GPU of that number, 0 by default;
 * -n draws on that many heads, each with a seed 100 above the one before;
 * -f flips that often between two buffers, showing other pictures on the way;
 * -d draws the picture in parts into the buffer that is already shown;
 * -c shows a cursor whose hot spot is at X,Y of the screen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "kms.h"
#include "picture.h"

#define CARD "/dev/dri/card%u"

/**
 * struct options - the command line
 * @card: number of the GPU
 * @heads: number of heads to draw on, from the first on
 * @flips: number of flips, the last of which shows the picture
 * @dirty: draw the picture in parts
 * @cursor: show a cursor
 * @x: its hot spot on the screen, pixels
 * @y: likewise
 * @hot_x: its hot spot in its image
 * @hot_y: likewise
 * @pic: the picture
 */
struct options {
	unsigned int card;
	unsigned int heads;
	unsigned int flips;
	int dirty;
	int cursor;
	int x, y, hot_x, hot_y;
	struct picture pic;
};

static void draw_into(const struct kms_buffer *buf, struct picture pic,
		      uint32_t seed)
{
	pic.pixels = buf->pixels;
	pic.stride = buf->stride;
	pic.width = buf->width;
	pic.height = buf->height;
	pic.seed = seed;
	picture_draw(&pic);
}

static int make_buffers(struct kms *kms, struct kms_buffer *buf)
{
	int i;

	for (i = 0; i < 2; i++)
		if (kms_buffer_create(kms, &buf[i], kms->mode.hdisplay,
				      kms->mode.vdisplay) ||
		    kms_buffer_add_fb(kms, &buf[i]))
			return -1;
	return 0;
}

/* Counts down, so that the last flip shows the picture that is to stay. */
static int flip_through(struct kms *kms, struct kms_buffer *buf,
			const struct options *opts)
{
	unsigned int left = opts->flips;
	uint32_t seed = opts->pic.seed;

	draw_into(&buf[left & 1], opts->pic, seed + left);
	if (kms_show(kms, &buf[left & 1]))
		return -1;
	while (left--) {
		draw_into(&buf[left & 1], opts->pic, seed + left);
		if (kms_flip(kms, &buf[left & 1]))
			return -1;
	}
	return 0;
}

static void copy_rect(const struct kms_buffer *to, const struct kms_buffer *from,
		      struct drm_clip_rect rect)
{
	unsigned int y;

	for (y = rect.y1; y < rect.y2; y++)
		memcpy(to->pixels + (size_t)y * to->stride + rect.x1,
		       from->pixels + (size_t)y * from->stride + rect.x1,
		       (rect.x2 - rect.x1) * 4);
}

/* Four by three rectangles with odd edges, from the last to the first. */
static int draw_in_parts(struct kms *kms, struct kms_buffer *buf,
			 const struct options *opts)
{
	unsigned int w = buf->width, h = buf->height, i, col, row;

	memset(buf[0].pixels, 0x55, buf[0].size);
	if (kms_show(kms, &buf[0]))
		return -1;
	draw_into(&buf[1], opts->pic, opts->pic.seed);
	for (i = 12; i--;) {
		struct drm_clip_rect rect;

		col = i % 4;
		row = i / 4;
		rect.x1 = col ? w * col / 4 + col : 0;
		rect.x2 = col < 3 ? w * (col + 1) / 4 + col + 1 : w;
		rect.y1 = row ? h * row / 3 + row : 0;
		rect.y2 = row < 2 ? h * (row + 1) / 3 + row + 1 : h;
		copy_rect(&buf[0], &buf[1], rect);
		if (kms_dirty(kms, &buf[0], rect))
			return -1;
	}
	return 0;
}

static int show_cursor(struct kms *kms, const struct options *opts)
{
	struct kms_buffer buf;

	if (kms_buffer_create(kms, &buf, PICTURE_CURSOR_SIZE,
			      PICTURE_CURSOR_SIZE))
		return -1;
	picture_draw_cursor(buf.pixels, buf.stride, opts->pic.seed);
	if (kms_cursor(kms, &buf, opts->hot_x, opts->hot_y))
		return -1;
	return kms_cursor_move(kms, opts->x - opts->hot_x,
			       opts->y - opts->hot_y);
}

static int draw(struct kms *kms, const struct options *opts)
{
	struct kms_buffer buf[2];

	if (kms_pick_mode(kms, opts->pic.width, opts->pic.height) ||
	    make_buffers(kms, buf))
		return -1;
	if (opts->dirty ? draw_in_parts(kms, buf, opts)
			: flip_through(kms, buf, opts))
		return -1;
	printf("drawn %ux%u\n", kms->mode.hdisplay, kms->mode.vdisplay);
	return opts->cursor ? show_cursor(kms, opts) : 0;
}

static int draw_all(struct options *opts)
{
	struct kms kms;
	unsigned int head;
	char path[32];

	snprintf(path, sizeof(path), CARD, opts->card);
	if (kms_open(&kms, path))
		return -1;
	for (head = 0; head < opts->heads; head++) {
		if (kms_use_head(&kms, head) || draw(&kms, opts))
			return -1;
		opts->pic.seed += 100;
	}
	return 0;
}

/* A process in the background keeps the card open, so the caller can continue. */
static int stay(void)
{
	pid_t pid = fork();

	if (pid < 0)
		return 1;
	if (pid)
		return 0;
	setsid();
	close(0);
	close(1);
	close(2);
	for (;;)
		pause();
}

static int parse(struct options *opts, int opt, const char *arg)
{
	switch (opt) {
	case 'k':
		opts->card = strtoul(arg, NULL, 10);
		return 0;
	case 'n':
		opts->heads = strtoul(arg, NULL, 10);
		return 0;
	case 'f':
		opts->flips = strtoul(arg, NULL, 10);
		return 0;
	case 'd':
		opts->dirty = 1;
		return 0;
	case 'c':
		opts->cursor = 1;
		return sscanf(arg, "%d,%d,%d,%d", &opts->x, &opts->y,
			      &opts->hot_x, &opts->hot_y) == 4 ? 0 : -1;
	}
	return picture_parse(&opts->pic, opt, arg);
}

int main(int argc, char **argv)
{
	struct options opts = { .heads = 1, .pic = { .title = "" } };
	int opt;

	while ((opt = getopt(argc, argv, "k:n:f:dc:" PICTURE_OPTIONS)) != -1)
		if (parse(&opts, opt, optarg)) {
			fprintf(stderr, "draw: bad option -%c\n", opt);
			return 2;
		}
	if (draw_all(&opts))
		return 1;
	fflush(stdout);
	return stay();
}
