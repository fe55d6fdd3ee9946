/* SPDX-License-Identifier: GPL-2.0 */
/* Helpers on top of OpenGL ES 3.1, with which the tiles are drawn. */
#ifndef GL_H
#define GL_H

#include <stdint.h>
#include <GLES3/gl31.h>

/* Attribute locations, the same in every program. */
enum { AT_POS, AT_COLOR };

/**
 * struct tile - a part of the screen, drawn by one function
 * @name: part of a GPU that it shows
 * @draw: draws it; the viewport and the scissor are the tile
 * @x: left edge on the screen, pixels
 * @y: lower edge, from the bottom, as in OpenGL
 * @w: pixels
 * @h: lines
 * @seed: decides colours and patterns
 */
struct tile {
	const char *name;
	void (*draw)(const struct tile *tile);
	int x, y, w, h;
	uint32_t seed;
};

/* Vertex shader: takes "pos" (clip space) and "color", gives "v_color" and "v_pos". */
extern const char gl_plain_vs[];
/* Fragment shader: draws "v_color". */
extern const char gl_color_fs[];

GLuint gl_program(const char *vertex, const char *fragment);
GLuint gl_program_capturing(const char *vertex, const char *fragment,
			    const char *varying);
GLuint gl_compute_program(const char *source);
GLuint gl_use_sampler(const char *fragment);
void gl_rect(float x0, float y0, float x1, float y1, const float color[4]);
void gl_draw(GLenum mode, const float *vertices, int count);
GLuint gl_texture(GLenum target, GLenum filter, GLenum wrap);
uint32_t gl_random(uint32_t seed, uint32_t n);
void gl_color(uint32_t seed, uint32_t n, float alpha, float color[4]);
void gl_pattern(uint8_t *pixels, int width, int height, uint32_t seed);
void gl_spin(float matrix[16], int axis, float scale);

#endif /* GL_H */
