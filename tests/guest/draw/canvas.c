// SPDX-License-Identifier: GPL-2.0
/*
 * Shapes on a picture. All arithmetic is in integers, so that guest and host
 * agree on every bit.
 */
#include <string.h>
#include "canvas.h"
#include "font.h"

/* Coordinates of strokes are in 1/16 pixel. */
#define SUB 16

/**
 * hash32 - compute a pseudo-random number
 * @value: any
 *
 * Return: the same for the same @value.
 */
uint32_t hash32(uint32_t value)
{
	value = (value ^ (value >> 16)) * 0x7feb352du;
	value = (value ^ (value >> 15)) * 0x846ca68bu;
	return value ^ (value >> 16);
}

/**
 * color_mix - mix two colours
 * @from: XRGB8888
 * @to: XRGB8888
 * @alpha: 0 (@from) to 256 (@to)
 *
 * Return: XRGB8888.
 */
uint32_t color_mix(uint32_t from, uint32_t to, uint32_t alpha)
{
	uint32_t rb = (from & 0xff00ff) * (256 - alpha) + (to & 0xff00ff) * alpha;
	uint32_t g = (from & 0xff00) * (256 - alpha) + (to & 0xff00) * alpha;

	return ((rb >> 8) & 0xff00ff) | ((g >> 8) & 0xff00);
}

/**
 * color_hsv - convert hue, saturation and value to a colour
 * @hue: degrees, any
 * @sat: 0..255
 * @val: 0..255
 *
 * Return: XRGB8888.
 */
uint32_t color_hsv(uint32_t hue, uint32_t sat, uint32_t val)
{
	static const uint8_t order[6][3] = {
		{ 0, 2, 1 }, { 3, 0, 1 }, { 1, 0, 2 },
		{ 1, 3, 0 }, { 2, 1, 0 }, { 0, 1, 3 },
	};
	uint32_t sector = hue % 360 / 60, part = hue % 60;
	uint32_t level[4] = {
		val,
		val * (255 - sat) / 255,
		val * (255 - sat * (60 - part) / 60) / 255,
		val * (255 - sat * part / 60) / 255,
	};

	return level[order[sector][0]] << 16 | level[order[sector][1]] << 8 |
	       level[order[sector][2]];
}

static struct rect clip(const struct canvas *cv, struct rect box)
{
	int right = box.x + box.w, bottom = box.y + box.h;

	if (box.x < 0)
		box.x = 0;
	if (box.y < 0)
		box.y = 0;
	box.w = (right < cv->width ? right : cv->width) - box.x;
	box.h = (bottom < cv->height ? bottom : cv->height) - box.y;
	return box;
}

/**
 * canvas_fill - fill a rectangle
 * @cv: canvas
 * @box: where
 * @color: XRGB8888
 * @alpha: 0 (nothing) to 256 (opaque)
 */
void canvas_fill(const struct canvas *cv, struct rect box, uint32_t color,
		 uint32_t alpha)
{
	uint32_t *line;
	int x, y;

	box = clip(cv, box);
	for (y = box.y; y < box.y + box.h; y++) {
		line = cv->pixels + (uint64_t)y * cv->stride;
		for (x = box.x; x < box.x + box.w; x++)
			line[x] = alpha < 256 ? color_mix(line[x], color, alpha)
					      : color;
	}
}

/**
 * canvas_round_fill - fill a rectangle with round corners
 * @cv: canvas
 * @box: where
 * @radius: of the corners, pixels, at most half a side
 * @color: XRGB8888
 * @alpha: 0 (nothing) to 256 (opaque)
 */
void canvas_round_fill(const struct canvas *cv, struct rect box, int radius,
		       uint32_t color, uint32_t alpha)
{
	int y, dy, inset;

	for (y = 0; y < box.h; y++) {
		dy = y < radius ? radius - y :
		     y >= box.h - radius ? y - (box.h - radius) + 1 : 0;
		for (inset = 0; inset < radius; inset++) {
			int dx = radius - inset;

			if (dx * dx + dy * dy <= radius * radius + radius)
				break;
		}
		if (!dy)
			inset = 0;
		canvas_fill(cv, (struct rect){ box.x + inset, box.y + y,
					      box.w - 2 * inset, 1 },
			    color, alpha);
	}
}

/**
 * canvas_frame - draw the outline of a rectangle
 * @cv: canvas
 * @box: outer edge
 * @thick: pixels, inwards
 * @color: XRGB8888
 */
