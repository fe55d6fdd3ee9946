// SPDX-License-Identifier: GPL-2.0
/*
 * Watchdog of the operations on a GPU.
 *
 * A GPU works in order, so only the oldest operation on it matters: the time for which it
 * has been the oldest is the time for which it has had the GPU. When that exceeds the
 * job_timeout_ms of its vGPU, this vGPU, and no other, needs a reset. Most jobs that time
 * out complete after all. If this one has not after the same time again, no job will, and
 * a device cannot cancel a single job: the backend is requested to reset the device, which
 * ends all jobs and costs every vGPU a reset.
 *
 * Where each client of a GPU has a queue of its own, the same holds for each of them alone:
 * the time for which its oldest job has been the oldest is what that job has had, whatever
 * overtakes it, and its work can be ended without a loss for the others.
 *
 * Before that, and whenever an operation takes more than a moment, the backend is
 * requested to check whether a doorbell or an interrupt was lost.
 *
 * A VMM must always be able to exit. So the same holds for threads that wait for the GPU
 * in a reset, a close or an unmap, even if the jobs of the vGPU have no limit; but only if
 * the operation that is waited for does not belong to another vGPU. While jobs complete, such
 * a wait may take several times as long.
 */
#include <linux/cleanup.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include "gvt/gpu/gpu_types.h"
#include "gvt/sched/policy.h"
#include "gvt/sched/wakeup.h"
#include "gvt/sched/watchdog.h"
#include "gvt/vgpu/vgpu_types.h"

#define PERIOD_MS	100
#define PERIOD		msecs_to_jiffies(PERIOD_MS)
/* A GPU is not reset before this time, however small the limit of jobs is. */
#define LEAST_MS	1000
/* Limit of a wait where jobs have no limit. */
#define DEFAULT_MS	30000
/* A wait for jobs that complete one after the other is so many times as long at most. */
#define LONGEST_WAIT	8

static u64 watchdog_timeout_ms(const struct mvgpu_vgpu *vgpu)
{
	return READ_ONCE(vgpu->slice.job_timeout_ms);
}

/* Time that a GPU has after a job timed out, before it is reset. */
static u64 watchdog_grace_ns(const struct mvgpu_vgpu *vgpu)
{
	u64 ms = watchdog_timeout_ms(vgpu) ?: DEFAULT_MS;

	return max_t(u64, ms, LEAST_MS) * NSEC_PER_MSEC;
}

static void watchdog_notify(struct mvgpu_vgpu *vgpu)
{
	atomic64_inc(&vgpu->stats.timeouts);
	set_bit(MVGPU_TIMED_OUT, &vgpu->kicked);
	mvgpu_vgpu_queue_work(vgpu);
}

/* True when a job of @vgpu, which is worked on since @since_ns, has had enough time. */
static bool watchdog_job_stuck(struct mvgpu_vgpu *vgpu, u64 since_ns, u64 now_ns)
{
	u64 timeout_ns = watchdog_timeout_ms(vgpu) * NSEC_PER_MSEC;
	u64 had_ns = mvgpu_sched_since(since_ns, now_ns);

	if (!timeout_ns || had_ns < timeout_ns)
		return false;
	if (vgpu->notified_ns != since_ns) {
		vgpu->notified_ns = since_ns;
		watchdog_notify(vgpu);
	}
	return had_ns >= timeout_ns + watchdog_grace_ns(vgpu);
}

/*
 * True when the vGPU has waited long enough: since the oldest of its jobs, if there is one, is
 * the oldest at @since_ns, or for all of them together.
 */
static bool watchdog_wait_stuck(const struct mvgpu_vgpu *vgpu, u64 since_ns, u64 now_ns)
{
	u64 waited_ns = mvgpu_sched_since(vgpu->wait_ns, now_ns);
	u64 idle_ns = waited_ns, grace_ns = watchdog_grace_ns(vgpu);

	if (!vgpu->waits)
		return false;
	if (vgpu->turn.in_flight)
		idle_ns = min(idle_ns, mvgpu_sched_since(since_ns, now_ns));
	return idle_ns >= grace_ns || waited_ns >= LONGEST_WAIT * grace_ns;
}

/* Time that a vGPU waits for the job of another one does not count. */
static bool watchdog_turn_stuck(struct mvgpu_vgpu *vgpu,
				const struct mvgpu_sched_entity *oldest, u64 now_ns)
{
	if (oldest && oldest != &vgpu->turn)
		vgpu->wait_ns = now_ns;
	return watchdog_wait_stuck(vgpu, vgpu->gpu->sched.oldest_ns, now_ns);
}

/* True when a GPU that works in order is stuck. *@busy: it has to be watched further. */
static bool watchdog_check(struct mvgpu_gpu *gpu, bool *busy)
{
	struct mvgpu_sched_entity *e, *oldest;
	u64 now_ns = ktime_get_ns();
	struct mvgpu_vgpu *vgpu;
	bool stuck = false;

	lockdep_assert_held(&gpu->turn_lock);
	oldest = mvgpu_sched_oldest(&gpu->sched);
	if (oldest)
		stuck = watchdog_job_stuck(container_of(oldest, struct mvgpu_vgpu, turn),
					   gpu->sched.oldest_ns, now_ns);
	*busy = oldest;
	for (e = gpu->sched.entities; e; e = e->next) {
		vgpu = container_of(e, struct mvgpu_vgpu, turn);
		stuck |= watchdog_turn_stuck(vgpu, oldest, now_ns);
		*busy |= vgpu->waits;
	}
	return stuck;
}

