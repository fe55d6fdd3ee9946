// SPDX-License-Identifier: GPL-2.0
/*
 * The rate at which vGPUs complete streams that do nothing, and how long one takes; one vGPU
 * after the other in rounds, so that what else the machine does concerns all of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/clock.h"
#include "lib/gpu3d.h"
#include "lib/stream.h"
#include "load.h"
#include "rate.h"
#include "test.h"

#define CTX 1
#define MOST (2 + MOST_MORE)

static struct count count;

/* The request buffer holds the command, which is the same each time; its bytes. */
static u32 prepare(struct dev *dev, const struct load *load)
{
	struct virtio_gpu_cmd_submit *c;
	u32 words, *stream = load_stream(load, &words);

	gpu_start(dev, F_ALL | F_3D);
	is(gpu_ctx_create(dev, CTX, 0), OK);
	is(gpu_submit(dev, CTX, stream, words), OK);
	free(stream);
	c = (void *)dev->req;
	c->hdr.flags = VIRTIO_GPU_FLAG_FENCE;
	return sizeof(*c) + words * sizeof(*stream);
}

/* Waits for the interrupt of the next completion. */
static void wait(struct dev *dev)
{
	int fd = dev->irq[1];

	if (!stream_may_sleep(dev))
		return;
	holds(eventfd_wait(fd, WAIT_MS), "no command completed in %d ms", WAIT_MS);
	count.interrupts += eventfd_count(fd);
}

static void collect(struct dev *dev)
{
	u16 n = stream_take(dev);

	if (!n)
		wait(dev);
	load_completed(&count, n);
}

static u16 in_flight(const struct dev *dev)
{
	return dev->queue[0].avail_idx - dev->queue[0].seen;
}

static void measure(struct dev *dev, u32 len, const struct load *load, unsigned int number)
{
	double begin = clock_seconds(), end;
	u64 commands, interrupts;

	memset(&count, 0, sizeof(count));
	do {
		load_sent(&count, in_flight(dev), load->depth);
		count.doorbells += stream_fill(dev, len, load->depth);
		collect(dev);
		end = clock_seconds();
	} while (end < begin + load->seconds || !count.commands);
	commands = count.commands;
	interrupts = count.interrupts;
	while (in_flight(dev))
		collect(dev);
	count.interrupts = interrupts;
	load_report(&count, number, commands, end - begin);
}

static unsigned int open_all(struct dev *devs, u32 *len, const struct load *load)
{
	unsigned int n = 1;

	if (other_sysfs)
		devs[n++].sysfs = other_sysfs;
	for (unsigned int i = 0; i < nr_more; i++)
		devs[n++].sysfs = more_sysfs[i];
	for (unsigned int i = 0; i < n; i++) {
		dev_open(&devs[i]);
		len[i] = prepare(&devs[i], load);
	}
	return n;
}

/**
 * rate() - print how many streams that do nothing a second vGPUs complete
 * @dev: the first one, closed; the others are --other and --more
 * @arg: "ROUNDS:SECONDS[:DEPTH[:BYTES]]": seconds for each vGPU in each round, streams in
 *	flight, and bytes of one
 *
 * A line for each vGPU in each round: its number, the streams a second, the doorbells and the
 * interrupts for each, and the median and the 99th percentile of the microseconds until one is
 * complete. Then "done"; the vGPUs stay open until standard input ends.
 *
 * Return: exit status.
 */
int rate(struct dev *dev, const char *arg)
{
	static struct dev devs[MOST];
	u32 len[MOST];
	unsigned int n;
	struct load load;

	if (!load_parse(&load, arg))
		return 2;
	devs[0] = *dev;
	n = open_all(devs, len, &load);
	while (load.rounds--)
		for (unsigned int i = 0; i < n; i++)
			measure(&devs[i], len[i], &load, i);
	puts("done");
	fflush(stdout);
	while (getchar() != EOF)
		continue;
	return 0;
}
