// SPDX-License-Identifier: GPL-2.0
/* 3D by virgl: contexts, resources, transfers, streams, framebuffers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/gpu3d.h"
#include "lib/pixels.h"
#include "test.h"

#define SIDE 64
#define BYTES (SIDE * SIDE * 4)
#define RED 0xffff0000

static void start(struct dev *dev)
{
	gpu_start(dev, F_ALL | F_3D);
}

/* Creates a texture with a backing; returns the memory. */
static u32 *backed_texture(struct dev *dev, u32 id, u32 w, u32 h)
{
	u32 *mem = dma_alloc(dev, w * h * 4);

	is(gpu_texture(dev, id, w, h), OK);
	is(gpu_attach_one(dev, id, dma_iova(dev, mem), w * h * 4), OK);
	return mem;
}

static const struct transfer all = { .box = { .w = SIDE, .h = SIDE, .d = 1 } };

static void capsets(struct dev *dev)
{
	struct virtio_gpu_resp_capset_info *info = (void *)dev->resp;
	u32 n = devcfg_read(dev, 12);

	start(dev);
	info = (void *)dev->resp;
	for (u32 i = 0; i < n; i++) {
		is(gpu_capset_info(dev, i), VIRTIO_GPU_RESP_OK_CAPSET_INFO);
		u32 id = info->capset_id, size = info->capset_max_size;

		holds(id == 1 || id == 2, "capset %u", id);
		is(gpu_capset(dev, id, info->capset_max_version),
		   VIRTIO_GPU_RESP_OK_CAPSET);
		is(dev->queue[0].len,
		   sizeof(struct virtio_gpu_ctrl_hdr) + size);
	}
	is(gpu_capset_info(dev, n), ERR(INVALID_PARAMETER));
	is(gpu_capset(dev, 4, 0), ERR(INVALID_PARAMETER));
	is(gpu_capset(dev, 3, 0), ERR(INVALID_PARAMETER));
}

/* capability_bits_v2 and max_video_memory of struct virgl_caps_v2. */
static void capset_memory(struct dev *dev)
{
	const u32 *set;

	start(dev);
	is(gpu_capset(dev, 2, 0), VIRTIO_GPU_RESP_OK_CAPSET);
	set = (void *)dev->resp + sizeof(struct virtio_gpu_ctrl_hdr);
	is(set[172] & 4, 4);
	is(set[173], attr_read(dev, "vram") >> 20);
}

static void contexts(struct dev *dev)
{
	start(dev);
	is(gpu_ctx_create(dev, 0, 0), ERR(INVALID_CONTEXT_ID));
	is(gpu_ctx_create(dev, 1, 0), OK);
	is(gpu_ctx_create(dev, 1, 0), ERR(INVALID_CONTEXT_ID));
	is(gpu_ctx_create(dev, 0xffffffff, 0), OK);
	is(gpu_ctx_destroy(dev, 2), ERR(INVALID_CONTEXT_ID));
	is(gpu_ctx_destroy(dev, 1), OK);
	is(gpu_ctx_destroy(dev, 1), ERR(INVALID_CONTEXT_ID));
	is(gpu_ctx_create(dev, 1, 0), OK);
}

static void contexts_are_shown(struct dev *dev)
{
	char text[4096];
	unsigned int nr;

	start(dev);
	is(gpu_ctx_create(dev, 7, 0), OK);
	is(gpu_ctx_create(dev, 0xffffffff, 0), OK);
	debug_text(dev, "contexts", text, sizeof(text));
	is(sscanf(text, "%u of ", &nr), 1);
	is(nr, 2);
	holds(strstr(text, "\n7: host ") && strstr(text, "\n4294967295: host "),
	      "not all contexts are there: %s", text);
}

