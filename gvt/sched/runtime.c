// SPDX-License-Identifier: GPL-2.0
/*
 * Accounting of the runtime of vGPUs on one GPU. Free-standing; the caller's
 * lock covers the struct mvgpu_sched with all its entities and jobs.
 *
 * Runtime
 *	While the GPU has jobs, each moment is charged exactly once: to the job
 *	that completes first of those that were on the GPU. When jobs complete in
 *	order, a job is charged for the time since the previous completion, or
 *	since its submission if that is later. A job that is overtaken is not
 *	charged for the jobs that overtook it, and is charged for the rest of its
 *	time when it completes. Jobs whose completion is found together, before
 *	mvgpu_sched_next() is called, share the time evenly, but for what must be
 *	that of the oldest one.
 *
 * Virtual runtime
 *	The runtime of a vGPU divided by its weight. A vGPU without work earns no
 *	credit: when it becomes active it starts at the least virtual runtime of
 *	the active vGPUs. A vGPU with more virtual runtime than others keeps the
 *	difference while the others are active, but not after the GPU was idle
 *	for a turn.
 */
#include "gvt/sched/order.h"
#include "gvt/sched/runtime.h"
#include "gvt/sched/throttle.h"

/* The moving average weighs the newest job by an eighth. */
#define AVG_WEIGHT 8
/* A distance of virtual runtimes that is far from wrapping, and takes days in any case. */
#define MARK_SHIFT 61

/**
 * mvgpu_runtime_set_now() - Advance the clock of a GPU
 * @s: GPU
 * @now_ns: time; a time before the latest one is ignored
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_runtime_set_now(struct mvgpu_sched *s, u64 now_ns)
{
	s->now_ns = max(s->now_ns, now_ns);
}

/**
 * mvgpu_runtime_others_active() - Check for other vGPUs with work
 * @s: GPU
 * @e: vGPU to leave out
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: true when a vGPU other than @e is active.
 */
bool mvgpu_runtime_others_active(const struct mvgpu_sched *s,
				 const struct mvgpu_sched_entity *e)
{
	return s->active > e->sorted;
}

/**
 * mvgpu_runtime_alone() - Check whether a vGPU shares the GPU
 * @s: GPU
 * @e: vGPU
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: true when no other vGPU is active or had a completion during the last turn.
 */
bool mvgpu_runtime_alone(const struct mvgpu_sched *s,
			 const struct mvgpu_sched_entity *e)
{
	const struct mvgpu_sched_entity *o = s->latest[s->latest[0] == e];

	if (o && s->now_ns - o->last_ns < MVGPU_SCHED_TURN_NS)
		return false;
	return !mvgpu_runtime_others_active(s, e);
}

/*
 * Virtual runtimes of inactive vGPUs are void now and then, so that none is compared that is
 * so old that it might have wrapped.
 */
static void runtime_set_min(struct mvgpu_sched *s, u64 min)
{
	if ((min ^ s->min_vruntime) >> MARK_SHIFT)
		s->mark++;
	s->min_vruntime = min;
}

/*
 * The least virtual runtime of the active vGPUs is where the inactive ones
 * start. The differences between active vGPUs stay.
 */
static void runtime_advance(struct mvgpu_sched *s)
{
	const struct mvgpu_sched_entity *least = mvgpu_order_least_vruntime(s);

	if (least && mvgpu_order_before(s->min_vruntime, least->vruntime))
		runtime_set_min(s, least->vruntime);
}

