// SPDX-License-Identifier: GPL-2.0
/* Instances, and work whose result is data and not a picture. */
#include <string.h>
#include "tiles.h"

#define COPIES 48
#define VERTICES 12

/* Many instances of a triangle, placed by their number and by an attribute. */
void tile_instances(const struct tile *tile)
{
	static const char vs[] =
		"#version 310 es\n"
		"layout(location = 0) in vec2 pos;\n"
		"layout(location = 1) in vec4 color;\n"
		"out vec4 v_color;\n"
		"void main() { int n = gl_InstanceID;\n"
		"  vec2 at = vec2(float(n % 8), float(n / 8)) * vec2(0.25, 0.333);\n"
		"  gl_Position = vec4(at + pos * 0.125 - vec2(0.875, 0.833), 0.0, 1.0);\n"
		"  v_color = color; }\n";
	static const float corners[6] = { -1, -1, 1, -0.5, -0.25, 1 };
	float colors[COPIES][4];
	GLuint buffer[2];
	int i;

	for (i = 0; i < COPIES; i++)
		gl_color(tile->seed, i, 1, colors[i]);
	gl_program(vs, gl_color_fs);
	glGenBuffers(2, buffer);
	glEnableVertexAttribArray(AT_POS);
	glEnableVertexAttribArray(AT_COLOR);
	glBindBuffer(GL_ARRAY_BUFFER, buffer[0]);
	glBufferData(GL_ARRAY_BUFFER, sizeof(corners), corners, GL_STATIC_DRAW);
	glVertexAttribPointer(AT_POS, 2, GL_FLOAT, GL_FALSE, 0, NULL);
	glBindBuffer(GL_ARRAY_BUFFER, buffer[1]);
	glBufferData(GL_ARRAY_BUFFER, sizeof(colors), colors, GL_STATIC_DRAW);
	glVertexAttribPointer(AT_COLOR, 4, GL_FLOAT, GL_FALSE, 0, NULL);
	glVertexAttribDivisor(AT_COLOR, 1);
	glDrawArraysInstanced(GL_TRIANGLES, 0, 3, COPIES);
	glVertexAttribDivisor(AT_COLOR, 0);
	glDeleteBuffers(2, buffer);
}

/* A draw of vertices that an earlier draw wrote to a buffer. */
static void draw_captured(GLuint buffer)
{
	gl_program(gl_plain_vs, gl_color_fs);
	glBindBuffer(GL_ARRAY_BUFFER, buffer);
	glEnableVertexAttribArray(AT_POS);
	glDisableVertexAttribArray(AT_COLOR);
	glVertexAttrib4f(AT_COLOR, 0, 0, 0, 1);
	glVertexAttribPointer(AT_POS, 4, GL_FLOAT, GL_FALSE, 0, NULL);
	glDrawArrays(GL_LINES, 0, VERTICES);
}

/* Vertices captured into a buffer, and a query of their number, shown as a colour. */
void tile_capture(const struct tile *tile)
{
	static const char vs[] =
		"#version 310 es\n"
		"layout(location = 0) in vec4 pos;\n"
		"layout(location = 1) in vec4 color;\n"
		"out vec4 v_color;\n"
		"out vec4 moved;\n"
		"void main() { moved = vec4(pos.yx * 0.75, 0.0, 1.0);\n"
		"  gl_Position = pos; v_color = color; }\n";
	float vertices[VERTICES][8] = { 0 }, color[4];
	GLuint buffer, query, written = 0;
	int i;

	for (i = 0; i < VERTICES; i++) {
		gl_color(tile->seed, i, 1, vertices[i]);
		vertices[i][0] -= 0.5f;
		vertices[i][1] = vertices[i][1] * 2 - 1;
		vertices[i][2] = 0;
		gl_color(tile->seed, i / 3, 1, vertices[i] + 4);
	}
	glGenBuffers(1, &buffer);
	glBindBufferBase(GL_TRANSFORM_FEEDBACK_BUFFER, 0, buffer);
	glBufferData(GL_TRANSFORM_FEEDBACK_BUFFER, VERTICES * 16, NULL,
		     GL_DYNAMIC_COPY);
	glGenQueries(1, &query);
	gl_program_capturing(vs, gl_color_fs, "moved");
	glBeginQuery(GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN, query);
	glBeginTransformFeedback(GL_TRIANGLES);
	gl_draw(GL_TRIANGLES, vertices[0], VERTICES);
	glEndTransformFeedback();
	glEndQuery(GL_TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN);
	glGetQueryObjectuiv(query, GL_QUERY_RESULT, &written);
	glBindBufferBase(GL_TRANSFORM_FEEDBACK_BUFFER, 0, 0);
	draw_captured(buffer);
	gl_color(tile->seed, 100 + written, 1, color);
	gl_program(gl_plain_vs, gl_color_fs);
	gl_rect(-1, -1, -0.8, -0.8, color);
	glDeleteQueries(1, &query);
	glDeleteBuffers(1, &buffer);
}

/* A compute program fills a buffer, whose contents are then shown as colours. */
void tile_compute(const struct tile *tile)
{
	static const char cs[] =
		"#version 310 es\n"
		"layout(local_size_x = 8, local_size_y = 8) in;\n"
		"layout(std430, binding = 0) buffer Out { uint word[]; };\n"
		"uniform uint seed;\n"
		"shared uint sum;\n"
		"void main() { uvec2 at = gl_GlobalInvocationID.xy;\n"
		"  if (gl_LocalInvocationIndex == 0u) sum = 0u;\n"
		"  barrier();\n"
		"  atomicAdd(sum, at.x * 7u + at.y * 3u + seed);\n"
		"  barrier();\n"
		"  word[at.y * 32u + at.x] = sum * 2654435761u ^ at.x * at.y * 2039u; }\n";
	static const char fs[] =
		"uniform sampler2D tex;\n"
		"vec4 pick(vec2 at) { return vec4(texture(tex, at).rgb, 1.0); }\n";
	static const float white[4] = { 1, 1, 1, 1 };
	GLuint buffer, texture, program = gl_compute_program(cs);

	glUniform1ui(glGetUniformLocation(program, "seed"), tile->seed);
	glGenBuffers(1, &buffer);
	glBindBufferBase(GL_SHADER_STORAGE_BUFFER, 0, buffer);
	glBufferData(GL_SHADER_STORAGE_BUFFER, 32 * 32 * 4, NULL,
		     GL_DYNAMIC_COPY);
	glDispatchCompute(4, 4, 1);
	glMemoryBarrier(GL_PIXEL_BUFFER_BARRIER_BIT);
	glBindBuffer(GL_PIXEL_UNPACK_BUFFER, buffer);
	texture = gl_texture(GL_TEXTURE_2D, GL_NEAREST, GL_CLAMP_TO_EDGE);
	glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA, 32, 32, 0, GL_RGBA,
		     GL_UNSIGNED_BYTE, NULL);
	glBindBuffer(GL_PIXEL_UNPACK_BUFFER, 0);
	gl_use_sampler(fs);
	gl_rect(-1, -1, 1, 1, white);
	glDeleteTextures(1, &texture);
	glDeleteBuffers(1, &buffer);
}
