// SPDX-License-Identifier: GPL-2.0
/* Tests of the stream scanner: malformed streams are rejected, and others are not. */
#include "virgl_command.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_command_too_short_is_rejected),
		cmocka_unit_test(an_unknown_command_is_rejected),
		cmocka_unit_test(an_unknown_object_type_is_rejected),
		cmocka_unit_test(other_commands_ignore_the_type),
		cmocka_unit_test(a_command_longer_than_the_stream_is_rejected),
		cmocka_unit_test(commands_after_a_bad_one_do_not_count),
		cmocka_unit_test(a_partial_dword_at_the_end_is_ignored),
		cmocka_unit_test(an_empty_stream_is_accepted),
	};

	return cmocka_run_group_tests_name("virgl_scan_reject", tests, NULL, NULL);
}
