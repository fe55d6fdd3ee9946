// SPDX-License-Identifier: GPL-2.0
/*
 * A guest turns bus mastering off, or puts the device to sleep, while a GPU works for
 * it: its memory does not change from the moment at which the write returns, and when
 * the device continues each command is answered once.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/gpu3d.h"
#include "lib/line.h"
#include "lib/pci.h"
#include "test.h"
#include "lib/virtio.h"

#define SIDE 512
#define BYTES (SIDE * SIDE * 4)
#define COMMANDS 8
#define ROUNDS 12
/* The time is much longer than all the commands of a round take. */
#define REST_US 150000

static const struct transfer all = { .box = { .w = SIDE, .h = SIDE, .d = 1 } };

/**
 * struct round - A round of commands that write the guest's memory
 * @sent: the commands
 * @answered: how often each of them was answered
 * @mem: the memory that the transfers write
 * @before: copy of all of the guest's memory, made when the write returned
 */
struct round {
	struct sent sent[COMMANDS];
	unsigned int answered[COMMANDS];
	u32 *mem;
	u8 *before;
};

static void prepare(struct dev *dev, struct round *r)
{
	gpu_start(dev, F_ALL | F_3D);
	r->mem = dma_alloc(dev, BYTES);
	r->before = malloc(DMA_SIZE);
	holds(r->before, "no memory");
	is(gpu_texture(dev, 1, SIDE, SIDE), OK);
	is(gpu_attach_one(dev, 1, dma_iova(dev, r->mem), BYTES), OK);
}

/* Some of the many commands read back the framebuffer, some are fenced. */
static void begin(struct dev *dev, struct round *r, unsigned int n)
{
	size_t used = dev->mem_used;
	u32 len;

	memset(r->answered, 0, sizeof(r->answered));
	memset(r->mem, 0x40 + n, BYTES);
	gpu_prepare_to_host(dev, 0, 1, &all);
	((struct virtio_gpu_ctrl_hdr *)dev->req)->type =
		VIRTIO_GPU_CMD_TRANSFER_FROM_HOST_3D;
	len = sizeof(struct virtio_gpu_transfer_host_3d);
	for (unsigned int i = 0; i < COMMANDS; i++)
		r->sent[i] = line_put(dev, len, i % 2 ? i : 0);
	queue_kick(dev, &dev->queue[0]);
	/* Each round uses the same memory. */
	dev->mem_used = used;
}

static void compare(struct dev *dev, struct round *r, const char *what)
{
	memcpy(r->before, dev->mem, DMA_SIZE);
	usleep(REST_US);
	for (size_t at = 0; at < DMA_SIZE; at += 64)
		holds(!memcmp(r->before + at, dev->mem + at, 64),
		      "%s, and byte %zu and on changed", what, at);
}

static void take_one(struct dev *dev, struct round *r)
{
	struct queue *q = &dev->queue[0];
	unsigned int i;

	queue_take(dev, q);
	for (i = 0; i < COMMANDS && r->sent[i].head != q->id; i++)
		;
	holds(i < COMMANDS, "chain %u does not belong to this round", q->id);
	r->answered[i]++;
	is(r->sent[i].resp->type, OK);
	is(q->len, sizeof(*r->sent->resp));
}

static void end(struct dev *dev, struct round *r)
{
	for (unsigned int i = 0; i < COMMANDS; i++)
		take_one(dev, r);
	for (unsigned int i = 0; i < COMMANDS; i++)
		is(r->answered[i], 1);
	is(queue_used_idx(&dev->queue[0]), dev->queue[0].seen);
}

/* The device is stopped by @off at moments that differ, and continues after @on. */
static void rounds(struct dev *dev, void (*off)(struct dev *dev),
		   void (*on)(struct dev *dev), const char *what)
{
	struct round r;

	prepare(dev, &r);
	for (unsigned int n = 0; n < ROUNDS; n++) {
		begin(dev, &r, n);
		usleep(n * 1500);
		off(dev);
		compare(dev, &r, what);
		on(dev);
		end(dev, &r);
	}
	free(r.before);
}

static void master_off(struct dev *dev)
{
	cfg_command(dev, PCI_COMMAND_MASTER, 0);
}

static void master_on(struct dev *dev)
{
	cfg_command(dev, 0, PCI_COMMAND_MASTER);
}

static void power(struct dev *dev, u16 state)
{
	cfg_write(dev, cfg_find_cap(dev, PCI_CAP_ID_PM) + PCI_PM_CTRL, state, 2);
}

static void sleeps(struct dev *dev)
{
	power(dev, 3);
}

static void wakes(struct dev *dev)
{
	power(dev, 0);
}

static void bus_master(struct dev *dev)
{
	rounds(dev, master_off, master_on, "bus mastering is off");
}

static void power_state(struct dev *dev)
{
	rounds(dev, sleeps, wakes, "the device is in D3hot");
}

/* Answers that wait for bus mastering are dropped by a reset. */
static void reset_meanwhile(struct dev *dev)
{
	struct round r;

	prepare(dev, &r);
	begin(dev, &r, 0);
	master_off(dev);
	virtio_reset(dev);
	compare(dev, &r, "it was reset");
	master_on(dev);
	compare(dev, &r, "it was reset");
	gpu_start(dev, F_ALL | F_3D);
	is(gpu_texture(dev, 2, SIDE, SIDE), OK);
	free(r.before);
}

#define T .stage = OPEN, .limit = 60, .need = NEED_3D | NEED_OURS

const struct test quiet_tests[] = {
	{ "quiet: nothing is written while bus mastering is off, and all is answered when it is on",
	  bus_master, T },
	{ "quiet: nothing is written in D3hot, and all is answered in D0",
	  power_state, T },
	{ "quiet: a reset drops the answers that wait for bus mastering",
	  reset_meanwhile,
	  T },
	{ }
};
