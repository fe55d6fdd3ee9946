// SPDX-License-Identifier: GPL-2.0
/* Tests of the scheduling policy: slots are granted, released and counted. */
#include "sched_sim.h"

static void a_released_slot_is_not_charged(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(1, 1);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	assert_true(mvgpu_sched_try(&sim.s, &a->e, 1000));
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 2000));
	assert_null(mvgpu_sched_next(&sim.s));
	mvgpu_sched_put(&sim.s, &a->e);
	mvgpu_sched_put(&sim.s, &a->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &b->e);
	assert_null(mvgpu_sched_next(&sim.s));
	assert_false(mvgpu_sched_try(&sim.s, &a->e, 3000));
	assert_true(mvgpu_sched_try(&sim.s, &b->e, 3000));
	mvgpu_sched_put(&sim.s, &b->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &a->e);
	assert_int_equal(a->e.runtime_ns, 0);
	assert_true(a->e.vruntime == b->e.vruntime);
}

static void the_end_of_a_wait_admits_the_next_vgpu(void **state)
{
	struct guest *a, *b, *c;

	(void)state;
	sim_init(1, 1);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	c = guest_add(1, 0, 0);
	assert_true(mvgpu_sched_try(&sim.s, &a->e, 1));
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 2));
	assert_false(mvgpu_sched_try(&sim.s, &c->e, 3));
	mvgpu_sched_put(&sim.s, &a->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &b->e);
	assert_null(mvgpu_sched_next(&sim.s));
	mvgpu_sched_cancel(&sim.s, &b->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &c->e);
	mvgpu_sched_cancel(&sim.s, &c->e);
	assert_int_equal(sim.s.slots_used, 0);
	assert_false(b->e.waiting);
}

static void the_time_of_waits_counts(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(1, 1);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	assert_true(mvgpu_sched_try(&sim.s, &a->e, 1000));
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 2000));
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 3000));
	assert_false(mvgpu_sched_try(&sim.s, &a->e, 7000));
	assert_int_equal(b->e.waited_ns, 0);
	mvgpu_sched_put(&sim.s, &a->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &b->e);
	assert_true(mvgpu_sched_try(&sim.s, &b->e, 9000));
	assert_int_equal(b->e.waited_ns, 5000);
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 12000));
	mvgpu_sched_cancel(&sim.s, &a->e);
	assert_int_equal(a->e.waited_ns, 5000);
}

static void slots_are_granted_in_order(void **state)
{
	struct guest *a, *b, *c;

	(void)state;
	sim_init(1, 1);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	c = guest_add(1, 0, 0);
	assert_true(mvgpu_sched_try(&sim.s, &a->e, 1));
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 2));
	assert_false(mvgpu_sched_try(&sim.s, &c->e, 3));
	mvgpu_sched_put(&sim.s, &a->e);
	assert_false(mvgpu_sched_try(&sim.s, &a->e, 4));
	assert_false(mvgpu_sched_try(&sim.s, &c->e, 5));
	assert_true(mvgpu_sched_try(&sim.s, &b->e, 6));
	assert_false(mvgpu_sched_try(&sim.s, &c->e, 7));
	assert_false(mvgpu_sched_try(&sim.s, &a->e, 8));
	assert_false(mvgpu_sched_try(&sim.s, &c->e, 9));
	mvgpu_sched_put(&sim.s, &b->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &c->e);
	assert_false(mvgpu_sched_try(&sim.s, &a->e, 10));
	assert_true(mvgpu_sched_try(&sim.s, &c->e, 11));
}

static void a_granted_slot_can_be_released(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(1, 1);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	assert_true(mvgpu_sched_try(&sim.s, &a->e, 1));
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 2));
	mvgpu_sched_put(&sim.s, &a->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &b->e);
	mvgpu_sched_put(&sim.s, &b->e);
	assert_true(mvgpu_sched_try(&sim.s, &a->e, 3));
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 4));
	assert_int_equal(sim.s.slots_used, 1);
}

/* The release of a vGPU's resources does not wait; the others do. */
static void jobs_without_a_slot_are_counted(void **state)
{
	struct mvgpu_sched_job op[3];
	struct guest *a, *b;

	(void)state;
	sim_init(2, 1);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	mvgpu_sched_submit(&sim.s, &a->e, &op[0], 1000);
	mvgpu_sched_submit(&sim.s, &a->e, &op[1], 1000);
	mvgpu_sched_submit(&sim.s, &a->e, &op[2], 1000);
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 1100));
	mvgpu_sched_complete(&sim.s, &op[0], 1200);
	assert_null(mvgpu_sched_next(&sim.s));
	mvgpu_sched_complete(&sim.s, &op[1], 1300);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &b->e);
	mvgpu_sched_complete(&sim.s, &op[2], 1400);
	assert_null(mvgpu_sched_next(&sim.s));
	assert_int_equal(a->e.runtime_ns, 400);
	assert_int_equal(sim.s.slots_used, 1);
	mvgpu_sched_submit(&sim.s, &b->e, &op[0], 1500);
	assert_int_equal(sim.s.slots_used, 2);
	assert_true(mvgpu_sched_try(&sim.s, &b->e, 1600));
	mvgpu_sched_submit(&sim.s, &b->e, &op[1], 1600);
	assert_int_equal(sim.s.slots_used, 2);
}

static void jobs_set_aside_hold_no_slot(void **state)
{
	struct mvgpu_sched_job op[4];
	struct guest *a, *b;
	u64 begin;
	u32 i;

	(void)state;
	sim_init(2, 1);
	begin = sim.now;
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	for (i = 0; i < 3; i++) {
		take_and_submit(a, &op[i]);
		mvgpu_sched_set_aside(&sim.s, &op[i]);
		assert_null(mvgpu_sched_next(&sim.s));
	}
	assert_int_equal(sim.s.slots_used, 0);
	assert_int_equal(a->e.in_flight, 3);
	take_and_submit(b, &op[3]);
	complete_after(&op[3], 100);
	complete_after(&op[1], 100);
	assert_int_equal(a->e.progress_ns, begin);
	complete_after(&op[0], 100);
	assert_int_equal(a->e.progress_ns, begin + 300);
	assert_int_equal(a->e.in_flight, 1);
	assert_int_equal(a->e.aside, 1);
	/* Waiting is not charged, nor taken off the work of others. */
	assert_null(mvgpu_sched_next(&sim.s));
	assert_int_equal(a->e.runtime_ns, 0);
	assert_int_equal(b->e.runtime_ns, 100);
	mvgpu_sched_remove(&sim.s, &a->e);
	complete_after(&op[2], 100);
	assert_int_equal(sim.s.slots_used, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_released_slot_is_not_charged),
		cmocka_unit_test(the_end_of_a_wait_admits_the_next_vgpu),
		cmocka_unit_test(the_time_of_waits_counts),
		cmocka_unit_test(slots_are_granted_in_order),
		cmocka_unit_test(a_granted_slot_can_be_released),
		cmocka_unit_test(jobs_without_a_slot_are_counted),
		cmocka_unit_test(jobs_set_aside_hold_no_slot),
	};

	return cmocka_run_group_tests_name("sched_slot", tests, NULL, NULL);
}
