// SPDX-License-Identifier: GPL-2.0
/*
 * vgpu->lock, and for how long the worker may wait with it for guest memory that the VMM
 * has yet to provide.
 *
 * In general the worker waits without limit. However, the wait may end only after the
 * thread that waits for the lock has ended: a VMM that was killed closes its userfaultfd,
 * or the connection of its file system, after the device, or only when its last thread
 * has ended. A thread that closes the device, or that takes the lock while it is being
 * killed, therefore bars the worker from waiting. Accesses of the worker to guest memory
 * fail then.
 */
#include <linux/sched/signal.h>
#include "gvt/sched/lock.h"
#include "gvt/sched/wakeup.h"
#include "gvt/vgpu/vgpu_types.h"

/**
 * mvgpu_vgpu_bar() - Bar the worker from waiting for guest memory
 * @vgpu: vGPU
 *
 * A worker that waits is interrupted. Until mvgpu_vgpu_unbar() it does not begin to serve
 * the queues, and a command that it is executing does not wait.
 *
 * Context: any.
 */
void mvgpu_vgpu_bar(struct mvgpu_vgpu *vgpu)
{
	unsigned long flags;

	/* Set it first: the worker checks it after the signal could have been missed. */
	atomic_inc(&vgpu->barred);
	spin_lock_irqsave(&vgpu->worker_lock, flags);
	if (vgpu->worker) {
		send_sig(SIGKILL, vgpu->worker->task, 1);
		/* The end of the work flushes the signal, with which the thread could not sleep. */
		kthread_queue_work(vgpu->worker, &vgpu->work);
	}
	spin_unlock_irqrestore(&vgpu->worker_lock, flags);
}

/**
 * mvgpu_vgpu_unbar() - Undo mvgpu_vgpu_bar()
 * @vgpu: vGPU
 *
 * Context: any.
 */
void mvgpu_vgpu_unbar(struct mvgpu_vgpu *vgpu)
{
	atomic_dec(&vgpu->barred);
	mvgpu_vgpu_queue_work(vgpu);
}

/**
 * mvgpu_vgpu_lock() - Take vgpu->lock in a thread of the VMM
 * @vgpu: vGPU
 *
 * Context: process context. Sleeps, but does not wait for guest memory once the thread is
 * being killed.
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
 * mvgpu_vgpu_work() - Serve, unless the worker is barred
 * @vgpu: vGPU
 * @serve: function that may wait for guest memory
 *
 * Context: worker of the vGPU.
 */
void mvgpu_vgpu_work(struct mvgpu_vgpu *vgpu,
		     void (*serve)(struct mvgpu_vgpu *vgpu))
{
	allow_signal(SIGKILL);
	if (!atomic_read(&vgpu->barred))
		serve(vgpu);
	flush_signals(current);
}
