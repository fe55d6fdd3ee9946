// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the scheduling policy: shares by weight, bounded waits, no lost slots,
 * complete charging. The GPU is simulated: a queue that works in order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "gvt/sched/policy.h"

#define DEPTH	64
#define SHARE	4
#define GUESTS	8
#define OPS	128
#define US	1000ULL
#define MS	(1000 * US)
#define SEC	(1000 * MS)
#define NEVER	U64_MAX

/*
 * One vGPU. It has @queued jobs to submit. A flooder always has another one, the
 * others get one @think after the previous one completed.
 */
struct guest {
	struct mvgpu_sched_entity e;
	bool present;
	bool flood;
	u32 queued;
	u64 cost_min;
	u64 cost_max;
	u64 think;
	u64 next;	/* when it gets its next job */
	u64 asked;	/* jobs the GPU had completed at the request */
	u64 worst;	/* most jobs that the GPU completed during a wait */
	u64 served;	/* GPU time */
	u64 done;	/* completed jobs */
};

struct job {
	struct mvgpu_sched_job op;
	struct guest *guest;
	u64 cost;
	u64 from;	/* time of the submission */
	u64 asked;
	bool used;
};

static struct {
	struct mvgpu_sched s;
	struct guest guest[GUESTS];
	struct job job[OPS];
	struct job *fifo[OPS];
	u32 head, tail;
	u64 now;
	u64 ends;	/* when the oldest job will complete */
	u64 done;	/* completed jobs */
	u64 busy;	/* time with work on the GPU */
	u64 tick;	/* completions are only seen at multiples of it */
	u32 most;	/* most jobs on the GPU at a time */
} sim;

static u64 seed;

static u32 random_u32(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed >> 16;
}

static u64 between(u64 low, u64 high)
{
	return low + random_u32() % (high - low + 1);
}

static void sim_init(u32 depth, u32 share)
{
	memset(&sim, 0, sizeof(sim));
	seed = 0x9e3779b97f4a7c15ULL;
	mvgpu_sched_init(&sim.s, depth, share);
	sim.now = 5 * SEC;
}

static struct guest *guest_add(u32 weight, u64 cost_min, u64 cost_max)
{
	struct guest *g = sim.guest;

	while (g->present)
		g++;
	*g = (struct guest) {
		.present = true,
		.cost_min = cost_min,
		.cost_max = cost_max,
		.next = NEVER,
	};
	mvgpu_sched_add(&sim.s, &g->e, weight);
	return g;
}

static struct guest *flooder(u32 weight, u64 cost_min, u64 cost_max)
{
	struct guest *g = guest_add(weight, cost_min, cost_max);

	g->flood = true;
	return g;
}

/* One job at a time, the next one @think after its completion. */
static struct guest *light(u32 weight, u64 cost, u64 think)
{
	struct guest *g = guest_add(weight, cost, cost);

	g->think = think;
	g->next = sim.now + think;
	return g;
}

static bool has_work(const struct guest *g)
{
	return g->present && (g->flood || g->queued);
}

static u32 on_gpu(void)
{
	return sim.tail - sim.head;
}

static void hand_over(struct guest *g)
{
	struct job *job = sim.job;

	while (job->used)
		job++;
	job->used = true;
	job->guest = g;
	job->cost = between(g->cost_min, g->cost_max);
	job->from = sim.now;
	job->asked = g->asked;
	mvgpu_sched_submit(&sim.s, &g->e, &job->op, sim.now);
	if (!on_gpu())
		sim.ends = sim.now + job->cost;
	sim.fifo[sim.tail++ % OPS] = job;
	sim.most = max(sim.most, on_gpu());
	if (g->queued)
		g->queued--;
	g->asked = sim.done;
}

/* A worker: takes slots as long as it has commands and gets slots. */
static void work(struct guest *g)
{
	while (has_work(g) && mvgpu_sched_try(&sim.s, &g->e, sim.now))
		hand_over(g);
}

static void wake(void)
{
	struct mvgpu_sched_entity *e;

	while ((e = mvgpu_sched_next(&sim.s)))
		work(container_of(e, struct guest, e));
}

