/* SPDX-License-Identifier: GPL-2.0 */
/* A simulated GPU, which works in order, and the vGPUs that submit jobs to it. */
#ifndef SCHED_SIM_H
#define SCHED_SIM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "gvt/sched/members.h"
#include "gvt/sched/policy.h"

#define DEPTH	64
#define SHARE	4
#define GUESTS	8
#define OPS	128
#define US	1000ULL
#define MS	(1000 * US)
#define SEC	(1000 * MS)
#define NEVER	U64_MAX

/*
 * One vGPU. It has @queued jobs to submit. A flooder always has another one, the
 * others get @burst of them @think after the last one completed.
 */
struct guest {
	struct mvgpu_sched_entity e;
	bool present;
	bool flood;
	u32 queued;
	u64 cost_min;
	u64 cost_max;
	u64 think;
	u32 burst;
	u32 left;	/* jobs of the burst that have not completed */
	u64 bursts;	/* that have completed */
	u64 next;	/* when it gets its next job */
	bool awake;	/* its worker was woken and still gets slots */
	u64 asked;	/* jobs the GPU had completed at the request */
	u64 worst;	/* most jobs that the GPU completed during a wait */
	u64 served;	/* GPU time */
	u64 done;	/* completed jobs */
};

struct job {
	struct mvgpu_sched_job op;
	struct guest *guest;
	u64 cost;
	u64 from;	/* time of the submission */
	u64 asked;
	bool used;
};

struct sim {
	struct mvgpu_sched s;
	struct guest guest[GUESTS];
	struct job job[OPS];
	struct job *fifo[OPS];
	u32 head, tail;
	u64 now;
	u64 ends;	/* when the oldest job will complete */
	u64 done;	/* completed jobs */
	u64 busy;	/* time with work on the GPU */
	u64 tick;	/* completions are only seen at multiples of it */
	bool concurrent;	/* workers run at the same time, one job each in turn */
	u32 most;	/* most jobs on the GPU at a time */
	const struct guest *latest;	/* which submitted a job last */
	u32 changes;	/* jobs of another vGPU than the job before */
};

extern struct sim sim;

u32 random_u32(void);
u64 between(u64 low, u64 high);

/* Starts again without vGPUs and with the same random numbers. */
void sim_init(u32 depth, u32 share);
void sim_init_prompt(u32 depth, u32 share);

struct guest *guest_add(u32 weight, u64 cost_min, u64 cost_max);
struct guest *flooder(u32 weight, u64 cost_min, u64 cost_max);

/* One job at a time, the next one @think after its completion. */
struct guest *light(u32 weight, u64 cost, u64 think);

/* As many jobs at a time, the next ones @think after the last one completed. */
struct guest *bursting(u32 weight, u64 cost, u64 think, u32 jobs);

u32 on_gpu(void);

/* A worker: takes slots as long as it has commands and gets slots. */
void work(struct guest *g);

/* Runs the workers of all vGPUs that got a slot. */
void wake(void);

/* Lets the GPU and all vGPUs work for @time; no slot may be lost. */
void run(u64 time);

void reset_counters(void);

/* @g had @part of @all parts of the time, within 2 %. */
void assert_share(const struct guest *g, u32 part, u32 all);

/* Jobs of a test without the simulated queue: the test completes them. */
void take_and_submit(struct guest *g, struct mvgpu_sched_job *op);
void submit_at(struct guest *g, struct mvgpu_sched_job *op, u64 now);
void complete_after(struct mvgpu_sched_job *op, u64 time);

#endif
