// SPDX-License-Identifier: GPL-2.0
/* Tests of the ring walker: data of chains. */
#include "vring_guest.h"

static void take_three_and_two(void)
{
	memcpy(guest.mem + (DATA - BASE), "hello, world", 12);
	desc(0, DATA, 5, F_NEXT, 1);
	desc(1, DATA + 5, 4, F_NEXT, 2);
	desc(2, DATA + 9, 3, F_NEXT, 3);
	desc(3, DATA + 64, 2, F_NEXT | F_WRITE, 4);
	desc(4, DATA + 96, 6, F_WRITE, 0);
	offer(0);
	assert_int_equal(pop(), 1);
}

static void reading_crosses_segments(void **state)
{
	u8 buf[12];
	unsigned int from, len;

	take_three_and_two();
	for (from = 0; from <= 12; from++) {
		for (len = 0; from + len <= 12; len++) {
			assert_int_equal(mvgpu_chain_read(&chain, &mem, from,
							  buf, len), 0);
			assert_memory_equal(buf, "hello, world" + from, len);
		}
	}
}

static int write_chain(u64 offset, const void *buf, size_t len)
{
	return mvgpu_segs_write(chain.seg + chain.nr_readable,
				chain.nr_writable, &mem, offset, buf, len);
}

static void writing_crosses_segments(void **state)
{
	take_three_and_two();
	assert_int_equal(write_chain(1, "abcd", 4), 0);
	assert_memory_equal(guest.mem + (DATA - BASE) + 64, "\0a\0", 3);
	assert_memory_equal(guest.mem + (DATA - BASE) + 96, "bcd\0", 4);
}

static void nothing_outside_the_chain_is_accessed(void **state)
{
	u8 buf[32];

	take_three_and_two();
	assert_int_equal(mvgpu_chain_read(&chain, &mem, 0, buf, 13), -EINVAL);
	assert_int_equal(mvgpu_chain_read(&chain, &mem, 13, buf, 0), -EINVAL);
	assert_int_equal(mvgpu_chain_read(&chain, &mem, U64_MAX, buf, 2),
			 -EINVAL);
	assert_int_equal(write_chain(0, buf, 9), -EFAULT);
	assert_int_equal(write_chain(U64_MAX - 1, buf, 4), -EFAULT);
}

static void a_segment_out_of_reach_is_a_memory_fault(void **state)
{
	u8 buf[12];

	take_three_and_two();
	guest.fail_at = DATA + 9;
	assert_int_equal(mvgpu_chain_read(&chain, &mem, 0, buf, 9), 0);
	assert_int_equal(mvgpu_chain_read(&chain, &mem, 0, buf, 12), -EFAULT);
	guest.fail_at = DATA + 96;
	assert_int_equal(write_chain(0, buf, 8), -EFAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reading_crosses_segments),
		TEST(writing_crosses_segments),
		TEST(nothing_outside_the_chain_is_accessed),
		TEST(a_segment_out_of_reach_is_a_memory_fault),
	};

	return cmocka_run_group_tests_name("vring_data", tests, NULL, NULL);
}
