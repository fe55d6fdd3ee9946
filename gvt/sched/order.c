// SPDX-License-Identifier: GPL-2.0
/*
 * The orders of the active vGPUs of one GPU: which of those that wait goes first, which of
 * the others would, and which has the least virtual runtime. Free-standing; the caller's
 * lock covers the struct mvgpu_sched with all its entities.
 *
 * The trees compare copies of keys and virtual runtimes. So a caller changes a vGPU as it
 * likes and calls mvgpu_order_update() before the order matters, and between the end of a
 * wait and the next one. The cost of that grows with the logarithm of the number of active
 * vGPUs.
 */
#include "gvt/sched/order.h"
#include "gvt/sched/throttle.h"

/* Bits of the fraction of a virtual nanosecond. */
#define FRACTION 12

/*
 * What a vGPU has in the long run is in proportion to this. Virtual runtimes of vGPUs that are
 * active for ever would drift apart otherwise.
 */
static u32 order_weight(const struct mvgpu_sched *s, const struct mvgpu_sched_entity *e)
{
	switch (s->mode) {
	case MVGPU_SCHED_EQUAL_SHARE:
		return 1;
	case MVGPU_SCHED_FIXED_SHARE:
		return min_t(u32, e->weight, MVGPU_THROTTLE_WHOLE_GPU);
	default:
		return e->weight;
	}
}

/**
 * mvgpu_order_virtual() - Convert a runtime to a virtual one
 * @s: GPU
 * @e: vGPU
 * @ns: runtime; more than 2^40 counts as 2^40
 *
 * Context: Any context. The caller's lock covers the GPU of @e.
 *
 * Return: Virtual runtime, the runtime divided by the weight that counts, fixed point.
 */
u64 mvgpu_order_virtual(const struct mvgpu_sched *s, const struct mvgpu_sched_entity *e, u64 ns)
{
	return div_u64(min_t(u64, ns, MVGPU_SCHED_RUNTIME_MAX) << FRACTION, order_weight(s, e));
}

/* The least key goes first; of equal keys, the longest wait. */
static bool order_key_less(struct rb_node *x, const struct rb_node *y)
{
	const struct mvgpu_sched_entity *a, *b;

	a = rb_entry(x, struct mvgpu_sched_entity, by_key);
	b = rb_entry(y, struct mvgpu_sched_entity, by_key);
	if (a->key != b->key)
		return mvgpu_order_before(a->key, b->key);
	return mvgpu_order_before(a->wait_seq, b->wait_seq);
}

static bool order_vruntime_less(struct rb_node *x, const struct rb_node *y)
{
	const struct mvgpu_sched_entity *a, *b;

	a = rb_entry(x, struct mvgpu_sched_entity, by_vruntime);
	b = rb_entry(y, struct mvgpu_sched_entity, by_vruntime);
	return mvgpu_order_before(a->sorted_vruntime, b->sorted_vruntime);
}

static bool order_release_less(struct rb_node *x, const struct rb_node *y)
{
	return rb_entry(x, struct mvgpu_sched_entity, by_key)->release_ns <
	       rb_entry(y, struct mvgpu_sched_entity, by_key)->release_ns;
}

/* The runtime that a vGPU will be charged for, by the average of its jobs. */
static u64 order_expected_ns(const struct mvgpu_sched_entity *e)
{
	u64 jobs = mvgpu_order_slots(e) + e->completed;

	return jobs * min_t(u64, e->avg_ns, MVGPU_SCHED_RUNTIME_MAX);
}

/* The same without jobs that the throttle knows already. */
static u64 order_uncharged_ns(const struct mvgpu_sched_entity *e)
{
	u64 charged = e->charged ? e->completed : 0;

	return order_expected_ns(e) - charged * min_t(u64, e->avg_ns, MVGPU_SCHED_RUNTIME_MAX);
}

/* One that is held stays so until it is no longer ahead. */
static bool order_is_held(const struct mvgpu_sched *s, const struct mvgpu_sched_entity *e,
			  u64 release_ns)
{
	u64 limit_ns = MVGPU_THROTTLE_SLICE_NS;

	if (e->sorted && e->tree == &s->held)
		return release_ns > s->now_ns;
	return mvgpu_throttle_release(s, e, order_uncharged_ns(e), limit_ns) > s->now_ns;
}

static struct rb_root_cached *order_key_tree(struct mvgpu_sched *s,
					     const struct mvgpu_sched_entity *e, u64 release_ns)
{
	if (!e->waiting)
		return &s->not_waiting;
	return order_is_held(s, e, release_ns) ? &s->held : &s->waiting;
}

