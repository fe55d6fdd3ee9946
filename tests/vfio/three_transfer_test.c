// SPDX-License-Identifier: GPL-2.0
/* 3D: what resources hold, and transfers between them and guest memory. */
#include <string.h>
#include "lib/pixels.h"
#include "three.h"

static void round_trip(struct dev *dev)
{
	u32 *mem;

	three_start(dev);
	mem = three_texture(dev, 1, SIDE, SIDE);
	gpu_round_trip(dev, 1, mem, SIDE, SIDE);
}

static void part_round_trip(struct dev *dev)
{
	struct transfer part = {
		.box = { .x = 8, .y = 4, .w = 16, .h = 2, .d = 1 },
		.offset = 1024, .stride = 256,
	};
	u32 *mem;

	three_start(dev);
	mem = three_texture(dev, 1, SIDE, SIDE);
	draw(mem, SIDE * SIDE, 9);
	is(gpu_to_host(dev, 0, 1, &three_all), OK);
	u32 first = mem[4 * SIDE + 8], last = mem[5 * SIDE + 23];

	memset(mem, 0, BYTES);
	is(gpu_from_host(dev, 0, 1, &part), OK);
	is(mem[256], first);
	is(mem[256 + 64 + 15], last);
	is(mem[255], 0);
	is(mem[256 + 16], 0);
	is(mem[256 + 64 + 16], 0);
}

static void buffer_round_trip(struct dev *dev)
{
	struct transfer t = { .box = { .x = 100, .w = 3000, .h = 1, .d = 1 },
			      .offset = 4096 };
	u8 *mem;

	three_start(dev);
	mem = dma_alloc(dev, 16384);
	is(gpu_buffer(dev, 1, 8192), OK);
	is(gpu_attach_one(dev, 1, dma_iova(dev, mem), 16384), OK);
	draw((u32 *)(mem + 4096), 750, 3);
	memcpy(mem + 8192, mem + 4096, 3000);
	is(gpu_to_host(dev, 0, 1, &t), OK);
	memset(mem + 4096, 0, 3000);
	is(gpu_from_host(dev, 0, 1, &t), OK);
	holds(!memcmp(mem + 4096, mem + 8192, 3000), "the bytes changed");
}

/* Guests have buffers of any format, which they use as bytes. */
static void buffer_of_pixels(struct dev *dev)
{
	struct virtio_gpu_resource_create_3d c = {
		.resource_id = 1, .target = BUFFER, .format = BGRA8,
		.bind = BIND_VERTEX_BUFFER,
		.width = 8192, .height = 1, .depth = 1, .array_size = 1,
	};

	three_start(dev);
	is(gpu_create_3d(dev, &c), OK);
}

static bool all_zero(const u32 *mem, u32 words)
{
	for (u32 i = 0; i < words; i++)
		if (mem[i])
			return false;
	return true;
}

static void new_is_empty(struct dev *dev)
{
	struct virtio_gpu_resource_create_3d c = {
		.target = TEX_CUBE, .format = BGRA8, .bind = BIND_SAMPLER_VIEW,
		.width = SIDE, .height = SIDE, .depth = 1, .array_size = 6,
		.last_level = 6,
	};
	struct transfer t = three_all;
	u32 *mem;

	three_start(dev);
	mem = dma_alloc(dev, 6 * BYTES);
	for (u32 round = 0; round < 4; round++) {
		c.resource_id = round + 1;
		is(gpu_create_3d(dev, &c), OK);
		is(gpu_attach_one(dev, c.resource_id, dma_iova(dev, mem),
				  6 * BYTES), OK);
		for (t.box.z = 0; t.box.z < 6; t.box.z++) {
			memset(mem, 0xff, BYTES);
			is(gpu_from_host(dev, 0, c.resource_id, &t), OK);
			holds(all_zero(mem, SIDE * SIDE), "something is there");
			memset(mem, 0xaa, BYTES);
			is(gpu_to_host(dev, 0, c.resource_id, &t), OK);
		}
		is(gpu_unref(dev, c.resource_id), OK);
	}
}

