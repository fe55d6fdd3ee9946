/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The orders of the active vGPUs of one GPU, for the policy. Free-standing.
 */
#ifndef MVGPU_GVT_SCHED_ORDER_H
#define MVGPU_GVT_SCHED_ORDER_H

#include "gvt/sched/policy_types.h"

/* Compare values that wrap: true when @a is before @b. */
static inline bool mvgpu_order_before(u64 a, u64 b)
{
	return (s64)(a - b) < 0;
}

/* Slots of a vGPU, with or without a job in them. */
static inline u32 mvgpu_order_slots(const struct mvgpu_sched_entity *e)
{
	return e->reserved + e->in_flight - e->aside;
}

/*
 * A vGPU is active while it waits, has slots, or has jobs to be charged. Jobs that were set
 * aside do not count: nobody is charged for them, so that the virtual runtime of their vGPU
 * stays, and with it the one at which others start.
 */
static inline bool mvgpu_order_active(const struct mvgpu_sched_entity *e)
{
	return e->waiting || mvgpu_order_slots(e) || e->completed;
}

u64 mvgpu_order_virtual(const struct mvgpu_sched *s, const struct mvgpu_sched_entity *e,
			u64 ns);
void mvgpu_order_update(struct mvgpu_sched *s, struct mvgpu_sched_entity *e);
struct mvgpu_sched_entity *
mvgpu_order_first_waiting(const struct mvgpu_sched *s);
bool mvgpu_order_first_is_least(const struct mvgpu_sched *s);
void mvgpu_order_release(struct mvgpu_sched *s);
u64 mvgpu_order_next_release(const struct mvgpu_sched *s);
struct mvgpu_sched_entity *
mvgpu_order_least_vruntime(const struct mvgpu_sched *s);

#endif /* MVGPU_GVT_SCHED_ORDER_H */
