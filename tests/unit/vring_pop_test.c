// SPDX-License-Identifier: GPL-2.0
/* Tests of the ring walker: chains of descriptors are taken, malformed ones are fatal. */
#include "vring_guest.h"

static void an_empty_ring_has_no_chain(void **state)
{
	assert_int_equal(pop(), 0);
	assert_int_equal(guest.reads, 1);
}

static void a_chain_is_taken_in_its_order(void **state)
{
	desc(3, DATA, 24, F_NEXT, 1);
	desc(1, DATA + 100, 8, F_NEXT, 6);
	desc(6, DATA + 200, 408, F_WRITE, 0);
	offer(3);
	assert_int_equal(pop(), 1);
	assert_int_equal(chain.head, 3);
	assert_int_equal(chain.nr_readable, 2);
	assert_int_equal(chain.nr_writable, 1);
	assert_int_equal(chain.readable, 32);
	assert_int_equal(chain.writable, 408);
	assert_int_equal(chain.seg[1].addr, DATA + 100);
	assert_int_equal(chain.seg[2].addr, DATA + 200);
	assert_int_equal(pop(), 0);
}

static void heads_come_from_every_slot_in_turn(void **state)
{
	unsigned int i;

	for (i = 0; i < NUM; i++)
		desc(i, DATA, 24, 0, 0);
	for (i = 0; i < NUM; i++)
		offer(NUM - 1 - i);
	for (i = 0; i < NUM; i++) {
		assert_int_equal(pop(), 1);
		assert_int_equal(chain.head, NUM - 1 - i);
	}
}

static void a_chain_may_fill_the_ring(void **state)
{
	unsigned int i;

	for (i = 0; i < NUM; i++)
		desc(i, DATA + i, 1, i < NUM - 1 ? F_NEXT : 0, i + 1);
	offer(0);
	assert_int_equal(pop(), 1);
	assert_int_equal(chain.nr_readable, NUM);
}

static void a_descriptor_without_bytes_is_taken(void **state)
{
	u8 buf[4];

	memcpy(guest.mem + (DATA - BASE), "abcd", 4);
	desc(0, DATA, 2, F_NEXT, 1);
	desc(1, 0, 0, F_NEXT, 2);
	desc(2, DATA + 2, 2, 0, 0);
	offer(0);
	assert_int_equal(pop(), 1);
	assert_int_equal(mvgpu_chain_read(&chain, &mem, 0, buf, 4), 0);
	assert_memory_equal(buf, "abcd", 4);
}

static void the_next_field_is_ignored_without_its_flag(void **state)
{
	desc(0, DATA, 24, 0, 0xffff);
	offer(0);
	assert_int_equal(pop(), 1);
	assert_int_equal(chain.nr_readable, 1);
}

static void a_head_out_of_range_is_fatal(void **state)
{
	offer(NUM);
	assert_fatal("head of a chain is out of range");
}

static void a_next_out_of_range_is_fatal(void **state)
{
	desc(0, DATA, 24, F_NEXT, NUM);
	offer(0);
	assert_fatal("next descriptor is out of range");
}

static void a_loop_in_a_chain_is_fatal(void **state)
{
	desc(0, DATA, 24, F_NEXT, 1);
	desc(1, DATA, 24, F_NEXT, 0);
	offer(0);
	assert_fatal("descriptor chain has a loop");
}

static void a_descriptor_that_follows_itself_is_fatal(void **state)
{
	desc(5, DATA, 24, F_NEXT | F_WRITE, 5);
	offer(5);
	assert_fatal("descriptor chain has a loop");
	assert_true(guest.reads <= 2 + NUM);
}

static void an_index_that_jumps_is_fatal(void **state)
{
	set_avail_idx(NUM + 1);
	assert_fatal("available index is too far ahead");
	start(true, true);
	set_avail_idx(-1);
	assert_fatal("available index is too far ahead");
}

static void more_chains_in_flight_than_the_ring_holds_are_fatal(void **state)
{
	unsigned int i;

	desc(0, DATA, 24, 0, 0);
	for (i = 0; i < NUM; i++) {
		offer(0);
		assert_int_equal(pop(), 1);
	}
	offer(0);
	assert_fatal("available index is too far ahead");
}

static void readable_after_writable_is_fatal(void **state)
{
	desc(0, DATA, 24, F_NEXT | F_WRITE, 1);
	desc(1, DATA, 24, 0, 0);
	offer(0);
	assert_fatal("readable descriptor follows a writable one");
}

static void an_address_that_wraps_is_fatal(void **state)
{
	desc(0, U64_MAX - 3, 24, 0, 0);
	offer(0);
	assert_fatal("descriptor wraps the address space");
}

static void more_bytes_than_the_specification_allows_are_fatal(void **state)
{
	desc(0, DATA, U32_MAX, F_NEXT, 1);
	desc(1, DATA, 1, F_NEXT, 2);
	desc(2, DATA, 1, F_WRITE, 2);
	offer(0);
	assert_fatal("descriptor chain has too many bytes");
}

static void as_many_bytes_as_it_allows_are_taken(void **state)
{
	desc(0, DATA, U32_MAX, F_NEXT, 1);
	desc(1, DATA, 1, 0, 0);
	offer(0);
	assert_int_equal(pop(), 1);
	assert_true(chain.readable == MVGPU_CHAIN_BYTES);
}

static void a_ring_out_of_reach_is_a_memory_fault(void **state)
{
	static const u64 places[] = { AVAIL + 2, AVAIL + 4, DESC };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		start(true, true);
		desc(0, DATA, 24, 0, 0);
		offer(0);
		guest.fail_at = places[i];
		assert_int_equal(pop(), -EFAULT);
		assert_non_null(vr.fault);
		assert_int_equal(vr.in_flight, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_ring_has_no_chain),
		TEST(a_chain_is_taken_in_its_order),
		TEST(heads_come_from_every_slot_in_turn),
		TEST(a_chain_may_fill_the_ring),
		TEST(a_descriptor_without_bytes_is_taken),
		TEST(the_next_field_is_ignored_without_its_flag),
		TEST(a_head_out_of_range_is_fatal),
		TEST(a_next_out_of_range_is_fatal),
		TEST(a_loop_in_a_chain_is_fatal),
		TEST(a_descriptor_that_follows_itself_is_fatal),
		TEST(an_index_that_jumps_is_fatal),
		TEST(more_chains_in_flight_than_the_ring_holds_are_fatal),
		TEST(readable_after_writable_is_fatal),
		TEST(an_address_that_wraps_is_fatal),
		TEST(more_bytes_than_the_specification_allows_are_fatal),
		TEST(as_many_bytes_as_it_allows_are_taken),
		TEST(a_ring_out_of_reach_is_a_memory_fault),
	};

	return cmocka_run_group_tests_name("vring_pop", tests, NULL, NULL);
}
