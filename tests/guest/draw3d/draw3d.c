// SPDX-License-Identifier: GPL-2.0
/*
 * Draws a fixed picture by OpenGL ES on the screen of a card, and continues in the
 * background, so that the picture stays on the screen:
 *
 *	draw3d [-c CARD] [-g WIDTHxHEIGHT] [-s SEED] [-f FRAMES] [-o FILE]
 *
 * -f shows that many pictures with other seeds before; -o writes the picture, as
 * the program reads it back, to a PPM. The program prints "renderer NAME", a line
 * "tile NAME HASH" for each tile, and "drawn WIDTHxHEIGHT".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tiles.h"
#include "window.h"

#define COLUMNS 5
#define ROWS 4

#define TILE(kind) { .name = #kind, .draw = tile_##kind }

static struct tile tiles[COLUMNS * ROWS] = {
	TILE(colors), TILE(depth), TILE(primitives),
	TILE(buffers), TILE(uniforms), TILE(textures),
	TILE(formats), TILE(mipmaps), TILE(cube),
	TILE(layers), TILE(uploads), TILE(blend),
	TILE(stencil), TILE(masks), TILE(offscreen),
	TILE(samples), TILE(readback), TILE(instances),
	TILE(capture), TILE(compute),
};

/**
 * struct options - the command line
 * @card: device node
 * @width: of the mode, 0 for the preferred one
 * @height: likewise
 * @seed: of the picture
 * @frames: number of pictures that are shown before it
 * @output: file for the picture, or NULL
 */
struct options {
	const char *card;
	unsigned int width;
	unsigned int height;
	uint32_t seed;
	unsigned int frames;
	const char *output;
};

/* The first tile is at the top left. */
static void place(struct tile *tile, int n, int width, int height)
{
	int column = n % COLUMNS, row = ROWS - 1 - n / COLUMNS;

	tile->x = width * column / COLUMNS;
	tile->y = height * row / ROWS;
	tile->w = width * (column + 1) / COLUMNS - tile->x;
	tile->h = height * (row + 1) / ROWS - tile->y;
}

static int draw_tile(struct tile *tile)
{
	GLenum error;

	glViewport(tile->x, tile->y, tile->w, tile->h);
	glScissor(tile->x, tile->y, tile->w, tile->h);
	tile->draw(tile);
	error = glGetError();
	if (error == GL_NO_ERROR)
		return 0;
	fprintf(stderr, "draw3d: tile %s: OpenGL error 0x%x\n", tile->name,
		error);
	return -1;
}

static int draw(int width, int height, uint32_t seed)
{
	int n;

	glDisable(GL_SCISSOR_TEST);
	glDisable(GL_DITHER);
	glClearColor(0, 0, 0, 1);
	glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT |
		GL_STENCIL_BUFFER_BIT);
	glEnable(GL_SCISSOR_TEST);
	for (n = 0; n < COLUMNS * ROWS; n++) {
		place(&tiles[n], n, width, height);
		tiles[n].seed = seed + 1000 * n;
		if (draw_tile(&tiles[n]))
			return -1;
	}
	return 0;
}

/* FNV-1a over the red, green and blue of a tile. */
static uint32_t hash_tile(const struct tile *tile, const uint8_t *pixels,
			  int width)
{
	uint32_t hash = 0x811c9dc5;
	const uint8_t *line;
	int x, y;

	for (y = 0; y < tile->h; y++) {
		line = pixels + ((size_t)(tile->y + y) * width + tile->x) * 4;
		for (x = 0; x < tile->w * 4; x++)
			if (x % 4 < 3)
				hash = (hash ^ line[x]) * 0x01000193;
	}
	return hash;
}

static int write_ppm(const char *path, const uint8_t *pixels, int width,
		     int height)
{
	FILE *file = fopen(path, "wb");
	int x, y;

	if (!file) {
		perror(path);
		return -1;
	}
	fprintf(file, "P6\n%d %d\n255\n", width, height);
	for (y = height; y--;)
		for (x = 0; x < width; x++)
			fwrite(pixels + ((size_t)y * width + x) * 4, 3, 1, file);
	if (!fclose(file))
		return 0;
	perror(path);
	return -1;
}

/* Reads the picture back from the GPU and prints its hashes. */
static int report(const struct options *opts, int width, int height)
{
	uint8_t *pixels = calloc((size_t)width * height, 4);
	int n, ret = 0;

	if (!pixels)
		return -1;
	glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
	printf("renderer %s\n", glGetString(GL_RENDERER));
	for (n = 0; n < COLUMNS * ROWS; n++)
		printf("tile %s %08x\n", tiles[n].name,
		       hash_tile(&tiles[n], pixels, width));
	if (opts->output)
		ret = write_ppm(opts->output, pixels, width, height);
	free(pixels);
	return ret;
}

static int draw_all(const struct options *opts)
{
	struct window win;
	unsigned int left;
	int width, height;

	if (window_open(&win, opts->card, opts->width, opts->height))
		return -1;
	width = win.kms.mode.hdisplay;
	height = win.kms.mode.vdisplay;
	for (left = opts->frames; left; left--)
		if (draw(width, height, opts->seed + left) ||
		    window_show(&win))
			return -1;
	if (draw(width, height, opts->seed) || report(opts, width, height) ||
	    window_show(&win))
		return -1;
	printf("drawn %dx%d\n", width, height);
	return 0;
}

/* A process in the background keeps the card open, so the caller can continue. */
static int stay(void)
{
	pid_t pid = fork();

	if (pid < 0)
		return 1;
	if (pid)
		_exit(0);
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
	case 'c':
		opts->card = arg;
		return 0;
	case 'g':
		return sscanf(arg, "%ux%u", &opts->width, &opts->height) == 2
			? 0 : -1;
	case 's':
		opts->seed = strtoul(arg, NULL, 10);
		return 0;
	case 'f':
		opts->frames = strtoul(arg, NULL, 10);
		return 0;
	case 'o':
		opts->output = arg;
		return 0;
	}
	return -1;
}

int main(int argc, char **argv)
{
	struct options opts = { .card = "/dev/dri/card0" };
	int opt;

	while ((opt = getopt(argc, argv, "c:g:s:f:o:")) != -1)
		if (parse(&opts, opt, optarg)) {
			fprintf(stderr, "draw3d: bad option -%c\n", opt);
			return 2;
		}
	if (draw_all(&opts))
		return 1;
	fflush(stdout);
	return stay();
}
