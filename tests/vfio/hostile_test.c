// SPDX-License-Identifier: GPL-2.0
/*
 * Rings that no correct driver makes. Each of them has the same effect:
 * DEVICE_NEEDS_RESET and a configuration interrupt; other vGPUs are not affected, and
 * after a reset everything works again.
 */
#include <string.h>
#include <unistd.h>
#include "test.h"

/* Writes a valid request and response to the first two entries of a table. */
static void good_pair(struct dev *dev, struct desc *d)
{
	gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, 24);
	d[0] = (struct desc) { dma_iova(dev, dev->req), 24, DESC_NEXT, 1 };
	d[1] = (struct desc) { dma_iova(dev, dev->resp), RESP_MAX, DESC_WRITE };
}

static struct desc *indirect_head(struct dev *dev, u32 len)
{
	struct queue *q = &dev->queue[0];
	struct desc *table = dma_alloc(dev, 64 << 10);

	good_pair(dev, table);
	q->desc[0] = (struct desc) { dma_iova(dev, table), len, DESC_INDIRECT };
	return table;
}

/* The device may have looked at the ring before the doorbell. */
static void fatal(struct dev *dev)
{
	queue_kick(dev, &dev->queue[0]);
	holds(virtio_wait_needs_reset(dev),
	      "no DEVICE_NEEDS_RESET: status 0x%x, used %u",
	      virtio_status(dev), queue_used_idx(&dev->queue[0]));
	holds(eventfd_wait(dev->irq[0], WAIT_MS), "no configuration interrupt");
	eventfd_count(dev->irq[0]);
}

static void recovers(struct dev *dev)
{
	gpu_start(dev, F_ALL);
	is(virtio_status(dev), 15);
	is(gpu_create_2d(dev, 1, 1, 16, 16), OK);
	is(gpu_unref(dev, 1), OK);
}

static void offer_zero(struct dev *dev)
{
	queue_offer(&dev->queue[0], 0);
	fatal(dev);
	recovers(dev);
}

static void loop_direct(struct dev *dev)
{
	struct desc *d = dev->queue[0].desc;

	good_pair(dev, d);
	d[1] = d[0];
	d[0].next = 1;
	d[1].next = 0;
	offer_zero(dev);
}

static void loop_to_self(struct dev *dev)
{
	struct desc *d = dev->queue[0].desc;

	good_pair(dev, d);
	d[0].next = 0;
	offer_zero(dev);
}

static void loop_indirect(struct dev *dev)
{
	struct desc *table = indirect_head(dev, 2 * sizeof(*table));

	table[1] = table[0];
	table[1].next = 0;
	offer_zero(dev);
}

static void head_out_of_range(struct dev *dev)
{
	struct queue *q = &dev->queue[0];

	good_pair(dev, q->desc);
	queue_offer(q, q->num);
	fatal(dev);
	recovers(dev);
	queue_offer(q, 0xffff);
	fatal(dev);
	recovers(dev);
}

static void next_out_of_range(struct dev *dev)
{
	struct queue *q = &dev->queue[0];

	good_pair(dev, q->desc);
	q->desc[0].next = q->num;
	offer_zero(dev);
}

static void next_outside_table(struct dev *dev)
{
	struct desc *table = indirect_head(dev, 2 * sizeof(*table));

	table[0].next = 2;
	table[2] = table[1];
	offer_zero(dev);
}

static void nested_indirect(struct dev *dev)
{
	struct desc *table = indirect_head(dev, sizeof(*table));
	struct desc *inner = dma_alloc(dev, 4096);

	good_pair(dev, inner);
	table[0] = (struct desc) { dma_iova(dev, inner), 2 * sizeof(*inner),
				   DESC_INDIRECT };
	offer_zero(dev);
}

static void indirect_and_next(struct dev *dev)
{
	struct queue *q = &dev->queue[0];

	indirect_head(dev, 2 * sizeof(struct desc));
	q->desc[0].flags = DESC_INDIRECT | DESC_NEXT;
	q->desc[0].next = 1;
	q->desc[1] = (struct desc) { dma_iova(dev, dev->resp), 64, DESC_WRITE };
	offer_zero(dev);
}

