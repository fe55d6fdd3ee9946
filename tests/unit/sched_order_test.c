// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the scheduling policy: after any sequence of calls the sorted vGPUs are those that
 * a walk over all of them finds.
 */
#include "sched_sim.h"
#include "gvt/sched/order.h"
#include "gvt/sched/runtime.h"

#define STEPS 100000
#define VGPUS 40
#define JOBS 200

static struct {
	struct mvgpu_sched s;
	u32 vgpus;
	u32 jobs;
	struct mvgpu_sched_entity e[VGPUS];
	bool present[VGPUS];
	struct mvgpu_sched_job job[JOBS];
	bool used[JOBS];
	u64 now;
	u32 held;
} order;

static void step_add_or_remove(u32 i)
{
	if (order.present[i]) {
		mvgpu_sched_remove(&order.s, &order.e[i]);
		memset(&order.e[i], 0xff, sizeof(order.e[i]));
	} else {
		mvgpu_sched_add(&order.s, &order.e[i], between(1, 100));
	}
	order.present[i] = !order.present[i];
}

static void step_try(u32 i)
{
	if (order.present[i])
		mvgpu_sched_try(&order.s, &order.e[i], order.now);
}

static void step_submit(u32 i)
{
	u32 n = 0;

	while (n < order.jobs && order.used[n])
		n++;
	if (!order.present[i] || n == order.jobs)
		return;
	order.used[n] = true;
	mvgpu_sched_submit(&order.s, &order.e[i], &order.job[n], order.now);
}

static void step_set_aside(u32 i)
{
	struct mvgpu_sched_job *job = &order.job[random_u32() % order.jobs];

	if (order.used[job - order.job] && job->entity && !job->aside)
		mvgpu_sched_set_aside(&order.s, job);
}

static void step_complete(u32 i)
{
	u32 n = random_u32() % order.jobs;

	if (!order.used[n])
		return;
	order.used[n] = false;
	mvgpu_sched_complete(&order.s, &order.job[n], order.now);
}

static void step_next(u32 i)
{
	mvgpu_sched_next(&order.s);
}

static void step_put(u32 i)
{
	if (order.present[i])
		mvgpu_sched_put(&order.s, &order.e[i]);
}

static void step_cancel(u32 i)
{
	if (order.present[i])
		mvgpu_sched_cancel(&order.s, &order.e[i]);
}

static void step_weight(u32 i)
{
	if (order.present[i])
		mvgpu_sched_set_weight(&order.s, &order.e[i], between(1, 100));
}

static void step_mode(u32 i)
{
	mvgpu_sched_set_mode(&order.s, random_u32() % MVGPU_SCHED_NR_MODES);
}

/* The key is at most a quantum behind the virtual runtime with jobs that are not charged yet. */
static u64 key_of(const struct mvgpu_sched_entity *e)
{
	u64 jobs = mvgpu_order_slots(e) + e->completed;
	u64 now = e->vruntime + mvgpu_order_virtual(&order.s, e, jobs * e->avg_ns);

	assert_true(now - e->key <= mvgpu_order_virtual(&order.s, e, order.s.quantum_ns));
	return e->key;
}

static bool is_before(const struct mvgpu_sched_entity *a, const struct mvgpu_sched_entity *b)
{
	if (!b || key_of(a) != key_of(b))
		return !b || mvgpu_order_before(key_of(a), key_of(b));
	return mvgpu_order_before(a->wait_seq, b->wait_seq);
}

static bool is_active(u32 i)
{
	return order.present[i] && mvgpu_order_active(&order.e[i]);
}

static bool is_held(u32 i)
{
	const struct mvgpu_sched_entity *e = &order.e[i];
	bool held = e->tree == &order.s.held;

	assert_true(!held || (e->waiting && e->release_ns > order.s.now_ns));
	return held;
}

/* The others compete for the GPU. */
static bool competes(u32 i)
{
	return is_active(i) && !is_held(i);
}

