/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Turns on the GPU: which vGPU may submit work, by the policy in policy.h. Only GPUs that
 * render have them. gpu->turn_lock protects all of it.
 */
#ifndef MVGPU_GVT_SCHED_TURN_H
#define MVGPU_GVT_SCHED_TURN_H

#include <linux/types.h>
#include "gvt/sched/turn_types.h"

struct mvgpu_gpu;
struct mvgpu_vgpu;

void mvgpu_turn_init(struct mvgpu_gpu *gpu);
void mvgpu_turn_exit(struct mvgpu_gpu *gpu);
int mvgpu_turn_set_mode(struct mvgpu_gpu *gpu, enum mvgpu_sched_mode mode);
enum mvgpu_sched_mode mvgpu_turn_mode(struct mvgpu_gpu *gpu);
void mvgpu_turn_join(struct mvgpu_vgpu *vgpu);
void mvgpu_turn_leave(struct mvgpu_vgpu *vgpu);
void mvgpu_turn_set_weight(struct mvgpu_vgpu *vgpu, u32 weight);
bool mvgpu_turn_try(struct mvgpu_vgpu *vgpu);
void mvgpu_turn_put(struct mvgpu_vgpu *vgpu);
void mvgpu_turn_cancel(struct mvgpu_vgpu *vgpu);
void mvgpu_turn_start(struct mvgpu_vgpu *vgpu, struct mvgpu_turn *turn);
void mvgpu_turn_set_aside(struct mvgpu_vgpu *vgpu, struct mvgpu_turn *turn);
void mvgpu_turn_end(struct mvgpu_vgpu *vgpu, struct mvgpu_turn *turn);
void mvgpu_turn_next(struct mvgpu_vgpu *vgpu);

#endif /* MVGPU_GVT_SCHED_TURN_H */
