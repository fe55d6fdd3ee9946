// SPDX-License-Identifier: GPL-2.0
/*
 * Writes the picture that a guest is expected to show, as a PPM like that of
 * QEMU's screendump:
 *
 *	expect -g 1280x800 -s SEED -t TITLE -l LINE... > FILE
 *	expect -c -s SEED > FILE	the cursor, as raw ARGB8888
 *
 * -m X,Y draws the cursor over the picture, with its upper left corner there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "picture.h"

static int write_ppm(const struct picture *pic)
{
	uint64_t i, count = (uint64_t)pic->width * pic->height;

	printf("P6\n%u %u\n255\n", pic->width, pic->height);
	for (i = 0; i < count; i++) {
		putchar_unlocked(pic->pixels[i] >> 16);
		putchar_unlocked(pic->pixels[i] >> 8);
		putchar_unlocked(pic->pixels[i]);
	}
	return fflush(stdout) ? 1 : 0;
}

static int write_cursor(uint32_t seed)
{
	uint32_t pixels[PICTURE_CURSOR_SIZE * PICTURE_CURSOR_SIZE];

	picture_draw_cursor(pixels, PICTURE_CURSOR_SIZE, seed);
	return fwrite(pixels, sizeof(pixels), 1, stdout) == 1 ? 0 : 1;
}

/* The pixels of the cursor are either opaque or transparent. */
static void lay_cursor(const struct picture *pic, int left, int top)
{
	uint32_t pixels[PICTURE_CURSOR_SIZE * PICTURE_CURSOR_SIZE];
	int i, x, y;

	picture_draw_cursor(pixels, PICTURE_CURSOR_SIZE, pic->seed);
	for (i = 0; i < PICTURE_CURSOR_SIZE * PICTURE_CURSOR_SIZE; i++) {
		x = left + i % PICTURE_CURSOR_SIZE;
		y = top + i / PICTURE_CURSOR_SIZE;
		if (pixels[i] && x >= 0 && x < (int)pic->width && y >= 0 &&
		    y < (int)pic->height)
			pic->pixels[(size_t)y * pic->stride + x] = pixels[i];
	}
}

static int usage(void)
{
	fputs("expect: usage: [-c] -g WIDTHxHEIGHT [-m X,Y] [-s SEED] [-t TITLE] [-l LINE]...\n",
	      stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct picture pic = { .title = "", .seed = 0 };
	int opt, cursor = 0, mouse = 0, x = 0, y = 0, status;

	while ((opt = getopt(argc, argv, "cm:" PICTURE_OPTIONS)) != -1) {
		if (opt == 'c')
			cursor = 1;
		else if (opt == 'm')
			mouse = sscanf(optarg, "%d,%d", &x, &y) == 2;
		else if (picture_parse(&pic, opt, optarg))
			return usage();
	}
	if (cursor)
		return write_cursor(pic.seed);
	if (!pic.width || !pic.height || pic.width > 16384 || pic.height > 16384)
		return usage();
	pic.stride = pic.width;
	pic.pixels = calloc((uint64_t)pic.width * pic.height, 4);
	if (!pic.pixels)
		return 1;
	picture_draw(&pic);
	if (mouse)
		lay_cursor(&pic, x, y);
	status = write_ppm(&pic);
	free(pic.pixels);
	return status;
}
