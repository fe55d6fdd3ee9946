// SPDX-License-Identifier: GPL-2.0
/* 3D: the time of the GPU, its shares and its accounting. */
#include <stdlib.h>
#include <unistd.h>
#include "three.h"

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

	three_texture(dev, 1, BIG, BIG);
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

	three_start(dev);
	dev_open(&other);
	three_start(&other);
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

/* Most commands of a full ring wait until others of it have completed. */
static void flood_waits(struct dev *dev)
{
	long long before;
	struct flood f;

	three_start(dev);
	before = stat_read(dev, "wait_ns");
	is(gpu_ctx_create(dev, 1, 0), OK);
	is(stat_read(dev, "wait_ns"), before);
	f = flood_begin(dev);
	for (u32 n = 0; n < 2 * f.q->num; n += flood_goes_on(&f))
		usleep(1000);
	holds(stat_read(dev, "wait_ns") > before, "no wait was accounted");
}

/* 2D commands take GPU time, too. */
static void flat_pays(struct dev *dev)
{
	const struct virtio_gpu_rect rect = { .width = SIDE, .height = SIDE };
	u32 *mem = dma_alloc(dev, BYTES);

	three_start(dev);
	PAYS(gpu_create_2d(dev, 5, 1, SIDE, SIDE), OK);
	PAYS(gpu_attach_one(dev, 5, dma_iova(dev, mem), BYTES), OK);
	PAYS(gpu_transfer(dev, 5, rect, 0), OK);
	PAYS(gpu_detach(dev, 5), OK);
	PAYS(gpu_unref(dev, 5), OK);
}

const struct test three_time_tests[] = {
	{ "3d: a vGPU that floods the GPU does not delay another one beyond its share",
	  flood_passes,
	  .need = NEED_3D | NEED_OTHER | NEED_OURS, .limit = 120 },
	{ "3d: time for which commands wait for the GPU is accounted", flood_waits,
	  .need = NEED_3D | NEED_OURS, .limit = 120 },
	{ "3d: GPU time for 2D commands is accounted", flat_pays,
	  .need = NEED_3D | NEED_OURS },
	{ }
};
