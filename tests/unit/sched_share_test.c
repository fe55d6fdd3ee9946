// SPDX-License-Identifier: GPL-2.0
/* Tests of the scheduling policy: shares of the runtime follow the weights. */
#include "sched_sim.h"

static void equal_weights_get_equal_time(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = flooder(4, 100 * US, 200 * US);
	b = flooder(4, 2 * MS, 6 * MS);
	run(20 * SEC);
	assert_share(a, 1, 2);
	assert_share(b, 1, 2);
}

/* Takes a slot and submits a job. */
static bool submits(struct guest *g, struct mvgpu_sched_job *job)
{
	if (!mvgpu_sched_try(&sim.s, &g->e, sim.now))
		return false;
	mvgpu_sched_submit(&sim.s, &g->e, job, sim.now);
	return true;
}

/* Both have jobs of a millisecond; one has had more than its share. */
static void a_prompt_gpu_has_little_work_of_who_had_more(void **state)
{
	struct mvgpu_sched_job job[4];
	struct guest *less, *more;
	bool prompt;

	(void)state;
	for (prompt = false; ; prompt = true) {
		sim_init(DEPTH, 16);
		mvgpu_sched_init(&sim.s, DEPTH, 16, prompt);
		less = guest_add(4, MS, MS);
		more = guest_add(4, MS, MS);
		less->e.avg_ns = MS;
		more->e.avg_ns = MS;
		assert_true(submits(more, &job[0]));
		assert_true(submits(less, &job[1]));
		more->e.vruntime = less->e.vruntime + (1ULL << 40);
		assert_int_equal(submits(more, &job[2]), !prompt);
		mvgpu_sched_cancel(&sim.s, &more->e);
		assert_true(submits(less, &job[3]));
		if (prompt)
			break;
	}
}

static void time_follows_the_weights(void **state)
{
	static const u32 weights[][3] = {
		{ 2, 1, 0 }, { 16, 1, 0 }, { 100, 1, 0 }, { 1, 2, 4 },
		{ 16, 1, 1 },
	};
	struct guest *g[3] = { NULL };
	u32 i, n;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(weights); i++) {
		const u32 *w = weights[i];

		sim_init(DEPTH, SHARE);
		for (n = 0; n < 3 && w[n]; n++)
			g[n] = flooder(w[n], 50 * US * (n + 1), 500 * US);
		run(SEC);
		reset_counters();
		run(60 * SEC);
		while (n--)
			assert_share(g[n], w[n], w[0] + w[1] + w[2]);
	}
}

static void a_new_weight_counts_at_once(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = flooder(1, 100 * US, 900 * US);
	b = flooder(1, 100 * US, 900 * US);
	run(10 * SEC);
	assert_share(a, 1, 2);
	mvgpu_sched_set_weight(&sim.s, &a->e, 8);
	reset_counters();
	run(10 * SEC);
	assert_share(a, 8, 9);
	mvgpu_sched_set_weight(&sim.s, &a->e, 1);
	mvgpu_sched_set_weight(&sim.s, &b->e, 3);
	reset_counters();
	run(10 * SEC);
	assert_share(b, 3, 4);
}

static void a_weight_of_zero_is_one(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = flooder(0, 500 * US, 500 * US);
	b = flooder(2, 500 * US, 500 * US);
	mvgpu_sched_set_weight(&sim.s, &b->e, 0);
	run(SEC);
	reset_counters();
	run(SEC);
	assert_share(a, 1, 2);
}

/* The runtime of each job is unknown; the jobs share the time evenly. */
static void weights_count_on_a_gpu_that_is_polled(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, 16);
	sim.tick = 10 * MS;
	a = flooder(2, 500 * US, 700 * US);
	b = flooder(1, 500 * US, 700 * US);
	run(SEC);
	reset_counters();
	run(60 * SEC);
	assert_share(a, 2, 3);
	assert_share(b, 1, 3);
}

static void check_together(u64 tick)
{
	struct guest *g[4];
	u32 i;

	sim_init(DEPTH, 16);
	sim.tick = tick;
	sim.concurrent = true;
	for (i = 0; i < ARRAY_SIZE(g); i++)
		g[i] = flooder(1 << i, 200 * US, 300 * US);
	run(SEC);
	reset_counters();
	run(60 * SEC);
	for (i = 0; i < ARRAY_SIZE(g); i++)
		assert_share(g[i], 1 << i, 15);
}

/* All are woken for the jobs that complete together, and run at the same time. */
static void weights_count_when_workers_run_together(void **state)
{
	(void)state;
	check_together(0);
	check_together(1 * MS);
	check_together(4 * MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_weights_get_equal_time),
		cmocka_unit_test(a_prompt_gpu_has_little_work_of_who_had_more),
		cmocka_unit_test(time_follows_the_weights),
		cmocka_unit_test(a_new_weight_counts_at_once),
		cmocka_unit_test(a_weight_of_zero_is_one),
		cmocka_unit_test(weights_count_on_a_gpu_that_is_polled),
		cmocka_unit_test(weights_count_when_workers_run_together),
	};

	return cmocka_run_group_tests_name("sched_share", tests, NULL, NULL);
}
