/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The part of a GPU's time beyond which a vGPU is held. Free-standing.
 */
#ifndef MVGPU_GVT_SCHED_THROTTLE_H
#define MVGPU_GVT_SCHED_THROTTLE_H

#include "gvt/sched/policy_types.h"

/* The weight that stands for a whole GPU where parts are fixed: that of the type vgpu_V1_1. */
#define MVGPU_THROTTLE_WHOLE_GPU 16
/* Work that a vGPU may be ahead of its part of the GPU where that is a bound. */
#define MVGPU_THROTTLE_SLICE_NS 4000000ULL

void mvgpu_throttle_settle(const struct mvgpu_sched *s, struct mvgpu_sched_entity *e);
void mvgpu_throttle_begin(const struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
			  s64 ahead_ns, u64 settled_ns);
void mvgpu_throttle_activate(const struct mvgpu_sched *s, struct mvgpu_sched_entity *e);
void mvgpu_throttle_charge(const struct mvgpu_sched *s, struct mvgpu_sched_entity *e, u64 ns);
u64 mvgpu_throttle_release(const struct mvgpu_sched *s, const struct mvgpu_sched_entity *e,
			   u64 expected_ns, u64 limit_ns);

#endif /* MVGPU_GVT_SCHED_THROTTLE_H */
