// SPDX-License-Identifier: GPL-2.0
/* 3D: streams of virgl commands. */
#include "three.h"

static void drawing(struct dev *dev)
{
	u32 *mem;

	three_start(dev);
	mem = three_texture(dev, 7, SIDE, SIDE);
	is(gpu_ctx_create(dev, 3, 0), OK);
	is(gpu_ctx_attach(dev, 3, 7), OK);
	is(gpu_clear_texture(dev, 3, 7, three_red), OK);
	is(gpu_from_host(dev, 3, 7, &three_all), OK);
	is(mem[0], RED);
	is(mem[SIDE * SIDE - 1], RED);
}

static void bad_streams(struct dev *dev)
{
	u32 unknown[] = { VIRGL_CMD(64, 0, 0) };
	u32 overlong[] = { VIRGL_CMD(7, 0, 8), 0 };
	u32 nop[] = { 0 };

	three_start(dev);
	is(gpu_submit(dev, 1, nop, 1), ERR(INVALID_CONTEXT_ID));
	is(gpu_ctx_create(dev, 1, 0), OK);
	is(gpu_submit(dev, 1, nop, 1), OK);
	is(gpu_submit(dev, 1, unknown, 1), ERR(INVALID_PARAMETER));
	is(gpu_submit(dev, 1, overlong, 2), ERR(INVALID_PARAMETER));
}

const struct test three_stream_tests[] = {
	{ "3d: a context draws", drawing, T },
	{ "3d: unknown and overlong commands are rejected", bad_streams, T },
	{ }
};
