// SPDX-License-Identifier: GPL-2.0
/* Wake-up of the worker thread of a vGPU. */
#include <linux/kthread.h>
#include "gvt/sched/wakeup.h"
#include "gvt/vgpu/vgpu_types.h"

/**
 * mvgpu_vgpu_queue_work() - Wake the worker
 * @vgpu: vGPU; nothing happens when it is not open
 *
 * Context: any.
 */
void mvgpu_vgpu_queue_work(struct mvgpu_vgpu *vgpu)
{
	unsigned long flags;

	spin_lock_irqsave(&vgpu->worker_lock, flags);
	if (vgpu->worker)
		kthread_queue_work(vgpu->worker, &vgpu->work);
	spin_unlock_irqrestore(&vgpu->worker_lock, flags);
}

/**
 * mvgpu_vgpu_kick() - Make the worker serve a queue
 * @vgpu: vGPU
 * @queue: 0..MVGPU_NR_QUEUES-1
 *
 * Context: any.
 */
void mvgpu_vgpu_kick(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	set_bit(queue, &vgpu->kicked);
	mvgpu_vgpu_queue_work(vgpu);
}
