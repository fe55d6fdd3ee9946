// SPDX-License-Identifier: GPL-2.0
/* 3D: two vGPUs do not reach the resources of each other. */
#include <string.h>
#include "lib/pixels.h"
#include "three.h"

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

const struct test three_isolation_tests[] = {
	{ "3d: two vGPUs with the same ids do not share resources",
	  neighbour_draws,
	  .need = NEED_3D | NEED_OTHER },
	{ "3d: resources of another vGPU cannot be reached by guessing their ids",
	  guessed_ids,
	  .need = NEED_3D | NEED_OTHER, .limit = 60 },
	{ }
};