static void context_kinds(struct dev *dev)
{
	start(dev);
	if (!(dev->features & F_GPU(CONTEXT_INIT)))
		tap_skip("CONTEXT_INIT is not offered");
	is(gpu_ctx_create(dev, 1, 1), OK);
	is(gpu_ctx_create(dev, 2, 2), OK);
	for (u32 kind = 3; kind < 8; kind++)
		is(gpu_ctx_create(dev, 3, kind), ERR(INVALID_PARAMETER));
}

static void context_ceiling(struct dev *dev)
{
	u32 n, got = OK;

	start(dev);
	for (n = 1; n < 1000 && got == OK; n++)
		got = gpu_ctx_create(dev, n, 0);
	diag("%u contexts", n - 2);
	is(got, ERR(OUT_OF_MEMORY));
	is(gpu_ctx_destroy(dev, 1), OK);
	is(gpu_ctx_create(dev, n, 0), OK);
}

static void round_trip(struct dev *dev)
{
	u32 *mem;

	start(dev);
	mem = backed_texture(dev, 1, SIDE, SIDE);
	gpu_round_trip(dev, 1, mem, SIDE, SIDE);
}

static void part_round_trip(struct dev *dev)
{
	struct transfer part = {
		.box = { .x = 8, .y = 4, .w = 16, .h = 2, .d = 1 },
		.offset = 1024, .stride = 256,
	};
	u32 *mem;

	start(dev);
	mem = backed_texture(dev, 1, SIDE, SIDE);
	draw(mem, SIDE * SIDE, 9);
	is(gpu_to_host(dev, 0, 1, &all), OK);
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

	start(dev);
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
	struct transfer t = all;
	u32 *mem;

	start(dev);
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

static void bad_transfers(struct dev *dev)
{
	struct transfer t;

	start(dev);
	backed_texture(dev, 1, SIDE, SIDE);
	t = all;
	t.box.w = SIDE + 1;
	is(gpu_to_host(dev, 0, 1, &t), ERR(INVALID_PARAMETER));
	t = all;
	t.box.y = 1;
	is(gpu_from_host(dev, 0, 1, &t), ERR(INVALID_PARAMETER));
	t = all;
	t.offset = 4;
	is(gpu_to_host(dev, 0, 1, &t), ERR(INVALID_PARAMETER));
	t.offset = ~0ULL;
	is(gpu_from_host(dev, 0, 1, &t), ERR(INVALID_PARAMETER));
	t = all;
	t.level = 1;
	is(gpu_to_host(dev, 0, 1, &t), ERR(INVALID_PARAMETER));
	t = all;
	t.stride = 0xfffffffc;
	is(gpu_from_host(dev, 0, 1, &t), ERR(INVALID_PARAMETER));
	is(gpu_to_host(dev, 0, 2, &all), ERR(INVALID_RESOURCE_ID));
	is(gpu_to_host(dev, 9, 1, &all), ERR(INVALID_CONTEXT_ID));
	is(gpu_detach(dev, 1), OK);
	holds(gpu_from_host(dev, 0, 1, &all) >= ERR(UNSPEC),
	      "a transfer without memory");
}

/* Clears the texture of resource @id by means of a surface. */
static const float red[4] = { 1, 0, 0, 1 };

static void drawing(struct dev *dev)
{
	u32 *mem;

	start(dev);
	mem = backed_texture(dev, 7, SIDE, SIDE);
	is(gpu_ctx_create(dev, 3, 0), OK);
	is(gpu_ctx_attach(dev, 3, 7), OK);
	is(gpu_clear_texture(dev, 3, 7, red), OK);
	is(gpu_from_host(dev, 3, 7, &all), OK);
	is(mem[0], RED);
	is(mem[SIDE * SIDE - 1], RED);
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

	start(dev);
	is(gpu_ctx_create(dev, 1, 0), OK);
	mem = backed_texture(dev, 1, SIDE, SIDE);
	is(gpu_ctx_attach(dev, 1, 1), OK);
	for (u32 id = 2; id < 8; id++) {
		c.resource_id = id;
		is(gpu_create_3d(dev, &c), OK);
		is(gpu_ctx_attach(dev, 1, id), OK);
		is(blit_stream(dev, 1, id, 1), OK);
		is(gpu_from_host(dev, 1, 1, &all), OK);
		holds(all_zero(mem, SIDE * SIDE), "0x%08x is there", mem[0]);
		is(gpu_clear_texture(dev, 1, id, red), OK);
		is(blit_stream(dev, 1, id, 1), OK);
		is(gpu_from_host(dev, 1, 1, &all), OK);
		is(mem[SIDE * SIDE - 1], RED);
		is(gpu_unref(dev, id), OK);
	}
}

static void bad_streams(struct dev *dev)
{
	u32 unknown[] = { VIRGL_CMD(64, 0, 0) };
	u32 overlong[] = { VIRGL_CMD(7, 0, 8), 0 };
	u32 nop[] = { 0 };

	start(dev);
	is(gpu_submit(dev, 1, nop, 1), ERR(INVALID_CONTEXT_ID));
	is(gpu_ctx_create(dev, 1, 0), OK);
	is(gpu_submit(dev, 1, nop, 1), OK);
	is(gpu_submit(dev, 1, unknown, 1), ERR(INVALID_PARAMETER));
	is(gpu_submit(dev, 1, overlong, 2), ERR(INVALID_PARAMETER));
}

/* The objects of one context give no access to those of another vGPU's context. */
static void neighbour_draws(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };
	u32 *mine, *theirs;

	start(dev);
	dev_open(&other);
	start(&other);
	mine = backed_texture(dev, 1, SIDE, SIDE);
	theirs = backed_texture(&other, 1, SIDE, SIDE);
	draw(theirs, SIDE * SIDE, 5);
	is(gpu_to_host(&other, 0, 1, &all), OK);
	is(gpu_ctx_create(dev, 1, 0), OK);
	is(gpu_ctx_create(&other, 1, 0), OK);
	is(gpu_ctx_attach(dev, 1, 1), OK);
	is(gpu_ctx_attach(&other, 1, 1), OK);
	is(gpu_clear_texture(dev, 1, 1, red), OK);
	is(gpu_from_host(dev, 0, 1, &all), OK);
	is(mine[0], RED);
	u32 was = theirs[9];

	memset(theirs, 0, BYTES);
	is(gpu_from_host(&other, 0, 1, &all), OK);
	is(theirs[9], was);
}

