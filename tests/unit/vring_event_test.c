// SPDX-License-Identifier: GPL-2.0
/* Tests of the ring walker: interrupts to the guest and notifications from it. */
#include "vring_guest.h"

static void use_one(void)
{
	take_one();
	assert_int_equal(push(0, 0), 0);
}

static int need_signal(void)
{
	return mvgpu_vring_need_signal(&vr, &mem);
}

static void set_used_event(u16 event)
{
	put16(AVAIL + 4 + 2 * NUM, event);
}

static void an_unchanged_used_ring_needs_no_interrupt(void **state)
{
	assert_int_equal(need_signal(), 0);
	start(false, false);
	assert_int_equal(need_signal(), 0);
}

static void the_event_index_asks_for_one_interrupt(void **state)
{
	set_used_event(1);
	use_one();
	assert_int_equal(need_signal(), 0);
	use_one();
	assert_int_equal(need_signal(), 1);
	use_one();
	assert_int_equal(need_signal(), 0);
}

static void an_event_inside_a_batch_is_not_missed(void **state)
{
	set_used_event(2);
	use_one();
	use_one();
	use_one();
	use_one();
	assert_int_equal(need_signal(), 1);
	assert_int_equal(need_signal(), 0);
}

static void the_event_index_works_over_the_wrap(void **state)
{
	start_at(65535);
	set_used_event(65535);
	use_one();
	assert_int_equal(vr.next_used, 0);
	assert_int_equal(need_signal(), 1);
	set_used_event(65535);
	use_one();
	assert_int_equal(need_signal(), 0);
	set_used_event(1);
	use_one();
	assert_int_equal(need_signal(), 1);
}

static void without_the_event_index_the_flag_decides(void **state)
{
	start(false, true);
	use_one();
	assert_int_equal(need_signal(), 1);
	assert_int_equal(need_signal(), 0);
	put16(AVAIL, VRING_AVAIL_F_NO_INTERRUPT);
	use_one();
	assert_int_equal(need_signal(), 0);
}

static void an_event_out_of_reach_is_a_memory_fault(void **state)
{
	use_one();
	guest.fail_at = AVAIL + 4 + 2 * NUM;
	assert_int_equal(need_signal(), -EFAULT);
}

static u16 avail_event(void)
{
	return get16(USED + 4 + 8 * NUM);
}

static void the_flag_suppresses_notifications(void **state)
{
	start(false, true);
	assert_int_equal(mvgpu_vring_suppress(&vr, &mem), 0);
	assert_int_equal(get16(USED), VRING_USED_F_NO_NOTIFY);
	assert_int_equal(mvgpu_vring_enable(&vr, &mem), 0);
	assert_int_equal(get16(USED), 0);
	assert_int_equal(mvgpu_vring_suppress(&vr, &mem), 0);
	assert_int_equal(get16(USED), VRING_USED_F_NO_NOTIFY);
}

static void the_event_index_moves_only_when_enabled(void **state)
{
	assert_int_equal(mvgpu_vring_suppress(&vr, &mem), 0);
	use_one();
	use_one();
	assert_int_equal(avail_event(), 0);
	assert_int_equal(get16(USED), 0);
	assert_int_equal(mvgpu_vring_enable(&vr, &mem), 0);
	assert_int_equal(avail_event(), 2);
}

/* The guest adds a chain during the write, without a notification. */
static void offer_late(struct guest *g, u64 addr, size_t len)
{
	g->after_write = NULL;
	offer(0);
}

static void a_chain_added_meanwhile_is_seen(void **state)
{
	bool event_idx;

	for (event_idx = false;; event_idx = true) {
		start(event_idx, true);
		desc(0, DATA, 24, 0, 0);
		assert_int_equal(mvgpu_vring_suppress(&vr, &mem), 0);
		assert_int_equal(pop(), 0);
		guest.after_write = offer_late;
		assert_int_equal(mvgpu_vring_enable(&vr, &mem), 1);
		assert_int_equal(pop(), 1);
		if (event_idx)
			break;
	}
}

static void a_jump_seen_while_enabling_is_fatal(void **state)
{
	set_avail_idx(NUM + 1);
	assert_int_equal(mvgpu_vring_enable(&vr, &mem), -EPROTO);
}

static void an_unwritable_request_is_a_memory_fault(void **state)
{
	start(false, true);
	guest.fail_at = USED;
	assert_int_equal(mvgpu_vring_suppress(&vr, &mem), -EFAULT);
	assert_int_equal(mvgpu_vring_enable(&vr, &mem), -EFAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_unchanged_used_ring_needs_no_interrupt),
		TEST(the_event_index_asks_for_one_interrupt),
		TEST(an_event_inside_a_batch_is_not_missed),
		TEST(the_event_index_works_over_the_wrap),
		TEST(without_the_event_index_the_flag_decides),
		TEST(an_event_out_of_reach_is_a_memory_fault),
		TEST(the_flag_suppresses_notifications),
		TEST(the_event_index_moves_only_when_enabled),
		TEST(a_chain_added_meanwhile_is_seen),
		TEST(a_jump_seen_while_enabling_is_fatal),
		TEST(an_unwritable_request_is_a_memory_fault),
	};

	return cmocka_run_group_tests_name("vring_event", tests, NULL, NULL);
}
