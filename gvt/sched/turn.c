// SPDX-License-Identifier: GPL-2.0
/* Turns on the GPU: the policy in policy.h with locks, clocks and wake-ups. */
#include <linux/cleanup.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include "compat.h"
#include "gvt/gpu/gpu_types.h"
#include "gvt/sched/members.h"
#include "gvt/sched/policy.h"
#include "gvt/sched/throttle.h"
#include "gvt/sched/turn.h"
#include "gvt/sched/wakeup.h"
#include "gvt/sched/watchdog.h"
#include "gvt/trace/trace.h"
#include "gvt/vgpu/vgpu_types.h"

/*
 * Limits of the operations on the GPU: of all vGPUs, and of one while others wait for the
 * GPU. Some GPUs check for completed work only every 10 ms and would be idle with fewer
 * operations.
 */
#define TURN_DEPTH 64
#define TURN_SHARE 16
/* With queues of their own, jobs of one vGPU that hang must not take the slots of another. */
#define TURN_DEPTH_OWN_QUEUE (TURN_DEPTH * 64)

static bool turn_is_limited(const struct mvgpu_gpu *gpu)
{
	return gpu->caps.features & BIT_ULL(VIRTIO_GPU_F_VIRGL);
}

/* Continue when a vGPU that is held has more of the GPU. */
static void turn_set_tick(struct mvgpu_gpu *gpu)
{
	u64 tick_ns = mvgpu_sched_next_tick(&gpu->sched);

	if (tick_ns == gpu->turn_tick_ns || tick_ns == U64_MAX)
		return;
	gpu->turn_tick_ns = tick_ns;
	hrtimer_start(&gpu->turn_tick, ns_to_ktime(tick_ns), HRTIMER_MODE_ABS_SOFT);
}

/* Wake the vGPUs that may continue. gpu->turn_lock is held, so that they still exist. */
static void turn_wake_next(struct mvgpu_gpu *gpu)
{
	struct mvgpu_sched_entity *e;

	lockdep_assert_held(&gpu->turn_lock);
	while ((e = mvgpu_sched_next(&gpu->sched)))
		mvgpu_vgpu_kick(container_of(e, struct mvgpu_vgpu, turn),
				MVGPU_CTRLQ);
	turn_set_tick(gpu);
}

static enum hrtimer_restart turn_ticked(struct hrtimer *timer)
{
	struct mvgpu_gpu *gpu = container_of(timer, struct mvgpu_gpu, turn_tick);

	guard(spinlock_irqsave)(&gpu->turn_lock);
	gpu->turn_tick_ns = U64_MAX;
	mvgpu_sched_tick(&gpu->sched, ktime_get_ns());
	turn_wake_next(gpu);
	return HRTIMER_NORESTART;
}

/**
 * mvgpu_turn_init() - Set up the turns of a GPU
 * @gpu: GPU without vGPUs
 *
 * To be undone by mvgpu_turn_exit().
 *
 * Context: any.
 */
void mvgpu_turn_init(struct mvgpu_gpu *gpu)
{
	const struct mvgpu_gpu_caps *caps = &gpu->caps;

	spin_lock_init(&gpu->turn_lock);
	gpu->turn_tick_ns = U64_MAX;
	mvgpu_hrtimer_setup(&gpu->turn_tick, turn_ticked, CLOCK_MONOTONIC,
			    HRTIMER_MODE_ABS_SOFT);
	mvgpu_sched_init(&gpu->sched, caps->own_queue ? TURN_DEPTH_OWN_QUEUE : TURN_DEPTH,
			 TURN_SHARE, caps->prompt);
}

/**
 * mvgpu_turn_exit() - Stop the timer of the turns
 * @gpu: GPU without vGPUs
 *
 * Context: process context, sleeps.
 */
void mvgpu_turn_exit(struct mvgpu_gpu *gpu)
{
	hrtimer_cancel(&gpu->turn_tick);
}

/**
 * mvgpu_turn_set_mode() - Change how vGPUs share the time of a GPU
 * @gpu: GPU
 * @mode: how
 *
 * Context: any.
 *
 * Return: 0, or -EOPNOTSUPP for another mode of a GPU whose vGPUs have no turns.
 */
