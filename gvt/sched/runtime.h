/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Accounting of the runtime of vGPUs on one GPU, for the policy. Free-standing.
 */
#ifndef MVGPU_GVT_SCHED_RUNTIME_H
#define MVGPU_GVT_SCHED_RUNTIME_H

#include "gvt/sched/policy_types.h"

void mvgpu_runtime_set_now(struct mvgpu_sched *s, u64 now_ns);
bool mvgpu_runtime_others_active(const struct mvgpu_sched *s,
				 const struct mvgpu_sched_entity *e);
bool mvgpu_runtime_alone(const struct mvgpu_sched *s,
			 const struct mvgpu_sched_entity *e);
void mvgpu_runtime_activate(struct mvgpu_sched *s,
			    struct mvgpu_sched_entity *e);
void mvgpu_runtime_set_latest(struct mvgpu_sched *s,
			      struct mvgpu_sched_entity *e);
void mvgpu_runtime_find_latest(struct mvgpu_sched *s);
u64 mvgpu_runtime_finish(struct mvgpu_sched *s, struct mvgpu_sched_job *job);
void mvgpu_runtime_defer_charge(struct mvgpu_sched *s,
				const struct mvgpu_sched_job *job);
void mvgpu_runtime_charge(struct mvgpu_sched *s);

#endif /* MVGPU_GVT_SCHED_RUNTIME_H */
