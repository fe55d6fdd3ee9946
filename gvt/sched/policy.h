/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who may hand an operation to the GPU: the policy. Free-standing; the caller
 * gives the time and holds the lock of the GPU over every call.
 */
#ifndef MVGPU_GVT_SCHED_POLICY_H
#define MVGPU_GVT_SCHED_POLICY_H

#include "shim.h"

/*
 * A turn: who handed work over less than this ago counts as somebody who
 * shares the GPU, and who is alone has about this much work on it at a time.
 * Several times the 10 ms at which some GPUs look for finished work, or these
 * would never get enough of it.
 */
#define MVGPU_SCHED_TURN_NS 50000000ULL

/*
 * What one vGPU may have on the GPU while others share it, and so about how long
 * these wait for it. Twice the 10 ms, for the same reason.
 */
#define MVGPU_SCHED_SHARE_NS 20000000ULL

/**
 * struct mvgpu_sched_entity - what is known of one vGPU
 * @next: the next one of the GPU
 * @weight: share of the GPU's time, 1..
 * @held: slots it has and did not use so far
 * @busy: operations of its on the GPU
 * @done: operations that are done but not paid
 * @free: of these, how many need not be paid
 * @waiting: it wants a slot
 * @given: one of @held was given by mvgpu_sched_next(), to be picked up
 * @since: when it began to wait, in numbers of waits
 * @vtime: virtual time: GPU time used by weight, fixed point; wraps
 * @cost_ns: what an operation of its takes, a moving average; never 0
 * @seen_ns: when an operation of its was last on the GPU, 0 for never
 * @used_ns: GPU time it used since mvgpu_sched_add()
 */
struct mvgpu_sched_entity {
	struct mvgpu_sched_entity *next;
	u32 weight;
	u32 held;
	u32 busy;
	u32 done;
	u32 free;
	bool waiting;
	bool given;
	u64 since;
	u64 vtime;
	u64 cost_ns;
	u64 seen_ns;
	u64 used_ns;
};

/**
 * struct mvgpu_sched_op - one operation on the GPU
 * @next: the next older one
 * @entity: who pays, NULL when it was removed
 * @start_ns: nobody has paid for the time from here on ...
 * @paid_ns: ... but for this much
 * @alone: nobody else shared the GPU when it was handed over
 */
struct mvgpu_sched_op {
	struct mvgpu_sched_op *next;
	struct mvgpu_sched_entity *entity;
	u64 start_ns;
	u64 paid_ns;
	bool alone;
};

/**
 * struct mvgpu_sched - one GPU: a queue that works in order
 * @entities: its vGPUs
 * @ops: operations on it, youngest first
 * @oldest_ns: since when the oldest of them is that
 * @depth: most slots at a time
 * @share: most slots of one vGPU while others share the GPU, if what it does is
 *	short; 1..@depth
 * @taken: slots that are held or have an operation on the GPU
 * @done: operations that are done but not paid
 * @done_ns: GPU time to be paid for them
 * @now_ns: the latest time heard of
 * @idle_ns: when the last operation ended
 * @vmin: least virtual time of all; wraps
 * @waits: waits so far
 */
struct mvgpu_sched {
	struct mvgpu_sched_entity *entities;
	struct mvgpu_sched_op *ops;
	u64 oldest_ns;
	u32 depth;
	u32 share;
	u32 taken;
	u32 done;
	u64 done_ns;
	u64 now_ns;
	u64 idle_ns;
	u64 vmin;
	u64 waits;
};

void mvgpu_sched_init(struct mvgpu_sched *s, u32 depth, u32 share);
void mvgpu_sched_add(struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
		     u32 weight);
void mvgpu_sched_remove(struct mvgpu_sched *s, struct mvgpu_sched_entity *e);
void mvgpu_sched_set_weight(struct mvgpu_sched *s,
			    struct mvgpu_sched_entity *e, u32 weight);
bool mvgpu_sched_try(struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
		     u64 now_ns);
void mvgpu_sched_put(struct mvgpu_sched *s, struct mvgpu_sched_entity *e);
void mvgpu_sched_cancel(struct mvgpu_sched *s, struct mvgpu_sched_entity *e);
void mvgpu_sched_submit(struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
			struct mvgpu_sched_op *op, u64 now_ns);
void mvgpu_sched_done(struct mvgpu_sched *s, struct mvgpu_sched_op *op,
		      u64 now_ns);
struct mvgpu_sched_entity *mvgpu_sched_next(struct mvgpu_sched *s);
struct mvgpu_sched_entity *mvgpu_sched_oldest(const struct mvgpu_sched *s);
u64 mvgpu_sched_since(u64 then_ns, u64 now_ns);

#endif /* MVGPU_GVT_SCHED_POLICY_H */
