/* SPDX-License-Identifier: GPL-2.0 */
/* Wake-up of the worker thread of a vGPU. */
#ifndef MVGPU_GVT_SCHED_WAKEUP_H
#define MVGPU_GVT_SCHED_WAKEUP_H

struct mvgpu_vgpu;

void mvgpu_vgpu_queue_work(struct mvgpu_vgpu *vgpu);
void mvgpu_vgpu_kick(struct mvgpu_vgpu *vgpu, unsigned int queue);

#endif /* MVGPU_GVT_SCHED_WAKEUP_H */
