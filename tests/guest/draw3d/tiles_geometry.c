// SPDX-License-Identifier: GPL-2.0
/* Vertices: their sources, the primitives made of them, and depth. */
#include <string.h>
#include "tiles.h"

#define CUBE_VERTICES 36
#define POINTS 24

/* Varyings over a triangle, and inputs of a fragment from the rasterizer. */
void tile_colors(const struct tile *tile)
{
	static const char fs[] =
		"vec4 pick(vec2 at) {\n"
		"  float line = mod(floor(gl_FragCoord.y), 8.0) < 1.0 ? 0.5 : 1.0;\n"
		"  return vec4(vec3(gl_FrontFacing ? line : 0.25), 1.0); }\n";
	float vertices[6][8] = {
		{ -0.9, -0.9, 0, 1 }, { 0.9, -0.9, 0, 1 }, { -0.9, 0.9, 0, 1 },
		{ 0.9, 0.9, 0, 1 }, { 0.9, -0.7, 0, 1 }, { -0.7, 0.9, 0, 1 },
	};
	int i;

	for (i = 0; i < 6; i++)
		gl_color(tile->seed, i, 1, vertices[i] + 4);
	/* The second one is seen from behind. */
	memcpy(vertices[5] + 4, vertices[0] + 4, 16);
	gl_use_sampler(fs);
	gl_draw(GL_TRIANGLES, vertices[0], 3);
	gl_draw(GL_TRIANGLES, vertices[3], 3);
	glEnable(GL_CULL_FACE);
	gl_rect(-0.2, -0.2, 0.2, 0.2, vertices[1] + 4);
	glCullFace(GL_FRONT);
	gl_rect(-0.1, -0.1, 0.3, 0.3, vertices[2] + 4);
	glCullFace(GL_BACK);
	glDisable(GL_CULL_FACE);
}

/* Returns corner n of face f of a cube, with two triangles a face. */
static void cube_vertex(float *vertex, int face, int n)
{
	static const int corner[6] = { 0, 1, 2, 2, 1, 3 };
	int axis = face / 2, sign = face & 1 ? 1 : -1;
	int u = corner[n] & 1 ? 1 : -1, v = corner[n] & 2 ? 1 : -1;

	vertex[axis] = sign;
	vertex[(axis + 1) % 3] = u;
	vertex[(axis + 2) % 3] = v * sign;
	vertex[3] = 1;
}

static void make_cube(float vertices[CUBE_VERTICES][8], uint32_t seed)
{
	int i;

	for (i = 0; i < CUBE_VERTICES; i++) {
		cube_vertex(vertices[i], i / 6, i % 6);
		gl_color(seed, i / 6, 1, vertices[i] + 4);
	}
}

/* Three cubes that intersect, rotated by uniforms. */
void tile_depth(const struct tile *tile)
{
	static const char vs[] =
		"#version 310 es\n"
		"layout(location = 0) in vec4 pos;\n"
		"layout(location = 1) in vec4 color;\n"
		"uniform mat4 turn[2];\n"
		"uniform vec3 shift;\n"
		"out vec4 v_color;\n"
		"void main() { vec4 p = turn[0] * (turn[1] * pos);\n"
		"  gl_Position = vec4(p.xy + shift.xy, p.z * 0.5 + shift.z, 1.2 + p.z * 0.4);\n"
		"  v_color = color; }\n";
	static const float shift[3][3] = { { -0.35, 0.1, 0 }, { 0.3, -0.15, 0.1 },
					   { 0.05, 0.4, -0.1 } };
	float vertices[CUBE_VERTICES][8], turn[2][16];
	GLuint program = gl_program(vs, gl_color_fs);
	int i;

	glEnable(GL_DEPTH_TEST);
	for (i = 0; i < 3; i++) {
		make_cube(vertices, tile->seed + i);
		gl_spin(turn[0], i, 0.45f);
		gl_spin(turn[1], (i + 1) % 3, 1);
		glUniformMatrix4fv(glGetUniformLocation(program, "turn"), 2,
				   GL_FALSE, turn[0]);
		glUniform3fv(glGetUniformLocation(program, "shift"), 1, shift[i]);
		glDepthFunc(i == 2 ? GL_LEQUAL : GL_LESS);
		gl_draw(GL_TRIANGLES, vertices[0], CUBE_VERTICES);
	}
	glDepthFunc(GL_LESS);
	glDisable(GL_DEPTH_TEST);
}

/* Points, lines, strips and fans of the same vertices. */
void tile_primitives(const struct tile *tile)
{
	static const GLenum modes[] = { GL_TRIANGLE_FAN, GL_LINE_STRIP,
					GL_LINES, GL_POINTS };
	static const char fs[] =
		"#version 310 es\n"
		"precision highp float;\n"
		"in vec4 v_color;\n"
		"uniform float pointed;\n"
		"out vec4 frag;\n"
		"void main() { vec2 at = gl_PointCoord - 0.5;\n"
		"  if (pointed > 0.5 && dot(at, at) > 0.2) discard;\n"
		"  frag = v_color; }\n";
	float vertices[POINTS][8] = { 0 };
	GLuint program = gl_program(gl_plain_vs, fs);
	int i, n;

	for (n = 0; n < 4; n++) {
		for (i = 0; i < POINTS; i++) {
			uint32_t place = gl_random(tile->seed, n * 100 + i);

			vertices[i][0] = (n & 1) - 1 + (place & 255) / 256.0f;
			vertices[i][1] = (n >> 1) - 1.0f + (place >> 8 & 255) / 256.0f;
			vertices[i][3] = 1;
			gl_color(tile->seed, i, 1, vertices[i] + 4);
		}
		glUniform1f(glGetUniformLocation(program, "pointed"),
			    modes[n] == GL_POINTS);
		gl_draw(modes[n], vertices[0], n ? POINTS : 6);
	}
}

