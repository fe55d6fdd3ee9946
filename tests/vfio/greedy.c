// SPDX-License-Identifier: GPL-2.0
/*
 * Guests that want everything, each beside a neighbour that wants a little all the
 * time. How much the neighbour gets is printed, as a part of what it gets alone just
 * before; that it gets something is a result.
 *
 * A guest that does nothing but burn CPU time, with no vGPU, is one of them: what a
 * neighbour loses to it is the machine's doing.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/clock.h"
#include "lib/gpu3d.h"
#include "greedy.h"
#include "test.h"

#define SIDE 64
#define BYTES (SIDE * SIDE * 4)
#define BIG 1024
#define ENTRIES 16384

static const struct transfer all = { .box = { .w = SIDE, .h = SIDE, .d = 1 } };

static bool has_3d(const struct dev *dev)
{
	return dev->features & F_GPU(VIRGL);
}

/* A picture of @side pixels a side with memory behind it. */
static void picture(struct dev *dev, u32 id, u32 side)
{
	u32 *mem = dma_alloc(dev, side * side * 4);

	is(has_3d(dev) ? gpu_texture(dev, id, side, side) :
			 gpu_create_2d(dev, id, 1, side, side), OK);
	is(gpu_attach_one(dev, id, dma_iova(dev, mem), side * side * 4), OK);
}

static void transfer(struct dev *dev, u32 id)
{
	if (has_3d(dev))
		is(gpu_to_host(dev, 0, id, &all), OK);
	else
		is(gpu_transfer(dev, id, RECT(0, 0, SIDE, SIDE), 0), OK);
}

static void burn(struct dev *dev)
{
	(void)!fork();
	for (;;)
		__asm__ volatile("");
}

static void create(struct dev *dev)
{
	for (u32 id = 1;; id++)
		gpu_create_2d(dev, id, 1, SIDE, SIDE);
}

static void contexts(struct dev *dev)
{
	for (u32 id = 1;; id++)
		gpu_ctx_create(dev, id, 0);
}

/* The request buffer holds the largest transfer there is; its bytes. */
static u32 big_transfer(struct dev *dev)
{
	const struct transfer big = { .box = { .w = BIG, .h = BIG, .d = 1 } };
	struct virtio_gpu_transfer_to_host_2d *c;

	picture(dev, 1, BIG);
	if (has_3d(dev))
		return gpu_prepare_to_host(dev, 0, 1, &big);
	c = gpu_prepare(dev, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, sizeof(*c));
	c->r = RECT(0, 0, BIG, BIG);
	c->resource_id = 1;
	return sizeof(*c);
}

/* Rings that are always full, the cursor's as well. */
static void submit(struct dev *dev)
{
	u32 len = big_transfer(dev);
	struct seg seg[] = { { dev->req, len, false },
			     { dev->resp, 64, true } };

	for (;;)
		for (unsigned int n = 0; n < NR_QUEUES; n++) {
			struct queue *q = &dev->queue[n];

			while ((u16)(q->avail_idx - q->seen) < q->num / 2)
				queue_offer(q, queue_put(dev, q, seg, 2));
			queue_kick(dev, q);
			while (queue_try_take(dev, q, 0))
				continue;
		}
}

static void backings(struct dev *dev)
{
	struct virtio_gpu_mem_entry *e = calloc(ENTRIES, sizeof(*e));
	u32 *mem = dma_alloc(dev, 4 << 20);

	is(gpu_create_2d(dev, 1, 1, BIG, BIG), OK);
	for (u32 i = 0; i < ENTRIES; i++)
		e[i] = ENTRY(dma_iova(dev, mem) + 256 * i, 256);
	for (;;) {
		gpu_attach(dev, 1, e, ENTRIES);
		gpu_detach(dev, 1);
	}
}

static void mistakes(struct dev *dev)
{
	for (;;) {
		queue_publish(&dev->queue[0], 1000);
		queue_kick(dev, &dev->queue[0]);
		virtio_wait_needs_reset(dev);
		gpu_start(dev, F_ALL | F_3D);
	}
}

static void doorbells(struct dev *dev)
{
	for (;;)
		queue_kick(dev, &dev->queue[0]);
}

static void resets(struct dev *dev)
{
	for (;;) {
		gpu_start(dev, F_ALL | F_3D);
		picture(dev, 1, SIDE);
		dev->mem_used = 1 << 20;
		dev_reset(dev);
	}
}

static const struct greed {
	const char *name;
	void (*run)(struct dev *dev);
	bool needs_3d;
} greeds[] = {
	{ "a process that burns two CPUs", burn },
	{ "a guest that makes resources without end", create },
	{ "a guest that makes contexts without end", contexts, true },
	{ "a guest whose rings are always full", submit },
	{ "a guest with backings of 16384 entries", backings },
	{ "a guest that makes fatal mistakes", mistakes },
	{ "a guest that rings without end", doorbells },
	{ "a guest that is reset all the time", resets },
};

static pid_t let_loose(struct dev *dev, const struct greed *greed)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	holds(pid >= 0, "no process: %m");
	if (pid)
		return pid;
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (greed->run != burn) {
		dev_open(dev);
		gpu_start(dev, F_ALL | F_3D);
	}
	greed->run(dev);
	_exit(TEST_FAILED);
}

/* Transfers of the neighbour in a second. */
static double rate(struct dev *neighbour, double seconds)
{
	double begin = clock_seconds();
	unsigned int n = 0;

	for (; clock_seconds() < begin + seconds; n++)
		transfer(neighbour, 1);
	return n / (clock_seconds() - begin);
}

static bool beside(struct dev *dev, struct dev *neighbour, double seconds,
		   const struct greed *greed)
{
	double alone = rate(neighbour, seconds), together;
	pid_t pid = let_loose(dev, greed);
	int status;
	bool runs;

	usleep(500000);
	together = rate(neighbour, seconds);
	runs = !waitpid(pid, &status, WNOHANG);
	kill(-pid, SIGKILL);
	if (runs)
		waitpid(pid, &status, 0);
	diag("%s: neighbour %.0f a second, alone %.0f: %.0f %%", greed->name,
	     together, alone, 100 * together / alone);
	return runs && together > 0;
}

/**
 * greedy() - what guests that want everything leave a neighbour
 * @dev: theirs, closed
 * @arg: seconds for each measurement
 *
 * Return: exit status.
 */
int greedy(struct dev *dev, const char *arg)
{
	struct dev neighbour = { .sysfs = other_sysfs };
	double seconds = atof(arg);
	int n = 0, failed = 0;
	bool good;

	dev_open(&neighbour);
	gpu_start(&neighbour, F_ALL | F_3D);
	picture(&neighbour, 1, SIDE);
	for (size_t i = 0; i < ARRAY_SIZE(greeds); i++) {
		if (greeds[i].needs_3d && !has_3d(&neighbour))
			continue;
		good = beside(dev, &neighbour, seconds, &greeds[i]);
		failed += !good;
		printf("%s %d - a neighbour goes on beside %s\n",
		       good ? "ok" : "not ok", ++n, greeds[i].name);
		fflush(stdout);
	}
	printf("1..%d\n", n);
	return failed;
}
