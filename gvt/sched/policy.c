// SPDX-License-Identifier: GPL-2.0
/*
 * Weighted fair sharing of one GPU. Free-standing; the caller's lock covers
 * the struct mvgpu_sched with all its entities and operations.
 *
 * Slots
 *	A vGPU takes a slot (mvgpu_sched_try()), hands an operation over
 *	(mvgpu_sched_submit()) and is rid of both when it is done
 *	(mvgpu_sched_done()). Refused, it waits; whenever a slot may have become
 *	free, the caller gives the slots away: it calls mvgpu_sched_next() until
 *	that returns NULL, and wakes whom it returned.
 *
 * Virtual time
 *	Each vGPU's GPU time, divided by its weight. The one that waits and has
 *	had least goes first. What it has on the GPU counts as if it cost what
 *	its operations usually cost, so that equals alternate instead of taking
 *	turns as long as the queue; it pays what it really took. A vGPU without
 *	work earns no credit: when it has some again, it starts level with the one
 *	that had least of those with work. What it had more than others it keeps
 *	owing them while they have work, but not after the GPU had nothing to do
 *	for a turn.
 *
 * Bounds
 *	Alone, a vGPU may fill the queue up to a turn of work. With others, it
 *	has @share slots at most, and no more than MVGPU_SCHED_SHARE_NS of work,
 *	but two slots whatever that takes. As long as fewer than two are taken in
 *	all, whoever waits gets one, so the GPU never runs dry; up to @share,
 *	whoever may have more; above, only a vGPU that nobody is behind of, or
 *	else the weights would mean nothing. Hence a vGPU that begins to work waits
 *	for what is on the GPU already, and then for others only as far as they
 *	have less virtual time.
 *
 * GPU time
 *	Each moment in which the GPU has work is paid once: by the operation that
 *	is done first of those that were on the GPU. In order, an operation costs
 *	the time since the one before was done, or since it was handed over. One
 *	that is overtaken does not pay for the others, nor gets away for free.
 *	Those that are found done together, before mvgpu_sched_next() is called,
 *	share the time evenly.
 */
#include "gvt/sched/policy.h"

/* Bits of a virtual nanosecond's fraction. */
#define FRACTION 12
/* No cost is taken for more: 18 minutes. Keeps virtual times comparable. */
#define COST_MAX BIT_ULL(40)
/* The moving average gives the newest operation an eighth. */
#define AVERAGE 8
/* One operation on the GPU, and the next one ready. */
#define FEWEST 2

/* Is a before b, on a circle? */
static bool before(u64 a, u64 b)
{
	return (s64)(a - b) < 0;
}

static u64 virtual(const struct mvgpu_sched_entity *e, u64 ns)
{
	return div_u64(min_t(u64, ns, COST_MAX) << FRACTION, e->weight);
}

static u32 slots(const struct mvgpu_sched_entity *e)
{
	return e->held + e->busy;
}

static bool active(const struct mvgpu_sched_entity *e)
{
	return e->waiting || slots(e) || e->done;
}

/* Its virtual time if what it has on the GPU were done. */
static u64 key(const struct mvgpu_sched_entity *e)
{
	return e->vtime + virtual(e, slots(e) * min_t(u64, e->cost_ns,
						      COST_MAX));
}

static void set_now(struct mvgpu_sched *s, u64 now_ns)
{
	s->now_ns = max(s->now_ns, now_ns);
}

static bool others_active(const struct mvgpu_sched *s,
			  const struct mvgpu_sched_entity *e)
{
	const struct mvgpu_sched_entity *o;

	for (o = s->entities; o; o = o->next)
		if (o != e && active(o))
			return true;
	return false;
}

/* Nobody else has work or had some a moment ago. */
static bool alone(const struct mvgpu_sched *s,
		  const struct mvgpu_sched_entity *e)
{
	const struct mvgpu_sched_entity *o;

	for (o = s->entities; o; o = o->next)
		if (o != e && o->seen_ns &&
		    s->now_ns - o->seen_ns < MVGPU_SCHED_TURN_NS)
			return false;
	return !others_active(s, e);
}

