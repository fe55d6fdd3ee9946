// SPDX-License-Identifier: GPL-2.0
/*
 * The vGPUs among which the policy shares a GPU: they come and go, and what they have of it
 * changes. Free-standing; the caller's lock covers the struct mvgpu_sched with all its
 * entities and jobs.
 */
#include "gvt/sched/members.h"
#include "gvt/sched/order.h"
#include "gvt/sched/policy.h"
#include "gvt/sched/runtime.h"
#include "gvt/sched/throttle.h"

/* Before parts change. */
static void members_settle(const struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity *e;

	for (e = s->entities; e; e = e->next)
		mvgpu_throttle_settle(s, e);
}

static void members_parts_changed(struct mvgpu_sched *s)
{
	struct mvgpu_sched_entity *e;

	if (s->mode == MVGPU_SCHED_BEST_EFFORT)
		return;
	for (e = s->entities; e; e = e->next)
		mvgpu_order_update(s, e);
}

/**
 * mvgpu_sched_set_mode() - Change how the time of a GPU is shared
 * @s: GPU
 * @mode: how
 *
 * All vGPUs start level, as what they had did not follow their weights where their parts were
 * bounds. The caller calls mvgpu_sched_next() afterwards.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_sched_set_mode(struct mvgpu_sched *s, enum mvgpu_sched_mode mode)
{
	struct mvgpu_sched_entity *e;

	mvgpu_runtime_charge(s);
	members_settle(s);
	s->mode = mode;
	s->mark++;
	for (e = s->entities; e; e = e->next) {
		e->vruntime = s->min_vruntime;
		mvgpu_order_update(s, e);
	}
}

/**
 * mvgpu_sched_add() - Add a vGPU to a GPU
 * @s: GPU
 * @e: vGPU; all members are set
 * @weight: 1..; 0 counts as 1
 *
 * The vGPU starts at the least virtual runtime. Its jobs are assumed to be long
 * until their average runtime is known.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_sched_add(struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
		     u32 weight)
{
	members_settle(s);
	memset(e, 0, sizeof(*e));
	e->weight = max_t(u32, weight, 1);
	e->mark = s->mark;
	e->vruntime = s->min_vruntime;
	e->avg_ns = div_u64(MVGPU_SCHED_TURN_NS, s->share);
	e->next = s->entities;
	s->entities = e;
	s->nr++;
	mvgpu_throttle_begin(s, e, 0, s->now_ns);
	members_parts_changed(s);
}

/* It is inactive, and stays so. */
static void members_clear(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	e->waiting = false;
	e->granted = false;
	e->reserved = 0;
	e->in_flight = 0;
	e->aside = 0;
	mvgpu_order_update(s, e);
}

/**
 * mvgpu_sched_remove() - Remove a vGPU from a GPU in any state
 * @s: GPU
 * @e: vGPU; not used after the call
 *
 * Slots that the vGPU holds become free. Its jobs on the GPU stay there, count
 * against the depth and still end with mvgpu_sched_complete(); no vGPU is
 * charged for them. The caller calls mvgpu_sched_next() afterwards.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_sched_remove(struct mvgpu_sched *s, struct mvgpu_sched_entity *e)
{
	struct mvgpu_sched_entity **p;
	struct mvgpu_sched_job *job;

	for (p = &s->entities; *p && *p != e; p = &(*p)->next)
		;
	if (!*p)
		return;
	mvgpu_runtime_charge(s);
	members_settle(s);
	*p = e->next;
	s->nr--;
	mvgpu_runtime_find_latest(s);
	s->slots_used -= e->reserved;
	for (job = s->jobs; job; job = job->next)
		if (job->entity == e)
			job->entity = NULL;
	for (job = e->asides; job; job = job->next)
		job->entity = NULL;
	members_clear(s, e);
	members_parts_changed(s);
}

/**
 * mvgpu_sched_set_weight() - Change the weight of a vGPU
 * @s: GPU
 * @e: vGPU
 * @weight: 1..; 0 counts as 1
 *
 * Jobs on the GPU are charged at the new weight.
 *
 * Context: Any context. The caller's lock covers @s.
 */
void mvgpu_sched_set_weight(struct mvgpu_sched *s,
			    struct mvgpu_sched_entity *e, u32 weight)
{
	mvgpu_runtime_charge(s);
	mvgpu_throttle_settle(s, e);
	e->weight = max_t(u32, weight, 1);
	mvgpu_order_update(s, e);
}
