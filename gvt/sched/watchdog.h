/* SPDX-License-Identifier: GPL-2.0 */
/* Watchdog: a vGPU whose job times out needs a reset, and so does a GPU that is stuck. */
#ifndef MVGPU_GVT_SCHED_WATCHDOG_H
#define MVGPU_GVT_SCHED_WATCHDOG_H

struct mvgpu_gpu;
struct mvgpu_vgpu;

void mvgpu_watchdog_init(struct mvgpu_gpu *gpu);
void mvgpu_watchdog_exit(struct mvgpu_gpu *gpu);
void mvgpu_watchdog_arm(struct mvgpu_gpu *gpu);
void mvgpu_watchdog_wait_begin(struct mvgpu_vgpu *vgpu);
void mvgpu_watchdog_wait_end(struct mvgpu_vgpu *vgpu);

#endif /* MVGPU_GVT_SCHED_WATCHDOG_H */