static void table_length_zero(struct dev *dev)
{
	indirect_head(dev, 0);
	offer_zero(dev);
}

static void table_length_odd(struct dev *dev)
{
	indirect_head(dev, 2 * sizeof(struct desc) + 1);
	offer_zero(dev);
}

static void table_length_huge(struct dev *dev)
{
	indirect_head(dev, 0xfffffff0);
	offer_zero(dev);
}

static void table_unmapped(struct dev *dev)
{
	indirect_head(dev, 2 * sizeof(struct desc));
	dev->queue[0].desc[0].addr = DMA_IOVA_NONE;
	offer_zero(dev);
}

static void table_wraps(struct dev *dev)
{
	indirect_head(dev, 2 * sizeof(struct desc));
	dev->queue[0].desc[0].addr = 0ULL - sizeof(struct desc);
	offer_zero(dev);
}

static void indirect_not_negotiated(struct dev *dev)
{
	gpu_start(dev, F_ALL & ~F_INDIRECT);
	indirect_head(dev, 2 * sizeof(struct desc));
	offer_zero(dev);
}

static void read_after_write(struct dev *dev)
{
	struct desc *d = dev->queue[0].desc;

	good_pair(dev, d);
	d[0].flags |= DESC_WRITE;
	d[1].flags = 0;
	offer_zero(dev);
}

static void address_wraps(struct dev *dev)
{
	struct desc *d = dev->queue[0].desc;

	good_pair(dev, d);
	d[0].addr = 0ULL - 8;
	offer_zero(dev);
}

static void too_many_bytes(struct dev *dev)
{
	struct desc *table = indirect_head(dev, 64 * sizeof(*table));

	for (u16 i = 0; i < 64; i++)
		table[i] = (struct desc) { DMA_IOVA, 0xffffffff, DESC_NEXT,
					   i + 1 };
	table[63] = (struct desc) { dma_iova(dev, dev->resp), 64, DESC_WRITE };
	offer_zero(dev);
}

static void chain_too_long(struct dev *dev)
{
	struct desc *table = indirect_head(dev, 4000 * sizeof(*table));

	for (u16 i = 0; i < 4000; i++)
		table[i] = (struct desc) { dma_iova(dev, dev->req), 1,
					   DESC_NEXT, i + 1 };
	table[3999] = (struct desc) { dma_iova(dev, dev->resp), 64,
				      DESC_WRITE };
	offer_zero(dev);
}

static void avail_jumps(struct dev *dev)
{
	struct queue *q = &dev->queue[0];

	good_pair(dev, q->desc);
	queue_publish(q, q->num + 1);
	fatal(dev);
	recovers(dev);
}

static void avail_backwards(struct dev *dev)
{
	struct queue *q = &dev->queue[0];

	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	queue_publish(q, 0);
	fatal(dev);
	recovers(dev);
}

static void rings_unmapped(struct dev *dev)
{
	static const u32 reg[] = { REG_QUEUE_DESC, REG_QUEUE_DRIVER,
				   REG_QUEUE_DEVICE };

	for (unsigned int i = 0; i < ARRAY_SIZE(reg); i++) {
		virtio_begin(dev, F_ALL);
		virtio_msix(dev);
		reg_write(dev, REG_QUEUE_SELECT, 0, 2);
		for (u32 r = 0; r < ARRAY_SIZE(reg); r++) {
			u64 at = r == i ? DMA_IOVA_NONE : DMA_IOVA + 0x1000 * r;

			reg_write(dev, reg[r], (u32)at, 4);
			reg_write(dev, reg[r] + 4, at >> 32, 4);
		}
		reg_write(dev, REG_QUEUE_SIZE, 16, 2);
		reg_write(dev, REG_QUEUE_ENABLE, 1, 2);
		virtio_set_status(dev, 15);
		memset(dev->mem, 0, 0x3000);
		good_pair(dev, (struct desc *)dev->mem);
		((volatile u16 *)(dev->mem + 0x1000))[1] = 1;
		fatal(dev);
		recovers(dev);
	}
}

/*
 * The chain is well-formed but its addresses are not mapped: the result is an error or
 * a need for a reset, nothing else.
 */
