// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the stream scanner with streams of real programs, which stand in
 * tests/streams. The recording tells which ids are resources, independently of
 * the scanner's table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <glob.h>
#include "gvt/virgl/scan.h"
#include "gvt/virgl/size.h"

#define RESOURCE_GONE	3
#define STREAM		6
#define RESOURCE_MADE	12
#define MAX_ID		65536
#define HOST(id)	((id) ^ 0x40000000U)

/* Id of a resource that was destroyed. */
struct resource {
	u32 id;
	struct mvgpu_virgl_shape shape;
	u64 backing;
};

struct recording {
	const char *path;
	u8 *data;
	size_t size;
	struct resource resources[MAX_ID];
	u64 seen;
	u32 transfers;
};

static u32 get(const u8 *data, size_t dword)
{
	__le32 raw;

	memcpy(&raw, data + 4 * dword, sizeof(raw));
	return le32_to_cpu(raw);
}

static void load(struct recording *r, const char *path)
{
	FILE *file = fopen(path, "rb");
	long size;

	memset(r, 0, sizeof(*r));
	r->path = path;
	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	size = ftell(file);
	assert_true(size > 0);
	rewind(file);
	r->size = size;
	r->data = malloc(size);
	assert_non_null(r->data);
	assert_int_equal(fread(r->data, 1, size, file), size);
	fclose(file);
}

static void resource_made(struct recording *r, const u8 *args)
{
	struct resource resource = {
		.id = get(args, 0),
		.shape = {
			.target = get(args, 1), .format = get(args, 2),
			.width = get(args, 4), .height = get(args, 5),
			.depth = get(args, 6), .array_size = get(args, 7),
			.last_level = get(args, 8), .nr_samples = get(args, 9),
		},
		.backing = get(args, 10),
	};
	u64 bytes;

	assert_true(resource.id && resource.id < MAX_ID);
	r->resources[resource.id] = resource;
	assert_int_equal(mvgpu_virgl_size(&resource.shape, &bytes), 0);
	/* Mesa's backing is all of the resource, or nothing if multisampled. */
	assert_true(bytes == resource.backing || !resource.backing);
}

typedef void (*check)(struct recording *r, const u8 *stream, size_t bytes);

static void replay(struct recording *r, check check)
{
	const u8 *at = r->data;
	size_t left = r->size;

	while (left) {
		size_t bytes;

		assert_true(left >= 8);
		bytes = 4 * (size_t)get(at, 0);
		assert_true(bytes <= left - 8);
		if (get(at, 1) == RESOURCE_MADE)
			resource_made(r, at + 8);
		else if (get(at, 1) == STREAM)
			check(r, at + 8, bytes);
		else
			assert_int_equal(get(at, 1), RESOURCE_GONE);
		if (get(at, 1) == RESOURCE_GONE)
			r->resources[get(at, 2) % MAX_ID].id = 0;
		at += 8 + bytes;
		left -= 8 + bytes;
	}
}

static u64 replay_all(check check)
{
	struct recording *r = malloc(sizeof(*r));
	u64 seen = 0;
	glob_t files;
	size_t i;

	assert_int_equal(glob(STREAMS "/*.virgl", 0, NULL, &files), 0);
	for (i = 0; i < files.gl_pathc; i++) {
		load(r, files.gl_pathv[i]);
		replay(r, check);
		seen |= r->seen;
		free(r->data);
	}
	assert_true(files.gl_pathc >= 20);
	globfree(&files);
	free(r);
	return seen;
}

static u32 translate(void *priv, u32 guest_id)
{
	struct recording *r = priv;

	return guest_id < MAX_ID && r->resources[guest_id].id ?
		HOST(guest_id) : 0;
}

static u8 *scanned(struct recording *r, struct mvgpu_virgl_scan *scan,
		   const u8 *stream, size_t bytes)
{
	u8 *copy = malloc(bytes ? bytes : 1);

	assert_non_null(copy);
	memcpy(copy, stream, bytes);
	scan->priv = r;
	if (mvgpu_virgl_scan(scan, copy, bytes))
		fail_msg("%s: rejected at %#x %s", r->path, scan->bad,
			 mvgpu_virgl_name(scan->bad & 0xff));
	r->seen |= scan->seen;
	return copy;
}

/* A wrong position of an id would be a number that is no resource. */
static void check_ids(struct recording *r, const u8 *stream, size_t bytes)
{
	struct mvgpu_virgl_scan scan = { .resource = translate };

	free(scanned(r, &scan, stream, bytes));
	if (scan.unknown)
		fail_msg("%s: %u unknown ids", r->path, scan.unknown);
}

static void every_id_in_a_stream_is_a_resource(void **state)
{
	replay_all(check_ids);
}