static bool shares(u32 i)
{
	const struct mvgpu_sched_entity *e = &order.e[i];

	return is_active(i) || (order.present[i] && e->last_ns &&
				order.s.now_ns - e->last_ns < MVGPU_SCHED_TURN_NS);
}

static void check_alone(void)
{
	u32 i, sharing = 0;

	for (i = 0; i < order.vgpus; i++)
		sharing += shares(i);
	for (i = 0; i < order.vgpus; i++)
		if (order.present[i])
			assert_int_equal(mvgpu_runtime_alone(&order.s, &order.e[i]),
					 sharing == shares(i));
}

static void check_sums(void)
{
	u32 i, active = 0;
	u64 work = 0;

	for (i = 0; i < order.vgpus; i++) {
		if (!is_active(i))
			continue;
		active++;
		work += mvgpu_order_slots(&order.e[i]) * order.e[i].avg_ns;
	}
	assert_int_equal(order.s.active, active);
	assert_int_equal(order.s.work_ns, work);
}

static void check_waiting(void)
{
	const struct mvgpu_sched_entity *first = NULL;
	bool goes_first = true;
	u32 i;

	mvgpu_order_release(&order.s);
	for (i = 0; i < order.vgpus; i++)
		if (competes(i) && order.e[i].waiting && is_before(&order.e[i], first))
			first = &order.e[i];
	assert_ptr_equal(mvgpu_order_first_waiting(&order.s), first);
	if (!first)
		return;
	for (i = 0; i < order.vgpus; i++)
		if (competes(i) && mvgpu_order_before(key_of(&order.e[i]), key_of(first)))
			goes_first = false;
	assert_int_equal(mvgpu_order_first_is_least(&order.s), goes_first);
}

static void check_release(void)
{
	u64 next = U64_MAX;
	u32 i;

	for (i = 0; i < order.vgpus; i++)
		if (is_active(i) && is_held(i))
			next = min(next, order.e[i].release_ns);
	assert_true(mvgpu_order_next_release(&order.s) == next);
	order.held += next != U64_MAX;
}

static void check_vruntime(void)
{
	const struct mvgpu_sched_entity *least = mvgpu_order_least_vruntime(&order.s);
	u32 i;

	assert_int_equal(!least, !order.s.active);
	for (i = 0; i < order.vgpus; i++) {
		if (!is_active(i))
			continue;
		assert_false(mvgpu_order_before(order.e[i].vruntime, least->vruntime));
		assert_false(mvgpu_order_before(order.e[i].vruntime, order.s.min_vruntime));
	}
}

/* So few vGPUs are alone at times. */
static void any_calls(u32 vgpus, u32 jobs, bool prompt)
{
	static void (*const step[])(u32) = {
		step_try, step_try, step_try, step_submit, step_submit, step_set_aside,
		step_complete, step_complete, step_next, step_put, step_cancel, step_weight,
		step_add_or_remove, step_mode,
	};
	u32 i;

	sim_init(1, 1);
	memset(&order, 0, sizeof(order));
	mvgpu_sched_init(&order.s, 64, 16, prompt);
	order.vgpus = vgpus;
	order.jobs = jobs;
	order.now = SEC;
	for (i = 0; i < STEPS; i++) {
		/* Now and then a pause after which all start level. */
		order.now += random_u32() % 100 ? between(0, MS) : SEC;
		step[random_u32() % ARRAY_SIZE(step)](random_u32() % vgpus);
		check_alone();
		check_sums();
		check_waiting();
		check_release();
		check_vruntime();
	}
	assert_true(order.held);
}

static void sorted_vgpus_are_those_that_a_walk_finds(void **state)
{
	any_calls(VGPUS, JOBS, false);
	any_calls(VGPUS, JOBS, true);
}

static void so_are_few_with_few_jobs(void **state)
{
	any_calls(3, 8, true);
	any_calls(3, 8, false);
	assert_true(order.s.min_vruntime && order.s.mark);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorted_vgpus_are_those_that_a_walk_finds),
		cmocka_unit_test(so_are_few_with_few_jobs),
	};

	return cmocka_run_group_tests_name("sched_order", tests, NULL, NULL);
}
