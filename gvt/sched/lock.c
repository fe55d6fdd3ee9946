// SPDX-License-Identifier: GPL-2.0
/*
 * How long a vGPU's worker waits for guest memory that the VMM has yet to provide.
 *
 * It does so with vgpu->lock held, and for ever if nobody minds. But that memory may be
 * given up only when the thread is gone that wants the lock: a VMM that was killed
 * closes its userfaultfd, or the connection of its file system, after the device,
 * or not before its last thread has ended. So who closes the device, or wants the lock
 * and is being killed, bars the worker from waiting: its accesses fail.
 */
#include <linux/sched/signal.h>
#include "gvt/sched/lock.h"
#include "gvt/sched/wakeup.h"
#include "gvt/vgpu/vgpu_types.h"

/**
 * mvgpu_vgpu_bar() - the worker is not to wait for guest memory
 * @vgpu: the vGPU
 *
 * One that waits goes on. Until mvgpu_vgpu_unbar() it does not begin to work, and what
 * it is at waits for nothing. Any context.
 */
void mvgpu_vgpu_bar(struct mvgpu_vgpu *vgpu)
{
	unsigned long flags;

	/* First: the worker looks at this when it could have missed the signal. */
	atomic_inc(&vgpu->barred);
	spin_lock_irqsave(&vgpu->worker_lock, flags);
	if (vgpu->worker) {
		send_sig(SIGKILL, vgpu->worker->task, 1);
		/* Its end forgets the signal, without which the thread cannot rest. */
		kthread_queue_work(vgpu->worker, &vgpu->work);
	}
	spin_unlock_irqrestore(&vgpu->worker_lock, flags);
}

/**
 * mvgpu_vgpu_unbar() - undo mvgpu_vgpu_bar()
 * @vgpu: the vGPU
 *
 * Any context.
 */
void mvgpu_vgpu_unbar(struct mvgpu_vgpu *vgpu)
{
	atomic_dec(&vgpu->barred);
	mvgpu_vgpu_queue_work(vgpu);
}

/**
 * mvgpu_vgpu_lock() - take vgpu->lock in a thread of the VMM
 * @vgpu: the vGPU
 *
 * Sleeps, but for no guest memory once the thread is being killed.
 */
void mvgpu_vgpu_lock(struct mvgpu_vgpu *vgpu)
{
	if (!mutex_lock_killable(&vgpu->lock))
		return;
	mvgpu_vgpu_bar(vgpu);
	mutex_lock(&vgpu->lock);
	mvgpu_vgpu_unbar(vgpu);
}

/**
 * mvgpu_vgpu_work() - serve, unless the worker is barred
 * @vgpu: the vGPU, in its worker
 * @serve: what is to be done, may wait for guest memory
 */
void mvgpu_vgpu_work(struct mvgpu_vgpu *vgpu,
		     void (*serve)(struct mvgpu_vgpu *vgpu))
{
	allow_signal(SIGKILL);
	if (!atomic_read(&vgpu->barred))
		serve(vgpu);
	flush_signals(current);
}
