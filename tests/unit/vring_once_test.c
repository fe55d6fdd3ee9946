// SPDX-License-Identifier: GPL-2.0
/* Tests of the ring walker: a guest that changes memory after it was read. */
#include "vring_guest.h"

static void spoil(struct guest *g, u64 addr, size_t len)
{
	if (len >= 16)
		memset(g->mem + (addr - BASE), 0xff, len);
}

static void assert_each_descriptor_read_once(u64 table, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < 16 * nr; i++)
		assert_int_equal(guest.touched[table - BASE + i], 1);
}

static void a_descriptor_is_read_exactly_once(void **state)
{
	desc(0, DATA, 24, F_NEXT, 1);
	desc(1, DATA + 64, 24, F_WRITE, 0);
	offer(0);
	guest.after_read = spoil;
	assert_int_equal(pop(), 1);
	assert_each_descriptor_read_once(DESC, 2);
	assert_int_equal(chain.seg[0].addr, DATA);
	assert_int_equal(chain.seg[0].len, 24);
	assert_int_equal(chain.seg[1].addr, DATA + 64);
	assert_int_equal(chain.nr_writable, 1);
}

static void an_indirect_table_is_read_exactly_once(void **state)
{
	desc_at(TABLE, 0, DATA, 24, F_NEXT, 1);
	desc_at(TABLE, 1, DATA + 64, 24, F_WRITE, 0);
	offer_indirect(2 * 16);
	guest.after_read = spoil;
	assert_int_equal(pop(), 1);
	assert_each_descriptor_read_once(TABLE, 2);
	assert_int_equal(chain.seg[0].addr, DATA);
	assert_int_equal(chain.seg[1].len, 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_descriptor_is_read_exactly_once),
		TEST(an_indirect_table_is_read_exactly_once),
	};

	return cmocka_run_group_tests_name("vring_once", tests, NULL, NULL);
}