static void finish(void)
{
	struct job *job = sim.fifo[sim.head++ % OPS];
	struct guest *g = job->guest;
	u64 waited = sim.done - job->asked;

	sim.done++;
	sim.busy += job->cost;
	mvgpu_sched_complete(&sim.s, &job->op, sim.now);
	job->used = false;
	if (g) {
		g->worst = max(g->worst, waited);
		g->served += job->cost;
		g->done++;
		if (!g->flood)
			g->next = sim.now + g->think;
	}
}

static void arrive(struct guest *g)
{
	g->next = NEVER;
	g->queued++;
	g->asked = sim.done;
}

static u64 seen(u64 end)
{
	return sim.tick ? DIV_ROUND_UP(end, sim.tick) * sim.tick : end;
}

static u64 next_event(u64 until)
{
	u64 t = on_gpu() ? min(until, seen(sim.ends)) : until;
	u32 i;

	for (i = 0; i < GUESTS; i++)
		if (sim.guest[i].present)
			t = min(t, sim.guest[i].next);
	return t;
}

/* The GPU starts the next job before the completion is seen. */
static void turn_to_next(void)
{
	const struct job *job = sim.fifo[(sim.head + 1) % OPS];

	if (on_gpu() > 1)
		sim.ends = max(sim.ends, job->from) + job->cost;
}

static void complete(void)
{
	while (on_gpu() && seen(sim.ends) <= sim.now) {
		turn_to_next();
		finish();
	}
	wake();
}

/* No slot is lost: the GPU works whenever a vGPU has work. */
static void check_busy(void)
{
	u32 i;

	for (i = 0; i < GUESTS; i++)
		if (has_work(&sim.guest[i]))
			assert_true(on_gpu() >= min_t(u32, 2, sim.s.share));
	assert_int_equal(sim.s.slots_used, on_gpu());
	assert_true(on_gpu() <= sim.s.depth);
}

static void run(u64 time)
{
	u64 until = sim.now + time;
	u32 i, first;

	for (;;) {
		complete();
		first = random_u32() % GUESTS;
		for (i = 0; i < GUESTS; i++) {
			struct guest *g = &sim.guest[(first + i) % GUESTS];

			if (g->present && g->next <= sim.now)
				arrive(g);
			work(g);
		}
		check_busy();
		if (sim.now >= until)
			break;
		sim.now = next_event(until);
	}
}

static void reset_counters(void)
{
	u32 i;

	for (i = 0; i < GUESTS; i++) {
		sim.guest[i].served = 0;
		sim.guest[i].done = 0;
		sim.guest[i].worst = 0;
	}
	sim.busy = 0;
}

/* @g had @part of @all parts of the time, within 2 %. */
static void assert_share(const struct guest *g, u32 part, u32 all)
{
	u64 want = sim.busy * part / all;

	assert_true(g->served >= want - want / 50);
	assert_true(g->served <= want + want / 50);
}

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

