// SPDX-License-Identifier: GPL-2.0
/* Textures: filters, formats, levels, faces, layers, and uploads. */
#include <string.h>
#include "tiles.h"

#define SIZE 64
#define FACE 16

static const float white[4] = { 1, 1, 1, 1 };

static const char sample_fs[] =
	"uniform sampler2D tex;\n"
	"uniform float times;\n"
	"vec4 pick(vec2 at) { return vec4(texture(tex, at * times).rgb, 1.0); }\n";

/* Returns the n-th of columns x rows rectangles of the tile. */
static void cell(int n, int columns, int rows)
{
	float w = 2.0f / columns, h = 2.0f / rows;
	float x = -1 + n % columns * w, y = -1 + n / columns * h;

	gl_rect(x, y, x + w * 0.9375f, y + h * 0.9375f, white);
}

/* Filters and edges. */
void tile_textures(const struct tile *tile)
{
	static const GLenum wraps[] = { GL_REPEAT, GL_MIRRORED_REPEAT,
					GL_CLAMP_TO_EDGE };
	uint8_t pixels[FACE * FACE * 4];
	GLuint texture, program = gl_use_sampler(sample_fs);
	int i;

	gl_pattern(pixels, FACE, FACE, tile->seed);
	glUniform1f(glGetUniformLocation(program, "times"), 2.5f);
	for (i = 0; i < 6; i++) {
		texture = gl_texture(GL_TEXTURE_2D,
				     i < 3 ? GL_NEAREST : GL_LINEAR, wraps[i % 3]);
		glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, FACE, FACE, 0, GL_RGBA,
			     GL_UNSIGNED_BYTE, pixels);
		cell(i, 3, 2);
		glDeleteTextures(1, &texture);
	}
}

/**
 * struct format - how a texture is stored and uploaded
 * @internal: format in which it is stored
 * @format: format of the upload
 * @type: type of the upload
 */
struct format {
	GLint internal;
	GLenum format;
	GLenum type;
};

static const struct format formats[] = {
	{ GL_RGBA8, GL_RGBA, GL_UNSIGNED_BYTE },
	{ GL_RGB8, GL_RGB, GL_UNSIGNED_BYTE },
	{ GL_SRGB8_ALPHA8, GL_RGBA, GL_UNSIGNED_BYTE },
	{ GL_RGB565, GL_RGB, GL_UNSIGNED_SHORT_5_6_5 },
	{ GL_RGBA4, GL_RGBA, GL_UNSIGNED_SHORT_4_4_4_4 },
	{ GL_RGB5_A1, GL_RGBA, GL_UNSIGNED_SHORT_5_5_5_1 },
	{ GL_LUMINANCE, GL_LUMINANCE, GL_UNSIGNED_BYTE },
	{ GL_LUMINANCE_ALPHA, GL_LUMINANCE_ALPHA, GL_UNSIGNED_BYTE },
	{ GL_R8, GL_RED, GL_UNSIGNED_BYTE },
	{ GL_RG8, GL_RG, GL_UNSIGNED_BYTE },
	{ GL_RGB10_A2, GL_RGBA, GL_UNSIGNED_INT_2_10_10_10_REV },
	{ GL_R8_SNORM, GL_RED, GL_BYTE },
};

/* The same bytes in every format that has an exact meaning for them. */
void tile_formats(const struct tile *tile)
{
	uint8_t pixels[SIZE * SIZE * 4];
	GLuint texture, program = gl_use_sampler(sample_fs);
	unsigned int i;

	gl_pattern(pixels, SIZE, SIZE, tile->seed);
	glUniform1f(glGetUniformLocation(program, "times"), 1);
	for (i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		texture = gl_texture(GL_TEXTURE_2D, GL_NEAREST,
				     GL_CLAMP_TO_EDGE);
		glTexImage2D(GL_TEXTURE_2D, 0, formats[i].internal, SIZE, SIZE,
			     0, formats[i].format, formats[i].type, pixels);
		cell(i, 4, 3);
		glDeleteTextures(1, &texture);
	}
}

/* A floor in perspective, with levels made by the GPU, and one level alone. */
void tile_mipmaps(const struct tile *tile)
{
	static const char fs[] =
		"uniform sampler2D tex;\n"
		"uniform float level;\n"
		"vec4 pick(vec2 at) {\n"
		"  if (at.y > 0.5)\n"
		"    return textureLod(tex, at, floor(at.x * 6.0));\n"
		"  return texture(tex, vec2(at.x - 0.5, 1.0) / (0.55 - at.y)); }\n";
	uint8_t pixels[SIZE * SIZE * 4];
	GLuint texture;

	gl_pattern(pixels, SIZE, SIZE, tile->seed);
	texture = gl_texture(GL_TEXTURE_2D, GL_LINEAR, GL_REPEAT);
	glTexStorage2D(GL_TEXTURE_2D, 7, GL_RGBA8, SIZE, SIZE);
	glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, SIZE, SIZE, GL_RGBA,
			GL_UNSIGNED_BYTE, pixels);
	glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER,
			GL_LINEAR_MIPMAP_LINEAR);
	glGenerateMipmap(GL_TEXTURE_2D);
	/* One level is uploaded and not made by the GPU. */
	glTexSubImage2D(GL_TEXTURE_2D, 3, 0, 0, 8, 8, GL_RGBA, GL_UNSIGNED_BYTE,
			pixels);
	gl_use_sampler(fs);
	gl_rect(-1, -1, 1, 1, white);
	glDeleteTextures(1, &texture);
}

