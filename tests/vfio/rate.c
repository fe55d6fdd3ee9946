// SPDX-License-Identifier: GPL-2.0
/*
 * The rate at which vGPUs complete streams that do nothing, one vGPU after the other in
 * rounds, so that what else the machine does concerns all of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/clock.h"
#include "lib/gpu3d.h"
#include "lib/stream.h"
#include "rate.h"
#include "test.h"

/* Commands in flight, as many as the module takes. */
#define DEPTH 64
#define CTX 1
#define MOST (2 + MOST_MORE)

/**
 * struct count - what happened in a round
 * @commands: that were completed
 * @doorbells: that were rung
 * @interrupts: that came
 */
struct count {
	u64 commands;
	u64 doorbells;
	u64 interrupts;
};

/* The request buffer holds the command, which is the same each time; its bytes. */
static u32 prepare(struct dev *dev)
{
	const u32 nop[] = { VIRGL_CMD(0, 0, 0) };
	struct virtio_gpu_cmd_submit *c;

	gpu_start(dev, F_ALL | F_3D);
	is(gpu_ctx_create(dev, CTX, 0), OK);
	is(gpu_submit(dev, CTX, nop, ARRAY_SIZE(nop)), OK);
	c = (void *)dev->req;
	c->hdr.flags = VIRTIO_GPU_FLAG_FENCE;
	return sizeof(*c) + sizeof(nop);
}

/* Waits for the interrupt of the next completion. */
static void wait(struct dev *dev, struct count *count)
{
	int fd = dev->irq[1];

	if (!stream_may_sleep(dev))
		return;
	holds(eventfd_wait(fd, WAIT_MS), "no command completed in %d ms", WAIT_MS);
	count->interrupts += eventfd_count(fd);
}

static void collect(struct dev *dev, struct count *count)
{
	u16 n = stream_take(dev);

	if (!n)
		wait(dev, count);
	count->commands += n;
}

static void empty(struct dev *dev)
{
	struct queue *q = &dev->queue[0];
	struct count ignored;

	while (q->avail_idx != q->seen)
		collect(dev, &ignored);
}

static void measure(struct dev *dev, u32 len, double seconds, unsigned int number)
{
	struct count count = { };
	double begin = clock_seconds(), end;

	do {
		count.doorbells += stream_fill(dev, len, DEPTH);
		collect(dev, &count);
		end = clock_seconds();
	} while (end < begin + seconds);
	printf("%u %.1f %.4f %.4f\n", number, count.commands / (end - begin),
	       (double)count.doorbells / count.commands,
	       (double)count.interrupts / count.commands);
	fflush(stdout);
	empty(dev);
}

static unsigned int open_all(struct dev *devs, u32 *len)
{
	unsigned int n = 1;

	if (other_sysfs)
		devs[n++].sysfs = other_sysfs;
	for (unsigned int i = 0; i < nr_more; i++)
		devs[n++].sysfs = more_sysfs[i];
	for (unsigned int i = 0; i < n; i++) {
		dev_open(&devs[i]);
		len[i] = prepare(&devs[i]);
	}
	return n;
}

/**
 * rate() - print how many empty streams a second vGPUs complete
 * @dev: the first one, closed; the others are --other and --more
 * @arg: "ROUNDS:SECONDS", the latter for each vGPU in each round
 *
 * A line for each vGPU in each round: its number, the commands a second, the doorbells and
 * the interrupts for each command. Then "done"; the vGPUs stay open until standard input
 * ends.
 *
 * Return: exit status.
 */
int rate(struct dev *dev, const char *arg)
{
	static struct dev devs[MOST];
	u32 len[MOST];
	unsigned int rounds, n;
	double seconds;

	if (sscanf(arg, "%u:%lf", &rounds, &seconds) != 2)
		return 2;
	devs[0] = *dev;
	n = open_all(devs, len);
	while (rounds--)
		for (unsigned int i = 0; i < n; i++)
			measure(&devs[i], len[i], seconds, i);
	puts("done");
	fflush(stdout);
	while (getchar() != EOF)
		continue;
	return 0;
}
