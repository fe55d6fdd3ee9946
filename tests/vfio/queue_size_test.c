// SPDX-License-Identifier: GPL-2.0
/*
 * Rings of each size that the device accepts, filled to the last descriptor, many
 * times. A chain of direct descriptors cannot be longer than the ring: its entries
 * would be used twice. For an indirect table the specification forbids it, too (virtio
 * 1.2, 2.7.5.3.1); Linux does it nevertheless, and QEMU and a vGPU accept it.
 */
#include <string.h>
#include "test.h"

#define HDR_LEN 24U
#define INFO_LEN sizeof(struct virtio_gpu_resp_display_info)
#define ROOM 1024U
#define TABLE_MAX 600U

/* Each entry of a ring is used at least so often. */
#define TURNS 3

static u8 *requests, *responses;
static struct desc *tables;

static u16 largest(struct dev *dev)
{
	u16 num;

	virtio_reset(dev);
	reg_write(dev, REG_QUEUE_SELECT, 0, 2);
	num = reg_read(dev, REG_QUEUE_SIZE, 2);
	/* QEMU can have a queue of 1024 entries; the memory here suffices for 256. */
	return num < 256 ? num : 256;
}

static void start(struct dev *dev, u16 num, u64 features)
{
	dev->mem_used = 0;
	virtio_begin(dev, features);
	virtio_msix(dev);
	queue_alloc(dev, 0, num);
	queue_program(dev, &dev->queue[0]);
	virtio_set_status(dev, virtio_status(dev) | STATUS_DRIVER_OK);
	requests = dma_alloc(dev, num * HDR_LEN);
	responses = dma_alloc(dev, num * ROOM);
	tables = dma_alloc(dev, num * TABLE_MAX * sizeof(*tables));
}

/*
 * Sends GET_DISPLAY_INFO in @len pieces; with one piece there is no room for a
 * response.
 */
static void pieces(struct seg *seg, unsigned int len, u8 *req, u8 *resp)
{
	unsigned int nr_req = len <= HDR_LEN ? len - 1 : HDR_LEN, i;
	unsigned int nr_resp = len - nr_req;

	if (!nr_req) {
		seg[0] = (struct seg) { req, HDR_LEN, false };
		return;
	}
	for (i = 0; i < nr_req; i++)
		seg[i] = (struct seg) { req + i, 1, false };
	seg[nr_req - 1].len = HDR_LEN - (nr_req - 1);
	for (i = 0; i < nr_resp; i++)
		seg[nr_req + i] = (struct seg) { resp + i, 1, true };
	seg[len - 1].len = ROOM - (nr_resp - 1);
}

static void offer(struct dev *dev, unsigned int slot, unsigned int len,
		  bool indirect, u64 fence)
{
	struct virtio_gpu_ctrl_hdr *req = (void *)(requests + slot * HDR_LEN);
	struct queue *q = &dev->queue[0];
	struct seg seg[TABLE_MAX];

	memset(req, 0, HDR_LEN);
	memset(responses + slot * ROOM, 0, HDR_LEN);
	req->type = VIRTIO_GPU_CMD_GET_DISPLAY_INFO;
	req->flags = VIRTIO_GPU_FLAG_FENCE;
	req->fence_id = fence;
	pieces(seg, len, (void *)req, responses + slot * ROOM);
	queue_offer(q, indirect ?
		    queue_put_indirect(dev, q, tables + slot * TABLE_MAX, seg,
				       len) : queue_put(dev, q, seg, len));
}

static void take(struct dev *dev, unsigned int slot, unsigned int len,
		 u64 fence)
{
	struct virtio_gpu_ctrl_hdr *resp = (void *)(responses + slot * ROOM);
	struct queue *q = &dev->queue[0];

	queue_take(dev, q);
	is(q->id, q->avail[2 + ((q->seen - 1) & (q->num - 1))]);
	is(q->len, len == 1 ? 0 : INFO_LEN);
	if (len == 1)
		return;
	is(resp->type, VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	is(resp->fence_id, fence);
}

/* Sends as many chains of @len pieces as fit at once, several times. */
static void fill(struct dev *dev, unsigned int len, bool indirect)
{
	struct queue *q = &dev->queue[0];
	unsigned int n = indirect ? q->num : q->num / len;
	u64 fence = 1;

	for (unsigned int used = 0; used < TURNS * q->num;
	     used += indirect ? n : n * len) {
		for (unsigned int i = 0; i < n; i++)
			offer(dev, i, len, indirect, fence + i);
		queue_kick(dev, q);
		for (unsigned int i = 0; i < n; i++)
			take(dev, i, len, fence + i);
		fence += n;
	}
}

static void each_size(struct dev *dev, bool indirect, u64 features)
{
	u16 max = largest(dev);

	for (u16 num = 1; num && num <= max; num *= 2) {
		const unsigned int len[] = { 1, 2, 3, 7, num - 1, num,
					     indirect ? 2 * num + 1 : 0 };

		start(dev, num, features);
		for (unsigned int i = 0; i < ARRAY_SIZE(len); i++)
			if (len[i] && (indirect || len[i] <= num))
				fill(dev, len[i], indirect);
		is(virtio_status(dev) & STATUS_NEEDS_RESET, 0);
	}
}

static void direct(struct dev *dev)
{
	each_size(dev, false, F_ALL);
}

static void indirect(struct dev *dev)
{
	each_size(dev, true, F_ALL);
}

static void flags_only(struct dev *dev)
{
	each_size(dev, false, F_ALL & ~(F_EVENT_IDX | F_INDIRECT));
}

const struct test queue_size_tests[] = {
	{ "sizes: rings of every size work when they are full of direct chains",
	  direct, FOUND,
	  .limit = 60 },
	{ "sizes: rings of every size work when they are full of indirect chains",
	  indirect,
	  FOUND, .limit = 60 },
	{ "sizes: rings of every size work without event index and indirect descriptors",
	  flags_only, FOUND, .limit = 60 },
	{ }
};
