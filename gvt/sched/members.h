/* SPDX-License-Identifier: GPL-2.0 */
/* The vGPUs among which the policy shares a GPU. Free-standing. */
#ifndef MVGPU_GVT_SCHED_MEMBERS_H
#define MVGPU_GVT_SCHED_MEMBERS_H

#include "gvt/sched/policy_types.h"

void mvgpu_sched_set_mode(struct mvgpu_sched *s, enum mvgpu_sched_mode mode);
void mvgpu_sched_add(struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
		     u32 weight);
void mvgpu_sched_remove(struct mvgpu_sched *s, struct mvgpu_sched_entity *e);
void mvgpu_sched_set_weight(struct mvgpu_sched *s,
			    struct mvgpu_sched_entity *e, u32 weight);

#endif /* MVGPU_GVT_SCHED_MEMBERS_H */
