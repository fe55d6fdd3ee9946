// SPDX-License-Identifier: GPL-2.0
/* Tests of the scheduling policy: random calls, compared with a model that counts. */
#include "sched_sim.h"

#define STEPS 200000

/*
 * A model that only counts. It covers any sequence of calls, also those that the
 * simulation does not make, and jobs that complete in any order.
 */
static struct {
	u32 held[GUESTS];	/* slots that mvgpu_sched_try() reported */
	u32 given[GUESTS];	/* 1: mvgpu_sched_next() granted a slot */
	u32 busy[GUESTS];
	u32 waits[GUESTS];
	u32 taken;
	u64 used;
	u64 since;		/* time of the submission to an idle GPU */
	u32 ops;
} model;

static void model_drain(void)
{
	struct mvgpu_sched_entity *e;
	u32 i;

	while ((e = mvgpu_sched_next(&sim.s))) {
		i = container_of(e, struct guest, e) - sim.guest;
		assert_int_equal(model.waits[i], 1);
		model.waits[i] = 0;
		model.given[i] = 1;
		model.taken++;
		assert_true(model.taken <= sim.s.depth);
	}
}

static void model_try(u32 i)
{
	bool was_given = model.given[i];
	bool got = mvgpu_sched_try(&sim.s, &sim.guest[i].e, sim.now);

	if (was_given)
		assert_true(got);
	if (!got) {
		model.waits[i] = 1;
		return;
	}
	model.waits[i] = 0;
	model.given[i] = 0;
	model.held[i]++;
	if (was_given)
		return;
	model.taken++;
	assert_true(model.taken <= sim.s.depth);
}

static void model_put(u32 i)
{
	if (!model.held[i])
		return;
	mvgpu_sched_put(&sim.s, &sim.guest[i].e);
	model.held[i]--;
	model.taken--;
}

static void model_cancel(u32 i)
{
	mvgpu_sched_cancel(&sim.s, &sim.guest[i].e);
	model.taken -= model.given[i];
	model.given[i] = 0;
	model.waits[i] = 0;
}

static void model_submit(u32 i)
{
	struct job *job = sim.job;

	if (!model.held[i])
		return;
	while (job->used)
		job++;
	job->used = true;
	job->guest = &sim.guest[i];
	mvgpu_sched_submit(&sim.s, &sim.guest[i].e, &job->op, sim.now);
	if (!model.ops++)
		model.since = sim.now;
	model.held[i]--;
	model.busy[i]++;
}

static void model_done(u32 i)
{
	u32 n = random_u32() % OPS;
	struct job *job = &sim.job[n];

	(void)i;
	if (!job->used)
		return;
	job->used = false;
	mvgpu_sched_complete(&sim.s, &job->op, sim.now);
	model.taken--;
	model.busy[job->guest - sim.guest]--;
	if (!--model.ops)
		model.used += sim.now - model.since;
}

static void model_weight(u32 i)
{
	mvgpu_sched_set_weight(&sim.s, &sim.guest[i].e, between(1, 10000));
}

static u64 model_charged(void)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < GUESTS; i++)
		sum += sim.guest[i].e.runtime_ns;
	return sum;
}

static void check_model(void)
{
	u32 i;

	assert_int_equal(sim.s.slots_used, model.taken);
	for (i = 0; i < GUESTS; i++) {
		const struct mvgpu_sched_entity *e = &sim.guest[i].e;

		assert_int_equal(e->reserved, model.held[i] + model.given[i]);
		assert_int_equal(e->in_flight, model.busy[i]);
		assert_int_equal(e->waiting, model.waits[i]);
		if (e->sorted)
			assert_true((s64)(e->vruntime - sim.s.min_vruntime) >= 0);
		if (e->waiting)
			assert_true(model.taken >= 2);
	}
}

static void any_sequence_of_calls_keeps_count(void **state)
{
	static void (*const step[])(u32) = {
		model_try, model_try, model_try, model_submit, model_submit,
		model_done, model_done, model_done, model_done, model_put,
		model_cancel, model_weight,
	};
	u32 i;

	(void)state;
	sim_init(24, 3);
	memset(&model, 0, sizeof(model));
	for (i = 0; i < GUESTS; i++)
		guest_add(between(1, 16), 0, 0);
	for (i = 0; i < STEPS; i++) {
		sim.now += random_u32() % 4 ? between(0, MS) : 0;
		step[random_u32() % ARRAY_SIZE(step)](random_u32() % GUESTS);
		if (random_u32() % 3)
			continue;
		model_drain();
		check_model();
		if (!model.ops)
			assert_true(model_charged() == model.used);
	}
	assert_true(model.used > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_sequence_of_calls_keeps_count),
	};

	return cmocka_run_group_tests_name("sched_model", tests, NULL, NULL);
}
