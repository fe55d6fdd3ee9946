// SPDX-License-Identifier: GPL-2.0
/* Tests of the scheduling policy: vGPUs are removed while their jobs are in flight. */
#include "sched_sim.h"

static void remove_guest(struct guest *g)
{
	u32 i;

	mvgpu_sched_remove(&sim.s, &g->e);
	for (i = 0; i < OPS; i++)
		if (sim.job[i].used && sim.job[i].guest == g)
			sim.job[i].guest = NULL;
	memset(g, 0xff, sizeof(*g));
	g->present = false;
	wake();
}

static void jobs_of_a_removed_vgpu_still_count(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = flooder(1, 100 * US, 100 * US);
	run(SEC);
	assert_int_equal(on_gpu(), DEPTH);
	b = flooder(1, 100 * US, 100 * US);
	run(0);
	remove_guest(a);
	assert_int_equal(sim.s.slots_used, DEPTH);
	run(100 * US);
	assert_int_equal(on_gpu(), DEPTH);
	run(DEPTH * 100 * US);
	assert_true(b->done > 0);
	assert_int_equal(b->e.runtime_ns, b->done * 100 * US);
	assert_int_equal(sim.s.slots_used, on_gpu());
}

/* A vGPU that has a slot, to be removed and freed, beside guest @g. */
static struct mvgpu_sched_entity *short_lived(struct guest **g)
{
	struct mvgpu_sched_entity *e = malloc(sizeof(*e));

	assert_non_null(e);
	sim_init(2, 1);
	*g = guest_add(1, 0, 0);
	mvgpu_sched_add(&sim.s, e, 1);
	assert_true(mvgpu_sched_try(&sim.s, e, 1000));
	return e;
}

static void a_removed_vgpu_is_not_accessed(void **state)
{
	struct mvgpu_sched_entity *e;
	struct mvgpu_sched_job op[2];
	struct guest *g;

	(void)state;
	e = short_lived(&g);
	mvgpu_sched_submit(&sim.s, e, &op[0], 1000);
	submit_at(g, &op[1], 1000);
	mvgpu_sched_remove(&sim.s, e);
	free(e);
	mvgpu_sched_complete(&sim.s, &op[0], 2000);
	assert_null(mvgpu_sched_next(&sim.s));
	mvgpu_sched_complete(&sim.s, &op[1], 2500);
	assert_null(mvgpu_sched_next(&sim.s));
	assert_int_equal(g->e.runtime_ns, 500);
	assert_int_equal(sim.s.slots_used, 0);
}

/* Not for having been the last one whose job completed, nor by a call that comes late. */
static void a_removed_vgpu_is_forgotten(void **state)
{
	struct mvgpu_sched_entity *e;
	struct mvgpu_sched_job op[2];
	struct guest *g;

	e = short_lived(&g);
	mvgpu_sched_submit(&sim.s, e, &op[0], 1000);
	mvgpu_sched_complete(&sim.s, &op[0], 2000);
	mvgpu_sched_submit(&sim.s, e, &op[0], 2000);
	assert_false(mvgpu_sched_try(&sim.s, e, 2000));
	mvgpu_sched_remove(&sim.s, e);
	mvgpu_sched_set_weight(&sim.s, e, 2);
	mvgpu_sched_cancel(&sim.s, e);
	mvgpu_sched_put(&sim.s, e);
	free(e);
	submit_at(g, &op[1], 3000);
	assert_true(op[1].alone);
	mvgpu_sched_complete(&sim.s, &op[0], 3100);
	mvgpu_sched_complete(&sim.s, &op[1], 3200);
	assert_null(mvgpu_sched_next(&sim.s));
	assert_int_equal(sim.s.slots_used, 0);
}

static void slots_of_a_removed_vgpu_are_free(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(2, 2);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	assert_true(mvgpu_sched_try(&sim.s, &a->e, 1));
	assert_true(mvgpu_sched_try(&sim.s, &a->e, 1));
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 1));
	mvgpu_sched_remove(&sim.s, &a->e);
	assert_int_equal(sim.s.slots_used, 0);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &b->e);
	mvgpu_sched_remove(&sim.s, &b->e);
	mvgpu_sched_remove(&sim.s, &b->e);
	assert_int_equal(sim.s.slots_used, 0);
	assert_null(mvgpu_sched_next(&sim.s));
}

/* vGPUs come and go under load and leave no trace in the accounting. */
static void vgpus_come_and_go(void **state)
{
	struct guest *stay;
	u32 i;

	(void)state;
	sim_init(DEPTH, SHARE);
	stay = flooder(2, 100 * US, 300 * US);
	for (i = 0; i < 500; i++) {
		struct guest *g = &sim.guest[1 + random_u32() % (GUESTS - 1)];

		if (g->present)
			remove_guest(g);
		else
			flooder(between(1, 16), 10 * US, 2 * MS);
		run(between(0, 5 * MS));
	}
	for (i = 1; i < GUESTS; i++)
		if (sim.guest[i].present)
			remove_guest(&sim.guest[i]);
	reset_counters();
	run(SEC);
	assert_int_equal(sim.s.slots_used, on_gpu());
	assert_true(stay->served > SEC - 200 * MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jobs_of_a_removed_vgpu_still_count),
		cmocka_unit_test(a_removed_vgpu_is_not_accessed),
		cmocka_unit_test(a_removed_vgpu_is_forgotten),
		cmocka_unit_test(slots_of_a_removed_vgpu_are_free),
		cmocka_unit_test(vgpus_come_and_go),
	};

	return cmocka_run_group_tests_name("sched_remove", tests, NULL, NULL);
}
