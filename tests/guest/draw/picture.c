// SPDX-License-Identifier: GPL-2.0
/*
 * The test picture. Each part of it detects another mistake: the frame of one
 * pixel and the corners detect a wrong size, the grain a wrong line or frame, the
 * colour bars a wrong format. The text tells a human which guest it is.
 */
#include <stdlib.h>
#include <string.h>
#include "canvas.h"
#include "picture.h"

#define WHITE 0xffffff
#define BLACK 0x000000

static struct canvas canvas_of(const struct picture *pic)
{
	return (struct canvas){ .pixels = pic->pixels, .stride = pic->stride,
				.width = pic->width, .height = pic->height };
}

/* The hues of neighbouring seeds are far apart. */
static uint32_t hue_of(uint32_t seed)
{
	return seed * 137 % 360;
}

/* A diagonal gradient with thin rays; the lowest bits are the grain. */
static void draw_background(const struct picture *pic)
{
	uint32_t hue = hue_of(pic->seed);
	uint32_t from = color_hsv(hue, 200, 70);
	uint32_t to = color_hsv(hue + 50, 190, 215);
	uint32_t step = (256u << 16) / (pic->width + pic->height);
	uint32_t x, y, *line, grain, color;

	for (y = 0; y < pic->height; y++) {
		line = pic->pixels + (uint64_t)y * pic->stride;
		grain = hash32(pic->seed ^ y << 8) | 1;
		for (x = 0; x < pic->width; x++) {
			color = color_mix(from, to, (x + y) * step >> 16);
			if (((x + 2 * y) & 127) < 2)
				color = color_mix(color, WHITE, 28);
			grain = grain * 1664525 + 1013904223;
			line[x] = color ^ (grain >> 16 & 0x030303);
		}
	}
}

/* A checkerboard of single pixels in each corner, and a frame around all. */
static void draw_edges(const struct canvas *cv)
{
	int size = 24, corner, x, y;

	for (corner = 0; corner < 4; corner++)
		for (y = 0; y < size; y++)
			for (x = 0; x < size; x++) {
				struct rect dot = {
					corner & 1 ? cv->width - 1 - x : x,
					corner & 2 ? cv->height - 1 - y : y,
					1, 1 };

				canvas_fill(cv, dot, (x ^ y) & 1 ? WHITE : BLACK,
					    256);
			}
	canvas_frame(cv, (struct rect){ 0, 0, cv->width, cv->height }, 1, WHITE);
}

/* A symmetric pattern of eight by eight cells that shows the seed. */
static void draw_badge(const struct canvas *cv, struct rect box, uint32_t seed)
{
	uint32_t bits = hash32(seed + 1), color = color_hsv(hue_of(seed) + 180,
							     110, 250);
	int cell = box.w / 8, x, y;

	for (y = 0; y < 8; y++)
		for (x = 0; x < 8; x++) {
			int bit = y * 4 + (x < 4 ? x : 7 - x);
			struct rect at = { box.x + x * cell, box.y + y * cell,
					  cell - 1, cell - 1 };

			if (bits >> bit & 1)
				canvas_fill(cv, at, color, 256);
			else
				canvas_fill(cv, at, WHITE, 24);
		}
}

/* Eight colours above a ramp from black to white. */
static void draw_bars(const struct canvas *cv, struct rect box)
{
	static const uint32_t bars[8] = {
		0xffffff, 0xffff00, 0x00ffff, 0x00ff00,
		0xff00ff, 0xff0000, 0x0000ff, 0x000000,
	};
	int i, upper = box.h * 2 / 3;

	for (i = 0; i < 8; i++) {
		int left = box.w * i / 8, right = box.w * (i + 1) / 8;

		canvas_fill(cv, (struct rect){ box.x + left, box.y, right - left,
					      upper }, bars[i], 256);
	}
	for (i = 0; i < box.w; i++)
		canvas_fill(cv, (struct rect){ box.x + i, box.y + upper, 1,
					      box.h - upper },
			    0x010101u * (uint32_t)(i * 256 / box.w), 256);
	canvas_frame(cv, (struct rect){ box.x - 2, box.y - 2, box.w + 4,
				       box.h + 4 }, 2, WHITE);
}