void canvas_frame(const struct canvas *cv, struct rect box, int thick,
		  uint32_t color)
{
	int side = box.h - 2 * thick;

	canvas_fill(cv, (struct rect){ box.x, box.y, box.w, thick }, color, 256);
	canvas_fill(cv, (struct rect){ box.x, box.y + box.h - thick, box.w,
				      thick }, color, 256);
	canvas_fill(cv, (struct rect){ box.x, box.y + thick, thick, side },
		    color, 256);
	canvas_fill(cv, (struct rect){ box.x + box.w - thick, box.y + thick,
				      thick, side }, color, 256);
}

static int64_t square_root(int64_t value)
{
	int64_t root = 0, bit = (int64_t)1 << 30;

	while (bit > value)
		bit >>= 2;
	for (; bit; bit >>= 2) {
		if (value >= root + bit) {
			value -= root + bit;
			root += 2 * bit;
		}
		root >>= 1;
	}
	return root;
}

struct segment {
	int64_t ax, ay, bx, by;
};

/* Squared distance of a point from a segment. */
static int64_t distance2(const struct segment *seg, int64_t px, int64_t py)
{
	int64_t dx = seg->bx - seg->ax, dy = seg->by - seg->ay;
	int64_t length2 = dx * dx + dy * dy;
	int64_t along = (px - seg->ax) * dx + (py - seg->ay) * dy;
	int64_t ex = px - seg->ax, ey = py - seg->ay, cross;

	if (along > 0 && along < length2) {
		cross = ex * dy - ey * dx;
		return cross * cross / length2;
	}
	if (along > 0) {
		ex = px - seg->bx;
		ey = py - seg->by;
	}
	return ex * ex + ey * ey;
}

static uint32_t coverage(const struct segment *seg, int x, int y,
			 int64_t radius)
{
	int64_t outer = radius + SUB / 2, inner = radius - SUB / 2;
	int64_t d2 = distance2(seg, x * SUB + SUB / 2, y * SUB + SUB / 2);

	if (d2 >= outer * outer)
		return 0;
	if (inner > 0 && d2 <= inner * inner)
		return 256;
	return (outer - square_root(d2)) * 256 / SUB;
}

static int64_t lesser(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void draw_segment(const struct canvas *cv, const struct segment *seg,
			 int64_t radius, uint32_t color)
{
	int64_t reach = radius + SUB;
	int left = (lesser(seg->ax, seg->bx) - reach) / SUB;
	int top = (lesser(seg->ay, seg->by) - reach) / SUB;
	int right = (reach - lesser(-seg->ax, -seg->bx)) / SUB + 1;
	int bottom = (reach - lesser(-seg->ay, -seg->by)) / SUB + 1;
	struct rect box = clip(cv, (struct rect){ left, top, right - left,
						bottom - top });
	uint32_t *pixel, alpha;
	int x, y;

	for (y = box.y; y < box.y + box.h; y++) {
		for (x = box.x; x < box.x + box.w; x++) {
			pixel = &cv->pixels[(uint64_t)y * cv->stride + x];
			alpha = coverage(seg, x, y, radius);
			if (alpha)
				*pixel = color_mix(*pixel, color,
						   alpha < 256 ? alpha : 256);
		}
	}
}

static int digit(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static void draw_letter(const struct canvas *cv, int x, int y, int unit,
			uint32_t color, const char *points)
{
	struct segment seg = { 0 };
	int first = 1;

	for (; *points; points++) {
		if (*points == ' ') {
			first = 1;
			continue;
		}
		seg.ax = seg.bx;
		seg.ay = seg.by;
		seg.bx = x + digit(points[0]) * unit;
		seg.by = y + digit(points[1]) * unit;
		points++;
		if (!first)
			draw_segment(cv, &seg, unit * 7 / 8, color);
		first = 0;
	}
}

/**
 * canvas_text - write a line of text
 * @cv: canvas
 * @x: left edge, pixels
 * @y: upper edge of capitals, pixels
 * @unit: size: one step of the font's grid, in 1/16 pixel
 * @color: XRGB8888
 * @text: what to write
 *
 * Return: height of capitals, pixels.
 */
int canvas_text(const struct canvas *cv, int x, int y, int unit,
		uint32_t color, const char *text)
{
	int i;

	for (i = 0; text[i]; i++)
		draw_letter(cv, x * SUB + (i * FONT_ADVANCE + 1) * unit,
			    y * SUB, unit, color, font_strokes(text[i]));
	return FONT_HEIGHT * unit / SUB;
}

/**
 * canvas_text_width - compute the width of a line of text
 * @unit: size, as for canvas_text()
 * @text: the text
 *
 * Return: pixels.
 */
int canvas_text_width(int unit, const char *text)
{
	return (int)strlen(text) * FONT_ADVANCE * unit / SUB;
}
