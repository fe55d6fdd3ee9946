/* SPDX-License-Identifier: GPL-2.0 */
/* Shapes on an XRGB8888 picture. Parts that are outside of it are not drawn. */
#ifndef CANVAS_H
#define CANVAS_H

#include <stdint.h>

/**
 * struct canvas - memory that is drawn on
 * @pixels: XRGB8888 words
 * @stride: line distance, in pixels
 * @width: pixels
 * @height: lines
 */
struct canvas {
	uint32_t *pixels;
	uint32_t stride;
	int width;
	int height;
};

struct rect {
	int x, y, w, h;
};

uint32_t color_hsv(uint32_t hue, uint32_t sat, uint32_t val);
uint32_t color_mix(uint32_t from, uint32_t to, uint32_t alpha);
uint32_t hash32(uint32_t value);
void canvas_fill(const struct canvas *cv, struct rect box, uint32_t color,
		 uint32_t alpha);
void canvas_round_fill(const struct canvas *cv, struct rect box, int radius,
		       uint32_t color, uint32_t alpha);
void canvas_frame(const struct canvas *cv, struct rect box, int thick,
		  uint32_t color);
int canvas_text(const struct canvas *cv, int x, int y, int unit,
		uint32_t color, const char *text);
int canvas_text_width(int unit, const char *text);

#endif /* CANVAS_H */