/* Who has work decides where the rest starts; debts are kept. */
static void advance(struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity *e, *least = NULL;

	for (e = s->entities; e; e = e->next)
		if (active(e) && (!least || before(e->vtime, least->vtime)))
			least = e;
	if (least && before(s->vmin, least->vtime))
		s->vmin = least->vtime;
	for (e = s->entities; e; e = e->next)
		if (before(e->vtime, s->vmin))
			e->vtime = s->vmin;
}

/* Nobody wanted the GPU for a while: nobody owes anything. */
static void forgive(struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity *e;

	for (e = s->entities; e; e = e->next)
		e->vtime = s->vmin;
}

static void activate(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	advance(s);
	if (!others_active(s, e) &&
	    s->now_ns - s->idle_ns >= MVGPU_SCHED_TURN_NS)
		forgive(s);
}

/* Least virtual time first, among equals who has waited longest. */
static bool goes_first(const struct mvgpu_sched_entity *a,
		       const struct mvgpu_sched_entity *b)
{
	if (key(a) != key(b))
		return before(key(a), key(b));
	return before(a->since, b->since);
}

static struct mvgpu_sched_entity *first_waiting(const struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity *e, *first = NULL;

	for (e = s->entities; e; e = e->next)
		if (e->waiting && (!first || goes_first(e, first)))
			first = e;
	return first;
}

/* Of those with work, does nobody have less virtual time? */
static bool nobody_behind(const struct mvgpu_sched *s,
			  const struct mvgpu_sched_entity *e)
{
	const struct mvgpu_sched_entity *o;

	for (o = s->entities; o; o = o->next)
		if (active(o) && before(key(o), key(e)))
			return false;
	return true;
}

/* Slots of somebody who is alone, a turn's worth. The cost is never 0. */
static u64 slots_alone(const struct mvgpu_sched_entity *e)
{
	return div64_u64(MVGPU_SCHED_TURN_NS, e->cost_ns);
}

/* Slots of one of several: others wait for what they have in them. */
static u64 slots_shared(const struct mvgpu_sched *s,
			const struct mvgpu_sched_entity *e)
{
	u64 most = div64_u64(MVGPU_SCHED_SHARE_NS, e->cost_ns);

	return min_t(u64, max_t(u64, most, FEWEST), s->share);
}

static bool fits(const struct mvgpu_sched *s,
		 const struct mvgpu_sched_entity *e)
{
	if (s->taken < min_t(u32, FEWEST, s->share))
		return true;
	if (s->taken >= s->depth)
		return false;
	if (alone(s, e))
		return s->taken < s->share || slots(e) < slots_alone(e);
	if (slots(e) >= slots_shared(s, e))
		return false;
	return s->taken < s->share || nobody_behind(s, e);
}

static void take(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	e->waiting = false;
	e->held++;
	s->taken++;
}

static void charge(struct mvgpu_sched_entity *e, u64 ns, bool free)
{
	e->used_ns += ns;
	e->cost_ns += ns / AVERAGE - e->cost_ns / AVERAGE;
	if (!free)
		e->vtime += virtual(e, ns);
}

/* For all that was found done together, evenly: who knows what took long? */
static void pay(struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity *e;
	u32 i;

	for (e = s->entities; e; e = e->next) {
		for (i = 0; i < e->done; i++) {
			u64 ns = div_u64(s->done_ns, s->done--);

			s->done_ns -= ns;
			charge(e, ns, i < e->free);
		}
	}
	advance(s);
	for (e = s->entities; e; e = e->next) {
		e->done = 0;
		e->free = 0;
	}
	s->done = 0;
	s->done_ns = 0;
}

/* Take an operation off the GPU: what is there to pay? */
static u64 settle(struct mvgpu_sched *s, struct mvgpu_sched_op *op)
{
	u64 ns = s->now_ns - op->start_ns - op->paid_ns;
	struct mvgpu_sched_op **p = &s->ops, *o;

	if (!op->next)
		s->oldest_ns = s->now_ns;
	while ((o = *p)) {
		if (o == op) {
			*p = o->next;
			continue;
		}
		if (o->start_ns >= op->start_ns) {
			o->start_ns = s->now_ns;
			o->paid_ns = 0;
		} else {
			o->paid_ns += ns;
		}
		p = &o->next;
	}
	return ns;
}

