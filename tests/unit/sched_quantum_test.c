// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the scheduling policy: on a prompt GPU vGPUs with small jobs have their turns by
 * quanta, and shares and delays are as they would be with turns of a job.
 */
#include "sched_sim.h"

static u64 jobs(void)
{
	u64 sum = 0;

	for (u32 i = 0; i < GUESTS; i++)
		sum += sim.guest[i].done;
	return sum;
}

static void measure(void)
{
	run(SEC);
	reset_counters();
	run(20 * SEC);
}

/* Twenty jobs are a quantum. */
static void small_jobs_come_in_quanta(void **state)
{
	static const u32 weights[] = { 4, 4, 8, 16 };
	struct guest *g[ARRAY_SIZE(weights)];
	u32 i;

	(void)state;
	sim_init_prompt(DEPTH, 16);
	for (i = 0; i < ARRAY_SIZE(weights); i++)
		g[i] = flooder(weights[i], 90 * US, 110 * US);
	measure();
	assert_true(sim.changes < jobs() / 16);
	for (i = 0; i < ARRAY_SIZE(weights); i++)
		assert_share(g[i], weights[i], 32);
}

static void small_jobs_alternate_where_completions_come_late(void **state)
{
	(void)state;
	sim_init(DEPTH, 16);
	flooder(4, 90 * US, 110 * US);
	flooder(4, 90 * US, 110 * US);
	measure();
	assert_true(sim.changes > jobs() / 2);
}

static void large_jobs_alternate(void **state)
{
	struct guest *a;

	(void)state;
	sim_init_prompt(DEPTH, 16);
	a = flooder(4, 3 * MS, 3 * MS);
	flooder(4, 3 * MS, 3 * MS);
	measure();
	assert_true(sim.changes > jobs() * 9 / 10);
	assert_share(a, 1, 2);
}

static void shares_of_small_and_large_jobs_are_equal(void **state)
{
	struct guest *small, *large;

	(void)state;
	sim_init_prompt(DEPTH, 16);
	small = flooder(4, 50 * US, 100 * US);
	large = flooder(4, 2 * MS, 4 * MS);
	measure();
	assert_share(small, 1, 2);
	assert_share(large, 1, 2);
}

/* A quantum is one of the GPU's time, whatever the weights are. */
static void a_light_guest_waits_for_few_jobs(void **state)
{
	static const u32 weights[] = { 1, 4, 100, 10000 };
	struct guest *quick;
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(weights); i++) {
		sim_init_prompt(DEPTH, 16);
		flooder(weights[i], 90 * US, 110 * US);
		quick = light(weights[i], 100 * US, 5 * MS);
		measure();
		assert_true(quick->worst <= 16);
	}
}

/* There is no more work before it than with two others, however many have large jobs. */
static void a_light_guest_does_not_wait_for_a_job_of_each(void **state)
{
	struct guest *quick;
	u32 i;

	(void)state;
	sim_init_prompt(DEPTH, 16);
	for (i = 0; i < GUESTS - 1; i++)
		flooder(4, 2 * MS, 3 * MS);
	quick = light(4, 100 * US, 5 * MS);
	measure();
	assert_true(quick->worst <= 4);
}

/*
 * The jobs of a frame go before the next large job together, and not one after each. A frame
 * takes 33 ms: 16 ms of them is the guest idle, and then it waits for two jobs at most.
 */
static void a_burst_does_not_wait_for_a_job_before_each_of_its_own(void **state)
{
	static const u32 neighbours[] = { 1, GUESTS - 1 };
	struct guest *quick;
	u32 i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(neighbours); i++) {
		sim_init_prompt(DEPTH, 16);
		sim.concurrent = true;
		for (j = 0; j < neighbours[i]; j++)
			flooder(4, 10 * MS, 12 * MS);
		quick = bursting(4, 100 * US, 16 * MS, 4);
		measure();
		assert_true(quick->bursts > 20 * 25);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_jobs_come_in_quanta),
		cmocka_unit_test(small_jobs_alternate_where_completions_come_late),
		cmocka_unit_test(large_jobs_alternate),
		cmocka_unit_test(shares_of_small_and_large_jobs_are_equal),
		cmocka_unit_test(a_light_guest_waits_for_few_jobs),
		cmocka_unit_test(a_light_guest_does_not_wait_for_a_job_of_each),
		cmocka_unit_test(a_burst_does_not_wait_for_a_job_before_each_of_its_own),
	};

	return cmocka_run_group_tests_name("sched_quantum", tests, NULL, NULL);
}