/* Copies the contents of a resource to another one; several samples become one. */
static u32 blit_stream(struct dev *dev, u32 ctx, u32 from, u32 to)
{
	u32 stream[] = {
		VIRGL_CMD(16, 0, 21), 0xf, 0, 0,
		to, 0, BGRA8, 0, 0, 0, SIDE, SIDE, 1,
		from, 0, BGRA8, 0, 0, 0, SIDE, SIDE, 1,
	};

	return gpu_submit(dev, ctx, stream, ARRAY_SIZE(stream));
}

/* Memory that is used again must be cleared where no transfer writes it. */
static void new_samples_are_empty(struct dev *dev)
{
	struct virtio_gpu_resource_create_3d c = {
		.target = TEX_2D, .format = BGRA8,
		.bind = BIND_RENDER_TARGET | BIND_SAMPLER_VIEW,
		.width = SIDE, .height = SIDE, .depth = 1, .array_size = 1,
		.nr_samples = 4,
	};
	u32 *mem;

	three_start(dev);
	is(gpu_ctx_create(dev, 1, 0), OK);
	mem = three_texture(dev, 1, SIDE, SIDE);
	is(gpu_ctx_attach(dev, 1, 1), OK);
	for (u32 id = 2; id < 8; id++) {
		c.resource_id = id;
		is(gpu_create_3d(dev, &c), OK);
		is(gpu_ctx_attach(dev, 1, id), OK);
		is(blit_stream(dev, 1, id, 1), OK);
		is(gpu_from_host(dev, 1, 1, &three_all), OK);
		holds(all_zero(mem, SIDE * SIDE), "0x%08x is there", mem[0]);
		is(gpu_clear_texture(dev, 1, id, three_red), OK);
		is(blit_stream(dev, 1, id, 1), OK);
		is(gpu_from_host(dev, 1, 1, &three_all), OK);
		is(mem[SIDE * SIDE - 1], RED);
		is(gpu_unref(dev, id), OK);
	}
}

static void bad_transfers(struct dev *dev)
{
	struct transfer t;

	three_start(dev);
	three_texture(dev, 1, SIDE, SIDE);
	t = three_all;
	t.box.w = SIDE + 1;
	is(gpu_to_host(dev, 0, 1, &t), ERR(INVALID_PARAMETER));
	t = three_all;
	t.box.y = 1;
	is(gpu_from_host(dev, 0, 1, &t), ERR(INVALID_PARAMETER));
	t = three_all;
	t.offset = 4;
	is(gpu_to_host(dev, 0, 1, &t), ERR(INVALID_PARAMETER));
	t.offset = ~0ULL;
	is(gpu_from_host(dev, 0, 1, &t), ERR(INVALID_PARAMETER));
	t = three_all;
	t.level = 1;
	is(gpu_to_host(dev, 0, 1, &t), ERR(INVALID_PARAMETER));
	t = three_all;
	t.stride = 0xfffffffc;
	is(gpu_from_host(dev, 0, 1, &t), ERR(INVALID_PARAMETER));
	is(gpu_to_host(dev, 0, 2, &three_all), ERR(INVALID_RESOURCE_ID));
	is(gpu_to_host(dev, 9, 1, &three_all), ERR(INVALID_CONTEXT_ID));
	is(gpu_detach(dev, 1), OK);
	holds(gpu_from_host(dev, 0, 1, &three_all) >= ERR(UNSPEC),
	      "a transfer without memory");
}

const struct test three_transfer_tests[] = {
	{ "3d: a texture keeps what is written to it", round_trip, T },
	{ "3d: a partial transfer of a texture reaches its box",
	  part_round_trip, T },
	{ "3d: a buffer keeps what is written to it", buffer_round_trip, T },
	{ "3d: a buffer may have a format of pixels", buffer_of_pixels, T },
	{ "3d: a new resource is cleared in every face", new_is_empty, T },
	{ "3d: a new resource is cleared in every sample",
	  new_samples_are_empty, T },
	{ "3d: transfers outside the resource or its memory are rejected",
	  bad_transfers, T },
	{ }
};