/* Tries each id that the GPU could have given the texture of the other vGPU. */
static void guessed_ids(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };
	u32 *theirs, was;

	start(dev);
	dev_open(&other);
	start(&other);
	theirs = backed_texture(&other, 1000, SIDE, SIDE);
	draw(theirs, SIDE * SIDE, 5);
	was = theirs[9];
	is(gpu_to_host(&other, 0, 1000, &all), OK);
	is(gpu_ctx_create(&other, 1, 0), OK);
	is(gpu_ctx_attach(&other, 1, 1000), OK);
	is(gpu_ctx_create(dev, 1, 0), OK);
	for (u32 id = 1; id < 300; id++) {
		is(gpu_ctx_attach(dev, 1, id), ERR(INVALID_RESOURCE_ID));
		is(gpu_to_host(dev, 1, id, &all), ERR(INVALID_RESOURCE_ID));
		is(gpu_clear_texture(dev, 1, id, red), OK);
	}
	memset(theirs, 0, BYTES);
	is(gpu_from_host(&other, 0, 1000, &all), OK);
	is(theirs[9], was);
}

static void picture_of_texture(struct dev *dev)
{
	struct frame f = { .id = 1, .w = 256, .h = 128 };
	struct transfer t = { .box = { .w = 256, .h = 128, .d = 1 } };

	start(dev);
	f.pixels = backed_texture(dev, f.id, f.w, f.h);
	draw(f.pixels, f.w * f.h, 21);
	is(gpu_to_host(dev, 0, f.id, &t), OK);
	frame_show(dev, &f, 0);
	is(gpu_flush(dev, f.id, RECT(0, 0, f.w, f.h)), OK);
	comes_to_show(dev, &f);
}

