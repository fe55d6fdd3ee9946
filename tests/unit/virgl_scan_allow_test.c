// SPDX-License-Identifier: GPL-2.0
/* Tests of the stream scanner: commands that are dropped, and those that are watched. */
#include "virgl_command.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(some_commands_become_nops_of_the_same_length),
		cmocka_unit_test(allowed_commands_are_not_dropped),
		cmocka_unit_test(commands_that_take_memory_are_watched),
	};

	return cmocka_run_group_tests_name("virgl_scan_allow", tests, NULL, NULL);
}
