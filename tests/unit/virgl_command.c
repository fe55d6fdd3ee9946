// SPDX-License-Identifier: GPL-2.0
#include "virgl_command.h"

const struct expected expected[] = {
	{ 0, 0, 0, 30, { 0 }, 0, "NOP" },
	{ 1, 1, 11, 30, { 0 }, 0, "CREATE_OBJECT BLEND" },
	{ 1, 2, 9, 30, { 0 }, 0, "CREATE_OBJECT RASTERIZER" },
	{ 1, 3, 5, 30, { 0 }, 0, "CREATE_OBJECT DSA" },
	{ 1, 4, 5, 30, { 0 }, 0, "CREATE_OBJECT SHADER" },
	{ 1, 5, 1, 30, { 0 }, 0, "CREATE_OBJECT VERTEX_ELEMENTS" },
	{ 1, 6, 6, 30, { 2 }, 0, "CREATE_OBJECT SAMPLER_VIEW" },
	{ 1, 7, 9, 30, { 0 }, 0, "CREATE_OBJECT SAMPLER_STATE" },
	{ 1, 8, 5, 30, { 2 }, 0, "CREATE_OBJECT SURFACE" },
	{ 1, 9, 4, 30, { 4 }, 0, "CREATE_OBJECT QUERY" },
	{ 1, 10, 4, 30, { 2 }, 0, "CREATE_OBJECT STREAMOUT_TARGET" },
	{ 1, 11, 6, 30, { 2 }, 0, "CREATE_OBJECT MSAA_SURFACE" },
	{ 2, 0, 1, 30, { 0 }, 0, "BIND_OBJECT" },
	{ 3, 0, 1, 30, { 0 }, 0, "DESTROY_OBJECT" },
	{ 4, 0, 1, 30, { 0 }, 0, "SET_VIEWPORT_STATE" },
	{ 5, 0, 2, 30, { 0 }, 0, "SET_FRAMEBUFFER_STATE" },
	{ 6, 0, 0, 6, { 3, 6 }, 3, "SET_VERTEX_BUFFERS" },
	{ 7, 0, 8, 30, { 0 }, 0, "CLEAR" },
	{ 8, 0, 12, 30, { 15, 20 }, 0, "DRAW_VBO" },
	{ 9, 0, 12, 30, { 1 }, 0, "RESOURCE_INLINE_WRITE" },
	{ 10, 0, 2, 30, { 0 }, 0, "SET_SAMPLER_VIEWS" },
	{ 11, 0, 1, 30, { 1 }, 0, "SET_INDEX_BUFFER" },
	{ 12, 0, 2, 30, { 0 }, 0, "SET_CONSTANT_BUFFER" },
	{ 13, 0, 1, 30, { 0 }, 0, "SET_STENCIL_REF" },
	{ 14, 0, 4, 30, { 0 }, 0, "SET_BLEND_COLOR" },
	{ 15, 0, 1, 30, { 0 }, 0, "SET_SCISSOR_STATE" },
	{ 16, 0, 21, 30, { 4, 13 }, 0, "BLIT" },
	{ 17, 0, 13, 30, { 1, 6 }, 0, "RESOURCE_COPY_REGION" },
	{ 18, 0, 2, 30, { 0 }, 0, "BIND_SAMPLER_STATES" },
	{ 19, 0, 1, 30, { 0 }, 0, "BEGIN_QUERY" },
	{ 20, 0, 1, 30, { 0 }, 0, "END_QUERY" },
	{ 21, 0, 2, 30, { 0 }, 0, "GET_QUERY_RESULT" },
	{ 22, 0, 32, 40, { 0 }, 0, "SET_POLYGON_STIPPLE" },
	{ 23, 0, 32, 40, { 0 }, 0, "SET_CLIP_STATE" },
	{ 24, 0, 1, 30, { 0 }, 0, "SET_SAMPLE_MASK" },
	{ 25, 0, 1, 30, { 0 }, 0, "SET_STREAMOUT_TARGETS" },
	{ 26, 0, 3, 30, { 0 }, 0, "SET_RENDER_CONDITION" },
	{ 27, 0, 5, 30, { 5 }, 0, "SET_UNIFORM_BUFFER" },
	{ 28, 0, 1, 30, { 0 }, 0, "SET_SUB_CTX" },
	{ 29, 0, 1, 30, { 0 }, 0, "CREATE_SUB_CTX" },
	{ 30, 0, 1, 30, { 0 }, 0, "DESTROY_SUB_CTX" },
	{ 31, 0, 2, 30, { 0 }, 0, "BIND_SHADER" },
	{ 32, 0, 6, 30, { 0 }, 0, "SET_TESS_STATE" },
	{ 33, 0, 1, 30, { 0 }, 0, "SET_MIN_SAMPLES" },
	{ 34, 0, 2, 8, { 5, 8 }, 3, "SET_SHADER_BUFFERS" },
	{ 35, 0, 2, 12, { 7, 12 }, 5, "SET_SHADER_IMAGES" },
	{ 36, 0, 1, 30, { 0 }, 0, "MEMORY_BARRIER" },
	{ 37, 0, 8, 30, { 7 }, 0, "LAUNCH_GRID" },
	{ 38, 0, 2, 30, { 0 }, 0, "SET_FRAMEBUFFER_STATE_NO_ATTACH" },
	{ 39, 0, 1, 30, { 0 }, 0, "TEXTURE_BARRIER" },
	{ 40, 0, 2, 7, { 4, 7 }, 3, "SET_ATOMIC_BUFFERS" },
	{ 41, 0, 2, 30, { 0 }, 0, "SET_DEBUG_FLAGS" },
	{ 42, 0, 6, 30, { 2 }, 0, "GET_QUERY_RESULT_QBO" },
	{ 43, 0, 13, 30, { 1 }, 0, "TRANSFER3D" },
	{ 44, 0, 0, 30, { 0 }, 0, "END_TRANSFERS" },
	{ 45, 0, 14, 30, { 1, 12 }, 0, "COPY_TRANSFER3D" },
	{ 46, 0, 2, 30, { 0 }, 0, "SET_TWEAKS" },
	{ 47, 0, 12, 30, { 1 }, 0, "CLEAR_TEXTURE" },
	{ 48, 0, 11, 30, { 0 }, 0, "PIPE_RESOURCE_CREATE" },
	{ 49, 0, 8, 30, { 1 }, 0, "PIPE_RESOURCE_SET_TYPE" },
	{ 50, 0, 1, 30, { 1 }, 0, "GET_MEMORY_INFO" },
	{ 51, 0, 2, 30, { 0 }, 0, "SEND_STRING_MARKER" },
	{ 52, 0, 6, 30, { 0 }, 0, "LINK_SHADER" },
	{ 53, 0, 7, 30, { 0 }, 0, "CREATE_VIDEO_CODEC" },
	{ 54, 0, 1, 30, { 0 }, 0, "DESTROY_VIDEO_CODEC" },
	{ 55, 0, 5, 6, { 5, 6 }, 1, "CREATE_VIDEO_BUFFER" },
	{ 56, 0, 1, 30, { 0 }, 0, "DESTROY_VIDEO_BUFFER" },
	{ 57, 0, 2, 30, { 0 }, 0, "BEGIN_FRAME" },
	{ 58, 0, 0, 30, { 0 }, 0, "DECODE_MACROBLOCK" },
	{ 59, 0, 5, 30, { 3, 4 }, 0, "DECODE_BITSTREAM" },
	{ 60, 0, 5, 30, { 3, 4, 5 }, 0, "ENCODE_BITSTREAM" },
	{ 61, 0, 2, 30, { 0 }, 0, "END_FRAME" },
	{ 62, 0, 10, 30, { 0 }, 0, "CLEAR_SURFACE" },
	{ 63, 0, 2, 30, { 1, 2 }, 0, "GET_PIPE_RESOURCE_LAYOUT" },
};

