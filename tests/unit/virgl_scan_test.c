// SPDX-License-Identifier: GPL-2.0
/* Tests of the stream scanner: all ids are replaced, and nothing else changes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "gvt/virgl/scan.h"

#define UNKNOWN		0x00abcdefU
#define HOST(id)	((id) ^ 0x40000000U)
#define MAX_LEN		0xffff
#define FILLER		0xa5a5a5a5U

/*
 * The rules of virgl_protocol.h and vrend_decode.c, independent of the table in
 * scan.c: command, object type, shortest length, and for lengths up to @len the
 * positions of ids, terminated by 0. If @period is not 0, the positions repeat
 * after that many dwords.
 */
static const struct expected {
	u8 command, object, min;
	u8 len, ids[5];
	u8 period;
	const char *name;
} expected[] = {
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

#define for_each_expected(e)						\
	for (e = expected; e < expected + ARRAY_SIZE(expected); e++)

static bool is_id(const struct expected *e, u32 at)
{
	unsigned int i;

	if (e->period && at > e->len)
		at = e->len - (e->period - 1) + (at - e->len - 1) % e->period;
	for (i = 0; e->ids[i]; i++)
		if (e->ids[i] == at)
			return true;
	return false;
}

static u32 header(const struct expected *e, u32 len)
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

static struct mvgpu_virgl_scan new_scan(void)
{
	return (struct mvgpu_virgl_scan){
		.resource = translate, .allow = U64_MAX,
	};
}

/* The stream fills its allocation, so that ASan finds overruns at both ends. */
static __le32 *new_stream(size_t dwords)
{
	__le32 *stream = malloc(dwords ? 4 * dwords : 1);
	size_t i;

	assert_non_null(stream);
	for (i = 0; i < dwords; i++)
		stream[i] = cpu_to_le32(FILLER);
	return stream;
}

static int scan_one(struct mvgpu_virgl_scan *scan, __le32 *stream, u32 header)
{
	stream[0] = cpu_to_le32(header);
	return mvgpu_virgl_scan(scan, stream, 4 * (1 + (header >> 16)));
}

static u32 resulting(u32 id)
{
	if (!id)
		return 0;
	return id == UNKNOWN ? 0x7fffffffU : HOST(id);
}

/* A command of @len dwords, each of which is @id. */
static void check_places(const struct expected *e, u32 len, u32 id)
{
	struct mvgpu_virgl_scan scan = new_scan();
	__le32 *stream = new_stream(1 + len);
	u32 i, calls = 0, ids = 0;

	for (i = 1; i <= len; i++) {
		stream[i] = cpu_to_le32(id);
		ids += is_id(e, i);
	}
	scan.priv = &calls;
	assert_int_equal(scan_one(&scan, stream, header(e, len)), 0);
	for (i = 1; i <= len; i++)
		assert_int_equal(le32_to_cpu(stream[i]),
				 is_id(e, i) ? resulting(id) : id);
	assert_int_equal(calls, id ? ids : 0);
	assert_int_equal(scan.ids, id ? ids : 0);
	assert_int_equal(scan.unknown, id == UNKNOWN ? ids : 0);
	free(stream);
}

static void check_all_places(u32 id)
{
	const struct expected *e;
	u32 len;

	for_each_expected(e)
		for (len = e->min; len <= 100; len++)
			check_places(e, len, id);
}

static void known_ids_are_replaced(void **state)
{
	check_all_places(7);
}

static void unknown_ids_become_no_resource(void **state)
{
	check_all_places(UNKNOWN);
}

static void id_0_stays_0_and_is_not_asked_for(void **state)
{
	check_all_places(0);
}

static void large_ids_are_ids(void **state)
{
	check_all_places(U32_MAX);
}

static void arrays_of_ids_end_with_the_command(void **state)
{
	const struct expected *e;

	for_each_expected(e)
		if (e->period)
			check_places(e, MAX_LEN, 9);
}

static void every_command_has_its_row(void **state)
{
	const struct expected *e;
	u64 seen = 0;

	for_each_expected(e) {
		const struct mvgpu_virgl_row *row =
			mvgpu_virgl_row(header(e, 0));

		assert_non_null(row);
		assert_string_equal(row->name, e->name);
		assert_int_equal(row->min, e->min);
		if (e->command != 1)
			assert_string_equal(mvgpu_virgl_name(e->command),
					    e->name);
		seen |= BIT_ULL(e->command);
	}
	assert_true(seen == U64_MAX);
	assert_string_equal(mvgpu_virgl_name(1), "CREATE_OBJECT");
	assert_string_equal(mvgpu_virgl_name(64), "?");
	assert_string_equal(mvgpu_virgl_name(U32_MAX), "?");
}

static void a_command_too_short_is_rejected(void **state)
{
	const struct expected *e;
	u32 len;

	for_each_expected(e) {
		for (len = 0; len < e->min; len++) {
			struct mvgpu_virgl_scan scan = new_scan();
			__le32 *stream = new_stream(1 + len);

			assert_int_equal(scan_one(&scan, stream,
						  header(e, len)), -EINVAL);
			assert_int_equal(scan.bad, header(e, len));
			assert_int_equal(scan.commands, 0);
			free(stream);
		}
	}
}

static void an_unknown_command_is_rejected(void **state)
{
	u32 command, len;

	for (command = 64; command < 256; command++)
		for (len = 0; len < 20; len++) {
			struct mvgpu_virgl_scan scan = new_scan();
			__le32 *stream = new_stream(1 + len);

			assert_int_equal(scan_one(&scan, stream,
						  len << 16 | command),
					 -EINVAL);
			assert_int_equal(scan.bad, len << 16 | command);
			free(stream);
		}
}

static void an_unknown_object_type_is_rejected(void **state)
{
	struct mvgpu_virgl_scan scan = new_scan();
	__le32 *stream = new_stream(31);
	u32 type;

	for (type = 0; type < 256; type++)
		assert_int_equal(scan_one(&scan, stream,
					  30 << 16 | type << 8 | 1),
				 type >= 1 && type <= 11 ? 0 : -EINVAL);
	free(stream);
}

/* Only CREATE_OBJECT has types whose number matters. */
static void other_commands_ignore_the_type(void **state)
{
	const struct expected *e;

	for_each_expected(e) {
		struct mvgpu_virgl_scan scan = new_scan();
		__le32 *stream = new_stream(1 + e->len);
		u32 h = header(e, e->len >= e->min ? e->len : e->min);

		if (e->command != 1)
			assert_int_equal(scan_one(&scan, stream, h | 0xff00),
					 0);
		free(stream);
	}
}

static void a_command_longer_than_the_stream_is_rejected(void **state)
{
	const struct expected *e;
	size_t left;

	for_each_expected(e) {
		for (left = 0; left < e->len; left++) {
			struct mvgpu_virgl_scan scan = new_scan();
			__le32 *stream = new_stream(1 + left);

			stream[0] = cpu_to_le32(header(e, e->len));
			assert_int_equal(mvgpu_virgl_scan(&scan, stream,
							  4 * (1 + left)),
					 -EINVAL);
			assert_int_equal(scan.bad, header(e, e->len));
			free(stream);
		}
	}
}

static void commands_after_a_bad_one_do_not_count(void **state)
{
	struct mvgpu_virgl_scan scan = new_scan();
	__le32 *stream = new_stream(4);

	stream[0] = cpu_to_le32(1 << 16 | 50);
	stream[1] = cpu_to_le32(3);
	stream[2] = cpu_to_le32(64);
	stream[3] = cpu_to_le32(19);
	assert_int_equal(mvgpu_virgl_scan(&scan, stream, 16), -EINVAL);
	assert_int_equal(scan.bad, 64);
	assert_int_equal(scan.commands, 1);
	assert_true(scan.seen == BIT_ULL(50));
	free(stream);
}

static void a_partial_dword_at_the_end_is_ignored(void **state)
{
	const __le32 command[] = { cpu_to_le32(1 << 16 | 50), cpu_to_le32(3) };
	struct mvgpu_virgl_scan scan = new_scan();
	size_t bytes, i;

	for (bytes = 1; bytes < 4; bytes++) {
		u8 *stream = malloc(sizeof(command) + bytes);

		assert_non_null(stream);
		memcpy(stream, command, sizeof(command));
		memset(stream + sizeof(command), 0xff, bytes);
		assert_int_equal(mvgpu_virgl_scan(&scan, stream,
						  sizeof(command) + bytes), 0);
		for (i = 0; i < bytes; i++)
			assert_int_equal(stream[sizeof(command) + i], 0xff);
		free(stream);
	}
	assert_int_equal(scan.commands, 3);
}

static void an_empty_stream_is_accepted(void **state)
{
	struct mvgpu_virgl_scan scan = new_scan();
	u8 byte = 0xff;

	assert_int_equal(mvgpu_virgl_scan(&scan, &byte, 0), 0);
	assert_int_equal(scan.commands, 0);
}

static bool is_dropped(u8 command)
{
	return command == 41 || command == 48 || command == 50 || command == 63;
}

/* @allow has only the bit of the command if @allowed, otherwise all others. */
static void check_drop(const struct expected *e, bool allowed)
{
	u32 i, h = header(e, max(e->len, e->min));
	struct mvgpu_virgl_scan scan = new_scan();
	bool drop = !allowed && is_dropped(e->command);
	__le32 *stream = new_stream(1 + (h >> 16));

	scan.allow = allowed ? BIT_ULL(e->command) : ~BIT_ULL(e->command);
	assert_int_equal(scan_one(&scan, stream, h), 0);
	assert_int_equal(le32_to_cpu(stream[0]), drop ? h & ~0xffU : h);
	for (i = 1; i <= h >> 16; i++)
		assert_int_equal(le32_to_cpu(stream[i]),
				 is_id(e, i) && !drop ? HOST(FILLER) : FILLER);
	assert_true(scan.seen == BIT_ULL(e->command));
	free(stream);
}

static void some_commands_become_nops_of_the_same_length(void **state)
{
	const struct expected *e;

	for_each_expected(e)
		check_drop(e, false);
}

static void allowed_commands_are_not_dropped(void **state)
{
	const struct expected *e;

	for_each_expected(e)
		check_drop(e, true);
}

struct watched {
	u32 headers[64];
	u32 nr;
	int err;
};

static u32 same_id(void *priv, u32 id)
{
	return id;
}

static int watch(void *priv, const __le32 *cmd)
{
	struct watched *w = priv;

	w->headers[w->nr++] = le32_to_cpu(*cmd);
	return w->err;
}

static void check_watch(const struct expected *e, u64 allow, bool told, int err)
{
	u32 h = header(e, max(e->len, e->min));
	__le32 *stream = new_stream(1 + (h >> 16));
	struct watched w = { .err = err };
	struct mvgpu_virgl_scan scan = {
		.resource = same_id, .watch = watch, .priv = &w, .allow = allow,
	};

	assert_int_equal(scan_one(&scan, stream, h), told ? err : 0);
	assert_int_equal(w.nr, told);
	assert_int_equal(w.headers[0], told ? h : 0);
	assert_int_equal(scan.bad, told && err ? h : 0);
	free(stream);
}

static void commands_that_take_memory_are_watched(void **state)
{
	const struct expected *e;

	for_each_expected(e) {
		bool told = e->command == 29 || e->command == 30 ||
			    e->command == 48;

		check_watch(e, 0, told, 0);
		check_watch(e, U64_MAX, told, 0);
		check_watch(e, 0, told, -ENOMEM);
	}
}

/* All commands in one stream, one after the other. */
static void commands_follow_each_other(void **state)
{
	struct mvgpu_virgl_scan scan = new_scan();
	__le32 *stream = new_stream(ARRAY_SIZE(expected) * 41);
	const struct expected *e;
	size_t at = 0, next;
	u32 i;

	for_each_expected(e) {
		stream[at] = cpu_to_le32(header(e, e->len));
		at += 1 + e->len;
	}
	assert_int_equal(mvgpu_virgl_scan(&scan, stream, 4 * at), 0);
	assert_int_equal(scan.commands, ARRAY_SIZE(expected));
	assert_true(scan.seen == U64_MAX);
	at = 0;
	for_each_expected(e) {
		next = at + 1 + e->len;
		for (i = 1; at + i < next; i++)
			assert_int_equal(le32_to_cpu(stream[at + i]),
					 is_id(e, i) ? HOST(FILLER) : FILLER);
		at = next;
	}
	free(stream);
}

static void counts_add_up_over_streams(void **state)
{
	struct mvgpu_virgl_scan scan = new_scan();
	__le32 *stream = new_stream(2);
	u32 i;

	for (i = 1; i <= 3; i++) {
		stream[1] = cpu_to_le32(UNKNOWN);
		assert_int_equal(scan_one(&scan, stream, 1 << 16 | 50), 0);
		assert_int_equal(scan.commands, i);
		assert_int_equal(scan.ids, i);
		assert_int_equal(scan.unknown, i);
	}
	assert_int_equal(scan_one(&scan, stream, 1 << 16 | 19), 0);
	assert_true(scan.seen == (BIT_ULL(50) | BIT_ULL(19)));
	free(stream);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_command_has_its_row),
		cmocka_unit_test(known_ids_are_replaced),
		cmocka_unit_test(unknown_ids_become_no_resource),
		cmocka_unit_test(id_0_stays_0_and_is_not_asked_for),
		cmocka_unit_test(large_ids_are_ids),
		cmocka_unit_test(arrays_of_ids_end_with_the_command),
		cmocka_unit_test(a_command_too_short_is_rejected),
		cmocka_unit_test(an_unknown_command_is_rejected),
		cmocka_unit_test(an_unknown_object_type_is_rejected),
		cmocka_unit_test(other_commands_ignore_the_type),
		cmocka_unit_test(a_command_longer_than_the_stream_is_rejected),
		cmocka_unit_test(commands_after_a_bad_one_do_not_count),
		cmocka_unit_test(a_partial_dword_at_the_end_is_ignored),
		cmocka_unit_test(an_empty_stream_is_accepted),
		cmocka_unit_test(some_commands_become_nops_of_the_same_length),
		cmocka_unit_test(allowed_commands_are_not_dropped),
		cmocka_unit_test(commands_that_take_memory_are_watched),
		cmocka_unit_test(commands_follow_each_other),
		cmocka_unit_test(counts_add_up_over_streams),
	};

	return cmocka_run_group_tests_name("virgl_scan", tests, NULL, NULL);
}
