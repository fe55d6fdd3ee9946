/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The scheduling policy: which vGPU may submit a job to the GPU. Free-standing;
 * the caller passes the time and holds the lock of the GPU over every call.
 */
#ifndef MVGPU_GVT_SCHED_POLICY_H
#define MVGPU_GVT_SCHED_POLICY_H

#include "gvt/sched/policy_types.h"

/*
 * Work that one vGPU may have on the GPU while others share it. The others
 * wait for about this long. On a GPU that checks for completed jobs every 10 ms
 * it is twice that time, so that the GPU does not become idle. A prompt GPU is
 * kept busy by less, and by work for ENOUGH until a worker submits the next job.
 */
#define MVGPU_SCHED_SHARE_NS 20000000ULL
#define MVGPU_SCHED_SHARE_PROMPT_NS 4000000ULL
#define MVGPU_SCHED_ENOUGH_PROMPT_NS 1000000ULL
/* Work of all vGPUs together, above which only two slots are used. */
#define MVGPU_SCHED_MOST_PROMPT_NS 4000000ULL
/*
 * Work that a vGPU submits to a prompt GPU before another of as much virtual runtime has
 * its turn. If they alternated after each small job, a worker would be woken for each.
 */
#define MVGPU_SCHED_QUANTUM_PROMPT_NS 2000000ULL

void mvgpu_sched_init(struct mvgpu_sched *s, u32 depth, u32 share,
		      bool prompt);
bool mvgpu_sched_try(struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
		     u64 now_ns);
void mvgpu_sched_put(struct mvgpu_sched *s, struct mvgpu_sched_entity *e);
void mvgpu_sched_cancel(struct mvgpu_sched *s, struct mvgpu_sched_entity *e);
void mvgpu_sched_submit(struct mvgpu_sched *s, struct mvgpu_sched_entity *e,
			struct mvgpu_sched_job *job, u64 now_ns);
void mvgpu_sched_set_aside(struct mvgpu_sched *s, struct mvgpu_sched_job *job);
void mvgpu_sched_complete(struct mvgpu_sched *s, struct mvgpu_sched_job *job,
			  u64 now_ns);
struct mvgpu_sched_entity *mvgpu_sched_next(struct mvgpu_sched *s);
void mvgpu_sched_tick(struct mvgpu_sched *s, u64 now_ns);
u64 mvgpu_sched_next_tick(const struct mvgpu_sched *s);
struct mvgpu_sched_entity *mvgpu_sched_oldest(const struct mvgpu_sched *s);
u64 mvgpu_sched_since(u64 then_ns, u64 now_ns);

#endif /* MVGPU_GVT_SCHED_POLICY_H */
