// SPDX-License-Identifier: GPL-2.0
/*
 * How vGPUs share a GPU that all of them want at the same time. Each clears a texture again
 * and again, with its own number of commands in flight and its own size.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/clock.h"
#include "lib/gpu3d.h"
#include "lib/stream.h"
#include "shares.h"
#include "test.h"

#define CTX 1
#define TEXTURE 1
#define MOST (2 + MOST_MORE)
/* Until the shares have settled. */
#define SETTLE_SECONDS 0.5

/**
 * struct party - a vGPU that wants the GPU
 * @dev: the device
 * @depth: commands in flight, 0 for a vGPU that only exists
 * @side: pixels of a side of its texture
 * @len: bytes of its command
 * @jobs: commands that completed
 * @gpu_ns: time of the GPU at the beginning
 */
struct party {
	struct dev dev;
	u32 depth;
	u32 side;
	u32 len;
	u64 jobs;
	long long gpu_ns;
};

/* The request buffer holds a stream that clears the texture, which is bound already. */
static void prepare(struct party *p)
{
	static const float red[] = { 1, 0, 0, 1 };
	const u32 clear[] = { VIRGL_CMD(7, 0, 8), 4, 0, 0, 0, 0, 0, 0, 0 };
	struct virtio_gpu_cmd_submit *c;
	struct dev *dev = &p->dev;

	dev_open(dev);
	gpu_start(dev, F_ALL | F_3D);
	is(gpu_ctx_create(dev, CTX, 0), OK);
	is(gpu_texture(dev, TEXTURE, p->side, p->side), OK);
	is(gpu_ctx_attach(dev, CTX, TEXTURE), OK);
	is(gpu_clear_texture(dev, CTX, TEXTURE, red), OK);
	is(gpu_submit(dev, CTX, clear, ARRAY_SIZE(clear)), OK);
	c = (void *)dev->req;
	c->hdr.flags = VIRTIO_GPU_FLAG_FENCE;
	p->len = sizeof(*c) + sizeof(clear);
}

/* Sleeps until a command of somebody has completed. */
static void sleep_all(struct party *parties, u32 nr)
{
	struct pollfd fds[MOST];
	bool sleep = true;

	for (u32 i = 0; i < nr; i++) {
		fds[i] = (struct pollfd){ .fd = parties[i].dev.irq[1], .events = POLLIN };
		sleep &= stream_may_sleep(&parties[i].dev);
	}
	if (!sleep)
		return;
	holds(poll(fds, nr, WAIT_MS) > 0, "no command completed in %d ms", WAIT_MS);
	for (u32 i = 0; i < nr; i++)
		if (fds[i].revents)
			eventfd_count(fds[i].fd);
}

static bool take_all(struct party *parties, u32 nr)
{
	bool any = false;

	for (u32 i = 0; i < nr; i++) {
		u16 n = stream_take(&parties[i].dev);

		parties[i].jobs += n;
		any |= n;
	}
	return any;
}

/* Returns the seconds that passed. */
static double run(struct party *parties, u32 nr, double seconds)
{
	double begin = clock_seconds(), now = begin;

	for (; now < begin + seconds; now = clock_seconds()) {
		for (u32 i = 0; i < nr; i++)
			if (parties[i].depth)
				stream_fill(&parties[i].dev, parties[i].len,
					    parties[i].depth);
		if (!take_all(parties, nr))
			sleep_all(parties, nr);
	}
	return now - begin;
}

static void begin(struct party *parties, u32 nr)
{
	for (u32 i = 0; i < nr; i++) {
		parties[i].jobs = 0;
		parties[i].gpu_ns = stat_read(&parties[i].dev, "gpu_ns");
	}
}

static void print(struct party *parties, u32 nr, double seconds)
{
	for (u32 i = 0; i < nr; i++)
		printf("%u %.6f %.1f\n", i,
		       (stat_read(&parties[i].dev, "gpu_ns") - parties[i].gpu_ns) / 1e9,
		       parties[i].jobs / seconds);
}

static u32 read_parties(struct party *parties, const char *arg)
{
	int used;
	u32 nr = 0;

	for (; nr < MOST && *arg == ','; arg += used, nr++)
		if (sscanf(arg, ",%u:%u%n", &parties[nr].depth, &parties[nr].side, &used) != 2)
			return 0;
	return *arg ? 0 : nr;
}

/**
 * shares() - print how vGPUs share a GPU
 * @dev: the first one, closed; the others are --other and --more
 * @arg: "SECONDS,DEPTH:SIDE,..." with the number of commands in flight and the side of the
 *	texture, in pixels, of each vGPU
 *
 * A line for each vGPU: its number, the time that it had of the GPU, in seconds, and its
 * commands a second.
 *
 * Return: exit status.
 */
int shares(struct dev *dev, const char *arg)
{
	static struct party parties[MOST];
	double seconds = atof(arg);
	u32 nr = read_parties(parties, arg + strcspn(arg, ","));

	if (!nr || seconds <= 0 || nr > 1 + !!other_sysfs + nr_more)
		return 2;
	for (u32 i = 0; i < nr; i++) {
		parties[i].dev.sysfs = !i ? dev->sysfs : i == 1 ? other_sysfs : more_sysfs[i - 2];
		prepare(&parties[i]);
	}
	run(parties, nr, SETTLE_SECONDS);
	begin(parties, nr);
	seconds = run(parties, nr, seconds);
	print(parties, nr, seconds);
	return 0;
}