int mvgpu_turn_set_mode(struct mvgpu_gpu *gpu, enum mvgpu_sched_mode mode)
{
	if (!turn_is_limited(gpu))
		return mode == mvgpu_turn_mode(gpu) ? 0 : -EOPNOTSUPP;
	guard(spinlock_irqsave)(&gpu->turn_lock);
	mvgpu_sched_tick(&gpu->sched, ktime_get_ns());
	mvgpu_sched_set_mode(&gpu->sched, mode);
	turn_wake_next(gpu);
	return 0;
}

/**
 * mvgpu_turn_mode() - Get how vGPUs share the time of a GPU
 * @gpu: GPU
 *
 * Context: any.
 *
 * Return: the mode.
 */
enum mvgpu_sched_mode mvgpu_turn_mode(struct mvgpu_gpu *gpu)
{
	guard(spinlock_irqsave)(&gpu->turn_lock);
	return gpu->sched.mode;
}

/**
 * mvgpu_turn_join() - Add a vGPU that is going to have work
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held.
 */
void mvgpu_turn_join(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_sched *sched = &vgpu->gpu->sched;
	u64 settled_ns;
	s64 ahead_ns;

	guard(spinlock_irqsave)(&vgpu->gpu->turn_lock);
	vgpu->has_slot = false;
	vgpu->runtime_ns_seen = 0;
	vgpu->waited_ns_seen = 0;
	/* Those of the time before, when it was open already. */
	ahead_ns = vgpu->turn.ahead_ns;
	settled_ns = vgpu->turn.settled_ns;
	mvgpu_sched_tick(sched, ktime_get_ns());
	mvgpu_sched_add(sched, &vgpu->turn, vgpu->slice.weight);
	mvgpu_throttle_begin(sched, &vgpu->turn, ahead_ns, settled_ns);
}

/**
 * mvgpu_turn_leave() - Remove a vGPU that has no work any more
 * @vgpu: vGPU that is drained and has no worker
 *
 * It is not woken afterwards.
 *
 * Context: process context.
 */
void mvgpu_turn_leave(struct mvgpu_vgpu *vgpu)
{
	guard(spinlock_irqsave)(&vgpu->gpu->turn_lock);
	mvgpu_sched_tick(&vgpu->gpu->sched, ktime_get_ns());
	mvgpu_sched_remove(&vgpu->gpu->sched, &vgpu->turn);
	turn_wake_next(vgpu->gpu);
}

/**
 * mvgpu_turn_set_weight() - Change the share of the GPU's time
 * @vgpu: vGPU that is open
 * @weight: 1..
 *
 * Context: vgpu->lock held.
 */
void mvgpu_turn_set_weight(struct mvgpu_vgpu *vgpu, u32 weight)
{
	guard(spinlock_irqsave)(&vgpu->gpu->turn_lock);
	mvgpu_sched_tick(&vgpu->gpu->sched, ktime_get_ns());
	mvgpu_sched_set_weight(&vgpu->gpu->sched, &vgpu->turn, weight);
	turn_wake_next(vgpu->gpu);
}

/**
 * mvgpu_turn_try() - Request a turn before the next command is taken
 * @vgpu: vGPU
 *
 * Without a turn the control queue is kicked when there is one. To be followed by
 * mvgpu_turn_start() or mvgpu_turn_put().
 *
 * Context: vgpu->lock held.
 *
 * Return: true when the command may be taken.
 */
bool mvgpu_turn_try(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_gpu *gpu = vgpu->gpu;

	lockdep_assert_held(&vgpu->lock);
	if (!turn_is_limited(gpu) || vgpu->has_slot)
		return true;
	guard(spinlock_irqsave)(&gpu->turn_lock);
	vgpu->has_slot = mvgpu_sched_try(&gpu->sched, &vgpu->turn,
					 ktime_get_ns());
	/* The clock has gone on, so that others may be let go, or are let go later. */
	if (!vgpu->has_slot)
		turn_wake_next(gpu);
	return vgpu->has_slot;
}

/**
 * mvgpu_turn_put() - Return the turn, if there is one
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held.
 */