/* The image is read back from the GPU; the cursor queue does not wait for that. */
static void cursor_of_texture(struct dev *dev)
{
	struct frame f = { .id = 1, .w = 64, .h = 64 };
	struct view view;
	int ms;

	start(dev);
	f.pixels = backed_texture(dev, f.id, f.w, f.h);
	draw(f.pixels, f.w * f.h, 24);
	is(gpu_to_host(dev, 0, f.id, &all), OK);
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, f.id, 5, 6, 1, 2),
	   0);
	for (ms = 0; ms < WAIT_MS && !plane_id(dev, CURSOR); ms += 20)
		usleep(20000);
	holds(view_open(dev, CURSOR, &view), "there is no cursor");
	is(view.info.x_pos, 5);
	is(view.info.x_hot, 1);
	same_pixels(&view, f.pixels, 64);
	view_close(&view);
}

/*
 * Only the parts that the guest flushes are read back, and guest memory is not written.
 */
static void damage(struct dev *dev)
{
	struct frame f = { .id = 1, .w = 256, .h = 128 };
	struct transfer t = { .box = { .w = 256, .h = 128, .d = 1 } };
	u32 old[256 * 128];

	start(dev);
	f.pixels = backed_texture(dev, f.id, f.w, f.h);
	draw(f.pixels, f.w * f.h, 21);
	memcpy(old, f.pixels, sizeof(old));
	is(gpu_to_host(dev, 0, f.id, &t), OK);
	frame_show(dev, &f, 0);
	draw(f.pixels, f.w * f.h, 22);
	is(gpu_to_host(dev, 0, f.id, &t), OK);
	is(gpu_flush(dev, f.id, RECT(0, 0, 256, 64)), OK);
	memcpy(f.pixels + 256 * 64, old + 256 * 64, 256 * 64 * 4);
	comes_to_show(dev, &f);
	memset(f.pixels, 0x77, sizeof(old));
	is(gpu_flush(dev, f.id, RECT(0, 64, 256, 64)), OK);
	is(f.pixels[0], 0x77777777);
	is(f.pixels[256 * 128 - 1], 0x77777777);
}

static void flat_becomes_texture(struct dev *dev)
{
	struct frame f;
	u32 *pixels;

	start(dev);
	f = frame_create(dev, 1, 256, 128);
	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 5);
	is(gpu_ctx_create(dev, 1, 0), OK);
	is(gpu_ctx_attach(dev, 1, f.id), OK);
	comes_to_show(dev, &f);
	frame_paint(dev, &f, 6);
	comes_to_show(dev, &f);
	is(gpu_clear_texture(dev, 1, f.id, red), OK);
	is(gpu_flush(dev, f.id, RECT(0, 0, 256, 128)), OK);
	pixels = f.pixels;
	for (u32 i = 0; i < 256 * 128; i++)
		pixels[i] = RED;
	comes_to_show(dev, &f);
	is(gpu_unref(dev, f.id), OK);
}

/**
 * struct brief - A resource that a context uses for a short time
 * @create: creates the resource
 * @attach: attaches the resource to the context
 * @unref: releases the resource
 */
struct brief {
	struct virtio_gpu_resource_create_2d create;
	struct virtio_gpu_ctx_resource attach;
	struct virtio_gpu_resource_unref unref;
};