/* The oldest job is the one submitted first, even if others overtake it. */
static void the_oldest_job_and_its_start_are_known(void **state)
{
	struct mvgpu_sched_entity a, b;
	struct mvgpu_sched_job op[3];
	struct mvgpu_sched s;

	(void)state;
	mvgpu_sched_init(&s, DEPTH, SHARE);
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

/* The caller may read the clock and then wait for the lock. */
static void an_event_after_now_is_new(void **state)
{
	(void)state;
	assert_int_equal(mvgpu_sched_since(10 * MS, 30 * MS), 20 * MS);
	assert_int_equal(mvgpu_sched_since(10 * MS, 10 * MS), 0);
	assert_int_equal(mvgpu_sched_since(10 * MS + 1, 10 * MS), 0);
	assert_int_equal(mvgpu_sched_since(U64_MAX, 9), 10);
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

static void idle_time_is_no_credit(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(DEPTH, SHARE);
	a = flooder(1, 200 * US, 200 * US);
	b = flooder(1, 200 * US, 200 * US);
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

static void take_and_submit(struct guest *g, struct mvgpu_sched_job *op)
{
	assert_true(mvgpu_sched_try(&sim.s, &g->e, sim.now));
	mvgpu_sched_submit(&sim.s, &g->e, op, sim.now);
}

static void complete_after(struct mvgpu_sched_job *op, u64 time)
{
	sim.now += time;
	mvgpu_sched_complete(&sim.s, op, sim.now);
	assert_null(mvgpu_sched_next(&sim.s));
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

static void submit_at(struct guest *g, struct mvgpu_sched_job *op, u64 now)
{
	sim.now = now;
	take_and_submit(g, op);
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

static void a_released_slot_is_not_charged(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(1, 1);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	assert_true(mvgpu_sched_try(&sim.s, &a->e, 1000));
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 2000));
	assert_null(mvgpu_sched_next(&sim.s));
	mvgpu_sched_put(&sim.s, &a->e);
	mvgpu_sched_put(&sim.s, &a->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &b->e);
	assert_null(mvgpu_sched_next(&sim.s));
	assert_false(mvgpu_sched_try(&sim.s, &a->e, 3000));
	assert_true(mvgpu_sched_try(&sim.s, &b->e, 3000));
	mvgpu_sched_put(&sim.s, &b->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &a->e);
	assert_int_equal(a->e.runtime_ns, 0);
	assert_true(a->e.vruntime == b->e.vruntime);
}

static void the_end_of_a_wait_admits_the_next_vgpu(void **state)
{
	struct guest *a, *b, *c;

	(void)state;
	sim_init(1, 1);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	c = guest_add(1, 0, 0);
	assert_true(mvgpu_sched_try(&sim.s, &a->e, 1));
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 2));
	assert_false(mvgpu_sched_try(&sim.s, &c->e, 3));
	mvgpu_sched_put(&sim.s, &a->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &b->e);
	assert_null(mvgpu_sched_next(&sim.s));
	mvgpu_sched_cancel(&sim.s, &b->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &c->e);
	mvgpu_sched_cancel(&sim.s, &c->e);
	assert_int_equal(sim.s.slots_used, 0);
	assert_false(b->e.waiting);
}

static void slots_are_granted_in_order(void **state)
{
	struct guest *a, *b, *c;

	(void)state;
	sim_init(1, 1);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	c = guest_add(1, 0, 0);
	assert_true(mvgpu_sched_try(&sim.s, &a->e, 1));
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 2));
	assert_false(mvgpu_sched_try(&sim.s, &c->e, 3));
	mvgpu_sched_put(&sim.s, &a->e);
	assert_false(mvgpu_sched_try(&sim.s, &a->e, 4));
	assert_false(mvgpu_sched_try(&sim.s, &c->e, 5));
	assert_true(mvgpu_sched_try(&sim.s, &b->e, 6));
	assert_false(mvgpu_sched_try(&sim.s, &c->e, 7));
	assert_false(mvgpu_sched_try(&sim.s, &a->e, 8));
	assert_false(mvgpu_sched_try(&sim.s, &c->e, 9));
	mvgpu_sched_put(&sim.s, &b->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &c->e);
	assert_false(mvgpu_sched_try(&sim.s, &a->e, 10));
	assert_true(mvgpu_sched_try(&sim.s, &c->e, 11));
}

static void a_granted_slot_can_be_released(void **state)
{
	struct guest *a, *b;

	(void)state;
	sim_init(1, 1);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	assert_true(mvgpu_sched_try(&sim.s, &a->e, 1));
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 2));
	mvgpu_sched_put(&sim.s, &a->e);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &b->e);
	mvgpu_sched_put(&sim.s, &b->e);
	assert_true(mvgpu_sched_try(&sim.s, &a->e, 3));
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 4));
	assert_int_equal(sim.s.slots_used, 1);
}

/* The release of a vGPU's resources does not wait; the others do. */
static void jobs_without_a_slot_are_counted(void **state)
{
	struct mvgpu_sched_job op[3];
	struct guest *a, *b;

	(void)state;
	sim_init(2, 1);
	a = guest_add(1, 0, 0);
	b = guest_add(1, 0, 0);
	mvgpu_sched_submit(&sim.s, &a->e, &op[0], 1000);
	mvgpu_sched_submit(&sim.s, &a->e, &op[1], 1000);
	mvgpu_sched_submit(&sim.s, &a->e, &op[2], 1000);
	assert_false(mvgpu_sched_try(&sim.s, &b->e, 1100));
	mvgpu_sched_complete(&sim.s, &op[0], 1200);
	assert_null(mvgpu_sched_next(&sim.s));
	mvgpu_sched_complete(&sim.s, &op[1], 1300);
	assert_ptr_equal(mvgpu_sched_next(&sim.s), &b->e);
	mvgpu_sched_complete(&sim.s, &op[2], 1400);
	assert_null(mvgpu_sched_next(&sim.s));
	assert_int_equal(a->e.runtime_ns, 400);
	assert_int_equal(sim.s.slots_used, 1);
	mvgpu_sched_submit(&sim.s, &b->e, &op[0], 1500);
	assert_int_equal(sim.s.slots_used, 2);
	assert_true(mvgpu_sched_try(&sim.s, &b->e, 1600));
	mvgpu_sched_submit(&sim.s, &b->e, &op[1], 1600);
	assert_int_equal(sim.s.slots_used, 2);
}

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