static void survives(struct dev *dev)
{
	struct queue *q = &dev->queue[0];

	queue_offer(q, 0);
	queue_kick(dev, q);
	for (int i = 0; queue_used_idx(q) == q->seen; i++) {
		if (virtio_status(dev) & STATUS_NEEDS_RESET)
			break;
		holds(i < WAIT_MS, "neither an answer nor NEEDS_RESET");
		usleep(1000);
	}
	recovers(dev);
}

static void request_unmapped(struct dev *dev)
{
	good_pair(dev, dev->queue[0].desc);
	dev->queue[0].desc[0].addr = DMA_IOVA_NONE;
	survives(dev);
}

static void response_unmapped(struct dev *dev)
{
	good_pair(dev, dev->queue[0].desc);
	dev->queue[0].desc[1].addr = DMA_IOVA_NONE;
	survives(dev);
}

static void own_bar(struct dev *dev)
{
	cfg_write(dev, PCI_BASE_ADDRESS_0, 0xe0000000, 4);
	cfg_write(dev, PCI_BASE_ADDRESS_1, 0, 4);
	good_pair(dev, dev->queue[0].desc);
	dev->queue[0].desc[1].addr = 0xe0000000;
	survives(dev);
	is(gpu_create_2d(dev, 7, 1, 16, 16), OK);
	is(gpu_attach_one(dev, 7, 0xe0000000, 1024), ERR(INVALID_PARAMETER));
}

static void header_too_short(struct dev *dev)
{
	for (u32 len = 1; len < 24; len += 2) {
		u32 got = gpu_truncated(dev, 0, VIRTIO_GPU_CMD_GET_DISPLAY_INFO,
					len);

		holds(got == ERR(UNSPEC) || got == ERR(INVALID_PARAMETER),
		      "a header of %u bytes: 0x%x", len, got);
	}
	recovers(dev);
}

static void only_writable(struct dev *dev)
{
	struct seg seg = { dev->resp, 64, true };
	struct queue *q = &dev->queue[0];

	queue_offer(q, queue_put(dev, q, &seg, 1));
	queue_kick(dev, q);
	queue_take(dev, q);
	holds(*(u32 *)dev->resp >= 0x1200, "a chain without a command: 0x%x",
	      *(u32 *)dev->resp);
	recovers(dev);
}

static void huge_request(struct dev *dev)
{
	struct queue *q = &dev->queue[0];
	struct seg seg[] = { { dev->mem, DMA_SIZE / 2, false },
			     { dev->resp, 64, true } };

	memset(dev->resp, 0, 64);
	queue_offer(q, queue_put(dev, q, seg, 2));
	queue_kick(dev, q);
	queue_take(dev, q);
	holds(*(u32 *)dev->resp >= 0x1200, "a request of 4 MiB: 0x%x",
	      *(u32 *)dev->resp);
	recovers(dev);
}

static void stays_stopped(struct dev *dev)
{
	struct queue *q = &dev->queue[1];
	struct virtio_gpu_update_cursor *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_MOVE_CURSOR, sizeof(*c));

	queue_publish(&dev->queue[0], 1000);
	fatal(dev);
	gpu_async(dev, 1, c, sizeof(*c));
	holds(!queue_try_take(dev, q, 100), "a device that needs a reset executes commands");
	recovers(dev);
}

static void cursor_queue_too(struct dev *dev)
{
	queue_publish(&dev->queue[1], 1000);
	queue_kick(dev, &dev->queue[1]);
	holds(virtio_wait_needs_reset(dev), "no DEVICE_NEEDS_RESET");
	holds(eventfd_wait(dev->irq[0], WAIT_MS), "no configuration interrupt");
	recovers(dev);
}

static void many_times(struct dev *dev)
{
	long long before = stat_read(dev, "fatal");

	for (unsigned int i = 0; i < 100; i++) {
		queue_publish(&dev->queue[0], 1000);
		fatal(dev);
		gpu_start(dev, F_ALL);
	}
	is(stat_read(dev, "fatal"), before + 100);
	recovers(dev);
}

