// SPDX-License-Identifier: GPL-2.0
/* 3D: two vGPUs do not reach the resources of each other. */
#include <stdlib.h>
#include <string.h>
#include "lib/line.h"
#include "lib/pixels.h"
#include "three.h"

#define ROUNDS 8

/* The objects of one context give no access to those of another vGPU's context. */
static void neighbour_draws(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };
	u32 *mine, *theirs;

	three_start(dev);
	dev_open(&other);
	three_start(&other);
	mine = three_texture(dev, 1, SIDE, SIDE);
	theirs = three_texture(&other, 1, SIDE, SIDE);
	draw(theirs, SIDE * SIDE, 5);
	is(gpu_to_host(&other, 0, 1, &three_all), OK);
	is(gpu_ctx_create(dev, 1, 0), OK);
	is(gpu_ctx_create(&other, 1, 0), OK);
	is(gpu_ctx_attach(dev, 1, 1), OK);
	is(gpu_ctx_attach(&other, 1, 1), OK);
	is(gpu_clear_texture(dev, 1, 1, three_red), OK);
	is(gpu_from_host(dev, 0, 1, &three_all), OK);
	is(mine[0], RED);
	u32 was = theirs[9];

	memset(theirs, 0, BYTES);
	is(gpu_from_host(&other, 0, 1, &three_all), OK);
	is(theirs[9], was);
}

/* Tries each id that the GPU could have given the texture of the other vGPU. */
static void guessed_ids(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };
	u32 *theirs, was;

	three_start(dev);
	dev_open(&other);
	three_start(&other);
	theirs = three_texture(&other, 1000, SIDE, SIDE);
	draw(theirs, SIDE * SIDE, 5);
	was = theirs[9];
	is(gpu_to_host(&other, 0, 1000, &three_all), OK);
	is(gpu_ctx_create(&other, 1, 0), OK);
	is(gpu_ctx_attach(&other, 1, 1000), OK);
	is(gpu_ctx_create(dev, 1, 0), OK);
	for (u32 id = 1; id < 300; id++) {
		is(gpu_ctx_attach(dev, 1, id), ERR(INVALID_RESOURCE_ID));
		is(gpu_to_host(dev, 1, id, &three_all), ERR(INVALID_RESOURCE_ID));
		is(gpu_clear_texture(dev, 1, id, three_red), OK);
	}
	memset(theirs, 0, BYTES);
	is(gpu_from_host(&other, 0, 1000, &three_all), OK);
	is(theirs[9], was);
}

struct worker {
	struct dev *dev;
	u32 *mem;
	u32 *want;
	struct sent sent;
};

static void begin_work(struct worker *w)
{
	three_start(w->dev);
	w->mem = three_texture(w->dev, 1, SIDE, SIDE);
	w->want = malloc(BYTES);
	holds(w->want, "no memory");
}

static void send_transfer(struct worker *w, bool to_host)
{
	struct virtio_gpu_ctrl_hdr *hdr = (void *)w->dev->req;
	u32 len = gpu_prepare_to_host(w->dev, 0, 1, &three_all);

	if (!to_host)
		hdr->type = VIRTIO_GPU_CMD_TRANSFER_FROM_HOST_3D;
	w->sent = line_send(w->dev, len, 1);
}

static void transfer_at_once(struct worker *w, bool to_host)
{
	for (u32 i = 0; i < 2; i++)
		send_transfer(&w[i], to_host);
	for (u32 i = 0; i < 2; i++)
		is(line_answer(w[i].dev, &w[i].sent), OK);
}

/* Both have a transfer of the same resource in flight at any time. */
static void work_at_once(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };
	struct worker w[2] = { { .dev = dev }, { .dev = &other } };

	dev_open(&other);
	begin_work(&w[0]);
	begin_work(&w[1]);
	for (u32 round = 0; round < ROUNDS; round++) {
		for (u32 i = 0; i < 2; i++) {
			draw(w[i].want, SIDE * SIDE, 2 * round + i + 1);
			memcpy(w[i].mem, w[i].want, BYTES);
		}
		transfer_at_once(w, true);
		memset(w[0].mem, 0x55, BYTES);
		memset(w[1].mem, 0x55, BYTES);
		transfer_at_once(w, false);
		for (u32 i = 0; i < 2; i++)
			holds(!memcmp(w[i].mem, w[i].want, BYTES),
			      "vGPU %u has other contents in round %u", i, round);
	}
	free(w[0].want);
	free(w[1].want);
}

const struct test three_isolation_tests[] = {
	{ "3d: two vGPUs with the same ids do not share resources",
	  neighbour_draws,
	  .need = NEED_3D | NEED_OTHER },
	{ "3d: two vGPUs that work at once have their own contents", work_at_once,
	  .stage = OPEN, .need = NEED_3D | NEED_OTHER },
	{ "3d: resources of another vGPU cannot be reached by guessing their ids",
	  guessed_ids,
	  .need = NEED_3D | NEED_OTHER, .limit = 60 },
	{ }
};
