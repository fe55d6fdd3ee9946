// SPDX-License-Identifier: GPL-2.0
/*
 * Nanoseconds that the scheduling policy needs for a job, from the wish for a slot to its
 * completion, by the number of vGPUs of the GPU: with one of them busy, with all, and with one
 * beside others that have nothing but jobs which wait for rings. Prints a line "SETTING
 * NANOSECONDS" for each round and setting, for figures.py.
 */
#include <stdlib.h>
#include <time.h>
#include "gvt/sched/members.h"
#include "gvt/sched/policy.h"

#define DEPTH 64
#define SHARE 16
#define VGPUS 1000
#define JOB_NS 100000
#define RUN_NS 200000000ULL
/* As many as a vGPU may have that wait for rings. */
#define ASIDES 256
#define ASIDE_VGPUS 64
/* Jobs between two looks at the clock. */
#define BATCH 500

static const u32 numbers[] = { 1, 8, 64, 256, VGPUS };

static struct mvgpu_sched sched;
static struct mvgpu_sched_entity vgpus[VGPUS];
static struct mvgpu_sched_job jobs[DEPTH];
static struct mvgpu_sched_job asides[ASIDE_VGPUS][ASIDES];
/* Jobs on the GPU, which works in order. */
static u32 submitted, completed;
static u64 now_ns;

/* CPU time of this process, so that other load does not count. */
static u64 cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

/* As a worker does: takes slots as long as it gets some. */
static void work(struct mvgpu_sched_entity *e)
{
	while (mvgpu_sched_try(&sched, e, now_ns))
		mvgpu_sched_submit(&sched, e, &jobs[submitted++ % DEPTH], now_ns);
}

static void complete_one(void)
{
	struct mvgpu_sched_entity *e;

	now_ns += JOB_NS;
	mvgpu_sched_complete(&sched, &jobs[completed++ % DEPTH], now_ns);
	while ((e = mvgpu_sched_next(&sched)))
		work(e);
}

static void start(u32 number, u32 busy)
{
	u32 i;

	mvgpu_sched_init(&sched, DEPTH, SHARE, false);
	submitted = 0;
	completed = 0;
	for (i = 0; i < number; i++)
		mvgpu_sched_add(&sched, &vgpus[i], 1 + i % 8);
	for (i = 0; i < busy; i++)
		work(&vgpus[i]);
}

/* Sets jobs of all vGPUs but the first one aside. */
static void start_asides(u32 number)
{
	u32 i, n;

	for (n = 0; n < ASIDES; n++)
		for (i = 1; i < number; i++) {
			mvgpu_sched_submit(&sched, &vgpus[i], &asides[i][n], now_ns);
			mvgpu_sched_set_aside(&sched, &asides[i][n]);
		}
}

static double measure(void)
{
	u64 begin = cpu_ns(), ns, i, done = 0;

	do {
		for (i = 0; i < BATCH; i++)
			complete_one();
		done += BATCH;
		ns = cpu_ns() - begin;
	} while (ns < RUN_NS);
	return (double)ns / done;
}

static void print_round(u32 number, u32 busy, const char *name)
{
	start(number, busy);
	printf("%u-vGPU%s,-%s-busy %.1f\n", number, number == 1 ? "" : "s", name, measure());
}

static void print_asides(u32 number)
{
	start(number, 1);
	start_asides(number);
	printf("%u-vGPUs,-%u-waiting-for-rings %.1f\n", number, number - 1, measure());
}

int main(void)
{
	int rounds = 5;
	size_t i;

	while (rounds-- > 0) {
		for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
			print_round(numbers[i], 1, "one");
			print_round(numbers[i], numbers[i], "all");
		}
		print_asides(ASIDE_VGPUS);
	}
	return 0;
}
