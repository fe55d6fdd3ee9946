// SPDX-License-Identifier: GPL-2.0
/*
 * Weighted fair sharing of one GPU. Free-standing; the caller's lock covers
 * the struct mvgpu_sched with all its entities and jobs.
 *
 * Slots
 *	A vGPU takes a slot (mvgpu_sched_try()), submits a job in it
 *	(mvgpu_sched_submit()), and releases the slot when the job completes
 *	(mvgpu_sched_complete()). A vGPU that gets no slot waits. Whenever a slot
 *	may have become free, the caller calls mvgpu_sched_next() until it returns
 *	NULL, and wakes the vGPUs that it returned. A job that may wait for later
 *	ones gives its slot back at once (mvgpu_sched_set_aside()).
 *
 * Order
 *	The waiting vGPU with the least virtual runtime goes first. Its jobs on
 *	the GPU count with their average runtime, so that vGPUs of equal weight
 *	alternate job by job and not queue by queue, or after a quantum of small
 *	jobs. The vGPU is charged for the real runtime afterwards. See
 *	gvt/sched/order.c and gvt/sched/runtime.c.
 *
 * Bounds
 *	A vGPU that is alone may fill the queue up to a turn of work. While others
 *	share the GPU it has @share slots at most and @share_ns of work, but always
 *	two slots. While fewer than two slots are used in total, every vGPU that
 *	waits gets one, so that the GPU does not become idle. Up to @share slots in
 *	total, and @enough_ns of work, a vGPU within its own bound gets one. Above
 *	that, only the vGPU with the least virtual runtime does, because the weights
 *	would have no effect otherwise. It does up to @most_ns of work, because one that
 *	comes would wait for a job of each other vGPU otherwise, and beyond that while it has
 *	no more than @enough_ns itself, because the jobs of its frame would each wait for a
 *	large job of another vGPU otherwise. A vGPU that becomes active therefore waits
 *	for the jobs on the GPU, and then for others while they have less runtime.
 *	With a mode in which the part of a vGPU is a bound, one that has had its part
 *	waits for the time at which it has more, see gvt/sched/throttle.c.
 */
#include "gvt/sched/policy.h"
#include "gvt/sched/order.h"
#include "gvt/sched/runtime.h"

/* One job on the GPU, and the next one ready. */
#define MIN_SLOTS 2

/* Slots of a vGPU that is alone, a turn of work. */
static u64 sched_slots_alone(const struct mvgpu_sched_entity *e)
{
	return div64_u64(MVGPU_SCHED_TURN_NS, e->avg_ns);
}

/* Slots of one of several vGPUs, which others wait for. */
static u64 sched_slots_shared(const struct mvgpu_sched *s,
			      const struct mvgpu_sched_entity *e)
{
	u64 most = div64_u64(s->share_ns, e->avg_ns);

	return min_t(u64, max_t(u64, most, MIN_SLOTS), s->share);
}

/* The GPU has room for a job of the vGPU with the least virtual runtime. */
static bool sched_first_fits(const struct mvgpu_sched *s,
			     const struct mvgpu_sched_entity *e)
{
	return s->work_ns < s->most_ns || e->work_ns + e->avg_ns <= s->enough_ns;
}

/* @e is the waiting vGPU that goes first. */
static bool sched_fits(const struct mvgpu_sched *s,
		       const struct mvgpu_sched_entity *e)
{
	if (s->slots_used < min_t(u32, MIN_SLOTS, s->share))
		return true;
	if (s->slots_used >= s->depth)
		return false;
	if (mvgpu_runtime_alone(s, e))
		return s->slots_used < s->share ||
		       mvgpu_order_slots(e) < sched_slots_alone(e);
	if (mvgpu_order_slots(e) >= sched_slots_shared(s, e))
		return false;
	return (s->slots_used < s->share && s->work_ns < s->enough_ns) ||
	       (sched_first_fits(s, e) && mvgpu_order_first_is_least(s));
}

static void sched_begin_wait(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	if (e->waiting)
		return;
	e->waiting = true;
	e->wait_seq = s->wait_seq++;
	e->wait_since_ns = s->now_ns;
	mvgpu_order_update(s, e);
}

static void sched_end_wait(const struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	if (e->waiting)
		e->waited_ns += s->now_ns - e->wait_since_ns;
	e->waiting = false;
}

static void sched_reserve(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	sched_end_wait(s, e);
	e->reserved++;
	s->slots_used++;
	mvgpu_order_update(s, e);
}

/**
 * mvgpu_sched_init() - Initialise the scheduling state of a GPU
 * @s: GPU
 * @depth: jobs that the GPU takes at a time, 1..; more than 2^16 are not used
 * @share: jobs of one vGPU while others share the GPU, 1..@depth; 2 keep it busy
 * @prompt: little work keeps the GPU busy, see policy.h
 *
 * Values out of range are clamped. The GPU has no vGPUs.
 *
 * Context: Any context. The caller has exclusive access to @s.
 */