/* True when the work of a client that has a queue of its own is stuck. */
static bool watchdog_client_stuck(struct mvgpu_gpu *gpu, struct mvgpu_vgpu *vgpu, u64 now_ns)
{
	struct mvgpu_sched_entity *e = &vgpu->turn;
	bool stuck;

	if (!e->in_flight && !vgpu->waits)
		return false;
	if (gpu->ops->client_begins(vgpu->client)) {
		e->progress_ns = now_ns;
		vgpu->wait_ns = now_ns;
		return false;
	}
	stuck = watchdog_wait_stuck(vgpu, e->progress_ns, now_ns);
	if (e->in_flight)
		stuck |= watchdog_job_stuck(vgpu, e->progress_ns, now_ns);
	return stuck;
}

/*
 * Ends the work of each client that is stuck, where clients have queues of their own.
 * *@busy: the GPU has to be watched further.
 */
static void watchdog_check_clients(struct mvgpu_gpu *gpu, bool *busy)
{
	struct mvgpu_sched_entity *e;
	u64 now_ns = ktime_get_ns();
	struct mvgpu_vgpu *vgpu;

	lockdep_assert_held(&gpu->turn_lock);
	*busy = false;
	for (e = gpu->sched.entities; e; e = e->next) {
		vgpu = container_of(e, struct mvgpu_vgpu, turn);
		if (watchdog_client_stuck(gpu, vgpu, now_ns))
			gpu->ops->client_kill(vgpu->client);
		*busy |= e->in_flight || vgpu->waits;
	}
}

/* True when the oldest operation, or a wait, has lasted for a whole period. */
static bool watchdog_is_slow(struct mvgpu_gpu *gpu)
{
	u64 limit_ns = PERIOD_MS * NSEC_PER_MSEC, now_ns = ktime_get_ns();
	struct mvgpu_sched_entity *e;
	struct mvgpu_vgpu *vgpu;

	guard(spinlock_irqsave)(&gpu->turn_lock);
	if (mvgpu_sched_oldest(&gpu->sched) &&
	    mvgpu_sched_since(gpu->sched.oldest_ns, now_ns) >= limit_ns)
		return true;
	for (e = gpu->sched.entities; e; e = e->next) {
		vgpu = container_of(e, struct mvgpu_vgpu, turn);
		if (vgpu->waits &&
		    mvgpu_sched_since(vgpu->wait_ns, now_ns) >= limit_ns)
			return true;
	}
	return false;
}

/* A lost doorbell or interrupt is no reason to reset a GPU. */
static void watchdog_poll(struct mvgpu_gpu *gpu)
{
	if (gpu->ops->poll && watchdog_is_slow(gpu))
		gpu->ops->poll(gpu);
}

/* True when a GPU that works in order is stuck. *@busy: there is more to watch. */
static bool watchdog_look(struct mvgpu_gpu *gpu, bool *busy)
{
	guard(spinlock_irqsave)(&gpu->turn_lock);
	if (!gpu->caps.own_queue)
		return watchdog_check(gpu, busy);
	watchdog_check_clients(gpu, busy);
	return false;
}

static void watchdog_work(struct work_struct *work)
{
	struct mvgpu_gpu *gpu = container_of(to_delayed_work(work),
					     struct mvgpu_gpu, watchdog);
	bool busy;

	watchdog_poll(gpu);
	if (watchdog_look(gpu, &busy) && gpu->ops->recover)
		gpu->ops->recover(gpu);
	if (busy)
		schedule_delayed_work(&gpu->watchdog, PERIOD);
}

/**
 * mvgpu_watchdog_init() - Set up the watchdog of an idle GPU
 * @gpu: GPU
 *
 * Context: any.
 */
void mvgpu_watchdog_init(struct mvgpu_gpu *gpu)
{
	INIT_DELAYED_WORK(&gpu->watchdog, watchdog_work);
}

/**
 * mvgpu_watchdog_exit() - Stop the watchdog
 * @gpu: GPU without vGPUs
 *
 * gpu->ops->recover() is not called afterwards.
 *
 * Context: process context, sleeps.
 */
void mvgpu_watchdog_exit(struct mvgpu_gpu *gpu)
{
	cancel_delayed_work_sync(&gpu->watchdog);
}

/**
 * mvgpu_watchdog_arm() - Watch a GPU that has work
 * @gpu: GPU
 *
 * Context: gpu->turn_lock held.
 */
void mvgpu_watchdog_arm(struct mvgpu_gpu *gpu)
{
	lockdep_assert_held(&gpu->turn_lock);
	schedule_delayed_work(&gpu->watchdog, PERIOD);
}

/**
 * mvgpu_watchdog_wait_begin() - Begin to wait for operations of a vGPU
 * @vgpu: vGPU that is open; vgpu->lock stays held until mvgpu_watchdog_wait_end()
 *
 * Context: vgpu->lock held.
 */
void mvgpu_watchdog_wait_begin(struct mvgpu_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	guard(spinlock_irqsave)(&vgpu->gpu->turn_lock);
	if (!vgpu->waits++)
		vgpu->wait_ns = ktime_get_ns();
	mvgpu_watchdog_arm(vgpu->gpu);
}

/**
 * mvgpu_watchdog_wait_end() - End mvgpu_watchdog_wait_begin()
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held.
 */
void mvgpu_watchdog_wait_end(struct mvgpu_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	guard(spinlock_irqsave)(&vgpu->gpu->turn_lock);
	vgpu->waits--;
}
