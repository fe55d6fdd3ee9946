// SPDX-License-Identifier: GPL-2.0
/*
 * Nothing here depends on time, random numbers or the C library's mathematics: the
 * same seed gives the same commands everywhere.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gl.h"

/* Floats of a vertex: x, y, z, w, red, green, blue, alpha. */
#define VERTEX_FLOATS 8

const char gl_plain_vs[] =
	"#version 310 es\n"
	"layout(location = 0) in vec4 pos;\n"
	"layout(location = 1) in vec4 color;\n"
	"out vec4 v_color;\n"
	"out vec4 v_pos;\n"
	"void main() { gl_Position = pos; v_pos = pos; v_color = color;\n"
	"  gl_PointSize = 13.0; }\n";

const char gl_color_fs[] =
	"#version 310 es\n"
	"precision highp float;\n"
	"in vec4 v_color;\n"
	"out vec4 frag;\n"
	"void main() { frag = v_color; }\n";

static GLuint compile(GLenum stage, const char *source)
{
	GLuint shader = glCreateShader(stage);
	char log[2048] = "";
	GLint good;

	glShaderSource(shader, 1, &source, NULL);
	glCompileShader(shader);
	glGetShaderiv(shader, GL_COMPILE_STATUS, &good);
	if (good)
		return shader;
	glGetShaderInfoLog(shader, sizeof(log), NULL, log);
	fprintf(stderr, "gl: %s\n%s\n", log, source);
	exit(1);
}

static GLuint link_program(GLuint program)
{
	char log[2048] = "";
	GLint good;

	glLinkProgram(program);
	glGetProgramiv(program, GL_LINK_STATUS, &good);
	if (!good) {
		glGetProgramInfoLog(program, sizeof(log), NULL, log);
		fprintf(stderr, "gl: %s\n", log);
		exit(1);
	}
	glUseProgram(program);
	return program;
}

/**
 * gl_program_capturing - make a program that also writes a varying to a buffer
 * @vertex: source
 * @fragment: source
 * @varying: its name, or NULL for none
 *
 * Return: the program, in use. Ends the process when it does not compile.
 */
GLuint gl_program_capturing(const char *vertex, const char *fragment,
			    const char *varying)
{
	GLuint program = glCreateProgram();

	glAttachShader(program, compile(GL_VERTEX_SHADER, vertex));
	glAttachShader(program, compile(GL_FRAGMENT_SHADER, fragment));
	if (varying)
		glTransformFeedbackVaryings(program, 1, &varying,
					    GL_INTERLEAVED_ATTRIBS);
	return link_program(program);
}

/**
 * gl_program - make a program and use it
 * @vertex: source
 * @fragment: source
 *
 * Return: the program. Ends the process when it does not compile.
 */
GLuint gl_program(const char *vertex, const char *fragment)
{
	return gl_program_capturing(vertex, fragment, NULL);
}

/**
 * gl_compute_program - make a compute program and use it
 * @source: of its only stage
 *
 * Return: the program. Ends the process when it does not compile.
 */
GLuint gl_compute_program(const char *source)
{
	GLuint program = glCreateProgram();

	glAttachShader(program, compile(GL_COMPUTE_SHADER, source));
	return link_program(program);
}

/**
 * gl_use_sampler - use a program whose colour is an expression
 * @fragment: declarations and a function "vec4 pick(vec2 at)" of the position
 *	in the tile, 0..1; the version and precision are put before them
 *
 * Return: the program.
 */
GLuint gl_use_sampler(const char *fragment)
{
	static const char head[] =
		"#version 310 es\n"
		"precision highp float;\n"
		"precision highp sampler3D;\n"
		"precision highp sampler2DArray;\n"
		"precision highp usampler2D;\n"
		"in vec4 v_pos;\n"
		"in vec4 v_color;\n"
		"out vec4 frag;\n";
	static const char tail[] =
		"\nvoid main() { frag = pick(v_pos.xy * 0.5 + 0.5) * v_color; }\n";
	char source[4096];

	snprintf(source, sizeof(source), "%s%s%s", head, fragment, tail);
	return gl_program(gl_plain_vs, source);
}

/**
 * gl_draw - draw vertices from a new buffer
 * @mode: primitive
 * @vertices: eight floats each: x, y, z, w, red, green, blue, alpha
 * @count: vertices
 */
