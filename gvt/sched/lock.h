/* SPDX-License-Identifier: GPL-2.0 */
/* vgpu->lock, and how long the worker may hold it while guest memory is awaited. */
#ifndef MVGPU_GVT_SCHED_LOCK_H
#define MVGPU_GVT_SCHED_LOCK_H

struct mvgpu_vgpu;

void mvgpu_vgpu_bar(struct mvgpu_vgpu *vgpu);
void mvgpu_vgpu_unbar(struct mvgpu_vgpu *vgpu);
void mvgpu_vgpu_lock(struct mvgpu_vgpu *vgpu);
void mvgpu_vgpu_work(struct mvgpu_vgpu *vgpu,
		     void (*serve)(struct mvgpu_vgpu *vgpu));

#endif /* MVGPU_GVT_SCHED_LOCK_H */
