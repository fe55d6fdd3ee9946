/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Operations that take too long: who is to blame is told to reset, and a GPU
 * that does not end them is reset itself.
 */
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
