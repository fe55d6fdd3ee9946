// SPDX-License-Identifier: GPL-2.0
/*
 * Plays a recording of tests/streams: makes its resources, executes its
 * streams, and looks at the end whether the context is alive.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/gpu3d.h"
#include "recording.h"
#include "replay.h"
#include "test.h"

#define CTX		1
/* Memory behind all of its resources, which share it. */
#define BACKING		(16UL << 20)
#define TARGET_ID	0x7000000

/**
 * struct replay - a recording being played
 * @dev: where
 * @streams: executed so far
 * @resources: made so far
 */
struct replay {
	struct dev *dev;
	unsigned int streams;
	unsigned int resources;
};

static void made(struct replay *r, const u32 *args)
{
	struct virtio_gpu_resource_create_3d c = {
		.resource_id = args[0], .target = args[1], .format = args[2],
		.bind = args[3], .width = args[4], .height = args[5],
		.depth = args[6], .array_size = args[7],
		.last_level = args[8], .nr_samples = args[9],
	};

	is(gpu_create_3d(r->dev, &c), OK);
	if (args[10])
		is(gpu_attach_one(r->dev, args[0], DMA_IOVA_2, args[10]), OK);
	is(gpu_ctx_attach(r->dev, CTX, args[0]), OK);
	r->resources++;
}

static void gone(struct replay *r, u32 id)
{
	is(gpu_ctx_detach(r->dev, CTX, id), OK);
	is(gpu_unref(r->dev, id), OK);
}

static void record(void *arg, u32 kind, const u32 *payload, u32 words)
{
	struct replay *r = arg;

	if (kind == RESOURCE_MADE) {
		made(r, payload);
	} else if (kind == RESOURCE_GONE) {
		gone(r, payload[0]);
	} else {
		is(gpu_submit(r->dev, CTX, payload, words), OK);
		r->streams++;
	}
}

/* A context that met an error executes nothing any more. */
static void is_alive(struct dev *dev)
{
	static const float red[4] = { 1, 0, 0, 1 };
	const struct transfer all = { .box = { .w = 64, .h = 64, .d = 1 } };
	u32 *mem = dma_alloc(dev, 64 * 64 * 4);

	is(gpu_texture(dev, TARGET_ID, 64, 64), OK);
	is(gpu_attach_one(dev, TARGET_ID, dma_iova(dev, mem), 64 * 64 * 4), OK);
	is(gpu_ctx_attach(dev, CTX, TARGET_ID), OK);
	is(gpu_clear_texture(dev, CTX, TARGET_ID, red), OK);
	is(gpu_from_host(dev, CTX, TARGET_ID, &all), OK);
	holds(mem[0] == 0xffff0000, "the context met an error");
}

/**
 * replay() - play a recording
 * @dev: the device, closed
 * @path: the recording
 *
 * Return: exit status; what fails is said before.
 */
int replay(struct dev *dev, const char *path)
{
	struct replay r = { .dev = dev };

	dev_open(dev);
	gpu_start(dev, F_ALL | F_3D);
	dma_window(dev, DMA_IOVA_2, BACKING);
	dev->req = dma_alloc(dev, RECORDING_MAX + 4096);
	is(gpu_ctx_create(dev, CTX, 0), OK);
	recording_read(path, record, &r);
	is_alive(dev);
	printf("%u streams, %u resources\n", r.streams, r.resources);
	return 0;
}
