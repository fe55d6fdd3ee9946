// SPDX-License-Identifier: GPL-2.0
/* 3D transfers of 2D resources that are attached to no context. */
#include <string.h>
#include <sys/mman.h>
#include "lib/gpu3d.h"
#include "lib/pixels.h"
#include "test.h"

#define SIDE 64
#define BYTES (SIDE * SIDE * 4)

static const struct transfer all = { .box = { .w = SIDE, .h = SIDE, .d = 1 } };

static void start(struct dev *dev)
{
	gpu_start(dev, F_ALL | F_3D);
}

#define FLAT 1

/* Creates a 2D resource with a backing that is attached to no context. */
static u32 *flat(struct dev *dev, u32 format)
{
	u32 *mem = dma_alloc(dev, BYTES);

	is(gpu_create_2d(dev, FLAT, format, SIDE, SIDE), OK);
	is(gpu_attach_one(dev, FLAT, dma_iova(dev, mem), BYTES), OK);
	return mem;
}

static const u32 formats[] = { 1, 2, 3, 4, 67, 68, 121, 134 };

static void round_trip(struct dev *dev)
{
	u32 want[SIDE * SIDE], *mem;

	for (u32 i = 0; i < ARRAY_SIZE(formats); i++) {
		start(dev);
		mem = flat(dev, formats[i]);
		draw(mem, SIDE * SIDE, i);
		memcpy(want, mem, BYTES);
		if (i & 1)
			is(gpu_to_host(dev, 0, FLAT, &all), OK);
		else
			is(gpu_transfer(dev, FLAT, RECT(0, 0, SIDE, SIDE), 0),
			   OK);
		memset(mem, 0, BYTES);
		is(gpu_from_host(dev, 0, FLAT, &all), OK);
		holds(!memcmp(mem, want, BYTES), "format %u: the pixels differ",
		      formats[i]);
		is(gpu_unref(dev, FLAT), OK);
	}
}

/* Neither the offset in the backing nor the stride are those of the resource. */
static void part_of_it(struct dev *dev)
{
	struct transfer part = {
		.box = { .x = 8, .y = 4, .w = 16, .h = 2, .d = 1 },
		.offset = 1028, .stride = 260, .layer_stride = 520,
	};
	u32 first, last, *mem;

	start(dev);
	mem = flat(dev, BGRA8);
	draw(mem, SIDE * SIDE, 9);
	is(gpu_to_host(dev, 0, FLAT, &all), OK);
	first = mem[4 * SIDE + 8];
	last = mem[5 * SIDE + 23];
	memset(mem, 0, BYTES);
	is(gpu_from_host(dev, 0, FLAT, &part), OK);
	is(mem[257], first);
	is(mem[257 + 65 + 15], last);
	is(mem[256], 0);
	is(mem[257 + 16], 0);
	is(mem[257 + 64], 0);
	is(mem[257 + 65 + 16], 0);
	mem[257] = 7;
	is(gpu_to_host(dev, 0, FLAT, &part), OK);
	is(gpu_from_host(dev, 0, FLAT, &all), OK);
	is(mem[4 * SIDE + 8], 7);
	is(mem[5 * SIDE + 23], last);
}

static void is_shown(struct dev *dev)
{
	struct frame f = { .id = FLAT, .w = SIDE, .h = SIDE };

	start(dev);
	f.pixels = flat(dev, BGRA8);
	frame_show(dev, &f, 0);
	draw(f.pixels, SIDE * SIDE, 10);
	is(gpu_to_host(dev, 0, FLAT, &all), OK);
	is(gpu_flush(dev, FLAT, RECT(0, 0, SIDE, SIDE)), OK);
	shows(dev, &f);
}

static void refused_both_ways(struct dev *dev, u32 ctx, const struct transfer *t)
{
	is(gpu_to_host(dev, ctx, FLAT, t), ERR(INVALID_PARAMETER));
	is(gpu_from_host(dev, ctx, FLAT, t), ERR(INVALID_PARAMETER));
}

#define BAD(member, value) do { \
	struct transfer bad_ = all; \
	bad_.member = value; \
	refused_both_ways(dev, 0, &bad_); \
} while (0)

static void bad_transfers(struct dev *dev)
{
	start(dev);
	flat(dev, BGRA8);
	BAD(box.w, SIDE + 1);
	BAD(box.y, 1);
	BAD(box.x, 0xffffffff);
	BAD(box.z, 1);
	BAD(box.d, 2);
	BAD(level, 1);
	BAD(offset, 4);
	BAD(offset, ~0ULL);
	BAD(offset, ~0ULL - BYTES + 1);
	BAD(stride, SIDE * 4 - 4);
	BAD(stride, SIDE * 4 + 4);
	BAD(stride, 0xfffffffc);
	BAD(layer_stride, BYTES - 4);
	is(gpu_ctx_create(dev, 1, 0), OK);
	refused_both_ways(dev, 1, &all);
	is(gpu_from_host(dev, 0, FLAT, &all), OK);
	is(gpu_detach(dev, FLAT), OK);
	is(gpu_from_host(dev, 0, FLAT, &all), ERR(UNSPEC));
	is(gpu_to_host(dev, 0, FLAT, &all), ERR(UNSPEC));
}

/* Memory that the VMM maps for reading only is not written. */
static void read_only(struct dev *dev)
{
	u32 *mem = mmap(NULL, BYTES, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	holds(mem != MAP_FAILED, "no memory: %m");
	start(dev);
	draw(mem, SIDE * SIDE, 11);
	is(dma_map(dev, DMA_IOVA_2, mem, BYTES, VFIO_DMA_MAP_FLAG_READ), 0);
	is(gpu_create_2d(dev, FLAT, BGRA8, SIDE, SIDE), OK);
	is(gpu_attach_one(dev, FLAT, DMA_IOVA_2, BYTES), OK);
	is(gpu_from_host(dev, 0, FLAT, &all), ERR(INVALID_PARAMETER));
	holds(mem[9], "it was written to");
	is(gpu_to_host(dev, 0, FLAT, &all), OK);
}

#define T .need = NEED_3D
#define PICTURE(name, fn, method) \
	{ "flat " method ": " name, fn, .need = NEED_3D | NEED_OURS, \
	  .display = method }

const struct test flat_tests[] = {
	{ "flat: the pixels that are written to a 2D resource are read back, in all 8 formats",
	  round_trip, T },
	{ "flat: a partial transfer reaches its rectangle", part_of_it, T },
	{ "flat: transfers outside the resource or its memory are rejected",
	  bad_transfers, T },
	{ "flat: nothing is written to read-only memory", read_only, T },
	PICTURE("the pixels that a 3D transfer writes are shown",
		is_shown, "dmabuf"),
	PICTURE("the pixels that a 3D transfer writes are shown",
		is_shown, "region"),
	{ }
};
