// SPDX-License-Identifier: GPL-2.0
/* Tests of the ring walker: the used ring. */
#include "vring_guest.h"

static void a_pushed_chain_is_in_the_used_ring(void **state)
{
	take_one();
	assert_int_equal(push(0, 42), 0);
	assert_int_equal(get32(USED + 4), 0);
	assert_int_equal(get32(USED + 8), 42);
	assert_int_equal(get16(USED + 2), 1);
}

/* The element must be in memory before the index is written. */
static void element_before_index(struct guest *g, u64 addr, size_t len)
{
	static bool seen;

	if (len == 8)
		seen = true;
	if (addr == USED + 2)
		assert_true(seen);
}

static void the_element_is_written_before_the_index(void **state)
{
	take_one();
	guest.after_write = element_before_index;
	assert_int_equal(push(0, 1), 0);
	assert_int_equal(get16(USED + 2), 1);
}

static void used_slots_wrap_with_the_ring(void **state)
{
	unsigned int i;

	for (i = 0; i < 3 * NUM; i++) {
		take_one();
		assert_int_equal(push(0, i), 0);
		assert_int_equal(get32(USED + 8 + 8 * (i % NUM)), i);
	}
	assert_int_equal(get16(USED + 2), 3 * NUM);
}

static void all_indices_wrap_at_65536(void **state)
{
	start_at(65534);
	take_one();
	assert_int_equal(push(0, 0), 0);
	take_one();
	assert_int_equal(push(0, 0), 0);
	assert_int_equal(vr.next_avail, 0);
	assert_int_equal(get16(USED + 2), 0);
	take_one();
	assert_int_equal(push(0, 0), 0);
	assert_int_equal(get16(USED + 2), 1);
}

static void a_chain_is_pushed_only_once(void **state)
{
	take_one();
	assert_int_equal(push(0, 0), 0);
	assert_int_equal(push(0, 0), -EINVAL);
	take_one();
	assert_int_equal(push(NUM, 0), -EINVAL);
}

static void a_used_ring_out_of_reach_is_a_memory_fault(void **state)
{
	take_one();
	guest.fail_at = USED + 2;
	assert_int_equal(push(0, 0), -EFAULT);
	assert_string_equal(vr.fault, "ring memory cannot be written");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_pushed_chain_is_in_the_used_ring),
		TEST(the_element_is_written_before_the_index),
		TEST(used_slots_wrap_with_the_ring),
		TEST(all_indices_wrap_at_65536),
		TEST(a_chain_is_pushed_only_once),
		TEST(a_used_ring_out_of_reach_is_a_memory_fault),
	};

	return cmocka_run_group_tests_name("vring_push", tests, NULL, NULL);
}
