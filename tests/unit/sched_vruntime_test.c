// SPDX-License-Identifier: GPL-2.0
/* Tests of the scheduling policy: virtual runtime, also of vGPUs that pause. */
#include "sched_sim.h"

/* @g has no more work for as long as a test may last. */
static void go_away(struct guest *g)
{
	g->flood = false;
	g->think = SEC * SEC;
	mvgpu_sched_cancel(&sim.s, &g->e);
}

/* @b, which pauses while @a works, has no more than @a when it comes back. */
static void is_level_after_a_pause(struct guest *a, struct guest *b)
{
	run(SEC);
	b->flood = false;
	mvgpu_sched_cancel(&sim.s, &b->e);
	run(100 * SEC);
	b->flood = true;
	run(100 * MS);
	reset_counters();
	run(SEC);
	assert_share(a, 1, 2);
}

static void idle_time_is_no_credit(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = flooder(1, 200 * US, 200 * US);
	b = flooder(1, 200 * US, 200 * US);
	is_level_after_a_pause(a, b);
}

/* Neither are jobs that wait for others, however long. */
static void jobs_set_aside_are_no_credit(void **state)
{
	struct mvgpu_sched_job op;
	struct guest *a, *b, *c;

	sim_init(DEPTH, SHARE);
	a = flooder(1, 200 * US, 200 * US);
	b = flooder(1, 200 * US, 200 * US);
	c = guest_add(1, 0, 0);
	take_and_submit(c, &op);
	mvgpu_sched_set_aside(&sim.s, &op);
	is_level_after_a_pause(a, b);
}

/* The charge of a long job stays although its vGPU pauses afterwards. */
static void a_short_pause_keeps_the_vruntime(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = flooder(1, 200 * US, 200 * US);
	b = light(1, 500 * MS, 2 * MVGPU_SCHED_TURN_NS);
	run(100 * SEC);
	assert_true(b->done > 80);
	assert_true(a->served >= sim.busy / 2 - SEC);
}

/* @a uses the GPU for @time, between two short jobs of @b. */
static void use_more(struct guest *a, struct guest *b, u64 time)
{
	struct mvgpu_sched_job op[3];

	take_and_submit(b, &op[0]);
	take_and_submit(a, &op[1]);
	take_and_submit(b, &op[2]);
	complete_after(&op[0], MS);
	complete_after(&op[1], time);
	complete_after(&op[2], MS);
}

/* @a, which used more of the GPU, comes back a moment after @b. */
static void both_flood(struct guest *a, struct guest *b)
{
	b->flood = true;
	work(b);
	a->flood = true;
}

static void vruntime_is_level_after_an_idle_turn(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = guest_add(1, MS, MS);
	b = guest_add(1, MS, MS);
	use_more(a, b, SEC);
	sim.now += MVGPU_SCHED_TURN_NS;
	both_flood(a, b);
	run(SEC / 2);
	assert_share(a, 1, 2);
}

/* The first job after the idle turn takes no slot. */
static void vruntime_is_level_after_work_that_must_not_wait(void **state)
{
	struct mvgpu_sched_job op;
	struct guest *a, *b;

	sim_init(DEPTH, SHARE);
	a = guest_add(1, MS, MS);
	b = guest_add(1, MS, MS);
	use_more(a, b, SEC);
	sim.now += MVGPU_SCHED_TURN_NS;
	mvgpu_sched_submit(&sim.s, &b->e, &op, sim.now);
	complete_after(&op, MS);
	both_flood(a, b);
	run(SEC / 2);
	assert_share(a, 1, 2);
}

/* @a, which used more, is not looked at any more when the vGPUs are levelled. */
static void vruntime_is_level_for_those_who_are_away(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = guest_add(1, MS, MS);
	b = guest_add(1, MS, MS);
	use_more(a, b, SEC);
	b->flood = true;
	run(2 * MVGPU_SCHED_TURN_NS);
	assert_false(a->e.sorted);
	go_away(b);
	run(3 * MVGPU_SCHED_TURN_NS);
	both_flood(a, b);
	run(SEC / 2);
	reset_counters();
	run(SEC / 4);
	assert_share(a, 1, 2);
}

/* The GPU works without a pause until virtual runtimes have wrapped, and @b is away. */
static void months_without_a_pause_do_not_count(void **state)
{
	const u64 cost = 1200 * SEC;
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = flooder(1, cost, cost);
	b = flooder(1, MS, MS);
	run(10 * cost);
	go_away(b);
	run(2500 * cost);
	assert_false(b->e.sorted);
	a->cost_min = MS;
	a->cost_max = MS;
	run(SHARE * cost + 10 * SEC);
	b->flood = true;
	run(SEC);
	reset_counters();
	run(SEC);
	assert_share(b, 1, 2);
}

