// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the scheduling policy: with the modes in which the part of a vGPU is a bound it has
 * that part, whatever the others do.
 */
#include "sched_sim.h"
#include "gvt/sched/order.h"
#include "gvt/sched/throttle.h"

static void measure(void)
{
	run(SEC);
	reset_counters();
	run(20 * SEC);
}

/* @g had a part of the time, within 2 %. */
static void assert_part(const struct guest *g, u32 part, u32 all)
{
	u64 want = 20 * SEC * part / all;

	assert_true(g->served >= want - want / 50);
	assert_true(g->served <= want + want / 50);
}

static void start(enum mvgpu_sched_mode mode)
{
	sim_init_prompt(DEPTH, 16);
	mvgpu_sched_set_mode(&sim.s, mode);
}

static void a_fixed_share_is_one_of_an_idle_gpu_as_well(void **state)
{
	static const u64 costs[] = { 50 * US, MS, 20 * MS };
	static const u32 weights[] = { 2, 4, 8 };
	struct guest *g;
	u32 i, n;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(costs); i++) {
		for (n = 0; n < ARRAY_SIZE(weights); n++) {
			start(MVGPU_SCHED_FIXED_SHARE);
			g = flooder(weights[n], costs[i], costs[i]);
			measure();
			assert_part(g, weights[n], 16);
		}
	}
}

static void the_weight_of_a_whole_gpu_is_no_bound(void **state)
{
	static const u32 weights[] = { 16, 10000 };
	struct guest *g;
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(weights); i++) {
		start(MVGPU_SCHED_FIXED_SHARE);
		g = flooder(weights[i], 50 * US, 100 * US);
		measure();
		assert_part(g, 1, 1);
		assert_int_equal(mvgpu_sched_next_tick(&sim.s), U64_MAX);
	}
}

static void fixed_shares_do_not_depend_on_others(void **state)
{
	struct guest *small, *large, *none;

	(void)state;
	start(MVGPU_SCHED_FIXED_SHARE);
	small = flooder(2, 50 * US, 100 * US);
	large = flooder(8, 2 * MS, 5 * MS);
	none = guest_add(4, MS, MS);
	measure();
	assert_part(small, 1, 8);
	assert_part(large, 1, 2);
	none->flood = true;
	measure();
	assert_part(small, 1, 8);
	assert_part(large, 1, 2);
	assert_part(none, 1, 4);
}

static void weights_count_when_fixed_shares_are_more_than_the_gpu(void **state)
{
	struct guest *a, *b;

	(void)state;
	start(MVGPU_SCHED_FIXED_SHARE);
	a = flooder(16, 100 * US, 200 * US);
	b = flooder(8, 100 * US, 200 * US);
	measure();
	assert_part(a, 2, 3);
	assert_part(b, 1, 3);
}

static void an_equal_share_follows_the_number_of_vgpus(void **state)
{
	struct guest *a, *idle;

	(void)state;
	start(MVGPU_SCHED_EQUAL_SHARE);
	a = flooder(4, 100 * US, 200 * US);
	measure();
	assert_part(a, 1, 1);
	idle = guest_add(16, MS, MS);
	measure();
	assert_part(a, 1, 2);
	guest_add(1, MS, MS);
	measure();
	assert_part(a, 1, 3);
	mvgpu_sched_remove(&sim.s, &idle->e);
	idle->present = false;
	measure();
	assert_part(a, 1, 2);
}

/* Half of the GPU is enough for its job after a second more. */
static void a_vgpu_that_is_alone_again_is_let_go(void **state)
{
	struct mvgpu_sched_job job;
	struct guest *a, *b;

	(void)state;
	start(MVGPU_SCHED_EQUAL_SHARE);
	a = guest_add(4, MS, MS);
	b = guest_add(4, MS, MS);
	take_and_submit(a, &job);
	complete_after(&job, SEC);
	assert_false(mvgpu_sched_try(&sim.s, &a->e, sim.now));
	assert_in_range(mvgpu_sched_next_tick(&sim.s), sim.now + SEC - 300 * MS, sim.now + SEC);
	assert_null(mvgpu_sched_next(&sim.s));
	mvgpu_sched_remove(&sim.s, &b->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &a->e);
}

static void the_mode_counts_at_once(void **state)
{
	struct guest *g;

	(void)state;
	start(MVGPU_SCHED_BEST_EFFORT);
	g = flooder(4, 100 * US, 200 * US);
	measure();
	assert_part(g, 1, 1);
	mvgpu_sched_set_mode(&sim.s, MVGPU_SCHED_FIXED_SHARE);
	measure();
	assert_part(g, 1, 4);
	mvgpu_sched_set_weight(&sim.s, &g->e, 8);
	measure();
	assert_part(g, 1, 2);
	mvgpu_sched_set_mode(&sim.s, MVGPU_SCHED_BEST_EFFORT);
	reset_counters();
	run(20 * SEC);
	assert_part(g, 1, 1);
}