const unsigned int nr_expected = ARRAY_SIZE(expected);

bool is_id(const struct expected *e, u32 at)
{
	unsigned int i;

	if (e->period && at > e->len)
		at = e->len - (e->period - 1) + (at - e->len - 1) % e->period;
	for (i = 0; e->ids[i]; i++)
		if (e->ids[i] == at)
			return true;
	return false;
}

u32 header(const struct expected *e, u32 len)
{
	return len << 16 | e->object << 8 | e->command;
}

/* Host ids are guest ids with a bit inverted. */
static u32 translate(void *priv, u32 guest_id)
{
	u32 *calls = priv;

	if (calls)
		++*calls;
	assert_int_not_equal(guest_id, 0);
	return guest_id == UNKNOWN ? 0 : HOST(guest_id);
}

struct mvgpu_virgl_scan new_scan(void)
{
	return (struct mvgpu_virgl_scan){
		.resource = translate, .allow = U64_MAX,
	};
}

__le32 *new_stream(size_t dwords)
{
	__le32 *stream = malloc(dwords ? 4 * dwords : 1);
	size_t i;

	assert_non_null(stream);
	for (i = 0; i < dwords; i++)
		stream[i] = cpu_to_le32(FILLER);
	return stream;
}

int scan_one(struct mvgpu_virgl_scan *scan, __le32 *stream, u32 header)
{
	stream[0] = cpu_to_le32(header);
	return mvgpu_virgl_scan(scan, stream, 4 * (1 + (header >> 16)));
}