void mvgpu_turn_put(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_gpu *gpu = vgpu->gpu;

	lockdep_assert_held(&vgpu->lock);
	if (!vgpu->has_slot)
		return;
	vgpu->has_slot = false;
	guard(spinlock_irqsave)(&gpu->turn_lock);
	mvgpu_sched_put(&gpu->sched, &vgpu->turn);
	turn_wake_next(gpu);
}

/**
 * mvgpu_turn_cancel() - Return the turn, and do not wait for one
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held.
 */
void mvgpu_turn_cancel(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_gpu *gpu = vgpu->gpu;

	mvgpu_turn_put(vgpu);
	if (!turn_is_limited(gpu))
		return;
	guard(spinlock_irqsave)(&gpu->turn_lock);
	mvgpu_sched_cancel(&gpu->sched, &vgpu->turn);
	turn_wake_next(gpu);
}

/**
 * mvgpu_turn_start() - Account an operation that is about to be submitted to the GPU
 * @vgpu: vGPU
 * @turn: turn of the operation, used until mvgpu_turn_end()
 *
 * An operation that must not wait for a turn is submitted without one, and accounted
 * nevertheless.
 *
 * Context: vgpu->lock held.
 */
void mvgpu_turn_start(struct mvgpu_vgpu *vgpu, struct mvgpu_turn *turn)
{
	struct mvgpu_gpu *gpu = vgpu->gpu;

	lockdep_assert_held(&vgpu->lock);
	if (!turn_is_limited(gpu))
		return;
	guard(spinlock_irqsave)(&gpu->turn_lock);
	mvgpu_sched_submit(&gpu->sched, &vgpu->turn, &turn->job,
			   ktime_get_ns());
	turn->on = true;
	vgpu->has_slot = false;
	trace_mvgpu_submit(vgpu->name, turn->job.seq, vgpu->turn.in_flight);
	mvgpu_watchdog_arm(gpu);
}

/**
 * mvgpu_turn_set_aside() - Let other operations of a vGPU overtake one that may wait for them
 * @vgpu: vGPU
 * @turn: turn that was started, of an operation that is not submitted yet
 *
 * It takes no part in the limit of operations, but the watchdog sees it.
 *
 * Context: vgpu->lock held.
 */
void mvgpu_turn_set_aside(struct mvgpu_vgpu *vgpu, struct mvgpu_turn *turn)
{
	struct mvgpu_gpu *gpu = vgpu->gpu;

	lockdep_assert_held(&vgpu->lock);
	if (!turn->on)
		return;
	guard(spinlock_irqsave)(&gpu->turn_lock);
	mvgpu_sched_set_aside(&gpu->sched, &turn->job);
	turn_wake_next(gpu);
}

/**
 * mvgpu_turn_end() - Account the completion of an operation
 * @vgpu: vGPU
 * @turn: turn of the operation; nothing happens when it was not started
 *
 * To be followed by mvgpu_turn_next().
 *
 * Context: any.
 */
void mvgpu_turn_end(struct mvgpu_vgpu *vgpu, struct mvgpu_turn *turn)
{
	struct mvgpu_gpu *gpu = vgpu->gpu;

	if (!turn->on)
		return;
	turn->on = false;
	guard(spinlock_irqsave)(&gpu->turn_lock);
	trace_mvgpu_complete(vgpu->name, turn->job.seq);
	mvgpu_sched_complete(&gpu->sched, &turn->job, ktime_get_ns());
}

/**
 * mvgpu_turn_next() - Give turns to vGPUs that wait
 * @vgpu: vGPU
 *
 * To be called once after several turns ended: operations that a GPU completes together
 * are charged together.
 *
 * Context: vgpu->lock held.
 */
void mvgpu_turn_next(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_gpu *gpu = vgpu->gpu;

	lockdep_assert_held(&vgpu->lock);
	if (!turn_is_limited(gpu))
		return;
	guard(spinlock_irqsave)(&gpu->turn_lock);
	turn_wake_next(gpu);
	atomic64_add(vgpu->turn.runtime_ns - vgpu->runtime_ns_seen,
		     &vgpu->stats.gpu_ns);
	vgpu->runtime_ns_seen = vgpu->turn.runtime_ns;
	atomic64_add(vgpu->turn.waited_ns - vgpu->waited_ns_seen, &vgpu->stats.wait_ns);
	vgpu->waited_ns_seen = vgpu->turn.waited_ns;
}
