// SPDX-License-Identifier: GPL-2.0
/* Tests of the scheduling policy: the number of jobs on the GPU, and no lost slots. */
#include "sched_sim.h"

/* A GPU that looks for completed jobs every 10 ms is as busy as another. */
static void rarely_completed_jobs_keep_their_slots(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, 16);
	sim.tick = 10 * MS;
	a = flooder(4, 100 * US, 200 * US);
	b = flooder(4, 100 * US, 200 * US);
	run(SEC);
	reset_counters();
	run(20 * SEC);
	assert_true(a->done + b->done >= 20 * 100 * 32 * 9 / 10);
}

static void a_lone_vgpu_gets_the_whole_queue(void **state)
{
	struct guest *g;

	(void)state;
	sim_init(DEPTH, SHARE);
	g = flooder(1, 100 * US, 200 * US);
	guest_add(16, MS, MS);
	run(SEC);
	assert_int_equal(sim.most, DEPTH);
	assert_true(g->served >= SEC - MS);
}

/* Long jobs of a lone vGPU would delay others for long. */
static void a_lone_vgpu_has_a_turn_of_work_at_most(void **state)
{
	(void)state;
	sim_init(DEPTH, SHARE);
	flooder(1, 5 * MS, 5 * MS);
	run(SEC);
	sim.most = 0;
	run(SEC);
	assert_true(sim.most > SHARE);
	assert_true(sim.most * 5 * MS <= MVGPU_SCHED_TURN_NS + 5 * MS);

	sim_init(DEPTH, SHARE);
	flooder(1, SEC, SEC);
	run(100 * SEC);
	assert_int_equal(sim.most, SHARE);
}

/* A GPU whose completions are seen every 10 ms is kept busy, too. */
static void a_gpu_that_is_polled_gets_the_whole_queue(void **state)
{
	struct guest *g;

	(void)state;
	sim_init(DEPTH, SHARE);
	sim.tick = 10 * MS;
	g = flooder(1, 100 * US, 200 * US);
	run(SEC);
	sim.most = 0;
	reset_counters();
	run(SEC);
	assert_int_equal(sim.most, DEPTH);
	assert_true(g->done >= DEPTH * 99);
}

/* Others that work now and then keep the queue short. */
static void a_pause_does_not_make_the_queue_long_again(void **state)
{
	struct guest *g;

	(void)state;
	sim_init(DEPTH, SHARE);
	flooder(1, 100 * US, 200 * US);
	g = light(1, MS, MVGPU_SCHED_TURN_NS - MS);
	run(SEC);
	sim.most = 0;
	run(SEC);
	assert_true(sim.most <= SHARE + 1);
	g->next = NEVER;
	run(SEC);
	assert_int_equal(sim.most, DEPTH);
}

static void no_slot_is_lost_at_any_load(void **state)
{
	struct guest *g;
	u32 i, round;

	(void)state;
	for (round = 0; round < 20; round++) {
		sim_init(1 + round, 1 + round / 3);
		for (i = 0; i < GUESTS; i++) {
			g = light(between(1, 20), between(10 * US, 5 * MS),
				  between(0, 40 * MS));
			g->cost_max *= 2;
			g->flood = !(random_u32() % 8);
		}
		run(2 * SEC);	/* check_busy() at every event */
		assert_true(sim.most <= sim.s.depth);
		for (i = 0; i < GUESTS; i++) {
			g = &sim.guest[i];
			assert_true(g->done > 0);
			assert_int_equal(g->e.runtime_ns, g->served);
		}
	}
}

static void bounds_out_of_range_are_clamped(void **state)
{
	(void)state;
	sim_init(0, 0);
	assert_int_equal(sim.s.depth, 1);
	assert_int_equal(sim.s.share, 1);
	sim_init(8, 9);
	assert_int_equal(sim.s.share, 8);
	sim_init(U32_MAX, 2);
	assert_int_equal(sim.s.depth, BIT(16));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rarely_completed_jobs_keep_their_slots),
		cmocka_unit_test(a_lone_vgpu_gets_the_whole_queue),
		cmocka_unit_test(a_lone_vgpu_has_a_turn_of_work_at_most),
		cmocka_unit_test(a_gpu_that_is_polled_gets_the_whole_queue),
		cmocka_unit_test(a_pause_does_not_make_the_queue_long_again),
		cmocka_unit_test(no_slot_is_lost_at_any_load),
		cmocka_unit_test(bounds_out_of_range_are_clamped),
	};

	return cmocka_run_group_tests_name("sched_queue", tests, NULL, NULL);
}