static void brief_picture(struct dev *dev, struct brief *b, u32 id)
{
	b->create.hdr.type = VIRTIO_GPU_CMD_RESOURCE_CREATE_2D;
	b->create.resource_id = id;
	b->create.format = BGRA8;
	b->create.width = SIDE;
	b->create.height = SIDE;
	b->attach.hdr.type = VIRTIO_GPU_CMD_CTX_ATTACH_RESOURCE;
	b->attach.hdr.ctx_id = 1;
	b->attach.resource_id = id;
	b->unref.hdr.type = VIRTIO_GPU_CMD_RESOURCE_UNREF;
	b->unref.resource_id = id;
	gpu_async(dev, 0, &b->create, sizeof(b->create));
	gpu_async(dev, 0, &b->attach, sizeof(b->attach));
	gpu_async(dev, 0, &b->unref, sizeof(b->unref));
}

#define BRIEFS 8

/*
 * The test does not wait, so that the GPU may still be moving pixels of a resource that
 * was released.
 */
static void gone_while_moving(struct dev *dev)
{
	struct queue *q = &dev->queue[0];
	struct brief *b;

	start(dev);
	b = dma_alloc(dev, BRIEFS * sizeof(*b));
	is(gpu_ctx_create(dev, 1, 0), OK);
	for (u32 i = 0; i < BRIEFS; i++)
		brief_picture(dev, &b[i], i + 1);
	for (u32 i = 0; i < 3 * BRIEFS; i++)
		queue_take(dev, q);
	usleep(100000);
	is(gpu_create_2d(dev, 1, BGRA8, SIDE, SIDE), OK);
}

static void given_back(struct dev *dev)
{
	start(dev);
	for (u32 i = 0; i < 20; i++) {
		backed_texture(dev, 1, SIDE, SIDE);
		is(gpu_ctx_create(dev, 1, 0), OK);
		is(gpu_ctx_attach(dev, 1, 1), OK);
		is(gpu_clear_texture(dev, 1, 1, red), OK);
		start(dev);
		settles(attr_read(dev, "vram_used"), 0);
	}
}

/* 2D commands take GPU time, too. */
static void flat_pays(struct dev *dev)
{
	const struct virtio_gpu_rect rect = { .width = SIDE, .height = SIDE };
	u32 *mem = dma_alloc(dev, BYTES);

	start(dev);
	PAYS(gpu_create_2d(dev, 5, 1, SIDE, SIDE), OK);
	PAYS(gpu_attach_one(dev, 5, dma_iova(dev, mem), BYTES), OK);
	PAYS(gpu_transfer(dev, 5, rect, 0), OK);
	PAYS(gpu_detach(dev, 5), OK);
	PAYS(gpu_unref(dev, 5), OK);
}

#define BIG 1024
#define ROUNDS 16
/*
 * Twice the jobs of one vGPU on a GPU that it shares, and some that complete meanwhile.
 */
#define PASSED 80

/* Endless work: a ring that is always full, with commands of a millisecond each. */
struct flood {
	struct dev *dev;
	struct queue *q;
	struct desc *table;
	u32 len;
};

static void flood_add(struct flood *f)
{
	struct seg seg[] = { { f->dev->req, f->len, false },
			     { f->dev->resp, 64, true } };

	queue_offer(f->q, queue_put_indirect(f->dev, f->q, f->table, seg, 2));
}

static struct flood flood_begin(struct dev *dev)
{
	struct transfer t = { .box = { .w = BIG, .h = BIG, .d = 1 } };
	struct flood f = { .dev = dev, .q = &dev->queue[0] };

	backed_texture(dev, 1, BIG, BIG);
	f.table = dma_alloc(dev, 2 * sizeof(*f.table));
	f.len = gpu_prepare_to_host(dev, 0, 1, &t);
	for (u32 i = 0; i < f.q->num; i++)
		flood_add(&f);
	queue_kick(dev, f.q);
	return f;
}

/* Returns how many commands completed since the last call. */
static u32 flood_goes_on(struct flood *f)
{
	u32 n = 0;

	for (; queue_try_take(f->dev, f->q, 0); n++)
		flood_add(f);
	queue_kick(f->dev, f->q);
	return n;
}