/**
 * mvgpu_sched_init() - a GPU without vGPUs
 * @s: the GPU
 * @depth: operations it takes at a time, 1..; what is above 2^16 is not used
 * @share: operations of one vGPU while others share the GPU, 1..@depth; at
 *	least 2 keep the GPU busy while the next one is prepared
 *
 * Values out of range are moved into it.
 *
 * Context: any; nobody else knows @s.
 */
void mvgpu_sched_init(struct mvgpu_sched *s, u32 depth, u32 share)
{
	memset(s, 0, sizeof(*s));
	s->depth = clamp_t(u32, depth, 1, BIT(16));
	s->share = clamp_t(u32, share, 1, s->depth);
}

/**
 * mvgpu_sched_add() - a vGPU joins
 * @s: the GPU
 * @e: the vGPU; no member needs to be set
 * @weight: 1..; 0 is taken for 1
 *
 * It starts level with those that had least of the GPU, and before its
 * operations are known to be short they are taken for long.
 *
 * Context: any; the caller's lock covers @s.
 */
void mvgpu_sched_add(struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
		     u32 weight)
{
	memset(e, 0, sizeof(*e));
	e->weight = max_t(u32, weight, 1);
	e->vtime = s->vmin;
	e->cost_ns = div_u64(MVGPU_SCHED_TURN_NS, s->share);
	e->next = s->entities;
	s->entities = e;
}

/**
 * mvgpu_sched_remove() - a vGPU leaves, whatever it is doing
 * @s: the GPU
 * @e: the vGPU; need not live on after this
 *
 * Slots that it holds are free. Operations that it has on the GPU stay there,
 * count against the depth and must still end with mvgpu_sched_done(); nobody
 * pays for them. Call mvgpu_sched_next() afterwards.
 *
 * Context: any; the caller's lock covers @s.
 */
void mvgpu_sched_remove(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	struct mvgpu_sched_entity **p;
	struct mvgpu_sched_op *op;

	for (p = &s->entities; *p && *p != e; p = &(*p)->next)
		;
	if (!*p)
		return;
	pay(s);
	*p = e->next;
	s->taken -= e->held;
	for (op = s->ops; op; op = op->next)
		if (op->entity == e)
			op->entity = NULL;
}

/**
 * mvgpu_sched_set_weight() - another share from now on
 * @s: the GPU
 * @e: the vGPU
 * @weight: 1..; 0 is taken for 1
 *
 * What is on the GPU is paid at the new weight.
 *
 * Context: any; the caller's lock covers @s.
 */
void mvgpu_sched_set_weight(struct mvgpu_sched *s,
			    struct mvgpu_sched_entity *e, u32 weight)
{
	pay(s);
	e->weight = max_t(u32, weight, 1);
}

/**
 * mvgpu_sched_try() - may a vGPU hand one more operation over?
 * @s: the GPU
 * @e: the vGPU
 * @now_ns: time, of a clock that does not go back
 *
 * To be called before a command is taken. A slot has to be used
 * (mvgpu_sched_submit()) or given back (mvgpu_sched_put()) soon, for others
 * wait for it. When refused, @e waits: mvgpu_sched_next() returns it when there
 * is a slot for it, and the next call here succeeds; or it gives up with
 * mvgpu_sched_cancel().
 *
 * Context: any; the caller's lock covers @s.
 * Return: true when @e holds a slot for it.
 */
bool mvgpu_sched_try(struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
		     u64 now_ns)
{
	pay(s);
	set_now(s, now_ns);
	if (e->given) {
		e->given = false;
		return true;
	}
	if (!active(e))
		activate(s, e);
	if (!e->waiting) {
		e->waiting = true;
		e->since = s->waits++;
	}
	if (first_waiting(s) != e || !fits(s, e))
		return false;
	take(s, e);
	return true;
}

/**
 * mvgpu_sched_put() - give a slot back that was not used
 * @s: the GPU
 * @e: the vGPU; without a slot: nothing to do
 *
 * Costs nothing. Call mvgpu_sched_next() afterwards.
 *
 * Context: any; the caller's lock covers @s.
 */
void mvgpu_sched_put(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	if (!e->held)
		return;
	e->held--;
	s->taken--;
	e->given = e->given && e->held;
}