void mvgpu_sched_init(struct mvgpu_sched *s, u32 depth, u32 share, bool prompt)
{
	memset(s, 0, sizeof(*s));
	s->depth = clamp_t(u32, depth, 1, BIT(16));
	s->share = clamp_t(u32, share, 1, s->depth);
	s->share_ns = prompt ? MVGPU_SCHED_SHARE_PROMPT_NS : MVGPU_SCHED_SHARE_NS;
	s->enough_ns = prompt ? MVGPU_SCHED_ENOUGH_PROMPT_NS : U64_MAX;
	s->most_ns = prompt ? MVGPU_SCHED_MOST_PROMPT_NS : U64_MAX;
	s->quantum_ns = prompt ? MVGPU_SCHED_QUANTUM_PROMPT_NS : 0;
}

/**
 * mvgpu_sched_try() - Try to get a slot for one more job
 * @s: GPU
 * @e: vGPU
 * @now_ns: time of a clock that does not go back
 *
 * The caller calls this before it takes a command. Other vGPUs wait for the
 * slot, which therefore has to be used (mvgpu_sched_submit()) or released
 * (mvgpu_sched_put()) soon. Without a slot @e waits: mvgpu_sched_next() returns
 * it when there is a slot for it, and the next call of this function succeeds.
 * mvgpu_sched_cancel() ends the wait.
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: true when @e holds a slot for the job.
 */
bool mvgpu_sched_try(struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
		     u64 now_ns)
{
	mvgpu_runtime_charge(s);
	mvgpu_runtime_set_now(s, now_ns);
	mvgpu_order_release(s);
	if (e->granted) {
		e->granted = false;
		return true;
	}
	mvgpu_runtime_activate(s, e);
	sched_begin_wait(s, e);
	if (mvgpu_order_first_waiting(s) != e || !sched_fits(s, e))
		return false;
	sched_reserve(s, e);
	return true;
}

/**
 * mvgpu_sched_put() - Release a slot that has no job
 * @s: GPU
 * @e: vGPU; nothing happens if it holds no slot
 *
 * The vGPU is not charged. The caller calls mvgpu_sched_next() afterwards.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_sched_put(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	if (!e->reserved)
		return;
	e->reserved--;
	s->slots_used--;
	e->granted = e->granted && e->reserved;
	mvgpu_order_update(s, e);
}

/**
 * mvgpu_sched_cancel() - End the wait of a vGPU
 * @s: GPU
 * @e: vGPU; may be one that does not wait
 *
 * A slot that mvgpu_sched_next() granted in the meantime is released. Slots
 * that mvgpu_sched_try() reported stay. The caller calls mvgpu_sched_next()
 * afterwards.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_sched_cancel(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	sched_end_wait(s, e);
	mvgpu_order_update(s, e);
	if (!e->granted)
		return;
	e->granted = false;
	mvgpu_sched_put(s, e);
}

/**
 * mvgpu_sched_submit() - Account for a job that is submitted to the GPU
 * @s: GPU
 * @e: vGPU; the job takes one of its slots. A vGPU without a slot submits all
 *	the same: this accounts for work that must not wait, like the release of
 *	a vGPU's resources, and the other vGPUs wait until there is room.
 * @job: valid until mvgpu_sched_complete(); all members are set
 * @now_ns: time
 *
 * The caller calls this before the GPU can complete the job.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_sched_submit(struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
			struct mvgpu_sched_job *job, u64 now_ns)
{
	mvgpu_runtime_set_now(s, now_ns);
	mvgpu_runtime_activate(s, e);
	if (!s->jobs)
		s->oldest_ns = s->now_ns;
	if (e->reserved > e->granted)
		e->reserved--;
	else
		s->slots_used++;
	if (!e->in_flight++)
		e->progress_ns = s->now_ns;
	*job = (struct mvgpu_sched_job) {
		.next = s->jobs,
		.entity = e,
		.seq = s->job_seq++,
		.start_ns = s->now_ns,
		.alone = mvgpu_runtime_alone(s, e),
	};
	s->jobs = job;
	mvgpu_order_update(s, e);
}

static void sched_unlink(struct mvgpu_sched_job **list, const struct mvgpu_sched_job *job)
{
	while (*list != job)
		list = &(*list)->next;
	*list = job->next;
}

/**
 * mvgpu_sched_set_aside() - Release the slot of a job that waits for other work
 * @s: GPU
 * @job: job of a vGPU that was not removed, which the GPU cannot complete yet
 *
 * The job may complete only after later ones of its vGPU, which need slots therefore. It costs
 * other vGPUs no time, as their jobs are not compared with it. The caller calls
 * mvgpu_sched_next() afterwards.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_sched_set_aside(struct mvgpu_sched *s, struct mvgpu_sched_job *job)
{
	struct mvgpu_sched_entity *e = job->entity;

	if (!job->next)
		s->oldest_ns = s->now_ns;
	sched_unlink(&s->jobs, job);
	job->next = e->asides;
	e->asides = job;
	job->aside = true;
	e->aside++;
	s->slots_used--;
	mvgpu_order_update(s, e);
}

/* True when the list has a job of the vGPU that was submitted before this one. */
static bool sched_has_older(const struct mvgpu_sched_job *list,
			    const struct mvgpu_sched_job *job)
{
	for (; list; list = list->next)
		if (list->entity == job->entity &&
		    mvgpu_order_before(list->seq, job->seq))
			return true;
	return false;
}

