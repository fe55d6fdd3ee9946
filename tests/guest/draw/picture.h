/* SPDX-License-Identifier: GPL-2.0 */
/* The test picture, which is the same wherever it is drawn. */
#ifndef PICTURE_H
#define PICTURE_H

#include <stdint.h>

#define PICTURE_MAX_LINES 6
#define PICTURE_CURSOR_SIZE 64

/**
 * struct picture - description of a picture, and its memory
 * @pixels: memory of the picture, XRGB8888 words
 * @stride: line distance, in pixels
 * @width: pixels
 * @height: lines
 * @seed: decides colours and patterns; each seed gives another picture
 * @title: large text
 * @lines: small text below it
 * @nr_lines: number of entries in @lines, 0..PICTURE_MAX_LINES
 */
struct picture {
	uint32_t *pixels;
	uint32_t stride;
	uint32_t width;
	uint32_t height;
	uint32_t seed;
	const char *title;
	const char *lines[PICTURE_MAX_LINES];
	unsigned int nr_lines;
};

void picture_draw(const struct picture *pic);
void picture_draw_cursor(uint32_t *pixels, uint32_t stride, uint32_t seed);
int picture_parse(struct picture *pic, int opt, const char *arg);

/* Options of both programs for getopt(), which picture_parse() parses. */
#define PICTURE_OPTIONS "s:t:l:g:"

#endif /* PICTURE_H */
