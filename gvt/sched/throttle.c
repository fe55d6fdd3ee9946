// SPDX-License-Identifier: GPL-2.0
/*
 * Holds vGPUs that have had their part of the GPU's time, with the modes in which a part is a
 * bound. Free-standing; the caller's lock covers the struct mvgpu_sched with all its entities.
 *
 * A vGPU is ahead by the runtime that it had, less its part of the time that passed. It may be
 * a slice ahead, and then is held until it is no longer ahead, and has a whole slice again:
 * many jobs at a time cost the GPU less than one after the other. It does not save up what it
 * left unused, but for a slice that it could not use because it waited for the jobs of others.
 */
#include "gvt/sched/throttle.h"

/* Part of the GPU of a vGPU: an n-th of @all, at least 1. */
struct throttle_part {
	u32 n;
	u32 all;
};

static struct throttle_part throttle_part(const struct mvgpu_sched *s,
					  const struct mvgpu_sched_entity *e)
{
	switch (s->mode) {
	case MVGPU_SCHED_EQUAL_SHARE:
		return (struct throttle_part){ 1, max_t(u32, s->nr, 1) };
	case MVGPU_SCHED_FIXED_SHARE:
		return (struct throttle_part){ min_t(u32, e->weight, MVGPU_THROTTLE_WHOLE_GPU),
					       MVGPU_THROTTLE_WHOLE_GPU };
	default:
		return (struct throttle_part){ 1, 1 };
	}
}

/* The time in which the part is enough for the runtime. */
static u64 throttle_time(struct throttle_part part, u64 ns)
{
	return div_u64(min_t(u64, ns, MVGPU_SCHED_RUNTIME_MAX) * part.all, part.n);
}

/**
 * mvgpu_throttle_settle() - Take what a vGPU was due until now off what it is ahead
 * @s: GPU
 * @e: vGPU
 *
 * To be called before its part changes.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_throttle_settle(const struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	struct throttle_part part = throttle_part(s, e);
	u64 passed_ns = min_t(u64, s->now_ns - e->settled_ns, BIT_ULL(58));

	if (s->now_ns <= e->settled_ns)
		return;
	e->ahead_ns -= div_u64(passed_ns * part.n, part.all);
	e->settled_ns = s->now_ns;
}

/**
 * mvgpu_throttle_begin() - Set up what a vGPU that was added is ahead
 * @s: GPU
 * @e: vGPU, whose weight is set
 * @ahead_ns: what it was ahead when it was removed, 0 for a new one
 * @settled_ns: when that was settled
 *
 * It begins without a slice: a VMM that closes the vGPU and opens it again would have one each
 * time.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_throttle_begin(const struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
			  s64 ahead_ns, u64 settled_ns)
{
	e->ahead_ns = ahead_ns;
	e->settled_ns = settled_ns;
	mvgpu_throttle_settle(s, e);
	e->ahead_ns = max_t(s64, e->ahead_ns, MVGPU_THROTTLE_SLICE_NS);
	e->settled_ns = s->now_ns;
}

/**
 * mvgpu_throttle_activate() - Let go what a vGPU did not use while it had no work
 * @s: GPU
 * @e: vGPU that becomes active
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_throttle_activate(const struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	mvgpu_throttle_settle(s, e);
	e->ahead_ns = max_t(s64, e->ahead_ns, 0);
}

/**
 * mvgpu_throttle_charge() - Charge a vGPU for the runtime of a job that completed now
 * @s: GPU
 * @e: vGPU
 * @ns: runtime
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_throttle_charge(const struct mvgpu_sched *s, struct mvgpu_sched_entity *e, u64 ns)
{
	mvgpu_throttle_settle(s, e);
	e->ahead_ns += min_t(u64, ns, MVGPU_SCHED_RUNTIME_MAX);
	e->ahead_ns = clamp_t(s64, e->ahead_ns, -(s64)MVGPU_THROTTLE_SLICE_NS,
			      MVGPU_SCHED_RUNTIME_MAX);
}

/**
 * mvgpu_throttle_release() - Get the time at which a vGPU is ahead by no more than a limit
 * @s: GPU
 * @e: vGPU
 * @expected_ns: runtime that it will be charged for, by an estimate
 * @limit_ns: the limit
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: time, perhaps in the past; 0 where it may have all of the GPU.
 */
u64 mvgpu_throttle_release(const struct mvgpu_sched *s, const struct mvgpu_sched_entity *e,
			   u64 expected_ns, u64 limit_ns)
{
	struct throttle_part part = throttle_part(s, e);
	s64 beyond_ns = e->ahead_ns + (s64)expected_ns - (s64)limit_ns;

	if (part.n == part.all || beyond_ns <= 0)
		return 0;
	return e->settled_ns + throttle_time(part, beyond_ns);
}
