/* SPDX-License-Identifier: GPL-2.0 */
/* The worker of a vGPU, which serves its queues. */
#ifndef MVGPU_GVT_CMD_WORKER_H
#define MVGPU_GVT_CMD_WORKER_H

#include <linux/types.h>

struct kthread_work;
struct mvgpu_vgpu;

void mvgpu_worker_run(struct kthread_work *work);
int mvgpu_worker_init(struct mvgpu_vgpu *vgpu);
void mvgpu_worker_exit(struct mvgpu_vgpu *vgpu);
void mvgpu_worker_drain(struct mvgpu_vgpu *vgpu, bool all);
void mvgpu_worker_abandon_queue(struct mvgpu_vgpu *vgpu, unsigned int queue);

#endif /* MVGPU_GVT_CMD_WORKER_H */
