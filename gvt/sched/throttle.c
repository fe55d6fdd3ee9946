// SPDX-License-Identifier: GPL-2.0
/*
 * Holds vGPUs that have had their part of the GPU's time, with the modes in which a part is a
 * bound. Free-standing; the caller's lock covers the struct mvgpu_sched with all its entities.
 *
 * A vGPU with an n-th of the GPU pays for a job n times its runtime: until then, other vGPUs
 * have had their parts. It may be a slice of work ahead of that, then it is held until it has
 * paid for all, and has a whole slice again: many jobs at a time cost the GPU less than one
 * after the other. It does not save up what it left unused, but for a slice that it could not
 * use because it waited for the jobs of others.
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
 * mvgpu_throttle_begin() - Set up what a vGPU that was added has paid
 * @s: GPU
 * @e: vGPU, whose weight is set
 *
 * It begins without a slice: a VMM that closes the vGPU and opens it again would have one each
 * time.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_throttle_begin(const struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	e->paid_ns = s->now_ns + throttle_time(throttle_part(s, e), MVGPU_THROTTLE_SLICE_NS);
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
	struct throttle_part part = throttle_part(s, e);
	u64 past_ns = ns + throttle_time(part, MVGPU_THROTTLE_SLICE_NS);

	e->paid_ns = max(e->paid_ns, s->now_ns - min(past_ns, s->now_ns)) +
		     throttle_time(part, ns);
}

/**
 * mvgpu_throttle_release() - Get the time until which a vGPU is held
 * @s: GPU
 * @e: vGPU
 * @expected_ns: runtime that it will be charged for, by an estimate
 * @held: it is held at present
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: time, perhaps in the past; 0 where it may have all of the GPU.
 */
u64 mvgpu_throttle_release(const struct mvgpu_sched *s, const struct mvgpu_sched_entity *e,
			   u64 expected_ns, bool held)
{
	struct throttle_part part = throttle_part(s, e);
	u64 paid_ns = e->paid_ns + throttle_time(part, expected_ns);

	if (part.n == part.all)
		return 0;
	if (held)
		return paid_ns;
	return paid_ns - min(paid_ns, throttle_time(part, MVGPU_THROTTLE_SLICE_NS));
}
