// SPDX-License-Identifier: GPL-2.0
/* The simulated GPU: a queue that works in order, and the jobs on it. */
#include "sched_sim.h"

struct sim sim;

static u64 seed;

u32 random_u32(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed >> 16;
}

u64 between(u64 low, u64 high)
{
	return low + random_u32() % (high - low + 1);
}

void sim_init(u32 depth, u32 share)
{
	memset(&sim, 0, sizeof(sim));
	seed = 0x9e3779b97f4a7c15ULL;
	mvgpu_sched_init(&sim.s, depth, share, false);
	sim.now = 5 * SEC;
}

void sim_init_prompt(u32 depth, u32 share)
{
	sim_init(depth, share);
	mvgpu_sched_init(&sim.s, depth, share, true);
}

struct guest *guest_add(u32 weight, u64 cost_min, u64 cost_max)
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

struct guest *flooder(u32 weight, u64 cost_min, u64 cost_max)
{
	struct guest *g = guest_add(weight, cost_min, cost_max);

	g->flood = true;
	return g;
}

struct guest *light(u32 weight, u64 cost, u64 think)
{
	return bursting(weight, cost, think, 1);
}

struct guest *bursting(u32 weight, u64 cost, u64 think, u32 jobs)
{
	struct guest *g = guest_add(weight, cost, cost);

	g->think = think;
	g->burst = jobs;
	g->next = sim.now + think;
	return g;
}

static bool has_work(const struct guest *g)
{
	return g->present && (g->flood || g->queued);
}

u32 on_gpu(void)
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
	sim.changes += sim.latest != g;
	sim.latest = g;
	if (g->queued)
		g->queued--;
	g->asked = sim.done;
}

void work(struct guest *g)
{
	while (has_work(g) && mvgpu_sched_try(&sim.s, &g->e, sim.now))
		hand_over(g);
}

/* A worker that runs beside others takes one job at a time. */
static bool work_one(struct guest *g)
{
	g->awake = g->awake && has_work(g) && mvgpu_sched_try(&sim.s, &g->e, sim.now);
	if (g->awake)
		hand_over(g);
	return g->awake;
}

static bool wake_next(void)
{
	struct mvgpu_sched_entity *e = mvgpu_sched_next(&sim.s);

	if (e)
		container_of(e, struct guest, e)->awake = true;
	return e;
}

static void work_together(void)
{
	u32 i, first, going;

	do {
		first = random_u32() % GUESTS;
		going = 0;
		for (i = 0; i < GUESTS; i++)
			going += work_one(&sim.guest[(first + i) % GUESTS]);
		while (wake_next())
			going++;
	} while (going);
}

void wake(void)
{
	struct mvgpu_sched_entity *e;
	struct guest *g;

	while ((e = mvgpu_sched_next(&sim.s))) {
		g = container_of(e, struct guest, e);
		g->awake = sim.concurrent;
		if (!g->awake)
			work(g);
	}
	if (sim.concurrent)
		work_together();
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
		if (g->left && !--g->left) {
			g->bursts++;
			g->next = sim.now + g->think;
		}
	}
}

static void arrive(struct guest *g)
{
	g->next = NEVER;
	g->queued += g->burst;
	g->left = g->burst;
	g->asked = sim.done;
}

static u64 seen(u64 end)
{
	return sim.tick ? DIV_ROUND_UP(end, sim.tick) * sim.tick : end;
}

static u64 next_event(u64 until)
{
	u64 t = min(on_gpu() ? min(until, seen(sim.ends)) : until,
		    mvgpu_sched_next_tick(&sim.s));
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
		if (has_work(&sim.guest[i]) && sim.s.mode == MVGPU_SCHED_BEST_EFFORT)
			assert_true(on_gpu() >= min_t(u32, 2, sim.s.share));
	assert_int_equal(sim.s.slots_used, on_gpu());
	assert_true(on_gpu() <= sim.s.depth);
}

void run(u64 time)
{
	u64 until = sim.now + time;
	u32 i, first;

	for (;;) {
		mvgpu_sched_tick(&sim.s, sim.now);
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

void reset_counters(void)
{
	u32 i;

	for (i = 0; i < GUESTS; i++) {
		sim.guest[i].served = 0;
		sim.guest[i].done = 0;
		sim.guest[i].worst = 0;
		sim.guest[i].bursts = 0;
	}
	sim.busy = 0;
	sim.changes = 0;
}

void assert_share(const struct guest *g, u32 part, u32 all)
{
	u64 want = sim.busy * part / all;

	assert_true(g->served >= want - want / 50);
	assert_true(g->served <= want + want / 50);
}

void take_and_submit(struct guest *g, struct mvgpu_sched_job *op)
{
	assert_true(mvgpu_sched_try(&sim.s, &g->e, sim.now));
	mvgpu_sched_submit(&sim.s, &g->e, op, sim.now);
}

void complete_after(struct mvgpu_sched_job *op, u64 time)
{
	sim.now += time;
	mvgpu_sched_complete(&sim.s, op, sim.now);
	assert_null(mvgpu_sched_next(&sim.s));
}

void submit_at(struct guest *g, struct mvgpu_sched_job *op, u64 now)
{
	sim.now = now;
	take_and_submit(g, op);
}
