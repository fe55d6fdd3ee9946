// SPDX-License-Identifier: GPL-2.0
/* Tests of the scheduling policy: the oldest job, and what each job is charged. */
#include "sched_sim.h"

/* The oldest job is the one submitted first, even if others overtake it. */
static void the_oldest_job_and_its_start_are_known(void **state)
{
	struct mvgpu_sched_entity a, b;
	struct mvgpu_sched_job op[3];
	struct mvgpu_sched s;

	(void)state;
	mvgpu_sched_init(&s, DEPTH, SHARE, false);
	mvgpu_sched_add(&s, &a, 1);
	mvgpu_sched_add(&s, &b, 1);
	assert_null(mvgpu_sched_oldest(&s));
	mvgpu_sched_submit(&s, &a, &op[0], 10 * MS);
	mvgpu_sched_submit(&s, &b, &op[1], 20 * MS);
	mvgpu_sched_submit(&s, &a, &op[2], 30 * MS);
	assert_ptr_equal(mvgpu_sched_oldest(&s), &a);
	assert_int_equal(s.oldest_ns, 10 * MS);
	mvgpu_sched_complete(&s, &op[2], 40 * MS);
	assert_int_equal(s.oldest_ns, 10 * MS);
	mvgpu_sched_complete(&s, &op[0], 50 * MS);
	assert_ptr_equal(mvgpu_sched_oldest(&s), &b);
	assert_int_equal(s.oldest_ns, 50 * MS);
	mvgpu_sched_remove(&s, &b);
	assert_null(mvgpu_sched_oldest(&s));
	mvgpu_sched_complete(&s, &op[1], 60 * MS);
	mvgpu_sched_submit(&s, &a, &op[0], 70 * MS);
	assert_ptr_equal(mvgpu_sched_oldest(&s), &a);
	assert_int_equal(s.oldest_ns, 70 * MS);
}

/* The same of the jobs of one vGPU: what overtakes the oldest one is no progress of it. */
static void the_oldest_job_of_a_vgpu_ages_while_others_overtake_it(void **state)
{
	struct mvgpu_sched_entity a, b;
	struct mvgpu_sched_job op[4];
	struct mvgpu_sched s;

	(void)state;
	mvgpu_sched_init(&s, DEPTH, SHARE, false);
	mvgpu_sched_add(&s, &a, 1);
	mvgpu_sched_add(&s, &b, 1);
	mvgpu_sched_submit(&s, &b, &op[3], 5 * MS);
	mvgpu_sched_submit(&s, &a, &op[0], 10 * MS);
	mvgpu_sched_submit(&s, &a, &op[1], 20 * MS);
	mvgpu_sched_submit(&s, &a, &op[2], 30 * MS);
	mvgpu_sched_complete(&s, &op[1], 40 * MS);
	assert_int_equal(a.progress_ns, 10 * MS);
	mvgpu_sched_complete(&s, &op[0], 50 * MS);
	assert_int_equal(a.progress_ns, 50 * MS);
	mvgpu_sched_complete(&s, &op[2], 60 * MS);
	mvgpu_sched_submit(&s, &a, &op[0], 70 * MS);
	assert_int_equal(a.progress_ns, 70 * MS);
	assert_int_equal(b.progress_ns, 5 * MS);
}

/* The caller may read the clock and then wait for the lock. */
static void an_event_after_now_is_new(void **state)
{
	(void)state;
	assert_int_equal(mvgpu_sched_since(10 * MS, 30 * MS), 20 * MS);
	assert_int_equal(mvgpu_sched_since(10 * MS, 10 * MS), 0);
	assert_int_equal(mvgpu_sched_since(10 * MS + 1, 10 * MS), 0);
	assert_int_equal(mvgpu_sched_since(U64_MAX, 9), 10);
}

static void complete_at(struct mvgpu_sched_job *op, u64 now)
{
	complete_after(op, now - sim.now);
}

static void a_job_is_charged_since_the_previous_completion(void **state)
{
	struct mvgpu_sched_job op[3];
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	submit_at(a, &op[0], 1000);
	submit_at(b, &op[1], 1200);
	complete_at(&op[0], 1700);
	complete_at(&op[1], 1800);
	submit_at(a, &op[2], 5000);
	complete_at(&op[2], 5010);
	assert_int_equal(a->e.runtime_ns, 710);
	assert_int_equal(b->e.runtime_ns, 100);
}