/* A quarter of the GPU is more than it wants: it waits for no more than the job of a neighbour. */
static void a_light_guest_is_not_held(void **state)
{
	struct guest *g;

	(void)state;
	start(MVGPU_SCHED_FIXED_SHARE);
	g = light(4, MS, 10 * MS);
	measure();
	assert_int_equal(g->worst, 0);
	assert_true(g->done > 1800);
}

/*
 * Completions are found every 10 ms, as with QEMU that is not notified. A job that waits to be
 * found has the GPU, as nothing tells when it completed.
 */
static void fixed_shares_hold_on_a_gpu_that_is_polled(void **state)
{
	struct guest *g;
	u64 before;

	(void)state;
	sim_init(DEPTH, 16);
	mvgpu_sched_set_mode(&sim.s, MVGPU_SCHED_FIXED_SHARE);
	sim.tick = 10 * MS;
	g = flooder(4, 400 * US, 600 * US);
	run(SEC);
	before = g->e.runtime_ns;
	run(20 * SEC);
	assert_in_range(g->e.runtime_ns - before, 20 * SEC * 24 / 100, 20 * SEC * 26 / 100);
}

/* Five seconds of rest are worth no more than a slice. */
static void rest_is_not_saved_up(void **state)
{
	struct guest *g;

	(void)state;
	start(MVGPU_SCHED_FIXED_SHARE);
	g = guest_add(2, 100 * US, 100 * US);
	run(5 * SEC);
	reset_counters();
	g->flood = true;
	run(80 * MS);
	assert_true(g->served <= 10 * MS + MVGPU_THROTTLE_SLICE_NS + 200 * US);
}

static void open_again(struct guest *g)
{
	struct mvgpu_sched_entity before = g->e;

	mvgpu_sched_remove(&sim.s, &g->e);
	mvgpu_sched_add(&sim.s, &g->e, g->e.weight);
	mvgpu_throttle_begin(&sim.s, &g->e, before.ahead_ns, before.settled_ns);
}

/* A VMM that closes and opens its vGPU again has no new slice each time. */
static void opening_again_gains_nothing(void **state)
{
	struct guest *g;
	u32 i;

	(void)state;
	start(MVGPU_SCHED_FIXED_SHARE);
	g = flooder(2, 100 * US, 100 * US);
	for (i = 0; i < 200; i++) {
		run(5 * MS);
		open_again(g);
	}
	assert_true(g->served <= SEC / 8 + MVGPU_THROTTLE_SLICE_NS);
	reset_counters();
	run(20 * SEC);
	assert_part(g, 1, 8);
}

static void wait_for(u64 time)
{
	sim.now += time;
	mvgpu_sched_tick(&sim.s, sim.now);
}

/* Seconds that the vGPU is held after a job of a second. */
static u64 held_after_a_second(struct guest *g)
{
	struct mvgpu_sched_job job;

	take_and_submit(g, &job);
	complete_after(&job, SEC);
	assert_false(mvgpu_sched_try(&sim.s, &g->e, sim.now));
	return (mvgpu_sched_next_tick(&sim.s) - sim.now + SEC / 2) / SEC;
}

static void opening_again_does_not_forget_a_long_job(void **state)
{
	struct guest *g;

	(void)state;
	start(MVGPU_SCHED_FIXED_SHARE);
	g = guest_add(2, MS, MS);
	assert_int_equal(held_after_a_second(g), 7);
	open_again(g);
	assert_false(mvgpu_sched_try(&sim.s, &g->e, sim.now));
	assert_in_range(mvgpu_sched_next_tick(&sim.s), sim.now + 6 * SEC, sim.now + 8 * SEC);
}

static void what_it_is_ahead_is_worth_its_new_part(void **state)
{
	struct guest *g, *others[5];
	u32 i;

	(void)state;
	start(MVGPU_SCHED_FIXED_SHARE);
	g = guest_add(1, MS, MS);
	assert_int_equal(held_after_a_second(g), 15);
	wait_for(7 * SEC);
	mvgpu_sched_set_weight(&sim.s, &g->e, 8);
	assert_in_range(mvgpu_sched_next_tick(&sim.s), sim.now + SEC / 2, sim.now + 2 * SEC);

	start(MVGPU_SCHED_EQUAL_SHARE);
	for (i = 0; i < ARRAY_SIZE(others); i++)
		others[i] = guest_add(4, MS, MS);
	g = guest_add(4, MS, MS);
	assert_int_equal(held_after_a_second(g), 5);
	wait_for(2 * SEC);
	for (i = 1; i < ARRAY_SIZE(others); i++)
		mvgpu_sched_remove(&sim.s, &others[i]->e);
	assert_in_range(mvgpu_sched_next_tick(&sim.s), sim.now + SEC / 2, sim.now + 2 * SEC);
}

