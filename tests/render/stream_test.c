// SPDX-License-Identifier: GPL-2.0
/*
 * The recorded streams of real programs (tests/streams) are executed without an error in
 * their context.
 */
#include <glob.h>
#include <stdio.h>
#include "tests/render/guest.h"

/* Records: what it is, in front of it dwords of payload. */
#define RESOURCE_GONE	3
#define STREAM		6
#define RESOURCE_MADE	12

#define TARGET_ID	0x7000000
#define MAX_STREAM	(256 << 10)

static void stream_made(struct module *m, const u32 *args)
{
	struct mvgpu_render_iov iov = { 0, min_t(u32, args[10], MODULE_SLOT_BYTES) };
	struct mvgpu_render_resource r = {
		.target = args[1], .format = args[2], .bind = args[3],
		.width = args[4], .height = args[5], .depth = args[6],
		.array_size = args[7], .last_level = args[8], .nr_samples = args[9],
	};

	assert_int_equal(guest_create(m, args[0], r), 0);
	if (args[10])
		assert_int_equal(guest_attach(m, args[0], 1, &iov, 1), 0);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, CTX, args[0]), 0);
}

static void stream_record(struct module *m, u32 kind, const u32 *payload, u32 words)
{
	if (kind == RESOURCE_MADE) {
		stream_made(m, payload);
	} else if (kind == RESOURCE_GONE) {
		assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_DETACH, CTX, payload[0]), 0);
		assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, payload[0]), 0);
	} else {
		assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
			.op = MVGPU_RENDER_OP_SUBMIT, .ctx = CTX,
		}, payload, words * sizeof(u32)), 0);
	}
}

/* A context that met an error transfers nothing any more. */
static void stream_alive(struct module *m)
{
	const struct mvgpu_render_transfer t = { .width = 64, .height = 64, .depth = 1 };
	const struct mvgpu_render_iov iov = { 0, IMAGE(64, 64) };

	assert_int_equal(guest_create(m, TARGET_ID, guest_image(64, 64)), 0);
	assert_int_equal(guest_attach(m, TARGET_ID, 2, &iov, 1), 0);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, CTX, TARGET_ID), 0);
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_TRANSFER_FROM, .res = TARGET_ID, .ctx = CTX,
	}, &t, sizeof(t)), 0);
}

static void stream_play(const char *path)
{
	static u32 payload[MAX_STREAM / sizeof(u32)];
	FILE *file = fopen(path, "rb");
	struct module *m = module_open();
	u32 head[2];

	assert_non_null(file);
	print_message("# %s\n", path);
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_CTX_CREATE, .ctx = CTX, .arg = 2,
	}, "the test", 8), 0);
	while (fread(head, sizeof(head), 1, file)) {
		assert_true(head[0] <= ARRAY_SIZE(payload));
		assert_int_equal(fread(payload, sizeof(u32), head[0], file), head[0]);
		stream_record(m, head[1], payload, head[0]);
	}
	fclose(file);
	stream_alive(m);
	module_end(m);
}

/* Versions before 1.0 have no such header, and do not execute all of it. */
#if __has_include(<virgl/virgl-version.h>)
#define STREAM_SUPPORTED true
#else
#define STREAM_SUPPORTED false
#endif

static void test_streams(void **state)
{
	glob_t found;
	size_t i;

	if (!STREAM_SUPPORTED)
		skip();

	assert_int_equal(glob(STREAMS "/*.virgl", 0, NULL, &found), 0);
	for (i = 0; i < found.gl_pathc; i++)
		stream_play(found.gl_pathv[i]);
	globfree(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "recorded streams leave their context alive", test_streams },
	};

	return cmocka_run_group_tests_name("render: streams", tests, NULL, NULL);
}
