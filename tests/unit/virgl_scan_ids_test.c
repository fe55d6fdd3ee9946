// SPDX-License-Identifier: GPL-2.0
/* Tests of the stream scanner: all ids are replaced, and nothing else changes. */
#include "virgl_command.h"

#define MAX_LEN	0xffff

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

/* All commands in one stream, one after the other. */
static void commands_follow_each_other(void **state)
{
	struct mvgpu_virgl_scan scan = new_scan();
	__le32 *stream = new_stream(nr_expected * 41);
	const struct expected *e;
	size_t at = 0, next;
	u32 i;

	for_each_expected(e) {
		stream[at] = cpu_to_le32(header(e, e->len));
		at += 1 + e->len;
	}
	assert_int_equal(mvgpu_virgl_scan(&scan, stream, 4 * at), 0);
	assert_int_equal(scan.commands, nr_expected);
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
		cmocka_unit_test(commands_follow_each_other),
		cmocka_unit_test(counts_add_up_over_streams),
	};

	return cmocka_run_group_tests_name("virgl_scan_ids", tests, NULL, NULL);
}