/**
 * mvgpu_sched_cancel() - a vGPU no longer waits
 * @s: the GPU
 * @e: the vGPU; harmless when it does not wait
 *
 * A slot that was given to it in the meantime is given back; those that
 * mvgpu_sched_try() said it has are not. Call mvgpu_sched_next() afterwards.
 *
 * Context: any; the caller's lock covers @s.
 */
void mvgpu_sched_cancel(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	e->waiting = false;
	if (!e->given)
		return;
	e->given = false;
	mvgpu_sched_put(s, e);
}

/**
 * mvgpu_sched_submit() - an operation is being handed to the GPU
 * @s: the GPU
 * @e: the vGPU; it holds a slot, which the operation takes. Without one the
 *	operation is on the GPU all the same: what must not wait (clearing up
 *	after a vGPU) is accounted so, and the others make room for it.
 * @op: stays valid until mvgpu_sched_done(); no member needs to be set
 * @now_ns: time
 *
 * To be called before the GPU may be done with it.
 *
 * Context: any; the caller's lock covers @s.
 */
void mvgpu_sched_submit(struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
			struct mvgpu_sched_op *op, u64 now_ns)
{
	set_now(s, now_ns);
	if (!s->ops)
		s->oldest_ns = s->now_ns;
	if (e->held > e->given)
		e->held--;
	else
		s->taken++;
	e->busy++;
	*op = (struct mvgpu_sched_op) {
		.next = s->ops,
		.entity = e,
		.start_ns = s->now_ns,
		.alone = alone(s, e),
	};
	s->ops = op;
}

/**
 * mvgpu_sched_done() - the GPU has finished an operation, or lost it
 * @s: the GPU
 * @op: was given to mvgpu_sched_submit(); not used after this
 * @now_ns: time
 *
 * Its vGPU, if it is still there, pays for the time the GPU spent on it.
 * Operations may be done in any order. Call mvgpu_sched_next() afterwards, once
 * for all that were found done at a time: only then they are paid.
 *
 * Context: any; the caller's lock covers @s.
 */
void mvgpu_sched_done(struct mvgpu_sched *s, struct mvgpu_sched_op *op,
		      u64 now_ns)
{
	struct mvgpu_sched_entity *e = op->entity;

	set_now(s, now_ns);
	s->done_ns += settle(s, op);
	s->done++;
	s->taken--;
	s->idle_ns = s->now_ns;
	if (!e)
		return;
	e->free += op->alone && others_active(s, e);
	e->done++;
	e->busy--;
	e->seen_ns = s->now_ns;
}

/**
 * mvgpu_sched_next() - whose turn is it?
 * @s: the GPU
 *
 * To be called until it returns NULL, after whatever may have made room.
 *
 * Context: any; the caller's lock covers @s.
 * Return: a vGPU that no longer waits and got a slot: wake it, its next
 *	mvgpu_sched_try() succeeds. NULL when nobody waits or there is no room.
 */
struct mvgpu_sched_entity *mvgpu_sched_next(struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity *e;

	pay(s);
	e = first_waiting(s);
	if (!e || !fits(s, e))
		return NULL;
	take(s, e);
	e->given = true;
	return e;
}

/**
 * mvgpu_sched_oldest() - who has the GPU now, or keeps it from going on
 * @s: the GPU
 *
 * It had since @s->oldest_ns for its operation alone: all that was handed over
 * before is done.
 *
 * Context: any; the caller's lock covers @s.
 * Return: the vGPU whose operation is the oldest on the GPU, NULL when there is
 *	none or its vGPU was removed.
 */
struct mvgpu_sched_entity *mvgpu_sched_oldest(const struct mvgpu_sched *s)
{
	const struct mvgpu_sched_op *op = s->ops;

	while (op && op->next)
		op = op->next;
	return op ? op->entity : NULL;
}

/**
 * mvgpu_sched_since() - how long ago something was
 * @then_ns: when, as noted under the lock
 * @now_ns: time, perhaps looked at before the lock was there
 *
 * Context: any.
 * Return: nanoseconds, 0 for what had not been then.
 */
u64 mvgpu_sched_since(u64 then_ns, u64 now_ns)
{
	return before(then_ns, now_ns) ? now_ns - then_ns : 0;
}