static int by_number(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return (x > y) - (x < y);
}

/*
 * How many commands of the flood complete before two commands of the other vGPU; the
 * first two are sent when the GPU has one user. The median is compared, because
 * commands that complete while this program has no CPU are counted as well.
 */
static void flood_passes(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };
	struct flood f;
	u32 passed[1 + ROUNDS];

	start(dev);
	dev_open(&other);
	start(&other);
	f = flood_begin(dev);
	for (u32 n = 0; n <= ROUNDS; n++) {
		flood_goes_on(&f);
		is(gpu_ctx_create(&other, 1, 0), OK);
		is(gpu_ctx_destroy(&other, 1), OK);
		passed[n] = flood_goes_on(&f);
	}
	qsort(passed + 1, ROUNDS, sizeof(*passed), by_number);
	diag("%u commands completed before, then %u (median)", passed[0],
	     passed[1 + ROUNDS / 2]);
	holds(passed[1 + ROUNDS / 2] <= PASSED,
	      "the other vGPU is delayed by more than a share");
}

#define T .need = NEED_3D
#define PICTURE(name, fn) \
	{ "3d dmabuf: " name, fn, .need = NEED_3D | NEED_OURS, \
	  .display = "dmabuf" }, \
	{ "3d region: " name, fn, .need = NEED_3D | NEED_OURS, \
	  .display = "region" }

const struct test three_tests[] = {
	{ "3d: the capability sets of virgl are offered, and no others",
	  capsets, T },
	{ "3d: the capability set reports the memory of the slice",
	  capset_memory, T },
	{ "3d: contexts can be created and destroyed", contexts, T },
	{ "3d: debugfs shows the contexts", contexts_are_shown,
	  .need = NEED_3D | NEED_OURS },
	{ "3d: contexts of other kinds are rejected", context_kinds, T },
	{ "3d: the number of contexts is limited", context_ceiling,
	  .need = NEED_3D | NEED_OURS },
	{ "3d: a texture keeps what is written to it", round_trip, T },
	{ "3d: a partial transfer of a texture reaches its box",
	  part_round_trip, T },
	{ "3d: a buffer keeps what is written to it", buffer_round_trip, T },
	{ "3d: a new resource is cleared in every face", new_is_empty, T },
	{ "3d: a new resource is cleared in every sample",
	  new_samples_are_empty, T },
	{ "3d: transfers outside the resource or its memory are rejected",
	  bad_transfers, T },
	{ "3d: a context draws", drawing, T },
	{ "3d: unknown and overlong commands are rejected", bad_streams, T },
	{ "3d: two vGPUs with the same ids do not share resources",
	  neighbour_draws,
	  .need = NEED_3D | NEED_OTHER },
	{ "3d: resources of another vGPU cannot be reached by guessing their ids",
	  guessed_ids,
	  .need = NEED_3D | NEED_OTHER, .limit = 60 },
	{ "3d: a vGPU that floods the GPU does not delay another one beyond its share",
	  flood_passes,
	  .need = NEED_3D | NEED_OTHER | NEED_OURS, .limit = 120 },
	{ "3d: GPU time for 2D commands is accounted", flat_pays,
	  .need = NEED_3D | NEED_OURS },
	{ "3d: a resource may be released while it becomes a texture",
	  gone_while_moving, T },
	{ "3d: a reset releases everything", given_back,
	  .need = NEED_3D | NEED_OURS, .limit = 60 },
	PICTURE("a drawing is shown the right way up",
		picture_of_texture),
	{ "3d dmabuf: a cursor made from a texture has its image",
	  cursor_of_texture,
	  .need = NEED_3D | NEED_OURS, .display = "dmabuf" },
	PICTURE("only damaged parts are read back, and guest memory is not written",
		damage),
	PICTURE("a 2D resource keeps its pixels when it is attached to a context",
		flat_becomes_texture),
	{ }
};
