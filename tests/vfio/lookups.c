// SPDX-License-Identifier: GPL-2.0
/*
 * The rate of commands of a vGPU that has few or many resources. Each command transfers one
 * pixel to a resource that is chosen at random.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/clock.h"
#include "lib/gpu.h"
#include "lib/queue.h"
#include "lib/rng.h"
#include "lookups.h"
#include "test.h"

/* In flight. */
#define DEPTH 32
#define MOST (2 + MOST_MORE)

/**
 * struct party - a vGPU
 * @dev: the device
 * @resources: of one pixel, with the ids 1..@resources
 * @pixel: memory behind all resources
 * @request: of each command in flight
 * @resp: its response
 */
struct party {
	struct dev dev;
	u32 resources;
	u32 *pixel;
	struct virtio_gpu_transfer_to_host_2d *request;
	struct virtio_gpu_ctrl_hdr *resp;
};

static void prepare(struct party *p)
{
	dev_open(&p->dev);
	gpu_start(&p->dev, F_ALL);
	p->pixel = dma_alloc(&p->dev, sizeof(*p->pixel));
	p->request = dma_alloc(&p->dev, DEPTH * sizeof(*p->request));
	p->resp = dma_alloc(&p->dev, DEPTH * sizeof(*p->resp));
	for (u32 id = 1; id <= p->resources; id++) {
		is(gpu_create_2d(&p->dev, id, 1, 1, 1), OK);
		is(gpu_attach_one(&p->dev, id, dma_iova(&p->dev, p->pixel), sizeof(*p->pixel)), OK);
	}
}

static void send(struct party *p, u16 place, u32 id)
{
	struct seg seg[] = { { &p->request[place], sizeof(*p->request), false },
			     { &p->resp[place], sizeof(*p->resp), true } };
	struct queue *q = &p->dev.queue[0];

	p->resp[place].type = 0;
	p->request[place] = (struct virtio_gpu_transfer_to_host_2d){
		.hdr.type = VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D,
		.r = RECT(0, 0, 1, 1), .resource_id = id,
	};
	queue_offer(q, queue_put(&p->dev, q, seg, ARRAY_SIZE(seg)));
}

static void batch(struct party *p, struct rng *rng)
{
	struct queue *q = &p->dev.queue[0];
	u16 old = q->avail_idx;

	for (u16 i = 0; i < DEPTH; i++)
		send(p, i, 1 + rng_below(rng, p->resources));
	queue_kick_if_wanted(&p->dev, q, old);
	while (q->seen != q->avail_idx)
		queue_take(&p->dev, q);
	for (u16 i = 0; i < DEPTH; i++)
		is(p->resp[i].type, OK);
}

static void measure(struct party *p, double seconds)
{
	double begin = clock_seconds(), now;
	struct rng rng = { .state = 1 };
	u64 commands = 0;

	do {
		batch(p, &rng);
		commands += DEPTH;
		now = clock_seconds();
	} while (now < begin + seconds);
	printf("%u %.1f\n", p->resources, commands / (now - begin));
}

static u32 read_parties(struct party *parties, const char *arg)
{
	u32 nr = 0;
	int used;

	for (; nr < MOST && *arg == ':'; arg += used, nr++)
		if (sscanf(arg, ":%u%n", &parties[nr].resources, &used) != 1 ||
		    !parties[nr].resources)
			return 0;
	return *arg ? 0 : nr;
}

/**
 * lookups() - print how many commands a second vGPUs execute that have few or many resources
 * @dev: the first one, closed; the others are --other and --more
 * @arg: "ROUNDS,SECONDS:RESOURCES:..." with the resources of each vGPU
 *
 * A line for each vGPU in each round: its resources, and its commands a second.
 *
 * Return: exit status.
 */
int lookups(struct dev *dev, const char *arg)
{
	static struct party parties[MOST];
	u32 nr = read_parties(parties, arg + strcspn(arg, ":"));
	unsigned int rounds;
	double seconds;

	if (sscanf(arg, "%u,%lf", &rounds, &seconds) != 2 || !nr ||
	    nr > 1 + !!other_sysfs + nr_more)
		return 2;
	for (u32 i = 0; i < nr; i++) {
		parties[i].dev.sysfs = !i ? dev->sysfs : i == 1 ? other_sysfs : more_sysfs[i - 2];
		prepare(&parties[i]);
	}
	while (rounds--)
		for (u32 i = 0; i < nr; i++)
			measure(&parties[i], seconds);
	return 0;
}
