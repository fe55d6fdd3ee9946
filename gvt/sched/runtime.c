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
 *	mvgpu_sched_next() is called, share the time evenly.
 *
 * Virtual runtime
 *	The runtime of a vGPU divided by its weight. A vGPU without work earns no
 *	credit: when it becomes active it starts at the least virtual runtime of
 *	the active vGPUs. A vGPU with more virtual runtime than others keeps the
 *	difference while the others are active, but not after the GPU was idle
 *	for a turn.
 */
#include "gvt/sched/runtime.h"

/* Bits of the fraction of a virtual nanosecond. */
#define FRACTION 12
/*
 * Upper bound of the runtime of a job, 18 minutes. It keeps virtual runtimes
 * comparable although they wrap.
 */
#define RUNTIME_MAX BIT_ULL(40)
/* The moving average weighs the newest job by an eighth. */
#define AVG_WEIGHT 8
/* A distance of virtual runtimes that is far from wrapping, and takes days in any case. */
#define MARK_SHIFT 61

static u64 runtime_scale(const struct mvgpu_sched_entity *e, u64 ns)
{
	return div_u64(min_t(u64, ns, RUNTIME_MAX) << FRACTION, e->weight);
}

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
	const struct mvgpu_sched_entity *o;

	for (o = s->recent; o; o = o->next_recent)
		if (o != e && mvgpu_runtime_active(o))
			return true;
	return false;
}

/**
 * mvgpu_runtime_key() - Get the virtual runtime to sort a vGPU by
 * @e: vGPU
 *
 * The jobs on the GPU count as if they had completed already and had taken the
 * average runtime of the vGPU's jobs.
 *
 * Context: Any context. The caller's lock covers the GPU of @e.
 *
 * Return: Virtual runtime, to be compared by mvgpu_runtime_before().
 */
u64 mvgpu_runtime_key(const struct mvgpu_sched_entity *e)
{
	u64 ns = mvgpu_runtime_slots(e) * min_t(u64, e->avg_ns, RUNTIME_MAX);

	return e->vruntime + runtime_scale(e, ns);
}

/**
 * mvgpu_runtime_work() - Estimate the work on a GPU
 * @s: GPU
 *
 * A slot counts with the average runtime of its vGPU's jobs.
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: Nanoseconds.
 */
u64 mvgpu_runtime_work(const struct mvgpu_sched *s)
{
	const struct mvgpu_sched_entity *e;
	u64 ns = 0;

	for (e = s->recent; e; e = e->next_recent)
		ns += mvgpu_runtime_slots(e) * min_t(u64, e->avg_ns, RUNTIME_MAX);
	return ns;
}

static void runtime_mark(struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity *e;

	s->mark++;
	for (e = s->recent; e; e = e->next_recent)
		e->mark = s->mark;
}

/* Virtual runtimes of vGPUs that were idle for so long that they might wrap do not count. */
static void runtime_set_min(struct mvgpu_sched *s, u64 min)
{
	bool far = (min ^ s->min_vruntime) >> MARK_SHIFT;

	s->min_vruntime = min;
	if (far)
		runtime_mark(s);
}

/*
 * The least virtual runtime of the active vGPUs is where the inactive ones
 * start. The differences between active vGPUs stay.
 */
static void runtime_advance(struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity *e, *least = NULL;

	for (e = s->recent; e; e = e->next_recent)
		if (mvgpu_runtime_active(e) &&
		    (!least ||
		     mvgpu_runtime_before(e->vruntime, least->vruntime)))
			least = e;
	if (least && mvgpu_runtime_before(s->min_vruntime, least->vruntime))
		runtime_set_min(s, least->vruntime);
	for (e = s->recent; e; e = e->next_recent)
		if (mvgpu_runtime_before(e->vruntime, s->min_vruntime))
			e->vruntime = s->min_vruntime;
}

/* After an idle turn all vGPUs start level. */
static void runtime_level(struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity *e;

	for (e = s->recent; e; e = e->next_recent)
		e->vruntime = s->min_vruntime;
	runtime_mark(s);
}

/**
 * mvgpu_runtime_remember() - Put a vGPU into the list of those that count
 * @s: GPU
 * @e: vGPU, perhaps in the list already
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_runtime_remember(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	if (e->recent)
		return;
	if (e->mark != s->mark ||
	    mvgpu_runtime_before(e->vruntime, s->min_vruntime))
		e->vruntime = s->min_vruntime;
	e->mark = s->mark;
	e->recent = true;
	e->next_recent = s->recent;
	s->recent = e;
}

/**
 * mvgpu_runtime_forget() - Remove a vGPU from the list of those that count
 * @s: GPU
 * @e: vGPU, perhaps not in the list
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_runtime_forget(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	struct mvgpu_sched_entity **p = &s->recent;

	while (*p && *p != e)
		p = &(*p)->next_recent;
	if (*p)
		*p = e->next_recent;
	e->recent = false;
}

/**
 * mvgpu_runtime_activate() - Prepare a vGPU that becomes active
 * @s: GPU
 * @e: vGPU; not active
 *
 * All vGPUs start level if the GPU was idle for a turn.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_runtime_activate(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	runtime_advance(s);
	if (!mvgpu_runtime_others_active(s, e) &&
	    s->now_ns - s->idle_ns >= MVGPU_SCHED_TURN_NS)
		runtime_level(s);
}

static void runtime_add(struct mvgpu_sched_entity *e, u64 ns, bool uncharged)
{
	e->runtime_ns += ns;
	e->avg_ns += ns / AVG_WEIGHT - e->avg_ns / AVG_WEIGHT;
	if (!uncharged)
		e->vruntime += runtime_scale(e, ns);
}

/*
 * What a vGPU that is not in the list misses is made up for when it returns: it starts at the
 * least virtual runtime if all vGPUs were levelled meanwhile or it was away for days, and
 * never before it.
 */
static void runtime_prune(struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity **p = &s->recent, *e;

	while ((e = *p)) {
		if (mvgpu_runtime_active(e) ||
		    (e->last_ns && s->now_ns - e->last_ns < MVGPU_SCHED_TURN_NS)) {
			p = &e->next_recent;
			continue;
		}
		*p = e->next_recent;
		e->recent = false;
	}
}

/**
 * mvgpu_runtime_charge() - Charge the vGPUs for their completed jobs
 * @s: GPU
 *
 * The jobs that completed since the last call share the time evenly, because
 * it is not known which of them took long.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_runtime_charge(struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity *e;
	u32 i;

	for (e = s->recent; e; e = e->next_recent) {
		for (i = 0; i < e->completed; i++) {
			u64 ns = div_u64(s->completed_ns, s->completed--);

			s->completed_ns -= ns;
			runtime_add(e, ns, i < e->uncharged);
		}
	}
	runtime_advance(s);
	for (e = s->recent; e; e = e->next_recent) {
		e->completed = 0;
		e->uncharged = 0;
	}
	runtime_prune(s);
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