/**
 * mvgpu_runtime_activate() - Prepare a vGPU that may become active
 * @s: GPU
 * @e: vGPU; nothing happens if it is active
 *
 * The vGPU starts at the least virtual runtime, or where it was if that is later. All vGPUs
 * start level if the GPU was idle for a turn.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_runtime_activate(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	if (mvgpu_order_active(e))
		return;
	runtime_advance(s);
	if (!s->active && s->now_ns - s->idle_ns >= MVGPU_SCHED_TURN_NS)
		s->mark++;
	if (e->mark != s->mark || mvgpu_order_before(e->vruntime, s->min_vruntime))
		e->vruntime = s->min_vruntime;
	mvgpu_throttle_activate(s, e);
}

static void runtime_add(const struct mvgpu_sched *s, struct mvgpu_sched_entity *e, u64 ns,
			bool uncharged)
{
	e->runtime_ns += ns;
	e->avg_ns += ns / AVG_WEIGHT - e->avg_ns / AVG_WEIGHT;
	if (!uncharged)
		e->vruntime += mvgpu_order_virtual(s, e, ns);
	mvgpu_throttle_charge(s, e, ns);
}

static void runtime_push_latest(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	if (s->latest[0] == e)
		return;
	s->latest[1] = s->latest[0];
	s->latest[0] = e;
}

/**
 * mvgpu_runtime_set_latest() - Set the vGPU that had the latest completion
 * @s: GPU
 * @e: vGPU; a job of it completed now
 *
 * One of the latest two vGPUs is the latest one beside any vGPU.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_runtime_set_latest(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	e->last_ns = s->now_ns;
	runtime_push_latest(s, e);
}

/**
 * mvgpu_runtime_find_latest() - Find the latest two vGPUs anew
 * @s: GPU; one of its vGPUs was removed
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_runtime_find_latest(struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity *e;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(s->latest); i++)
		s->latest[i] = NULL;
	for (e = s->entities; e; e = e->next) {
		if (!e->last_ns)
			continue;
		if (!s->latest[0] || e->last_ns > s->latest[0]->last_ns)
			runtime_push_latest(s, e);
		else if (!s->latest[1] || e->last_ns > s->latest[1]->last_ns)
			s->latest[1] = e;
	}
}

/**
 * mvgpu_runtime_defer_charge() - Count a completed job until mvgpu_runtime_charge()
 * @s: GPU
 * @job: job, whose vGPU, unless it was removed, will be charged
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_runtime_defer_charge(struct mvgpu_sched *s, const struct mvgpu_sched_job *job)
{
	struct mvgpu_sched_entity *e = job->entity;

	if (!s->completed++ || mvgpu_order_before(job->seq, s->completed_seq)) {
		s->completed_first = e;
		s->completed_seq = job->seq;
	}
	if (!e || e->completed++)
		return;
	e->next_completed = s->completed_by;
	s->completed_by = e;
}

/* Its first job is charged for @before_ns as well. */
static void runtime_charge_one(struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
			       u64 before_ns)
{
	u32 i;

	for (i = 0; i < e->completed; i++) {
		u64 ns = div_u64(s->completed_ns, s->completed--);

		s->completed_ns -= ns;
		runtime_add(s, e, ns + before_ns, i < e->uncharged);
		before_ns = 0;
	}
}

/**
 * mvgpu_runtime_charge() - Charge the vGPUs for their completed jobs
 * @s: GPU
 *
 * The jobs that completed since the last call share the time evenly, because
 * it is not known which of them took long. Time before the completions were last
 * looked for is that of the oldest job, which would have been found then.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_runtime_charge(struct mvgpu_sched *s)
{
	u64 before_ns = s->completed_ns - min_t(u64, s->completed_ns, MVGPU_SCHED_LOOK_NS);
	struct mvgpu_sched_entity *e;

	s->completed_ns -= before_ns;
	for (e = s->completed_by; e; e = e->next_completed) {
		runtime_charge_one(s, e, e == s->completed_first ? before_ns : 0);
		e->charged = true;
		mvgpu_order_update(s, e);
	}
	runtime_advance(s);
	while ((e = s->completed_by)) {
		s->completed_by = e->next_completed;
		e->completed = 0;
		e->uncharged = 0;
		e->charged = false;
		mvgpu_order_update(s, e);
	}
	s->completed = 0;
	s->completed_ns = 0;
}

/* Take the time of a completed job off what another one is charged for. */
static void runtime_take_off(const struct mvgpu_sched *s, struct mvgpu_sched_job *other,
			     const struct mvgpu_sched_job *job, u64 ns)
{
	if (other->start_ns >= job->start_ns) {
		other->start_ns = s->now_ns;
		other->charged_ns = 0;
	} else {
		other->charged_ns += ns;
	}
}

/**
 * mvgpu_runtime_finish() - Remove a completed job from the list of a GPU
 * @s: GPU; its clock is at the time of the completion
 * @job: job on @s that was not set aside
 *
 * The time is taken off what the other jobs are charged for later.
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: Runtime to charge for the job, nanoseconds.
 */
u64 mvgpu_runtime_finish(struct mvgpu_sched *s, struct mvgpu_sched_job *job)
{
	u64 ns = s->now_ns - job->start_ns - job->charged_ns;
	struct mvgpu_sched_job **p = &s->jobs, *o;

	if (!job->next)
		s->oldest_ns = s->now_ns;
	while ((o = *p)) {
		if (o == job) {
			*p = o->next;
			continue;
		}
		runtime_take_off(s, o, job, ns);
		p = &o->next;
	}
	return ns;
}
