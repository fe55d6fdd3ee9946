// SPDX-License-Identifier: GPL-2.0
/* Split rings as a correct driver uses them: virtio 1.2, 2.7. */
#include <string.h>
#include <unistd.h>
#include "test.h"

#define BATCH 64
#define INFO_LEN sizeof(struct virtio_gpu_resp_display_info)
#define FIRST_MS(dev) ((dev)->reference ? WAIT_MS : 100)

/* No command is in flight: the device asks for a doorbell. */
static void comes_to_rest(struct dev *dev, struct queue *q)
{
	for (int i = 0; dev->event_idx ? queue_avail_event(q) != q->avail_idx :
					 q->used[0] & 1; i++) {
		holds(i < WAIT_MS, "the device does not ask for the next doorbell");
		usleep(1000);
	}
}

static void wait_used_idx(struct queue *q, u16 idx)
{
	for (int i = 0; queue_used_idx(q) != idx; i++) {
		holds(i < WAIT_MS, "the command is not executed");
		usleep(1000);
	}
}

static void direct(struct dev *dev)
{
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	is(dev->queue[0].len, INFO_LEN);
}

static void indirect(struct dev *dev)
{
	struct virtio_gpu_ctrl_hdr *hdr =
		gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, sizeof(*hdr));
	struct seg seg[] = { { hdr, sizeof(*hdr), false },
			     { dev->resp, RESP_MAX, true } };
	struct desc *table = dma_alloc(dev, 4096);
	struct queue *q = &dev->queue[0];

	queue_offer(q, queue_put_indirect(dev, q, table, seg, 2));
	queue_kick(dev, q);
	queue_take(dev, q);
	is(q->len, INFO_LEN);
	is(*(u32 *)dev->resp, VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

/* Each field of the command matters; the command is split in two at each byte. */
static void split_request(struct dev *dev)
{
	struct virtio_gpu_resource_create_2d *c = (void *)dev->req;
	struct virtio_gpu_ctrl_hdr *resp = (void *)dev->resp;
	struct queue *q = &dev->queue[0];

	for (u32 cut = 1; cut < sizeof(*c); cut++) {
		struct seg seg[] = { { dev->req, cut, false },
				     { dev->req + cut, sizeof(*c) - cut, false },
				     { dev->resp, sizeof(*resp), true } };

		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_CREATE_2D, sizeof(*c));
		c->hdr.flags = VIRTIO_GPU_FLAG_FENCE;
		c->hdr.fence_id = 0x1122334455667788ULL + cut;
		c->resource_id = 0x01020304 + cut;
		c->format = 1;
		c->width = 0x11;
		c->height = 0x12;
		queue_offer(q, queue_put(dev, q, seg, 3));
		queue_kick(dev, q);
		queue_take(dev, q);
		is(resp->type, OK);
		is(resp->fence_id, 0x1122334455667788ULL + cut);
		is(gpu_unref(dev, 0x01020304 + cut), OK);
	}
}

static void split_bytes(struct dev *dev)
{
	struct virtio_gpu_ctrl_hdr *hdr =
		gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, sizeof(*hdr));
	struct seg seg[24 + 48];
	struct queue *q = &dev->queue[0];
	struct desc *table = dma_alloc(dev, 4096);

	for (u32 i = 0; i < 24; i++)
		seg[i] = (struct seg) { dev->req + i, 1, false };
	for (u32 i = 0; i < 47; i++)
		seg[24 + i] = (struct seg) { dev->resp + i, 1, true };
	seg[71] = (struct seg) { dev->resp + 47, INFO_LEN - 47, true };
	queue_offer(q, queue_put_indirect(dev, q, table, seg, 72));
	queue_kick(dev, q);
	queue_take(dev, q);
	is(q->len, INFO_LEN);
	is(((u32 *)dev->resp)[0], VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	is(((struct virtio_gpu_resp_display_info *)dev->resp)->pmodes[0].enabled,
	   1);
	is(hdr->type, VIRTIO_GPU_CMD_GET_DISPLAY_INFO);
}

static void zero_length(struct dev *dev)
{
	struct virtio_gpu_ctrl_hdr *hdr =
		gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, sizeof(*hdr));
	struct seg seg[] = { { hdr, sizeof(*hdr), false },
			     { dev->req + 512, 0, false },
			     { dev->resp, 0, true },
			     { dev->resp, RESP_MAX, true } };
	struct queue *q = &dev->queue[0];

	queue_offer(q, queue_put(dev, q, seg, 4));
	queue_kick(dev, q);
	queue_take(dev, q);
	is(q->len, INFO_LEN);
}

