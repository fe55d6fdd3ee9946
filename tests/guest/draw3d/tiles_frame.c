// SPDX-License-Identifier: GPL-2.0
/* Operations on fragments, and framebuffers that are not the screen. */
#include "tiles.h"

#define SIDE 96

static const float white[4] = { 1, 1, 1, 1 };

static const char sample_fs[] =
	"uniform sampler2D tex;\n"
	"vec4 pick(vec2 at) { return vec4(texture(tex, at).rgb, 1.0); }\n";

/**
 * struct mix - a blend function
 * @equation: of colour and alpha
 * @from: factor of the fragment
 * @to: factor of the destination
 */
struct mix {
	GLenum equation;
	GLenum from;
	GLenum to;
};

static const struct mix mixes[] = {
	{ GL_FUNC_ADD, GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA },
	{ GL_FUNC_ADD, GL_ONE, GL_ONE },
	{ GL_FUNC_SUBTRACT, GL_ONE, GL_ONE },
	{ GL_FUNC_REVERSE_SUBTRACT, GL_SRC_ALPHA, GL_ONE },
	{ GL_MIN, GL_ONE, GL_ONE },
	{ GL_MAX, GL_ONE, GL_ONE },
	{ GL_FUNC_ADD, GL_DST_COLOR, GL_ZERO },
	{ GL_FUNC_ADD, GL_CONSTANT_COLOR, GL_ONE_MINUS_CONSTANT_ALPHA },
};

void tile_blend(const struct tile *tile)
{
	float color[4];
	int i;

	gl_program(gl_plain_vs, gl_color_fs);
	for (i = 0; i < 6; i++) {
		gl_color(tile->seed, i, 1, color);
		gl_rect(-1, -1 + i / 3.0f, 1, -0.75f + i / 3.0f, color);
	}
	glEnable(GL_BLEND);
	glBlendColor(0.25, 0.5, 0.75, 0.5);
	for (i = 0; i < 8; i++) {
		glBlendEquation(mixes[i].equation);
		glBlendFunc(mixes[i].from, mixes[i].to);
		gl_color(tile->seed, i + 6, 0.5, color);
		gl_rect(-0.95f + i * 0.24f, -0.9, -0.75f + i * 0.24f, 0.9, color);
	}
	glBlendEquation(GL_FUNC_ADD);
	glDisable(GL_BLEND);
}

/* Counts how often each pixel is covered, then shows the counts. */
void tile_stencil(const struct tile *tile)
{
	float color[4];
	int i;

	gl_program(gl_plain_vs, gl_color_fs);
	glEnable(GL_STENCIL_TEST);
	glColorMask(0, 0, 0, 0);
	glStencilFunc(GL_ALWAYS, 0, 255);
	glStencilOp(GL_KEEP, GL_KEEP, GL_INCR);
	for (i = 0; i < 7; i++)
		gl_rect(-0.9f + i * 0.2f, -0.9f + i * 0.1f, -0.1f + i * 0.15f,
			0.2f + i * 0.1f, white);
	glColorMask(1, 1, 1, 1);
	glStencilOp(GL_KEEP, GL_KEEP, GL_KEEP);
	for (i = 0; i < 8; i++) {
		gl_color(tile->seed, i, 1, color);
		glStencilFunc(GL_EQUAL, i, 255);
		gl_rect(-1, -1, 1, 1, color);
	}
	glDisable(GL_STENCIL_TEST);
}

/* Clears of a part, masked channels, offset depth, one sample of a query. */
void tile_masks(const struct tile *tile)
{
	float color[4];
	int i;

	gl_program(gl_plain_vs, gl_color_fs);
	for (i = 0; i < 8; i++) {
		gl_color(tile->seed, i, 1, color);
		glScissor(tile->x + tile->w * i / 16, tile->y + tile->h * i / 16,
			  tile->w * (8 - i) / 8, tile->h * (8 - i) / 8);
		glColorMask(i != 2, i != 4, i != 6, 1);
		glClearColor(color[0], color[1], color[2], 1);
		glClear(GL_COLOR_BUFFER_BIT);
	}
	glColorMask(1, 1, 1, 1);
	glScissor(tile->x, tile->y, tile->w, tile->h);
	glEnable(GL_DEPTH_TEST);
	gl_rect(-0.5, -0.5, 0.5, 0.5, white);
	glEnable(GL_POLYGON_OFFSET_FILL);
	for (i = 0; i < 4; i++) {
		gl_color(tile->seed, i + 8, 1, color);
		glPolygonOffset(0, i & 1 ? -1000 : 1000);
		gl_rect(-0.4f + i * 0.2f, -0.4, -0.3f + i * 0.2f, 0.4, color);
	}
	glDisable(GL_POLYGON_OFFSET_FILL);
	glDisable(GL_DEPTH_TEST);
}

/**
 * struct frame - a framebuffer that is not the screen
 * @fbo: its framebuffer object
 * @color: texture or renderbuffer
 * @depth: renderbuffer
 */
struct frame {
	GLuint fbo;
	GLuint color;
	GLuint depth;
};

static void frame_begin(struct frame *frame, int samples)
{
	glGenFramebuffers(1, &frame->fbo);
	glBindFramebuffer(GL_FRAMEBUFFER, frame->fbo);
	glGenRenderbuffers(1, &frame->depth);
	glBindRenderbuffer(GL_RENDERBUFFER, frame->depth);
	glRenderbufferStorageMultisample(GL_RENDERBUFFER, samples,
					 GL_DEPTH24_STENCIL8, SIDE, SIDE);
	glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT,
				  GL_RENDERBUFFER, frame->depth);
	glDisable(GL_SCISSOR_TEST);
	glViewport(0, 0, SIDE, SIDE);
}

