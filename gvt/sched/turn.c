// SPDX-License-Identifier: GPL-2.0
/* Turns on the GPU: the policy of sched.h with locks, clocks and wake-ups. */
#include <linux/cleanup.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include "gvt/gpu/gpu_types.h"
#include "gvt/sched/turn.h"
#include "gvt/sched/wakeup.h"
#include "gvt/sched/watchdog.h"
#include "gvt/vgpu/vgpu_types.h"

/*
 * Operations on the GPU: of all vGPUs, and of one while others want it. Some
 * GPUs look for finished work every 10 ms only: with fewer they would be idle.
 */
#define TURN_DEPTH 64
#define TURN_SHARE 16

static bool turn_is_limited(const struct mvgpu_gpu *gpu)
{
	return gpu->caps.features & BIT_ULL(VIRTIO_GPU_F_VIRGL);
}

/* Somebody else may go on; gpu->turn_lock held, so that it still exists. */
static void turn_wake_next(struct mvgpu_gpu *gpu)
{
	struct mvgpu_sched_entity *e;

	lockdep_assert_held(&gpu->turn_lock);
	while ((e = mvgpu_sched_next(&gpu->sched)))
		mvgpu_vgpu_kick(container_of(e, struct mvgpu_vgpu, turn),
				MVGPU_CTRLQ);
}

/**
 * mvgpu_turn_init() - a GPU without vGPUs
 * @gpu: the GPU
 */
void mvgpu_turn_init(struct mvgpu_gpu *gpu)
{
	spin_lock_init(&gpu->turn_lock);
	mvgpu_sched_init(&gpu->sched, TURN_DEPTH, TURN_SHARE);
}

/**
 * mvgpu_turn_join() - a vGPU will have work
 * @vgpu: the vGPU; vgpu->lock held
 */
void mvgpu_turn_join(struct mvgpu_vgpu *vgpu)
{
	guard(spinlock_irqsave)(&vgpu->gpu->turn_lock);
	vgpu->has_slot = false;
	vgpu->runtime_ns_seen = 0;
	mvgpu_sched_add(&vgpu->gpu->sched, &vgpu->turn, vgpu->slice.weight);
}

/**
 * mvgpu_turn_leave() - a vGPU has no work any more
 * @vgpu: the vGPU; drained, without a worker
 *
 * Nobody wakes it afterwards.
 */
void mvgpu_turn_leave(struct mvgpu_vgpu *vgpu)
{
	guard(spinlock_irqsave)(&vgpu->gpu->turn_lock);
	mvgpu_sched_remove(&vgpu->gpu->sched, &vgpu->turn);
	turn_wake_next(vgpu->gpu);
}

/**
 * mvgpu_turn_set_weight() - another share of the GPU's time from now on
 * @vgpu: the vGPU; open
 * @weight: 1..
 */
void mvgpu_turn_set_weight(struct mvgpu_vgpu *vgpu, u32 weight)
{
	guard(spinlock_irqsave)(&vgpu->gpu->turn_lock);
	mvgpu_sched_set_weight(&vgpu->gpu->sched, &vgpu->turn, weight);
	turn_wake_next(vgpu->gpu);
}

/**
 * mvgpu_turn_try() - may the next command be taken?
 * @vgpu: the vGPU; vgpu->lock held
 *
 * If not, the control queue is kicked when it may.
 *
 * Return: true when it may; to be followed by mvgpu_turn_start() or
 * mvgpu_turn_put().
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
	return vgpu->has_slot;
}

/**
 * mvgpu_turn_put() - there is nothing to do with the turn, if there is one
 * @vgpu: the vGPU; vgpu->lock held
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
 * mvgpu_turn_cancel() - no turn is wanted for now
 * @vgpu: the vGPU; vgpu->lock held
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
 * mvgpu_turn_start() - an operation is about to be handed to the GPU
 * @vgpu: the vGPU; vgpu->lock held
 * @turn: the operation's, until it ends
 *
 * What must not wait for a turn does without one and is counted all the same.
 */
void mvgpu_turn_start(struct mvgpu_vgpu *vgpu, struct mvgpu_turn *turn)
{
	struct mvgpu_gpu *gpu = vgpu->gpu;

	lockdep_assert_held(&vgpu->lock);
	if (!turn_is_limited(gpu))
		return;
	guard(spinlock_irqsave)(&gpu->turn_lock);
	mvgpu_sched_submit(&gpu->sched, &vgpu->turn, &turn->op,
			   ktime_get_ns());
	turn->on = true;
	vgpu->has_slot = false;
	mvgpu_watchdog_arm(gpu);
}

/**
 * mvgpu_turn_end() - the GPU is done with an operation
 * @vgpu: the vGPU
 * @turn: the operation's; harmless when it did not start a turn
 *
 * To be followed by mvgpu_turn_next(). Any context.
 */
void mvgpu_turn_end(struct mvgpu_vgpu *vgpu, struct mvgpu_turn *turn)
{
	struct mvgpu_gpu *gpu = vgpu->gpu;

	if (!turn->on)
		return;
	turn->on = false;
	guard(spinlock_irqsave)(&gpu->turn_lock);
	mvgpu_sched_done(&gpu->sched, &turn->op, ktime_get_ns());
}

/**
 * mvgpu_turn_next() - others may go on
 * @vgpu: the vGPU; vgpu->lock held
 *
 * To be called once after some of its turns ended: what a GPU finishes together
 * is paid together.
 */
void mvgpu_turn_next(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_gpu *gpu = vgpu->gpu;

	lockdep_assert_held(&vgpu->lock);
	if (!turn_is_limited(gpu))
		return;
	guard(spinlock_irqsave)(&gpu->turn_lock);
	turn_wake_next(gpu);
	atomic64_add(vgpu->turn.used_ns - vgpu->runtime_ns_seen,
		     &vgpu->stats.gpu_ns);
	vgpu->runtime_ns_seen = vgpu->turn.used_ns;
}