void gl_draw(GLenum mode, const float *vertices, int count)
{
	const GLsizei stride = VERTEX_FLOATS * sizeof(float);
	GLuint buffer;

	glGenBuffers(1, &buffer);
	glBindBuffer(GL_ARRAY_BUFFER, buffer);
	glBufferData(GL_ARRAY_BUFFER, (GLsizeiptr)count * stride, vertices,
		     GL_STATIC_DRAW);
	glEnableVertexAttribArray(AT_POS);
	glEnableVertexAttribArray(AT_COLOR);
	glVertexAttribPointer(AT_POS, 4, GL_FLOAT, GL_FALSE, stride, NULL);
	glVertexAttribPointer(AT_COLOR, 4, GL_FLOAT, GL_FALSE, stride,
			      (void *)(4 * sizeof(float)));
	glDrawArrays(mode, 0, count);
	glDeleteBuffers(1, &buffer);
}

/**
 * gl_rect - draw a rectangle of one colour
 * @x0: left edge, clip space (-1..1 is the tile)
 * @y0: lower edge
 * @x1: right edge
 * @y1: upper edge
 * @color: red, green, blue, alpha
 */
void gl_rect(float x0, float y0, float x1, float y1, const float color[4])
{
	const float corner[4][2] = { { x0, y0 }, { x1, y0 }, { x0, y1 },
				     { x1, y1 } };
	float vertices[4][VERTEX_FLOATS] = { 0 };
	int i;

	for (i = 0; i < 4; i++) {
		memcpy(vertices[i], corner[i], sizeof(corner[i]));
		vertices[i][3] = 1;
		memcpy(vertices[i] + 4, color, 4 * sizeof(float));
	}
	gl_draw(GL_TRIANGLE_STRIP, vertices[0], 4);
}

/**
 * gl_texture - make a texture and bind it to the active unit
 * @target: kind
 * @filter: for both directions
 * @wrap: for both edges
 *
 * Return: the texture.
 */
GLuint gl_texture(GLenum target, GLenum filter, GLenum wrap)
{
	GLuint texture;

	glGenTextures(1, &texture);
	glBindTexture(target, texture);
	glTexParameteri(target, GL_TEXTURE_MIN_FILTER, filter);
	glTexParameteri(target, GL_TEXTURE_MAG_FILTER, filter);
	glTexParameteri(target, GL_TEXTURE_WRAP_S, wrap);
	glTexParameteri(target, GL_TEXTURE_WRAP_T, wrap);
	return texture;
}

/**
 * gl_random - compute a pseudo-random number
 * @seed: of the picture
 * @n: index of the number
 *
 * Return: the same 32 bits for the same arguments.
 */
uint32_t gl_random(uint32_t seed, uint32_t n)
{
	uint32_t x = seed * 0x9e3779b9u + n * 0x85ebca6bu + 1;

	x ^= x >> 16;
	x *= 0x7feb352du;
	x ^= x >> 15;
	x *= 0x846ca68bu;
	return x ^ x >> 16;
}

/**
 * gl_color - compute a colour that 8 bits a channel hold exactly
 * @seed: of the picture
 * @n: index of the colour
 * @alpha: 0..1
 * @color: filled in; never dark in all channels
 */
void gl_color(uint32_t seed, uint32_t n, float alpha, float color[4])
{
	uint32_t bits = gl_random(seed, n) | 0x80u << 8 * (n % 3);
	int i;

	for (i = 0; i < 3; i++)
		color[i] = (bits >> 8 * i & 255) / 255.0f;
	color[3] = alpha;
}

/**
 * gl_pattern - fill RGBA pixels with blocks, a gradient and grain
 * @pixels: width * height * 4 bytes
 * @width: pixels
 * @height: lines
 * @seed: decides colours
 */
void gl_pattern(uint8_t *pixels, int width, int height, uint32_t seed)
{
	uint32_t word;
	int x, y;

	for (y = 0; y < height; y++)
		for (x = 0; x < width; x++) {
			word = gl_random(seed, (x * 8 / width) + 8 * (y * 8 / height));
			word ^= gl_random(seed, x + y * width) & 0x1f1f1f1f;
			*pixels++ = word;
			*pixels++ = word >> 8;
			*pixels++ = x * 255 / width;
			*pixels++ = 255 - y * 255 / height;
		}
}

/**
 * gl_spin - a rotation about an axis by the angle of a 3-4-5 triangle
 * @matrix: column-major, filled in
 * @axis: 0..2
 * @scale: of all three axes
 */
void gl_spin(float matrix[16], int axis, float scale)
{
	int a = (axis + 1) % 3, b = (axis + 2) % 3;

	memset(matrix, 0, 16 * sizeof(float));
	matrix[axis * 5] = scale;
	matrix[a * 5] = matrix[b * 5] = 0.8f * scale;
	matrix[a * 4 + b] = 0.6f * scale;
	matrix[b * 4 + a] = -0.6f * scale;
	matrix[15] = 1;
}