/* Short jobs that overtake a long one do not hide its runtime. */
static void an_overtaken_job_is_charged_the_rest(void **state)
{
	struct mvgpu_sched_job slow, quick[3];
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	submit_at(a, &slow, 1000);
	submit_at(b, &quick[0], 2000);
	submit_at(b, &quick[1], 2050);
	complete_at(&quick[0], 2100);
	complete_at(&quick[1], 2200);
	submit_at(b, &quick[2], 4000);
	complete_at(&slow, 5000);
	complete_at(&quick[2], 5001);
	assert_int_equal(b->e.runtime_ns, 100 + 100 + 1);
	assert_int_equal(a->e.runtime_ns, 4000 - 200);
}

/* The first job is not charged for everything. */
static void jobs_completed_together_are_charged_evenly(void **state)
{
	struct mvgpu_sched_job op[3];
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = guest_add(1, 0, 0);
	b = guest_add(2, 0, 0);
	submit_at(a, &op[0], 1000);
	submit_at(b, &op[1], 1000);
	submit_at(b, &op[2], 1000);
	mvgpu_sched_complete(&sim.s, &op[0], 1999);
	mvgpu_sched_complete(&sim.s, &op[1], 1999);
	mvgpu_sched_set_weight(&sim.s, &b->e, 1);
	mvgpu_sched_complete(&sim.s, &op[2], 2000);
	assert_null(mvgpu_sched_next(&sim.s));
	assert_true(a->e.runtime_ns == 499 || a->e.runtime_ns == 500);
	assert_int_equal(a->e.runtime_ns + b->e.runtime_ns, 1000);
}

static void time_that_goes_back_is_not_charged(void **state)
{
	struct mvgpu_sched_job op[2];
	struct guest *g;

	(void)state;
	sim_init(DEPTH, SHARE);
	g = guest_add(1, 0, 0);
	submit_at(g, &op[0], 1000);
	complete_at(&op[0], 1500);
	submit_at(g, &op[1], 900);
	complete_at(&op[1], 800);
	assert_int_equal(g->e.runtime_ns, 500);
}

/*
 * The small jobs behind a long one complete with it, as with a job that hangs until the GPU is
 * reset. A job behind others has not begun, or it would have been found before.
 */
static void a_long_job_is_not_charged_to_those_behind_it(void **state)
{
	struct mvgpu_sched_job long_job, job[16];
	struct guest *a, *b;
	u32 i;

	(void)state;
	sim_init(DEPTH, DEPTH);
	a = guest_add(4, MS, MS);
	b = guest_add(4, MS, MS);
	mvgpu_sched_submit(&sim.s, &a->e, &long_job, sim.now);
	for (i = 0; i < ARRAY_SIZE(job); i++)
		mvgpu_sched_submit(&sim.s, &b->e, &job[i], sim.now);
	sim.now += 9 * SEC;
	for (i = 0; i < ARRAY_SIZE(job); i++)
		mvgpu_sched_complete(&sim.s, &job[i], sim.now);
	mvgpu_sched_complete(&sim.s, &long_job, sim.now);
	assert_null(mvgpu_sched_next(&sim.s));
	assert_true(b->e.runtime_ns <= 10 * MS);
	assert_true(a->e.runtime_ns + b->e.runtime_ns == 9 * SEC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_oldest_job_and_its_start_are_known),
		cmocka_unit_test(the_oldest_job_of_a_vgpu_ages_while_others_overtake_it),
		cmocka_unit_test(an_event_after_now_is_new),
		cmocka_unit_test(a_job_is_charged_since_the_previous_completion),
		cmocka_unit_test(an_overtaken_job_is_charged_the_rest),
		cmocka_unit_test(jobs_completed_together_are_charged_evenly),
		cmocka_unit_test(a_long_job_is_not_charged_to_those_behind_it),
		cmocka_unit_test(time_that_goes_back_is_not_charged),
	};

	return cmocka_run_group_tests_name("sched_charge", tests, NULL, NULL);
}
