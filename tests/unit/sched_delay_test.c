// SPDX-License-Identifier: GPL-2.0
/* Tests of the scheduling policy: how long a vGPU waits for others is bounded. */
#include "sched_sim.h"

/* At most a share of the flooder's jobs is before the job of a light vGPU. */
static void a_flooder_delays_others_by_its_share_at_most(void **state)
{
	struct guest *quick, *slow;

	(void)state;
	sim_init(DEPTH, SHARE);
	flooder(4, 500 * US, 1500 * US);
	quick = light(4, MS, 10 * MS);
	slow = light(1, MS, 30 * MS);
	run(SEC);
	reset_counters();
	run(20 * SEC);
	assert_true(quick->done > 1000);
	assert_true(quick->worst > 0 && quick->worst <= SHARE + 1);
	assert_true(slow->done > 400);
	assert_true(slow->worst <= SHARE + 1);
}

/* The flooder's jobs in all slots of its share would take half a second. */
static void long_jobs_delay_others_by_few_of_them(void **state)
{
	struct guest *quick;

	(void)state;
	sim_init(DEPTH, 16);
	flooder(4, 25 * MS, 35 * MS);
	quick = light(4, MS, 5 * MS);
	run(2 * SEC);
	reset_counters();
	run(20 * SEC);
	assert_true(quick->done > 200);
	assert_true(quick->worst <= 3);
}

/* Where completions are noticed at once, 16 jobs of a millisecond would be too many. */
static void a_prompt_gpu_has_less_work_of_a_flooder(void **state)
{
	struct guest *quick;

	(void)state;
	sim_init_prompt(DEPTH, 16);
	flooder(4, 900 * US, 1100 * US);
	quick = light(4, 100 * US, 5 * MS);
	run(2 * SEC);
	reset_counters();
	run(20 * SEC);
	assert_true(quick->done > 1800);
	assert_true(quick->worst <= 5);
}

/* A flooder delays a new vGPU by its jobs on the GPU only. */
static void a_newcomer_waits_for_what_is_on_the_gpu(void **state)
{
	static const u32 weights[] = { 1, 16, 10000 };
	struct guest *g;
	u32 i, before;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(weights); i++) {
		sim_init(DEPTH, SHARE);
		flooder(weights[i], 100 * US, 200 * US);
		run(10 * SEC);
		g = flooder(1, MS, MS);
		before = on_gpu();
		assert_int_equal(before, DEPTH);
		g->asked = sim.done;
		while (!g->done)
			run(100 * US);
		assert_true(g->worst <= before);
	}
}

/* Each new vGPU waits for a share of each other one at most. */
static void several_newcomers_wait_no_longer_together(void **state)
{
	struct guest *g[6];
	u32 i, before;

	(void)state;
	sim_init(DEPTH, SHARE);
	flooder(16, 100 * US, 200 * US);
	run(SEC);
	before = sim.done;
	for (i = 0; i < ARRAY_SIZE(g); i++)
		g[i] = flooder(1, MS, MS);
	for (i = 0; i < ARRAY_SIZE(g); i++)
		while (!g[i]->done)
			run(100 * US);
	assert_true(sim.done - before <= DEPTH + ARRAY_SIZE(g) * SHARE);
}

/* Jobs of each vGPU are served, at least as often as its weight entitles. */
static void no_vgpu_starves(void **state)
{
	struct guest *weak;
	u32 i;

	(void)state;
	sim_init(DEPTH, SHARE);
	weak = flooder(1, 100 * US, 10 * MS);
	for (i = 1; i < GUESTS; i++) {
		struct guest *g = light(between(1, 16), MS,
					between(0, 20 * MS));

		g->cost_min = 10 * US;
		g->flood = i & 1;
	}
	run(60 * SEC);
	assert_true(weak->done > 100);
	/* 7 * 16 parts of the others, in jobs of 10 us or more */
	assert_true(weak->worst < 7 * 16 * 10 * MS / (10 * US));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flooder_delays_others_by_its_share_at_most),
		cmocka_unit_test(long_jobs_delay_others_by_few_of_them),
		cmocka_unit_test(a_prompt_gpu_has_less_work_of_a_flooder),
		cmocka_unit_test(a_newcomer_waits_for_what_is_on_the_gpu),
		cmocka_unit_test(several_newcomers_wait_no_longer_together),
		cmocka_unit_test(no_vgpu_starves),
	};

	return cmocka_run_group_tests_name("sched_delay", tests, NULL, NULL);
}