/* Two crossing planes and a wedge, so that depth decides. */
static void draw_crossing(uint32_t seed)
{
	float vertices[9][8] = {
		{ -0.9, -0.9, -0.9, 1 }, { 0.9, -0.9, 0.9, 1 }, { 0, 0.9, 0, 1 },
		{ -0.9, 0.8, 0.9, 1 }, { 0.9, 0.8, -0.9, 1 }, { 0.1, -0.9, 0, 1 },
		{ -0.9, 0, 0.1, 1 }, { 0.9, 0.1, 0.1, 1 }, { 0.9, 0.3, 0.1, 1 },
	};
	int i;

	for (i = 0; i < 9; i++)
		gl_color(seed, i, 1, vertices[i] + 4);
	glClearColor(0.25, 0.25, 0.25, 1);
	glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT |
		GL_STENCIL_BUFFER_BIT);
	glEnable(GL_DEPTH_TEST);
	gl_program(gl_plain_vs, gl_color_fs);
	gl_draw(GL_TRIANGLES, vertices[0], 9);
	glDisable(GL_DEPTH_TEST);
}

static void frame_end(struct frame *frame, const struct tile *tile)
{
	glBindFramebuffer(GL_FRAMEBUFFER, 0);
	glDeleteFramebuffers(1, &frame->fbo);
	glDeleteRenderbuffers(1, &frame->depth);
	glEnable(GL_SCISSOR_TEST);
	glViewport(tile->x, tile->y, tile->w, tile->h);
}

/* Draws into a texture with depth, and draws the texture twice. */
void tile_offscreen(const struct tile *tile)
{
	struct frame frame;
	GLuint texture = gl_texture(GL_TEXTURE_2D, GL_NEAREST, GL_CLAMP_TO_EDGE);

	glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, SIDE, SIDE);
	frame_begin(&frame, 0);
	glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0,
			       GL_TEXTURE_2D, texture, 0);
	draw_crossing(tile->seed);
	frame_end(&frame, tile);
	gl_use_sampler(sample_fs);
	gl_rect(-0.95, -0.95, 0.6, 0.95, white);
	gl_rect(0.95, 0.95, 0.3, -0.4, white);
	glDeleteTextures(1, &texture);
}

/* Blits with several samples keep position and format; @texture gets the frame. */
static void resolve_into(GLuint texture)
{
	GLuint fbo;

	glGenFramebuffers(1, &fbo);
	glBindFramebuffer(GL_DRAW_FRAMEBUFFER, fbo);
	glFramebufferTexture2D(GL_DRAW_FRAMEBUFFER, GL_COLOR_ATTACHMENT0,
			       GL_TEXTURE_2D, texture, 0);
	glBlitFramebuffer(0, 0, SIDE, SIDE, 0, 0, SIDE, SIDE,
			  GL_COLOR_BUFFER_BIT, GL_NEAREST);
	glDeleteFramebuffers(1, &fbo);
}

/* Several samples a pixel, resolved by a blit. */
void tile_samples(const struct tile *tile)
{
	struct frame frame;
	GLuint texture = gl_texture(GL_TEXTURE_2D, GL_NEAREST, GL_CLAMP_TO_EDGE);

	glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, SIDE, SIDE);
	frame_begin(&frame, 4);
	glGenRenderbuffers(1, &frame.color);
	glBindRenderbuffer(GL_RENDERBUFFER, frame.color);
	glRenderbufferStorageMultisample(GL_RENDERBUFFER, 4, GL_RGBA8, SIDE,
					 SIDE);
	glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0,
				  GL_RENDERBUFFER, frame.color);
	draw_crossing(tile->seed);
	resolve_into(texture);
	frame_end(&frame, tile);
	glDeleteRenderbuffers(1, &frame.color);
	gl_use_sampler(sample_fs);
	gl_rect(-0.95, -0.95, 0.95, 0.95, white);
	glDeleteTextures(1, &texture);
}

/* Pixels that the CPU reads and uploads as a texture, upside down. */
void tile_readback(const struct tile *tile)
{
	static uint8_t pixels[SIDE * SIDE * 4];
	float vertices[4][8] = { { -1, -1, 0, 1 }, { 1, -1, 0, 1 },
				 { -1, 1, 0, 1 }, { 1, 1, 0, 1 } };
	GLuint texture;
	int i;

	for (i = 0; i < 4; i++)
		gl_color(tile->seed, i, 1, vertices[i] + 4);
	gl_program(gl_plain_vs, gl_color_fs);
	gl_draw(GL_TRIANGLE_STRIP, vertices[0], 4);
	glReadPixels(tile->x + 5, tile->y + 7, SIDE, SIDE, GL_RGBA,
		     GL_UNSIGNED_BYTE, pixels);
	for (i = 0; i < SIDE * SIDE * 4; i++)
		pixels[i] ^= i % 4 < 3 ? 0xff : 0;
	texture = gl_texture(GL_TEXTURE_2D, GL_NEAREST, GL_CLAMP_TO_EDGE);
	glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, SIDE, SIDE, 0, GL_RGBA,
		     GL_UNSIGNED_BYTE, pixels);
	gl_use_sampler(sample_fs);
	gl_rect(-0.5, 0.5, 0.5, -0.5, white);
	glDeleteTextures(1, &texture);
}