/* All older jobs of its vGPU have completed; those behind it in its list are older. */
static bool sched_is_oldest(const struct mvgpu_sched *s,
			    const struct mvgpu_sched_job *job)
{
	return job->entity && !sched_has_older(job->next, job) &&
	       !sched_has_older(job->aside ? s->jobs : job->entity->asides, job);
}

/* Waiting for other work is no work. */
static void sched_charge(struct mvgpu_sched *s, struct mvgpu_sched_job *job)
{
	struct mvgpu_sched_entity *e = job->entity;

	if (job->aside) {
		if (e)
			sched_unlink(&e->asides, job);
		return;
	}
	s->completed_ns += mvgpu_runtime_finish(s, job);
	mvgpu_runtime_defer_charge(s, job);
	if (e)
		e->uncharged += job->alone && mvgpu_runtime_others_active(s, e);
}

/**
 * mvgpu_sched_complete() - Account for a job that completed or was lost
 * @s: GPU
 * @job: job that was passed to mvgpu_sched_submit(); not used after the call
 * @now_ns: time
 *
 * The vGPU of the job, unless it was removed, is charged for the time that the
 * GPU spent on it, or for nothing when it was set aside. Jobs complete in any
 * order. The caller calls mvgpu_sched_next() once for all jobs whose completion it
 * finds at a time; the jobs are charged then.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_sched_complete(struct mvgpu_sched *s, struct mvgpu_sched_job *job,
			  u64 now_ns)
{
	struct mvgpu_sched_entity *e = job->entity;
	bool oldest = sched_is_oldest(s, job);

	mvgpu_runtime_set_now(s, now_ns);
	sched_charge(s, job);
	s->slots_used -= !job->aside;
	s->idle_ns = s->now_ns;
	if (!e)
		return;
	e->in_flight--;
	e->aside -= job->aside;
	mvgpu_runtime_set_latest(s, e);
	mvgpu_order_update(s, e);
	if (oldest)
		e->progress_ns = s->now_ns;
}

/**
 * mvgpu_sched_next() - Grant a slot to the next waiting vGPU
 * @s: GPU
 *
 * The caller calls this until it returns NULL, after anything that may have
 * made room.
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: vGPU that got a slot and no longer waits, to be woken; its next
 * mvgpu_sched_try() succeeds. NULL when no vGPU waits or there is no room.
 */
struct mvgpu_sched_entity *mvgpu_sched_next(struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity *e;

	mvgpu_runtime_charge(s);
	mvgpu_order_release(s);
	e = mvgpu_order_first_waiting(s);
	if (!e || !sched_fits(s, e))
		return NULL;
	sched_reserve(s, e);
	e->granted = true;
	return e;
}

/**
 * mvgpu_sched_next_tick() - Get the time at which a vGPU may continue without a completion
 * @s: GPU
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: time, U64_MAX when all wait for completions only.
 */
u64 mvgpu_sched_next_tick(const struct mvgpu_sched *s)
{
	return mvgpu_order_next_release(s);
}

/**
 * mvgpu_sched_tick() - Note that the time of mvgpu_sched_next_tick() has come
 * @s: GPU
 * @now_ns: time
 *
 * The caller calls mvgpu_sched_next() afterwards.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_sched_tick(struct mvgpu_sched *s, u64 now_ns)
{
	mvgpu_runtime_set_now(s, now_ns);
}

/**
 * mvgpu_sched_oldest() - Get the vGPU of the oldest job on a GPU
 * @s: GPU
 *
 * Since @s->oldest_ns the GPU has worked for this job alone: all jobs that were
 * submitted before have completed.
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: vGPU of the oldest job, NULL when there is no job or its vGPU was
 * removed.
 */
struct mvgpu_sched_entity *mvgpu_sched_oldest(const struct mvgpu_sched *s)
{
	const struct mvgpu_sched_job *job = s->jobs;

	while (job && job->next)
		job = job->next;
	return job ? job->entity : NULL;
}

/**
 * mvgpu_sched_since() - Get the time since an event
 * @then_ns: time of the event, recorded under the lock
 * @now_ns: time, perhaps read before the lock was taken
 *
 * Context: Any context.
 *
 * Return: Nanoseconds, 0 if the event is later than @now_ns.
 */
u64 mvgpu_sched_since(u64 then_ns, u64 now_ns)
{
	return mvgpu_order_before(then_ns, now_ns) ? now_ns - then_ns : 0;
}
