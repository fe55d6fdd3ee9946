/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Accounting of the runtime of vGPUs on one GPU, for the policy. Free-standing.
 */
#ifndef MVGPU_GVT_SCHED_RUNTIME_H
#define MVGPU_GVT_SCHED_RUNTIME_H

#include "gvt/sched/policy_types.h"

/* Compare values that wrap: true when @a is before @b. */
static inline bool mvgpu_runtime_before(u64 a, u64 b)
{
	return (s64)(a - b) < 0;
}

/* Slots of a vGPU, with or without a job in them. */
static inline u32 mvgpu_runtime_slots(const struct mvgpu_sched_entity *e)
{
	return e->reserved + e->in_flight - e->aside;
}

/* A vGPU is active while it waits, has slots, or has jobs on the GPU or to be charged. */
static inline bool mvgpu_runtime_active(const struct mvgpu_sched_entity *e)
{
	return e->waiting || e->reserved || e->in_flight || e->completed;
}

void mvgpu_runtime_set_now(struct mvgpu_sched *s, u64 now_ns);
bool mvgpu_runtime_others_active(const struct mvgpu_sched *s,
				 const struct mvgpu_sched_entity *e);
u64 mvgpu_runtime_work(const struct mvgpu_sched *s);
u64 mvgpu_runtime_key(const struct mvgpu_sched_entity *e);
void mvgpu_runtime_remember(struct mvgpu_sched *s,
			    struct mvgpu_sched_entity *e);
void mvgpu_runtime_forget(struct mvgpu_sched *s, struct mvgpu_sched_entity *e);
void mvgpu_runtime_activate(struct mvgpu_sched *s,
			    struct mvgpu_sched_entity *e);
u64 mvgpu_runtime_finish(struct mvgpu_sched *s, struct mvgpu_sched_job *job);
void mvgpu_runtime_charge(struct mvgpu_sched *s);

#endif /* MVGPU_GVT_SCHED_RUNTIME_H */