static void time_that_passed_is_worth_its_old_part(void **state)
{
	struct guest *g;
	u32 i;

	(void)state;
	start(MVGPU_SCHED_FIXED_SHARE);
	guest_add(4, MS, MS);
	g = guest_add(1, MS, MS);
	assert_int_equal(held_after_a_second(g), 15);
	wait_for(7 * SEC);
	mvgpu_sched_set_mode(&sim.s, MVGPU_SCHED_EQUAL_SHARE);
	assert_in_range(mvgpu_sched_next_tick(&sim.s), sim.now + SEC / 2, sim.now + 2 * SEC);
	wait_for(SEC / 2);
	for (i = 0; i < 4; i++)
		guest_add(4, MS, MS);
	assert_in_range(mvgpu_sched_next_tick(&sim.s), sim.now + SEC, sim.now + 2 * SEC);
}

/* A lead that is small with equal parts is a large one where weights count. */
static void weights_count_after_equal_shares(void **state)
{
	struct guest *a, *b;

	(void)state;
	start(MVGPU_SCHED_EQUAL_SHARE);
	a = flooder(10000, MS, MS);
	b = flooder(1000, MS, MS);
	measure();
	assert_part(a, 1, 2);
	mvgpu_sched_set_mode(&sim.s, MVGPU_SCHED_BEST_EFFORT);
	reset_counters();
	run(20 * SEC);
	assert_part(b, 1, 11);
}

/* An eighth is ahead by 2.6 ms after these jobs. */
static void jobs_that_are_charged_count_once(void **state)
{
	struct mvgpu_sched_job job[2];
	struct guest *g;

	(void)state;
	sim_init_prompt(ARRAY_SIZE(job), ARRAY_SIZE(job));
	mvgpu_sched_set_mode(&sim.s, MVGPU_SCHED_FIXED_SHARE);
	g = guest_add(2, MS, MS);
	g->e.avg_ns = 1500 * US;
	sim.now += SEC;
	take_and_submit(g, &job[0]);
	take_and_submit(g, &job[1]);
	assert_false(mvgpu_sched_try(&sim.s, &g->e, sim.now));
	assert_int_equal(mvgpu_sched_next_tick(&sim.s), U64_MAX);
	sim.now += 3 * MS;
	mvgpu_sched_complete(&sim.s, &job[0], sim.now);
	mvgpu_sched_complete(&sim.s, &job[1], sim.now);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &g->e);
}

static void a_day_of_rest_is_enough(void **state)
{
	struct mvgpu_sched_job job;
	struct guest *g;
	u32 i;

	(void)state;
	start(MVGPU_SCHED_FIXED_SHARE);
	g = guest_add(1, MS, MS);
	take_and_submit(g, &job);
	complete_after(&job, 100 * SEC);
	for (i = 0; i < GUESTS - 1; i++)
		guest_add(16, MS, MS);
	assert_false(mvgpu_sched_try(&sim.s, &g->e, sim.now));
	mvgpu_sched_cancel(&sim.s, &g->e);
	sim.now += 24 * 3600 * SEC;
	assert_true(mvgpu_sched_try(&sim.s, &g->e, sim.now));
}

/* They would be compared wrongly after 52 days otherwise. */
static void virtual_runtimes_of_equal_shares_stay_together(void **state)
{
	struct guest *a, *b;
	u64 apart;

	(void)state;
	start(MVGPU_SCHED_EQUAL_SHARE);
	a = flooder(10000, MS, MS);
	b = flooder(1, MS, MS);
	measure();
	apart = a->e.vruntime - b->e.vruntime;
	assert_true(min(apart, -apart) < mvgpu_order_virtual(&sim.s, &b->e, SEC));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fixed_share_is_one_of_an_idle_gpu_as_well),
		cmocka_unit_test(the_weight_of_a_whole_gpu_is_no_bound),
		cmocka_unit_test(fixed_shares_do_not_depend_on_others),
		cmocka_unit_test(weights_count_when_fixed_shares_are_more_than_the_gpu),
		cmocka_unit_test(an_equal_share_follows_the_number_of_vgpus),
		cmocka_unit_test(a_vgpu_that_is_alone_again_is_let_go),
		cmocka_unit_test(the_mode_counts_at_once),
		cmocka_unit_test(a_light_guest_is_not_held),
		cmocka_unit_test(fixed_shares_hold_on_a_gpu_that_is_polled),
		cmocka_unit_test(rest_is_not_saved_up),
		cmocka_unit_test(opening_again_gains_nothing),
		cmocka_unit_test(opening_again_does_not_forget_a_long_job),
		cmocka_unit_test(what_it_is_ahead_is_worth_its_new_part),
		cmocka_unit_test(time_that_passed_is_worth_its_old_part),
		cmocka_unit_test(weights_count_after_equal_shares),
		cmocka_unit_test(jobs_that_are_charged_count_once),
		cmocka_unit_test(a_day_of_rest_is_enough),
		cmocka_unit_test(virtual_runtimes_of_equal_shares_stay_together),
	};

	return cmocka_run_group_tests_name("sched_throttle", tests, NULL, NULL);
}