static void check_changes(struct recording *r, const u8 *stream, size_t bytes)
{
	struct mvgpu_virgl_scan scan = { .resource = translate };
	u8 *after = scanned(r, &scan, stream, bytes);
	u32 changed = 0, i;

	for (i = 0; i < bytes / 4; i++) {
		u32 was = get(stream, i), is = get(after, i);

		if (was == is)
			continue;
		if ((was & 0xff) == 41 && is == (was & ~0xffU))
			continue;
		assert_int_equal(is, HOST(was));
		changed++;
	}
	assert_int_equal(changed, scan.ids);
	free(after);
}

static void nothing_but_ids_changes(void **state)
{
	replay_all(check_changes);
}

static u32 nothing(void *priv, u32 guest_id)
{
	return 0;
}

static void check_unknown(struct recording *r, const u8 *stream, size_t bytes)
{
	struct mvgpu_virgl_scan scan = { .resource = nothing };

	free(scanned(r, &scan, stream, bytes));
	assert_int_equal(scan.unknown, scan.ids);
}

static void streams_pass_without_any_resource(void **state)
{
	replay_all(check_unknown);
}

/* A stream cut anywhere has whole commands, then its end or an error. */
static void check_cut(struct recording *r, const u8 *stream, size_t bytes)
{
	u8 *copy = malloc(bytes);
	size_t cut, whole = 0;

	for (cut = 4; cut < bytes && cut < 4096; cut += 4) {
		struct mvgpu_virgl_scan scan = {
			.resource = translate, .priv = r,
		};
		size_t next = whole + 4 + (get(stream, whole / 4) >> 16) * 4;
		int ret;

		if (cut == next)
			whole = next;
		memcpy(copy, stream, cut);
		ret = mvgpu_virgl_scan(&scan, copy, cut);
		assert_int_equal(ret, cut == whole ? 0 : -EINVAL);
	}
	free(copy);
}

static void a_stream_cut_inside_a_command_is_rejected(void **state)
{
	replay_all(check_cut);
}

/* TRANSFER3D: resource, level, usage, strides, box, offset, direction. */
static void check_transfer(struct recording *r, const u8 *cmd)
{
	const struct resource *resource = &r->resources[get(cmd, 1)];
	struct mvgpu_virgl_transfer t = {
		.level = get(cmd, 2), .stride = get(cmd, 4),
		.layer_stride = get(cmd, 5), .x = get(cmd, 6),
		.y = get(cmd, 7), .z = get(cmd, 8), .width = get(cmd, 9),
		.height = get(cmd, 10), .depth = get(cmd, 11),
		.offset = get(cmd, 12),
	};
	u64 end;

	assert_int_equal(mvgpu_virgl_transfer_end(&resource->shape, &t, &end),
			 0);
	assert_true(end <= resource->backing);
	r->transfers++;
}

static void check_transfers(struct recording *r, const u8 *stream, size_t bytes)
{
	size_t at;

	for (at = 0; at < bytes / 4; at += 1 + (get(stream, at) >> 16))
		if ((get(stream, at) & 0xff) == 43)
			check_transfer(r, stream + 4 * at);
	r->seen = r->transfers ? BIT_ULL(43) : 0;
}

static void transfers_end_inside_the_backing(void **state)
{
	assert_true(replay_all(check_transfers));
}

/* Commands that no program on a vtest socket was found to send. */
static const char * const not_recorded[] = {
	"NOP", "RESOURCE_INLINE_WRITE", "SET_TWEAKS", "PIPE_RESOURCE_CREATE",
	"PIPE_RESOURCE_SET_TYPE", "GET_MEMORY_INFO", "SEND_STRING_MARKER",
	"CREATE_VIDEO_CODEC", "DESTROY_VIDEO_CODEC", "CREATE_VIDEO_BUFFER",
	"DESTROY_VIDEO_BUFFER", "BEGIN_FRAME", "DECODE_MACROBLOCK",
	"DECODE_BITSTREAM", "ENCODE_BITSTREAM", "END_FRAME", "CLEAR_SURFACE",
	"GET_PIPE_RESOURCE_LAYOUT",
};

static void streams_have_the_commands_that_programs_send(void **state)
{
	u64 seen = replay_all(check_ids);
	unsigned int i, missing = 0;

	for (i = 0; i < 64; i++) {
		if (seen & BIT_ULL(i))
			continue;
		assert_true(missing < ARRAY_SIZE(not_recorded));
		assert_string_equal(mvgpu_virgl_name(i),
				    not_recorded[missing++]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_id_in_a_stream_is_a_resource),
		cmocka_unit_test(nothing_but_ids_changes),
		cmocka_unit_test(streams_pass_without_any_resource),
		cmocka_unit_test(a_stream_cut_inside_a_command_is_rejected),
		cmocka_unit_test(transfers_end_inside_the_backing),
		cmocka_unit_test(streams_have_the_commands_that_programs_send),
	};

	return cmocka_run_group_tests_name("virgl_streams", tests, NULL, NULL);
}