/* The six faces of a cube map. */
void tile_cube(const struct tile *tile)
{
	static const char fs[] =
		"uniform samplerCube tex;\n"
		"vec4 pick(vec2 at) { vec2 p = at * 4.0 - 2.0;\n"
		"  return vec4(texture(tex, vec3(p.x, p.y, 1.0 - abs(p.x) - abs(p.y))).rgb, 1.0); }\n";
	uint8_t pixels[FACE * FACE * 4];
	GLuint texture;
	int face;

	texture = gl_texture(GL_TEXTURE_CUBE_MAP, GL_NEAREST, GL_CLAMP_TO_EDGE);
	for (face = 0; face < 6; face++) {
		gl_pattern(pixels, FACE, FACE, tile->seed + face);
		glTexImage2D(GL_TEXTURE_CUBE_MAP_POSITIVE_X + face, 0, GL_RGBA,
			     FACE, FACE, 0, GL_RGBA, GL_UNSIGNED_BYTE, pixels);
	}
	gl_use_sampler(fs);
	gl_rect(-1, -1, 1, 1, white);
	glDeleteTextures(1, &texture);
}

static GLuint fill_layers(GLenum target, int unit, uint32_t seed)
{
	uint8_t pixels[FACE * FACE * 4];
	GLuint texture;
	int layer;

	glActiveTexture(GL_TEXTURE0 + unit);
	texture = gl_texture(target, GL_NEAREST, GL_REPEAT);
	glTexStorage3D(target, 1, GL_RGBA8, FACE, FACE, 8);
	for (layer = 0; layer < 8; layer++) {
		gl_pattern(pixels, FACE, FACE, seed + layer);
		glTexSubImage3D(target, 0, 0, 0, layer, FACE, FACE, 1, GL_RGBA,
				GL_UNSIGNED_BYTE, pixels);
	}
	return texture;
}

/* An array, a volume and integers, from three units at once. */
void tile_layers(const struct tile *tile)
{
	static const char fs[] =
		"uniform sampler2DArray list;\n"
		"uniform sampler3D volume;\n"
		"uniform usampler2D whole;\n"
		"vec4 pick(vec2 at) {\n"
		"  uint n = texelFetch(whole, ivec2(at * 16.0), 0).r;\n"
		"  vec3 p = vec3(at * 3.0, float(n & 7u));\n"
		"  if (n > 127u) return vec4(texture(list, p).rgb, 1.0);\n"
		"  return vec4(texture(volume, vec3(p.xy, (p.z + 0.5) / 8.0)).rgb, 1.0); }\n";
	uint8_t bytes[FACE * FACE * 4];
	GLuint texture[3], program;

	texture[0] = fill_layers(GL_TEXTURE_2D_ARRAY, 0, tile->seed);
	texture[1] = fill_layers(GL_TEXTURE_3D, 1, tile->seed + 20);
	gl_pattern(bytes, FACE, FACE, tile->seed + 40);
	glActiveTexture(GL_TEXTURE2);
	texture[2] = gl_texture(GL_TEXTURE_2D, GL_NEAREST, GL_CLAMP_TO_EDGE);
	glTexImage2D(GL_TEXTURE_2D, 0, GL_R8UI, FACE, FACE, 0, GL_RED_INTEGER,
		     GL_UNSIGNED_BYTE, bytes);
	program = gl_use_sampler(fs);
	glUniform1i(glGetUniformLocation(program, "volume"), 1);
	glUniform1i(glGetUniformLocation(program, "whole"), 2);
	gl_rect(-1, -1, 1, 1, white);
	glDeleteTextures(3, texture);
	glActiveTexture(GL_TEXTURE0);
}

/* Uploads from a buffer with odd lines, in parts, and copies of the screen. */
static void upload_parts(uint32_t seed)
{
	uint8_t pixels[SIZE * SIZE * 4];
	GLuint buffer;
	int i;

	gl_pattern(pixels, SIZE, SIZE, seed);
	glPixelStorei(GL_UNPACK_ROW_LENGTH, SIZE);
	for (i = 0; i < 40; i++)
		glTexSubImage2D(GL_TEXTURE_2D, 0, gl_random(seed, i) % 200,
				gl_random(seed, i + 50) % 200, 8 + i, 48 - i,
				GL_RGBA, GL_UNSIGNED_BYTE, pixels + 4 * i);
	glGenBuffers(1, &buffer);
	glBindBuffer(GL_PIXEL_UNPACK_BUFFER, buffer);
	glBufferData(GL_PIXEL_UNPACK_BUFFER, sizeof(pixels), pixels,
		     GL_STREAM_DRAW);
	glTexSubImage2D(GL_TEXTURE_2D, 0, 3, 5, 37, 41, GL_RGBA,
			GL_UNSIGNED_BYTE, (void *)(uintptr_t)20);
	glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
	glDeleteBuffers(1, &buffer);
	glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
}

void tile_uploads(const struct tile *tile)
{
	static uint8_t pixels[256 * 256 * 4];
	GLuint texture, program = gl_use_sampler(sample_fs);

	gl_pattern(pixels, 256, 256, tile->seed + 1);
	glUniform1f(glGetUniformLocation(program, "times"), 1);
	texture = gl_texture(GL_TEXTURE_2D, GL_NEAREST, GL_CLAMP_TO_EDGE);
	glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 256, 256, 0, GL_RGBA,
		     GL_UNSIGNED_BYTE, pixels);
	gl_rect(-1, -1, 0.5, 1, white);
	upload_parts(tile->seed);
	gl_rect(-0.75, -0.75, 1, 1, white);
	glCopyTexSubImage2D(GL_TEXTURE_2D, 0, 100, 10, tile->x + 10,
			    tile->y + 10, 100, 100);
	gl_rect(0, -1, 1, 0.25, white);
	glDeleteTextures(1, &texture);
}