static void vruntime_is_kept_before_an_idle_turn(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = guest_add(1, MS, MS);
	b = guest_add(1, MS, MS);
	use_more(a, b, SEC);
	sim.now += MVGPU_SCHED_TURN_NS - 1;
	both_flood(a, b);
	run(SEC / 2);
	assert_true(a->served <= SHARE * MS);
	run(3 * SEC / 2);
	reset_counters();
	run(SEC);
	assert_share(a, 1, 2);
}

/* A lone vGPU catches up with the virtual runtime of the others. */
static void vruntime_of_others_catches_up(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = guest_add(1, MS, MS);
	b = guest_add(1, MS, MS);
	use_more(a, b, SEC);
	b->flood = true;
	run(2 * SEC);
	a->flood = true;
	run(200 * MS);
	reset_counters();
	run(SEC / 2);
	assert_share(a, 1, 2);
}

/* The runtime is longer than 64 bits of virtual runtime can express. */
static void a_very_long_job_is_charged(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = guest_add(1, MS, MS);
	b = guest_add(1, MS, MS);
	use_more(a, b, BIT_ULL(52));
	both_flood(a, b);
	run(SEC);
	assert_true(a->served <= SHARE * MS);
	assert_true(b->served > 9 * SEC / 10);
}

/* Jobs that were submitted while no other vGPU was active do not count. */
static void work_of_a_lone_vgpu_adds_no_vruntime(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = flooder(1, SEC, SEC);
	run(100 * MS);
	b = flooder(16, MS, MS);
	a->cost_min = MS;
	a->cost_max = MS;
	run(SHARE * SEC);
	reset_counters();
	run(SEC);
	assert_share(a, 1, 17);
	assert_share(b, 16, 17);
}

static void vruntime_wraps(void **state)
{
	static const u64 from[] = { 0, S64_MAX, U64_MAX };
	struct guest *a, *b, *idle, *late;
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(from); i++) {
		sim_init(DEPTH, SHARE);
		sim.s.min_vruntime = from[i] - (SEC << 12);
		a = flooder(2, 100 * US, 500 * US);
		b = flooder(1, 100 * US, 500 * US);
		idle = guest_add(1, 100 * US, 500 * US);
		run(12 * SEC);
		assert_true(sim.s.min_vruntime - from[i] < BIT_ULL(62));
		assert_share(a, 2, 3);
		assert_share(b, 1, 3);
		idle->flood = true;
		late = flooder(1, 100 * US, 500 * US);
		reset_counters();
		run(10 * SEC);
		assert_share(idle, 1, 5);
		assert_share(late, 1, 5);
	}
}

/* Virtual runtime wraps while a vGPU is idle; it starts level all the same. */
static void years_of_idleness_do_not_count(void **state)
{
	struct mvgpu_sched_job op;
	struct guest *busy, *idle;
	u32 i;

	(void)state;
	sim_init(DEPTH, SHARE);
	busy = guest_add(1, MS, MS);
	idle = guest_add(1, MS, MS);
	for (i = 0; i < 30000; i++) {
		assert_true(mvgpu_sched_try(&sim.s, &busy->e, sim.now));
		mvgpu_sched_submit(&sim.s, &busy->e, &op, sim.now);
		sim.now += 600 * SEC;
		mvgpu_sched_complete(&sim.s, &op, sim.now);
		assert_null(mvgpu_sched_next(&sim.s));
	}
	assert_int_equal(busy->e.runtime_ns, 30000 * 600 * SEC);
	both_flood(busy, idle);
	run(SEC);
	assert_share(busy, 1, 2);
	assert_share(idle, 1, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(idle_time_is_no_credit),
		cmocka_unit_test(jobs_set_aside_are_no_credit),
		cmocka_unit_test(a_short_pause_keeps_the_vruntime),
		cmocka_unit_test(vruntime_is_level_after_an_idle_turn),
		cmocka_unit_test(vruntime_is_level_after_work_that_must_not_wait),
		cmocka_unit_test(vruntime_is_level_for_those_who_are_away),
		cmocka_unit_test(months_without_a_pause_do_not_count),
		cmocka_unit_test(vruntime_is_kept_before_an_idle_turn),
		cmocka_unit_test(vruntime_of_others_catches_up),
		cmocka_unit_test(a_very_long_job_is_charged),
		cmocka_unit_test(work_of_a_lone_vgpu_adds_no_vruntime),
		cmocka_unit_test(vruntime_wraps),
		cmocka_unit_test(years_of_idleness_do_not_count),
	};

	return cmocka_run_group_tests_name("sched_vruntime", tests, NULL, NULL);
}