static void a_removed_vgpu_is_not_accessed(void **state)
{
	struct mvgpu_sched_entity *e = malloc(sizeof(*e));
	struct mvgpu_sched_job op[2];
	struct guest *g;

	(void)state;
	assert_non_null(e);
	sim_init(2, 1);
	g = guest_add(1, 0, 0);
	mvgpu_sched_add(&sim.s, e, 1);
	assert_true(mvgpu_sched_try(&sim.s, e, 1000));
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
		cmocka_unit_test(equal_weights_get_equal_time),
		cmocka_unit_test(time_follows_the_weights),
		cmocka_unit_test(a_flooder_delays_others_by_its_share_at_most),
		cmocka_unit_test(long_jobs_delay_others_by_few_of_them),
		cmocka_unit_test(rarely_completed_jobs_keep_their_slots),
		cmocka_unit_test(a_new_weight_counts_at_once),
		cmocka_unit_test(the_oldest_job_and_its_start_are_known),
		cmocka_unit_test(an_event_after_now_is_new),
		cmocka_unit_test(a_weight_of_zero_is_one),
		cmocka_unit_test(a_newcomer_waits_for_what_is_on_the_gpu),
		cmocka_unit_test(several_newcomers_wait_no_longer_together),
		cmocka_unit_test(a_lone_vgpu_gets_the_whole_queue),
		cmocka_unit_test(a_lone_vgpu_has_a_turn_of_work_at_most),
		cmocka_unit_test(a_gpu_that_is_polled_gets_the_whole_queue),
		cmocka_unit_test(weights_count_on_a_gpu_that_is_polled),
		cmocka_unit_test(a_pause_does_not_make_the_queue_long_again),
		cmocka_unit_test(no_slot_is_lost_at_any_load),
		cmocka_unit_test(no_vgpu_starves),
		cmocka_unit_test(idle_time_is_no_credit),
		cmocka_unit_test(a_short_pause_keeps_the_vruntime),
		cmocka_unit_test(vruntime_is_level_after_an_idle_turn),
		cmocka_unit_test(vruntime_is_kept_before_an_idle_turn),
		cmocka_unit_test(vruntime_of_others_catches_up),
		cmocka_unit_test(a_very_long_job_is_charged),
		cmocka_unit_test(work_of_a_lone_vgpu_adds_no_vruntime),
		cmocka_unit_test(vruntime_wraps),
		cmocka_unit_test(years_of_idleness_do_not_count),
		cmocka_unit_test(a_job_is_charged_since_the_previous_completion),
		cmocka_unit_test(an_overtaken_job_is_charged_the_rest),
		cmocka_unit_test(jobs_completed_together_are_charged_evenly),
		cmocka_unit_test(time_that_goes_back_is_not_charged),
		cmocka_unit_test(a_released_slot_is_not_charged),
		cmocka_unit_test(the_end_of_a_wait_admits_the_next_vgpu),
		cmocka_unit_test(slots_are_granted_in_order),
		cmocka_unit_test(a_granted_slot_can_be_released),
		cmocka_unit_test(jobs_without_a_slot_are_counted),
		cmocka_unit_test(jobs_of_a_removed_vgpu_still_count),
		cmocka_unit_test(a_removed_vgpu_is_not_accessed),
		cmocka_unit_test(slots_of_a_removed_vgpu_are_free),
		cmocka_unit_test(vgpus_come_and_go),
		cmocka_unit_test(bounds_out_of_range_are_clamped),
		cmocka_unit_test(any_sequence_of_calls_keeps_count),
	};

	return cmocka_run_group_tests_name("sched", tests, NULL, NULL);
}
