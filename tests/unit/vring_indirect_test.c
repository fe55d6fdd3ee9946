// SPDX-License-Identifier: GPL-2.0
/* Tests of the ring walker: indirect tables. */
#include "vring_guest.h"

static void an_indirect_table_is_walked(void **state)
{
	desc_at(TABLE, 0, DATA, 24, F_NEXT, 2);
	desc_at(TABLE, 2, DATA + 64, 24, F_WRITE, 0);
	offer_indirect(3 * 16);
	assert_int_equal(pop(), 1);
	assert_int_equal(chain.head, 2);
	assert_int_equal(chain.nr_readable, 1);
	assert_int_equal(chain.nr_writable, 1);
	assert_int_equal(chain.seg[1].addr, DATA + 64);
}

static void a_chain_may_end_in_an_indirect_table(void **state)
{
	desc(0, DATA, 24, F_NEXT, 2);
	desc(2, TABLE, 16, F_INDIRECT | F_WRITE, 0);
	desc_at(TABLE, 0, DATA + 64, 8, 0, 0);
	offer(0);
	assert_int_equal(pop(), 1);
	assert_int_equal(chain.nr_readable, 2);
	assert_int_equal(chain.readable, 32);
}

static void an_indirect_table_may_be_longer_than_the_ring(void **state)
{
	unsigned int i;

	for (i = 0; i < MVGPU_CHAIN_MAX; i++)
		desc_at(TABLE, i, DATA, 1,
			i < MVGPU_CHAIN_MAX - 1 ? F_NEXT : 0, i + 1);
	offer_indirect(MVGPU_CHAIN_MAX * 16);
	assert_int_equal(pop(), 1);
	assert_int_equal(chain.nr_readable, MVGPU_CHAIN_MAX);
}

static void a_table_beyond_the_limit_is_fatal(void **state)
{
	offer_indirect((MVGPU_CHAIN_MAX + 1) * 16);
	assert_fatal("indirect table is too long");
	start(true, true);
	offer_indirect(U32_MAX & ~15U);
	assert_fatal("indirect table is too long");
}

static void a_chain_and_its_table_share_the_limit(void **state)
{
	unsigned int i;

	for (i = 0; i < MVGPU_CHAIN_MAX; i++)
		desc_at(TABLE, i, DATA, 1,
			i < MVGPU_CHAIN_MAX - 1 ? F_NEXT : 0, i + 1);
	desc(0, DATA, 24, F_NEXT, 2);
	desc(2, TABLE, MVGPU_CHAIN_MAX * 16, F_INDIRECT, 0);
	offer(0);
	assert_fatal("descriptor chain is too long");
}

static void indirect_without_the_feature_is_fatal(void **state)
{
	start(true, false);
	offer_indirect(16);
	assert_fatal("indirect descriptors were not negotiated");
}

static void a_nested_table_is_fatal(void **state)
{
	desc_at(TABLE, 0, TABLE, 16, F_INDIRECT, 0);
	offer_indirect(16);
	assert_fatal("indirect tables are nested");
}

static void indirect_with_next_is_fatal(void **state)
{
	desc(0, TABLE, 16, F_INDIRECT | F_NEXT, 1);
	offer(0);
	assert_fatal("indirect descriptor has a next one");
}

static void a_table_of_a_wrong_length_is_fatal(void **state)
{
	static const u32 lengths[] = { 0, 1, 15, 17, 40 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		start(true, true);
		offer_indirect(lengths[i]);
		assert_fatal("indirect table has an invalid length");
	}
}

static void a_table_that_wraps_is_fatal(void **state)
{
	desc(0, U64_MAX - 15, 32, F_INDIRECT, 0);
	offer(0);
	assert_fatal("descriptor wraps the address space");
}

static void a_table_out_of_reach_is_a_memory_fault(void **state)
{
	desc(0, BASE + SIZE, 16, F_INDIRECT, 0);
	offer(0);
	assert_int_equal(pop(), -EFAULT);
}

static void a_loop_in_a_table_is_fatal(void **state)
{
	desc_at(TABLE, 0, DATA, 24, F_NEXT, 1);
	desc_at(TABLE, 1, DATA, 24, F_NEXT, 0);
	offer_indirect(3 * 16);
	assert_fatal("indirect table has a loop");
}

static void a_next_behind_the_table_is_fatal(void **state)
{
	desc_at(TABLE, 0, DATA, 24, F_NEXT, 1);
	offer_indirect(16);
	assert_fatal("next descriptor is out of range");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_indirect_table_is_walked),
		TEST(a_chain_may_end_in_an_indirect_table),
		TEST(an_indirect_table_may_be_longer_than_the_ring),
		TEST(a_table_beyond_the_limit_is_fatal),
		TEST(a_chain_and_its_table_share_the_limit),
		TEST(indirect_without_the_feature_is_fatal),
		TEST(a_nested_table_is_fatal),
		TEST(indirect_with_next_is_fatal),
		TEST(a_table_of_a_wrong_length_is_fatal),
		TEST(a_table_that_wraps_is_fatal),
		TEST(a_table_out_of_reach_is_a_memory_fault),
		TEST(a_loop_in_a_table_is_fatal),
		TEST(a_next_behind_the_table_is_fatal),
	};

	return cmocka_run_group_tests_name("vring_indirect", tests, NULL, NULL);
}