/* Positions and colours from buffers of their own, in small formats. */
static void small_attributes(GLuint buffer[2], uint32_t seed)
{
	int16_t place[16][2];
	uint8_t color[16][4];
	int i;

	for (i = 0; i < 16; i++) {
		uint32_t word = gl_random(seed, i);

		place[i][0] = (i % 4 * 2 - 3) * 9000 + (int)(word % 4000);
		place[i][1] = (i / 4 * 2 - 3) * 9000 + (int)(word >> 8) % 4000;
		memcpy(color[i], &word, 4);
		color[i][3] = 255;
	}
	glGenBuffers(2, buffer);
	glBindBuffer(GL_ARRAY_BUFFER, buffer[0]);
	glBufferData(GL_ARRAY_BUFFER, sizeof(place), NULL, GL_DYNAMIC_DRAW);
	glBufferSubData(GL_ARRAY_BUFFER, 0, sizeof(place) / 2, place);
	glBufferSubData(GL_ARRAY_BUFFER, sizeof(place) / 2, sizeof(place) / 2,
			place[8]);
	glVertexAttribPointer(AT_POS, 2, GL_SHORT, GL_TRUE, 0, NULL);
	glBindBuffer(GL_ARRAY_BUFFER, buffer[1]);
	glBufferData(GL_ARRAY_BUFFER, sizeof(color), color, GL_STATIC_DRAW);
	glVertexAttribPointer(AT_COLOR, 4, GL_UNSIGNED_BYTE, GL_TRUE, 0, NULL);
}

/* A mesh by indices of every size, with a restart of the strip. */
void tile_buffers(const struct tile *tile)
{
	static const uint8_t bytes[] = { 0, 1, 4, 5, 8, 9, 255, 2, 3, 6, 7 };
	static const uint16_t shorts[] = { 8, 9, 12, 12, 9, 13 };
	static const uint32_t words[] = { 10, 11, 14, 15 };
	GLuint buffer[3];

	gl_program(gl_plain_vs, gl_color_fs);
	glEnableVertexAttribArray(AT_POS);
	glEnableVertexAttribArray(AT_COLOR);
	small_attributes(buffer, tile->seed);
	glGenBuffers(1, &buffer[2]);
	glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, buffer[2]);
	glEnable(GL_PRIMITIVE_RESTART_FIXED_INDEX);
	glBufferData(GL_ELEMENT_ARRAY_BUFFER, sizeof(bytes), bytes,
		     GL_STATIC_DRAW);
	glDrawElements(GL_TRIANGLE_STRIP, 11, GL_UNSIGNED_BYTE, NULL);
	glDisable(GL_PRIMITIVE_RESTART_FIXED_INDEX);
	glBufferData(GL_ELEMENT_ARRAY_BUFFER, sizeof(shorts), shorts,
		     GL_STREAM_DRAW);
	glDrawElements(GL_TRIANGLES, 6, GL_UNSIGNED_SHORT, NULL);
	glBufferData(GL_ELEMENT_ARRAY_BUFFER, sizeof(words), words,
		     GL_DYNAMIC_DRAW);
	glDrawRangeElements(GL_TRIANGLE_STRIP, 10, 15, 4, GL_UNSIGNED_INT, NULL);
	glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, 0);
	glDeleteBuffers(3, buffer);
}

/* A loop over uniforms of every kind, from plain ones and from a block. */
void tile_uniforms(const struct tile *tile)
{
	static const char fs[] =
		"uniform vec4 spot[8];\n"
		"uniform ivec2 step_;\n"
		"uniform bool bright;\n"
		"layout(std140, binding = 0) uniform Block { vec4 tint[8]; };\n"
		"vec4 pick(vec2 at) {\n"
		"  vec3 sum = vec3(0.0);\n"
		"  for (int i = 0; i < 8; i++) {\n"
		"    vec2 d = floor(abs(at - spot[i].xy) * 32.0);\n"
		"    if (int(d.x + d.y) % step_.x < step_.y) sum += tint[i].rgb * 0.25;\n"
		"  }\n"
		"  return vec4(bright ? min(sum * 1.5, 1.0) : sum, 1.0); }\n";
	static const float white[4] = { 1, 1, 1, 1 };
	GLuint program = gl_use_sampler(fs), block;
	float spot[8][4], tint[8][4];
	int i;

	for (i = 0; i < 8; i++) {
		gl_color(tile->seed, i, 1, spot[i]);
		gl_color(tile->seed, i + 8, 1, tint[i]);
	}
	glUniform4fv(glGetUniformLocation(program, "spot"), 8, spot[0]);
	glUniform2i(glGetUniformLocation(program, "step_"), 9, 4);
	glUniform1i(glGetUniformLocation(program, "bright"), 1);
	glGenBuffers(1, &block);
	glBindBufferBase(GL_UNIFORM_BUFFER, 0, block);
	glBufferData(GL_UNIFORM_BUFFER, sizeof(tint), tint, GL_STATIC_DRAW);
	gl_rect(-1, -1, 1, 1, white);
	glDeleteBuffers(1, &block);
}