static void others_undisturbed(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };
	long long before;

	dev_open(&other);
	before = stat_read(&other, "fatal");
	gpu_start(&other, F_ALL);
	is(gpu_create_2d(&other, 1, 1, 64, 64), OK);
	for (unsigned int i = 0; i < 10; i++) {
		queue_publish(&dev->queue[0], 1000);
		fatal(dev);
		is(gpu_display_info(&other), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
		gpu_start(dev, F_ALL);
	}
	is(gpu_create_2d(dev, 1, 1, 64, 64), OK);
	is(dev_reset(dev), 0);
	is(virtio_status(&other), 15);
	is(gpu_create_2d(&other, 1, 1, 64, 64), ERR(INVALID_RESOURCE_ID));
	is(stat_read(&other, "fatal"), before);
}

static void random_rings(struct dev *dev)
{
	struct queue *q = &dev->queue[0];
	u32 seed = 4711;

	for (unsigned int round = 0; round < 150; round++) {
		u8 *d = (u8 *)q->desc;

		for (unsigned int i = 0; i < q->num * sizeof(*q->desc); i++) {
			seed = seed * 1664525 + 1013904223;
			if (seed >> 30)
				d[i] = i % 16 < 4 || i % 16 >= 12 ?
				       seed >> 20 & 7 : 0;
		}
		for (unsigned int i = 0; i < q->num; i++)
			q->desc[i].addr += DMA_IOVA;
		for (u16 i = 0; i < 8; i++)
			queue_offer(q, seed >> (16 + i) & (q->num - 1));
		queue_kick(dev, q);
		usleep(500);
		if (virtio_status(dev) & STATUS_NEEDS_RESET)
			gpu_start(dev, F_ALL);
	}
	recovers(dev);
}

#define FATAL(what, fn) { "hostile: " what " requires only a reset", fn }

const struct test hostile_tests[] = {
	FATAL("a loop of descriptors", loop_direct),
	FATAL("a descriptor that follows itself", loop_to_self),
	FATAL("a loop in an indirect table", loop_indirect),
	FATAL("a head index out of range", head_out_of_range),
	FATAL("a next index out of range", next_out_of_range),
	FATAL("a next index outside the indirect table", next_outside_table),
	FATAL("an indirect table in an indirect table", nested_indirect),
	FATAL("a descriptor with INDIRECT and NEXT", indirect_and_next),
	FATAL("an indirect table of no bytes", table_length_zero),
	FATAL("an indirect table of odd size", table_length_odd),
	FATAL("an indirect table of 4 GiB", table_length_huge),
	FATAL("an indirect table in unmapped memory", table_unmapped),
	FATAL("an indirect table across the end of the address space",
	      table_wraps),
	FATAL("an indirect table that was not negotiated",
	      indirect_not_negotiated),
	FATAL("a readable descriptor after a writable one", read_after_write),
	FATAL("a buffer across the end of the address space", address_wraps),
	FATAL("a chain of 256 GiB", too_many_bytes),
	FATAL("a chain of 4000 descriptors", chain_too_long),
	FATAL("an avail index that jumps forward", avail_jumps),
	FATAL("an avail index that goes backward", avail_backwards),
	FATAL("a ring in unmapped memory", rings_unmapped),
	FATAL("a loop of descriptors in the cursor queue", cursor_queue_too),
	{ "hostile: a request in unmapped memory does no harm",
	  request_unmapped },
	{ "hostile: a response in unmapped memory does no harm",
	  response_unmapped },
	{ "hostile: an address in the device's own BAR is rejected", own_bar },
	{ "hostile: a header that is too short is answered with an error",
	  header_too_short },
	{ "hostile: a chain without a request is answered with an error",
	  only_writable },
	{ "hostile: a request of 4 MiB is answered with an error",
	  huge_request },
	{ "hostile: a device that needs a reset executes nothing",
	  stays_stopped },
	{ "hostile: 100 fatal errors are counted, and the device works after each",
	  many_times,
	  .need = NEED_OURS, .limit = 60 },
	{ "hostile: another vGPU is not disturbed", others_undisturbed,
	  .need = NEED_OURS | NEED_OTHER },
	{ "hostile: after random rings a reset restores the device",
	  random_rings,
	  .limit = 60, .need = NEED_OURS },
	{ }
};