/* Sends a batch of fenced commands and returns how many doorbells it took. */
static void put_batch(struct dev *dev, struct desc *tables, u32 first)
{
	struct queue *q = &dev->queue[0];

	for (u32 i = 0; i < BATCH; i++) {
		struct virtio_gpu_ctrl_hdr *req = (void *)(dev->req + 32 * i);
		struct seg seg[] = { { req, sizeof(*req), false },
				     { dev->resp + 32 * i, 32, true } };

		memset(req, 0, sizeof(*req));
		req->type = VIRTIO_GPU_CMD_GET_DISPLAY_INFO;
		req->flags = VIRTIO_GPU_FLAG_FENCE;
		req->fence_id = first + i;
		queue_offer(q, queue_put_indirect(dev, q, tables + 2 * i, seg,
						  2));
	}
}

static void take_batch(struct dev *dev, u32 first)
{
	struct queue *q = &dev->queue[0];

	for (u32 i = 0; i < BATCH; i++) {
		struct virtio_gpu_ctrl_hdr *resp = (void *)(dev->resp + 32 * i);

		queue_take(dev, q);
		is(q->id, q->avail[2 + ((q->seen - 1) & (q->num - 1))]);
		is(resp->type, VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
		is(resp->fence_id, first + i);
	}
}

static void batch(struct dev *dev)
{
	struct desc *tables = dma_alloc(dev, BATCH * 2 * sizeof(*tables));

	if (dev->queue[0].num < BATCH)
		tap_skip("the queue has only %u entries", dev->queue[0].num);
	put_batch(dev, tables, 1000);
	queue_kick(dev, &dev->queue[0]);
	take_batch(dev, 1000);
}

/* A batch takes one doorbell and at most a few interrupts. */
static void batch_counters(struct dev *dev)
{
	struct desc *tables = dma_alloc(dev, BATCH * 2 * sizeof(*tables));
	long long doorbells, commands, writes, irqs;
	struct queue *q = &dev->queue[0];

	doorbells = stat_read(dev, "doorbells");
	commands = stat_read(dev, "commands");
	writes = stat_read(dev, "reg_writes");
	irqs = stat_read(dev, "irqs");
	/*
	 * The test waits before the batch: the look of the device at DRIVER_OK may find
	 * a part of the batch.
	 */
	*queue_used_event(q) = q->seen + BATCH - 1;
	put_batch(dev, tables, 1);
	queue_kick(dev, q);
	holds(eventfd_wait(dev->irq[1], WAIT_MS), "no interrupt");
	take_batch(dev, 1);
	is(stat_read(dev, "commands"), commands + BATCH);
	is(stat_read(dev, "doorbells"), doorbells + 1);
	is(stat_read(dev, "reg_writes"), writes + 1);
	is(stat_read(dev, "irqs"), irqs + 1);
}

/* As in the Linux driver, a doorbell is rung only when the device asks for one. */
static void busy_needs_few_doorbells(struct dev *dev)
{
	struct desc *tables = dma_alloc(dev, BATCH * 2 * sizeof(*tables));
	struct queue *q = &dev->queue[0];
	unsigned int rounds = 16, kicks = 0;

	for (unsigned int i = 0; i < rounds; i++) {
		u16 old = q->avail_idx;

		put_batch(dev, tables, i * BATCH + 1);
		kicks += queue_kick_if_wanted(dev, q, old);
		take_batch(dev, i * BATCH + 1);
	}
	diag("%u doorbells for %u commands", kicks, rounds * BATCH);
	holds(kicks <= rounds, "more than one doorbell for a batch");
}

static void suppresses_doorbells(struct dev *dev)
{
	struct desc *tables = dma_alloc(dev, BATCH * 2 * sizeof(*tables));
	struct queue *q = &dev->queue[0];

	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	comes_to_rest(dev, q);
	put_batch(dev, tables, 1);
	queue_kick(dev, q);
	take_batch(dev, 1);
	comes_to_rest(dev, q);
}

static void without_event_idx(struct dev *dev)
{
	struct desc *tables;

	gpu_start(dev, F_ALL & ~F_EVENT_IDX);
	tables = dma_alloc(dev, BATCH * 2 * sizeof(*tables));
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	if (dev->queue[0].num < BATCH)
		return;
	put_batch(dev, tables, 7);
	queue_kick(dev, &dev->queue[0]);
	take_batch(dev, 7);
	comes_to_rest(dev, &dev->queue[0]);
}

static void no_interrupt_flag(struct dev *dev)
{
	struct virtio_gpu_ctrl_hdr *hdr;
	struct queue *q = &dev->queue[0];
	struct seg seg[2];

	gpu_start(dev, F_ALL & ~F_EVENT_IDX);
	hdr = gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, sizeof(*hdr));
	seg[0] = (struct seg) { hdr, sizeof(*hdr), false };
	seg[1] = (struct seg) { dev->resp, RESP_MAX, true };
	q->avail[0] = 1;
	eventfd_count(dev->irq[1]);
	queue_offer(q, queue_put(dev, q, seg, 2));
	queue_kick(dev, q);
	wait_used_idx(q, 1);
	holds(!eventfd_wait(dev->irq[1], 100), "an interrupt came");
}

