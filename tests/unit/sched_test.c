// SPDX-License-Identifier: GPL-2.0
/*
 * Promises of the scheduling policy: shares by weight, a bounded wait, nothing
 * lost, nothing for free. Seen on a simulated GPU: a queue that works in order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "gvt/sched.h"

#define DEPTH	64
#define SHARE	4
#define GUESTS	8
#define OPS	128
#define US	1000ULL
#define MS	(1000 * US)
#define SEC	(1000 * MS)
#define NEVER	U64_MAX

/*
 * One vGPU. It has @queued operations to hand over; a flooder always has one
 * more, the others get one @think after the previous was done.
 */
struct guest {
	struct mvgpu_sched_entity e;
	bool present;
	bool flood;
	u32 queued;
	u64 cost_min;
	u64 cost_max;
	u64 think;
	u64 next;	/* when it gets its next operation */
	u64 asked;	/* operations the GPU had finished then */
	u64 worst;	/* most operations the GPU finished while it waited */
	u64 served;	/* GPU time */
	u64 done;	/* operations */
};

struct job {
	struct mvgpu_sched_op op;
	struct guest *guest;
	u64 cost;
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
	u64 ends;	/* when the oldest operation will be done */
	u64 done;	/* operations */
	u64 busy;	/* time with work on the GPU */
	u64 tick;	/* done operations are only seen at multiples of it */
	u32 most;	/* operations on the GPU at a time */
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

/* One operation at a time, the next one @think after it. */
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

/* A worker: takes slots as long as it has commands and gets any. */
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
	mvgpu_sched_done(&sim.s, &job->op, sim.now);
	job->used = false;
	if (g) {
		g->worst = max(g->worst, waited);
		g->served += job->cost;
		g->done++;
		if (!g->flood)
			g->next = sim.now + g->think;
	}
	wake();
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

static void complete(void)
{
	while (on_gpu() && seen(sim.ends) <= sim.now) {
		u64 end = sim.ends;
		u32 left = on_gpu() - 1;

		if (left)
			sim.ends = end + sim.fifo[(sim.head + 1) % OPS]->cost;
		finish();
	}
}

/* No slot lost: the GPU works whenever somebody has work. */
static void check_busy(void)
{
	u32 i;

	for (i = 0; i < GUESTS; i++)
		if (has_work(&sim.guest[i]))
			assert_true(on_gpu() >= sim.s.share);
	assert_int_equal(sim.s.taken, on_gpu());
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

static void forget(void)
{
	u32 i;

	for (i = 0; i < GUESTS; i++) {
		sim.guest[i].served = 0;
		sim.guest[i].done = 0;
		sim.guest[i].worst = 0;
	}
	sim.busy = 0;
}

/* @g had that many parts of @all, within a fiftieth of it. */
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
		forget();
		run(60 * SEC);
		while (n--)
			assert_share(g[n], w[n], w[0] + w[1] + w[2]);
	}
}

/* The GPU never has more than a turn of the flooder's before the light one. */
static void a_flooder_delays_others_by_its_share_at_most(void **state)
{
	struct guest *quick, *slow;

	(void)state;
	sim_init(DEPTH, SHARE);
	flooder(4, 500 * US, 1500 * US);
	quick = light(4, MS, 10 * MS);
	slow = light(1, MS, 30 * MS);
	run(SEC);
	forget();
	run(20 * SEC);
	assert_true(quick->done > 1000);
	assert_true(quick->worst > 0 && quick->worst <= SHARE + 1);
	assert_true(slow->done > 400);
	assert_true(slow->worst <= SHARE + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_weights_get_equal_time),
		cmocka_unit_test(time_follows_the_weights),
		cmocka_unit_test(a_flooder_delays_others_by_its_share_at_most),
	};

	return cmocka_run_group_tests_name("sched", tests, NULL, NULL);
}