static void order_sort_by_key(struct mvgpu_sched *s, struct mvgpu_sched_entity *e, u64 key)
{
	u64 release_ns = mvgpu_throttle_release(s, e, order_uncharged_ns(e), 0);
	struct rb_root_cached *tree = order_key_tree(s, e, release_ns);

	if (e->sorted) {
		if (e->tree == tree && e->key == key && e->release_ns == release_ns)
			return;
		rb_erase_cached(&e->by_key, e->tree);
	}
	e->key = key;
	e->release_ns = release_ns;
	e->tree = tree;
	rb_add_cached(&e->by_key, tree, tree == &s->held ? order_release_less : order_key_less);
}

static void order_sort_by_vruntime(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	if (e->sorted) {
		if (e->sorted_vruntime == e->vruntime)
			return;
		rb_erase_cached(&e->by_vruntime, &s->by_vruntime);
	}
	e->sorted_vruntime = e->vruntime;
	rb_add_cached(&e->by_vruntime, &s->by_vruntime, order_vruntime_less);
}

/* The mark of the GPU may have changed while the vGPU was active, which does not concern it. */
static void order_leave(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	if (!e->sorted)
		return;
	rb_erase_cached(&e->by_key, e->tree);
	rb_erase_cached(&e->by_vruntime, &s->by_vruntime);
	e->sorted = false;
	e->mark = s->mark;
	s->active--;
}

/*
 * The key stays until the expected virtual runtime has grown by a quantum. A vGPU that becomes
 * active may be in the middle of the quantum of another one, and goes first.
 */
static u64 order_key(const struct mvgpu_sched *s, const struct mvgpu_sched_entity *e)
{
	u64 expected = e->vruntime + mvgpu_order_virtual(s, e, order_expected_ns(e));
	u64 quantum = mvgpu_order_virtual(s, e, s->quantum_ns);

	if (!e->sorted)
		return expected - quantum;
	return expected - e->key <= quantum ? e->key : expected;
}

/**
 * mvgpu_order_update() - Sort a vGPU anew
 * @s: GPU
 * @e: vGPU in any state, whose members may have changed
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_order_update(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	u64 work_ns = mvgpu_order_slots(e) * min_t(u64, e->avg_ns, MVGPU_SCHED_RUNTIME_MAX);

	s->work_ns += work_ns - e->work_ns;
	e->work_ns = work_ns;
	if (!mvgpu_order_active(e)) {
		order_leave(s, e);
		return;
	}
	order_sort_by_key(s, e, order_key(s, e));
	order_sort_by_vruntime(s, e);
	s->active += !e->sorted;
	e->sorted = true;
}

/**
 * mvgpu_order_first_waiting() - Get the waiting vGPU that goes first
 * @s: GPU
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: vGPU with the least key of those that wait; of equal keys, the one that waits
 * longest. NULL when no vGPU waits.
 */
struct mvgpu_sched_entity *
mvgpu_order_first_waiting(const struct mvgpu_sched *s)
{
	struct rb_node *first = rb_first_cached(&s->waiting);

	return first ? rb_entry(first, struct mvgpu_sched_entity, by_key) : NULL;
}

/**
 * mvgpu_order_first_is_least() - Check whether the first waiting vGPU has the least key of all
 * @s: GPU; a vGPU waits
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: true when no active vGPU has a lesser key than mvgpu_order_first_waiting().
 */
bool mvgpu_order_first_is_least(const struct mvgpu_sched *s)
{
	struct rb_node *other = rb_first_cached(&s->not_waiting);

	return !other ||
	       !mvgpu_order_before(rb_entry(other, struct mvgpu_sched_entity, by_key)->key,
				   mvgpu_order_first_waiting(s)->key);
}

/**
 * mvgpu_order_release() - Let vGPUs go whose part of the GPU has become enough
 * @s: GPU; its clock is at the present time
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_order_release(struct mvgpu_sched *s)
{
	struct rb_node *first;

	while ((first = rb_first_cached(&s->held))) {
		struct mvgpu_sched_entity *e;

		e = rb_entry(first, struct mvgpu_sched_entity, by_key);
		if (e->release_ns > s->now_ns)
			break;
		mvgpu_order_update(s, e);
	}
}

/**
 * mvgpu_order_next_release() - Get the time at which a vGPU is let go
 * @s: GPU
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: time, U64_MAX when no vGPU is held.
 */
u64 mvgpu_order_next_release(const struct mvgpu_sched *s)
{
	struct rb_node *first = rb_first_cached(&s->held);

	return first ? rb_entry(first, struct mvgpu_sched_entity, by_key)->release_ns : U64_MAX;
}

/**
 * mvgpu_order_least_vruntime() - Get the vGPU with the least virtual runtime
 * @s: GPU
 *
 * Context: Any context. The caller's lock covers @s.
 *
 * Return: active vGPU, NULL when there is none.
 */
struct mvgpu_sched_entity *
mvgpu_order_least_vruntime(const struct mvgpu_sched *s)
{
	struct rb_node *first = rb_first_cached(&s->by_vruntime);

	return first ? rb_entry(first, struct mvgpu_sched_entity, by_vruntime) : NULL;
}