static void used_event(struct dev *dev)
{
	struct virtio_gpu_ctrl_hdr *hdr =
		gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, sizeof(*hdr));
	struct seg seg[] = { { hdr, sizeof(*hdr), false },
			     { dev->resp, RESP_MAX, true } };
	struct queue *q = &dev->queue[0];

	*queue_used_event(q) = 2;
	eventfd_count(dev->irq[1]);
	for (u16 i = 1; i <= 3; i++) {
		queue_offer(q, queue_put(dev, q, seg, 2));
		queue_kick(dev, q);
		wait_used_idx(q, i);
		/* QEMU's very first interrupt comes without a request, and late. */
		if (i == 1 && eventfd_wait(dev->irq[1], FIRST_MS(dev)))
			eventfd_count(dev->irq[1]);
		if (i == 2)
			holds(!eventfd_wait(dev->irq[1], 100), "too early");
	}
	holds(eventfd_wait(dev->irq[1], WAIT_MS), "no interrupt at the event");
}

/* Indexes wrap at 65536, positions at the size of the ring. */
static void wraps(struct dev *dev)
{
	struct desc *tables = dma_alloc(dev, BATCH * 2 * sizeof(*tables));
	unsigned int rounds = 65536 / BATCH + 2;
	struct queue *q = &dev->queue[0];

	if (q->num < BATCH)
		tap_skip("the queue has only %u entries", q->num);
	for (unsigned int i = 0; i < rounds; i++) {
		*queue_used_event(q) = q->avail_idx + BATCH - 1;
		put_batch(dev, tables, i);
		queue_kick(dev, q);
		eventfd_wait(dev->irq[1], WAIT_MS);
		take_batch(dev, i);
	}
	is(q->seen, (u16)(rounds * BATCH));
}

static void empty_kicks(struct dev *dev)
{
	for (unsigned int i = 0; i < 100; i++)
		queue_kick(dev, &dev->queue[i & 1]);
	is(queue_used_idx(&dev->queue[0]), 0);
	is(queue_used_idx(&dev->queue[1]), 0);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

static void short_response(struct dev *dev)
{
	static const u32 room[] = { 1, 23, 24, 25, 100, 407 };

	for (unsigned int i = 0; i < ARRAY_SIZE(room); i++) {
		gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, 24);
		gpu_send(dev, 0, 24, room[i]);
		is(dev->queue[0].len, room[i]);
		is(dev->resp[room[i]], 0);
	}
}

static void no_response(struct dev *dev)
{
	struct virtio_gpu_resource_create_2d *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_CREATE_2D, sizeof(*c));

	c->resource_id = 5;
	c->format = 1;
	c->width = 16;
	c->height = 16;
	gpu_send(dev, 0, sizeof(*c), 0);
	is(dev->queue[0].len, 0);
	is(gpu_unref(dev, 5), OK);
}

static void response_not_beyond(struct dev *dev)
{
	memset(dev->resp, 0xaa, RESP_MAX);
	gpu_prepare(dev, VIRTIO_GPU_CMD_GET_CAPSET_INFO, 32);
	dev->req[24] = 99;
	{
		struct seg seg[] = { { dev->req, 32, false },
				     { dev->resp, RESP_MAX, true } };
		struct queue *q = &dev->queue[0];

		queue_offer(q, queue_put(dev, q, seg, 2));
		queue_kick(dev, q);
		queue_take(dev, q);
		is(q->len, 24);
	}
	for (unsigned int i = 24; i < RESP_MAX; i++)
		is(dev->resp[i], 0xaa);
}

