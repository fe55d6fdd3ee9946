// SPDX-License-Identifier: GPL-2.0
/* Operations that the display requests of the GPU, beside the commands of the guest. */
#include <linux/lockdep.h>
#include <linux/wait.h>
#include "gvt/display/display_op.h"
#include "gvt/resource/resource.h"
#include "gvt/sched/lock.h"
#include "gvt/sched/turn.h"
#include "gvt/sched/wakeup.h"
#include "gvt/sched/watchdog.h"
#include "gvt/vgpu/vgpu_types.h"

static void display_op_done(struct mvgpu_gpu_req *req, int err)
{
	struct mvgpu_display_op *op = container_of(req, struct mvgpu_display_op, req);
	struct mvgpu_vgpu *vgpu = op->vgpu;
	unsigned long flags;

	mvgpu_turn_end(vgpu, &op->turn);
	spin_lock_irqsave(&vgpu->done_lock, flags);
	op->err = err;
	op->done++;
	wake_up(&vgpu->done_wait);
	mvgpu_vgpu_queue_work(vgpu);
	spin_unlock_irqrestore(&vgpu->done_lock, flags);
}

/*
 * True when the backend has completed the @nr-th operation. It stays true, whichever thread
 * notices it first. One at a time is in flight.
 */
static bool display_op_completed(struct mvgpu_display_op *op, u32 nr)
{
	bool completed;

	spin_lock_irq(&op->vgpu->done_lock);
	completed = (s32)(op->done - nr) >= 0;
	spin_unlock_irq(&op->vgpu->done_lock);
	return completed;
}

/**
 * mvgpu_display_op_init() - Set up an operation
 * @op: operation that is not in flight
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held.
 */
void mvgpu_display_op_init(struct mvgpu_display_op *op, struct mvgpu_vgpu *vgpu)
{
	*op = (struct mvgpu_display_op) { .vgpu = vgpu };
}

/**
 * mvgpu_display_op_begin() - Begin an operation
 * @op: operation that is not busy; the caller passes op->req to the backend next
 * @res: resource, of which a reference is taken until it was collected
 *
 * Context: vgpu->lock held.
 */
void mvgpu_display_op_begin(struct mvgpu_display_op *op, struct mvgpu_resource *res)
{
	lockdep_assert_held(&op->vgpu->lock);
	op->res = mvgpu_resource_get(res);
	op->req = (struct mvgpu_gpu_req) {
		.done = display_op_done, .ring_idx = MVGPU_NO_RING,
	};
	op->busy = true;
	op->begun++;
	mvgpu_turn_start(op->vgpu, &op->turn);
}

/**
 * mvgpu_display_op_collect() - Finish an operation that has completed
 * @op: operation
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: true when there was one. It is not busy any more, op->err is its result, and the
 * reference to op->res is the caller's.
 */
bool mvgpu_display_op_collect(struct mvgpu_display_op *op)
{
	lockdep_assert_held(&op->vgpu->lock);
	if (!op->busy || !display_op_completed(op, op->begun))
		return false;
	op->busy = false;
	mvgpu_turn_next(op->vgpu);
	return true;
}

/**
 * mvgpu_display_op_wait() - Wait for an operation for a time
 * @op: operation that is busy
 * @timeout: in jiffies
 *
 * Context: vgpu->lock held, dropped and taken again. Sleeps.
 *
 * Return: true when it has completed; another thread may have collected it.
 */
bool mvgpu_display_op_wait(struct mvgpu_display_op *op, unsigned long timeout)
{
	struct mvgpu_vgpu *vgpu = op->vgpu;
	u32 nr = op->begun;
	bool completed;

	lockdep_assert_held(&vgpu->lock);
	mutex_unlock(&vgpu->lock);
	completed = wait_event_timeout(vgpu->done_wait, display_op_completed(op, nr), timeout);
	mvgpu_vgpu_lock(vgpu);
	return completed;
}

/**
 * mvgpu_display_op_drain() - Wait for an operation without a limit
 * @op: operation
 *
 * Context: vgpu->lock held. Sleeps until the backend has completed it; the watchdog bounds
 * that.
 *
 * Return: as mvgpu_display_op_collect().
 */
bool mvgpu_display_op_drain(struct mvgpu_display_op *op)
{
	struct mvgpu_vgpu *vgpu = op->vgpu;

	lockdep_assert_held(&vgpu->lock);
	if (!op->busy)
		return false;
	mvgpu_watchdog_wait_begin(vgpu);
	wait_event(vgpu->done_wait, display_op_completed(op, op->begun));
	mvgpu_watchdog_wait_end(vgpu);
	return mvgpu_display_op_collect(op);
}