/* Returns the largest size, up to a limit, at which a text fits. */
static int unit_for(const char *text, int width, int limit)
{
	int unit = limit;

	while (unit > 1 && canvas_text_width(unit, text) > width)
		unit--;
	return unit;
}

static void draw_text(const struct picture *pic, const struct canvas *cv,
		      struct rect box)
{
	int unit = unit_for(pic->title, box.w, box.h / 3);
	int longest = box.h / 8;
	unsigned int i;
	int y = box.y;

	y += canvas_text(cv, box.x, y, unit, WHITE, pic->title) * 9 / 5;
	for (i = 0; i < pic->nr_lines; i++)
		longest = unit_for(pic->lines[i], box.w, longest);
	for (i = 0; i < pic->nr_lines; i++)
		y += canvas_text(cv, box.x, y, longest, 0xe8eef4,
				 pic->lines[i]) * 9 / 4;
}

static void draw_panel(const struct picture *pic, const struct canvas *cv)
{
	int w = cv->width, h = cv->height, pad = h / 20, badge = h * 3 / 10;
	struct rect panel = { w / 16, h / 8, w - w / 8, h - h / 4 };
	struct rect bars = { panel.x + pad, panel.y + panel.h - pad - h / 8,
			    panel.w - 2 * pad, h / 8 };

	badge -= badge % 8;
	canvas_round_fill(cv, panel, h / 32, BLACK, 150);
	draw_badge(cv, (struct rect){ panel.x + panel.w - pad - badge,
				     panel.y + pad, badge, badge }, pic->seed);
	draw_text(pic, cv, (struct rect){ panel.x + pad, panel.y + pad,
					 panel.w - 3 * pad - badge,
					 bars.y - panel.y - 2 * pad });
	draw_bars(cv, bars);
}

/**
 * picture_draw - draw the test picture
 * @pic: description of the picture, with its memory
 */
void picture_draw(const struct picture *pic)
{
	struct canvas cv = canvas_of(pic);

	draw_background(pic);
	draw_panel(pic, &cv);
	draw_edges(&cv);
}

/**
 * picture_draw_cursor - draw the test cursor, an arrow
 * @pixels: PICTURE_CURSOR_SIZE lines, ARGB8888, colours multiplied by alpha
 * @stride: line distance, in pixels
 * @seed: decides its colour
 */
void picture_draw_cursor(uint32_t *pixels, uint32_t stride, uint32_t seed)
{
	uint32_t fill = 0xff000000 | color_hsv(hue_of(seed), 160, 250);
	uint32_t x, y, *line;

	for (y = 0; y < PICTURE_CURSOR_SIZE; y++) {
		line = pixels + (uint64_t)y * stride;
		for (x = 0; x < PICTURE_CURSOR_SIZE; x++) {
			line[x] = 0;
			if (2 * x <= 3 * y && 2 * y <= 96 - x)
				line[x] = x < 2 || 2 * x + 4 > 3 * y ?
					  0xffffffff : fill;
		}
	}
}

/**
 * picture_parse - take one option of PICTURE_OPTIONS
 * @pic: picture that gets the option
 * @opt: letter: seed, title, line of text, geometry (WIDTHxHEIGHT)
 * @arg: its argument
 *
 * Return: 0, or -1 for another option or a bad argument.
 */
int picture_parse(struct picture *pic, int opt, const char *arg)
{
	char *end = NULL;

	switch (opt) {
	case 's':
		pic->seed = strtoul(arg, &end, 0);
		return *end ? -1 : 0;
	case 't':
		pic->title = arg;
		return 0;
	case 'l':
		if (pic->nr_lines == PICTURE_MAX_LINES)
			return -1;
		pic->lines[pic->nr_lines++] = arg;
		return 0;
	case 'g':
		pic->width = strtoul(arg, &end, 10);
		if (*end++ != 'x')
			return -1;
		pic->height = strtoul(end, &end, 10);
		return *end ? -1 : 0;
	}
	return -1;
}