static void both_queues(struct dev *dev)
{
	struct virtio_gpu_update_cursor *c = dma_alloc(dev, 4096);
	struct queue *q = &dev->queue[1];

	memset(c, 0, sizeof(*c));
	c->hdr.type = VIRTIO_GPU_CMD_MOVE_CURSOR;
	for (unsigned int i = 0; i < 200; i++) {
		gpu_async(dev, 1, c, sizeof(*c));
		is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
		queue_take(dev, q);
		is(q->len, 0);
	}
}

/* Splits a large command into as many pieces as the device accepts. */
static void long_chain(struct dev *dev)
{
	unsigned int n = 500;
	struct desc *table = dma_alloc(dev, n * sizeof(*table));
	struct queue *q = &dev->queue[0];
	struct seg seg[500];
	u32 len = 24;

	gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, 24);
	memset(seg, 0, sizeof(seg));
	seg[0] = (struct seg) { dev->req, len, false };
	for (unsigned int i = 1; i < n; i++)
		seg[i] = (struct seg) { dev->resp + i - 1, 1, true };
	queue_offer(q, queue_put_indirect(dev, q, table, seg, n));
	queue_kick(dev, q);
	queue_take(dev, q);
	is(q->len, INFO_LEN);
	is(*(u32 *)dev->resp, VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

static void mixed_chain(struct dev *dev)
{
	struct virtio_gpu_ctrl_hdr *hdr =
		gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, sizeof(*hdr));
	struct seg seg[] = { { dev->req + 8, 16, false },
			     { dev->resp, RESP_MAX, true } };
	struct desc *table = dma_alloc(dev, 4096);
	struct queue *q = &dev->queue[0];
	u16 head = q->next_desc++ & (q->num - 1), next;

	/* The chain has a direct descriptor, then an indirect one that ends it. */
	next = queue_put_indirect(dev, q, table, seg, 2);
	q->desc[head] = (struct desc) { dma_iova(dev, hdr), 8, DESC_NEXT, next };
	queue_offer(q, head);
	queue_kick(dev, q);
	queue_take(dev, q);
	is(q->id, head);
	is(*(u32 *)dev->resp, VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

static void ring_pins(struct dev *dev)
{
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	holds(stat_read(dev, "pinned") <= 6, "%lld pages pinned for two rings",
	      stat_read(dev, "pinned"));
	virtio_reset(dev);
	is(stat_read(dev, "pinned"), 0);
}

const struct test ring_tests[] = {
	{ "ring: a direct chain is executed", direct },
	{ "ring: an indirect chain is executed", indirect },
	{ "ring: direct descriptors may end in an indirect one", mixed_chain },
	{ "ring: a request may be cut in two at any byte", split_request },
	{ "ring: request and response may be split into single bytes",
	  split_bytes },
	{ "ring: a chain of 500 descriptors is executed", long_chain },
	{ "ring: empty descriptors are harmless", zero_length },
	{ "ring: 64 commands with one doorbell are answered in order", batch },
	{ "ring: one doorbell and at most a few interrupts suffice for 64 commands",
	  batch_counters, .need = NEED_OURS },
	{ "ring: a busy driver needs at most one doorbell a batch",
	  busy_needs_few_doorbells, .need = NEED_OURS },
	{ "ring: the event index asks for the next doorbell when idle",
	  suppresses_doorbells },
	{ "ring: the queue works without event index", without_event_idx },
	{ "ring: NO_INTERRUPT is respected", no_interrupt_flag },
	{ "ring: the interrupt comes at the used event", used_event },
	{ "ring: indexes wrap", wraps, .limit = 120 },
	{ "ring: doorbells without commands are harmless", empty_kicks },
	{ "ring: a response is truncated to the room that the guest gave",
	  short_response },
	{ "ring: a command without room for a response is executed",
	  no_response },
	{ "ring: nothing is written behind a response", response_not_beyond },
	{ "ring: both queues work at the same time", both_queues },
	{ "ring: only the rings' own pages are pinned", ring_pins,
	  .need = NEED_OURS },
	{ }
};
