// SPDX-License-Identifier: GPL-2.0
/*
 * Who unmaps guest memory is told of by VFIO's container before it looks whether
 * something of it is pinned, and again when something is. Told in vain for the
 * twelfth time in one ioctl is a BUG to it. So from the moment at which it tells until
 * the ioctl is over nothing may be pinned again; the suite counts how often it told.
 *
 * A VMM can make any time between two looks, by its priority: tests/runner/kmod/slow.ko
 * does that here, and says when.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "test.h"

#define WINDOW (1 << 20)
#define R1 DMA_IOVA_2
#define R2 (DMA_IOVA_2 + 2 * WINDOW)
#define MAP_RW (VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE)

/* More looks of the container than lead to its BUG(). */
#define MANY 13

#define PINS 32

/* An ATTACH_BACKING of one page, as the device reads it. */
struct attach_page {
	struct virtio_gpu_resource_attach_backing cmd;
	struct virtio_gpu_mem_entry page;
};

/*
 * Attaches R1 and R2 to PINS resources without end; they are detached for short times
 * only.
 */
struct pinner {
	struct dev *dev;
	struct attach_page *attach;
	struct virtio_gpu_resource_detach_backing *detach;
	atomic_bool over;
	pthread_t thread;
};

static void *pin_and_unpin(void *arg)
{
	struct pinner *p = arg;
	struct queue *q = &p->dev->queue[0];

	while (!p->over) {
		for (int i = 0; i < PINS; i++)
			gpu_async(p->dev, 0, &p->detach[i], sizeof(*p->detach));
		for (int i = 0; i < PINS; i++)
			gpu_async(p->dev, 0, &p->attach[i], sizeof(*p->attach));
		while (!p->over && queue_used_idx(q) != q->avail_idx)
			;
	}
	return NULL;
}

static void pinner_start(struct pinner *p, struct dev *dev)
{
	p->dev = dev;
	p->attach = dma_alloc(dev, 4096);
	p->detach = dma_alloc(dev, 4096);
	for (int i = 0; i < PINS; i++) {
		struct virtio_gpu_resource_attach_backing *a = &p->attach[i].cmd;
		struct virtio_gpu_resource_detach_backing *d = &p->detach[i];

		is(gpu_create_2d(dev, i + 1, 1, 32, 32), OK);
		a->hdr.type = VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING;
		a->resource_id = i + 1;
		a->nr_entries = 1;
		p->attach[i].page = ENTRY(i & 1 ? R2 : R1, 4096);
		d->hdr.type = VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING;
		d->resource_id = i + 1;
	}
	is(pthread_create(&p->thread, NULL, pin_and_unpin, p), 0);
}

static void pinner_end(struct pinner *p)
{
	p->over = true;
	pthread_join(p->thread, NULL);
}

/* The vGPU pins a page at once. */
static void pins(struct dev *dev, u32 id, u64 iova)
{
	is(gpu_create_2d(dev, id, 1, 32, 32), OK);
	is(gpu_attach_one(dev, id, iova, 4096), OK);
}

/* Waits until the vGPU of @pinner has more pages pinned than its rings. */
static void wait_for_pins(struct dev *dev)
{
	int tries = WAIT_MS;

	while (stat_read(dev, "pinned") < 12 && --tries)
		usleep(1000);
	holds(tries, "nothing was pinned after %d ms", WAIT_MS);
}

static void on_cpu(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	is(sched_setaffinity(0, sizeof(set), &set), 0);
}

/* A thread that unmaps, on the first CPU: it keeps that CPU busy while it is held up. */
struct unmapper {
	struct dev *dev;
	u64 iova;
	size_t size;
	long long pauses;
	int result;
	atomic_bool over;
	pthread_t thread;
};

static void *unmap(void *arg)
{
	struct unmapper *u = arg;

	on_cpu(0);
	slow_only(gettid());
	u->result = dma_unmap(u->dev, u->iova, u->size);
	u->over = true;
	return NULL;
}

static void unmapper_start(struct unmapper *u, struct dev *dev, u64 iova,
			   size_t size)
{
	*u = (struct unmapper) { dev, iova, size, slow_pauses() };
	is(pthread_create(&u->thread, NULL, unmap, u), 0);
}

/*
 * Whether the thread is between a notification and the next look; false when its ioctl
 * has returned.
 */
static bool unmapper_pauses(struct unmapper *u)
{
	int tries = WAIT_MS;

	while (slow_pauses() == u->pauses && !u->over && --tries)
		usleep(1000);
	holds(tries, "neither paused nor over after %d ms", WAIT_MS);
	if (u->over)
		return false;
	u->pauses = slow_pauses();
	return true;
}

static void unmapper_end(struct unmapper *u)
{
	int tries = 2 * MANY;

	while (unmapper_pauses(u) && --tries)
		slow_go();
	holds(tries, "the container looked again and again");
	pthread_join(u->thread, NULL);
	is(u->result, 0);
}

static void without_end(struct dev *dev)
{
	struct pinner pinner = {};

	dma_window(dev, R2, WINDOW);
	pinner_start(&pinner, dev);
	for (int i = 0; i < 3; i++) {
		dma_window(dev, R1, WINDOW);
		wait_for_pins(dev);
		is(dma_unmap(dev, R1, WINDOW), 0);
	}
	pinner_end(&pinner);
	gpu_start(dev, F_ALL);
	dma_window(dev, R1, WINDOW);
	pins(dev, 1, R1);
}

static void another_range(struct dev *dev)
{
	struct pinner pinner = {};
	struct unmapper u;

	dma_window(dev, R2, WINDOW);
	pinner_start(&pinner, dev);
	for (int round = 0; round < 3; round++) {
		dma_window(dev, R1, WINDOW);
		wait_for_pins(dev);
		unmapper_start(&u, dev, R1, WINDOW);
		while (unmapper_pauses(&u)) {
			for (int i = 0; i < 3; i++) {
				wait_for_pins(dev);
				is(dma_unmap(dev, R2, WINDOW), 0);
				dma_window(dev, R2, WINDOW);
			}
			slow_go();
		}
		unmapper_end(&u);
	}
	pinner_end(&pinner);
	gpu_start(dev, F_ALL);
	dma_window(dev, R1, WINDOW);
	pins(dev, 1, R1);
	pins(dev, 2, R2);
}

static void *unmap_when_idle(void *arg)
{
	struct sched_param param = {};
	struct unmapper *u = arg;

	on_cpu(0);
	is(sched_setscheduler(0, SCHED_IDLE, &param), 0);
	u->result = dma_unmap(u->dev, u->iova, u->size);
	return NULL;
}

static void *keep_busy(void *arg)
{
	atomic_bool *over = arg;

	on_cpu(0);
	while (!*over)
		;
	return NULL;
}

/* The container's lock is contended, too: R2 is pinned without end. */
static void by_priority(struct dev *dev)
{
	struct pinner pinner = {};
	struct unmapper u = { dev, R1, WINDOW };
	atomic_bool over = false;
	pthread_t busy;

	dma_window(dev, R2, WINDOW);
	pinner_start(&pinner, dev);
	is(pthread_create(&busy, NULL, keep_busy, &over), 0);
	for (int i = 0; i < 3; i++) {
		dma_window(dev, R1, WINDOW);
		wait_for_pins(dev);
		is(pthread_create(&u.thread, NULL, unmap_when_idle, &u), 0);
		pthread_join(u.thread, NULL);
		is(u.result, 0);
	}
	over = true;
	pthread_join(busy, NULL);
	pinner_end(&pinner);
	gpu_start(dev, F_ALL);
	dma_window(dev, R1, WINDOW);
	pins(dev, 1, R1);
}

/* The device pins the rings when it looks at them first. */
static long long pinned_by_rings(struct dev *dev)
{
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_MOVE_CURSOR, 0, 0, 0, 0, 0, 0), 0);
	return stat_read(dev, "pinned");
}

static void rings(struct dev *dev)
{
	long long before = pinned_by_rings(dev);
	struct unmapper u;

	holds(before > 0, "no ring is pinned");
	unmapper_start(&u, dev, DMA_IOVA, DMA_SIZE);
	while (unmapper_pauses(&u)) {
		is(stat_read(dev, "pinned"), 0);
		/* The memory is still mapped, so this may work. */
		is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
		slow_go();
	}
	unmapper_end(&u);
	is(dma_map(dev, DMA_IOVA, dev->mem, DMA_SIZE, MAP_RW), 0);
	is(pinned_by_rings(dev), before);
}

/* Opens a vGPU in the container of @first, with a part of the memory of its own. */
static void join(struct dev *dev, struct dev *first, const char *sysfs,
		 unsigned int number)
{
	*dev = (struct dev) { .sysfs = sysfs };
	is(dev_join(dev, first), 0);
	dev->mem_used = number * (DMA_SIZE / 16);
	gpu_start(dev, F_ALL);
}

static void neighbours(struct dev *dev)
{
	struct pinner pinner[2] = {};
	struct dev other;

	join(&other, dev, other_sysfs, 1);
	dma_window(dev, R2, WINDOW);
	pinner_start(&pinner[0], dev);
	pinner_start(&pinner[1], &other);
	for (int i = 0; i < 3; i++) {
		dma_window(dev, R1, WINDOW);
		wait_for_pins(dev);
		wait_for_pins(&other);
		is(dma_unmap(dev, R1, WINDOW), 0);
	}
	pinner_end(&pinner[0]);
	pinner_end(&pinner[1]);
	gpu_start(&other, F_ALL);
	dma_window(dev, R1, WINDOW);
	pins(&other, 1, R1);
}

static void opened_again(struct dev *dev)
{
	struct unmapper u;
	struct dev other;

	join(&other, dev, other_sysfs, 1);
	dma_window(dev, R1, WINDOW);
	pins(dev, 1, R1);
	pins(&other, 1, R1);
	unmapper_start(&u, dev, R1, WINDOW);
	while (unmapper_pauses(&u)) {
		dev_close(&other);
		join(&other, dev, other_sysfs, 1);
		is(gpu_create_2d(&other, 1, 1, 32, 32), OK);
		is(gpu_attach_one(&other, 1, R1, 4096), ERR(INVALID_PARAMETER));
		slow_go();
	}
	unmapper_end(&u);
	dma_window(dev, R1, WINDOW);
	is(gpu_attach_one(&other, 1, R1, 4096), OK);
	dev_close(&other);
}

/*
 * The container takes a structure for the one that it saw last when it has the same
 * address, and a new range gets the address of one that was freed.
 */
static void another_structure(struct dev *dev)
{
	unsigned int pinned = 0;
	struct unmapper u;
	u64 at = R1;

	/* Each CPU has a list of free structures of its own. */
	on_cpu(1);
	dma_window(dev, at, WINDOW);
	pins(dev, 1, at);
	unmapper_start(&u, dev, R1, (2 * MANY + 2) * WINDOW);
	for (u32 id = 2; id < MANY + 2 && unmapper_pauses(&u); id++) {
		is(dma_unmap(dev, at, WINDOW), 0);
		at += WINDOW;
		dma_window(dev, at, WINDOW);
		is(gpu_create_2d(dev, id, 1, 32, 32), OK);
		if (gpu_attach_one(dev, id, at, 4096) == OK)
			pinned++;
		slow_go();
	}
	unmapper_end(&u);
	diag("%u ranges were pinned that had been mapped meanwhile", pinned);
	holds(pinned < 10, "the container may have seen %u", pinned);
	dma_window(dev, R1, WINDOW);
	pins(dev, MANY + 3, R1);
}

/*
 * The machine has no free file, so mvgpu cannot learn when the unmap has returned. The
 * limit is 0, because the value that the kernel compares first (get_nr_files()) may be
 * as low as 0.
 */
static void unmap_without_files(struct dev *dev)
{
	int err, back;

	files_most("0");
	is(syscall(SYS_setresuid, -1, 65534, -1), 0);
	err = dma_unmap(dev, R1, WINDOW);
	back = syscall(SYS_setresuid, -1, 0, -1);
	files_most(NULL);
	is(back, 0);
	is(err, 0);
}

static void no_files(struct dev *dev)
{
	dma_window(dev, R1, WINDOW);
	dma_window(dev, R2, WINDOW);
	pins(dev, 1, R1);
	unmap_without_files(dev);
	holds(virtio_wait_needs_reset(dev), "the guest is not notified");
	gpu_start(dev, F_ALL);
	dma_window(dev, R1, WINDOW);
	is(gpu_create_2d(dev, 1, 1, 32, 32), OK);
	is(gpu_attach_one(dev, 1, R1, 4096), ERR(INVALID_PARAMETER));
	is(gpu_attach_one(dev, 1, R2, 4096), OK);
	is(dev_reset(dev), 0);
	gpu_start(dev, F_ALL);
	pins(dev, 1, R1);
	is(dma_unmap(dev, R1, WINDOW), 0);
	dma_window(dev, R1, WINDOW);
	is(gpu_attach_one(dev, 1, R1, 4096), OK);
}

/*
 * vGPUs that are opened while memory is being unmapped pin memory for which they got no
 * notification.
 */
static void newcomers(struct dev *dev)
{
	struct dev more[MOST_MORE] = {};
	unsigned int pinned = 0;
	struct unmapper u;

	dma_window(dev, R1, WINDOW);
	pins(dev, 1, R1);
	unmapper_start(&u, dev, R1, WINDOW);
	for (unsigned int i = 0; i < nr_more && unmapper_pauses(&u); i++) {
		join(&more[i], dev, more_sysfs[i], i + 1);
		is(gpu_create_2d(&more[i], 1, 1, 32, 32), OK);
		if (gpu_attach_one(&more[i], 1, R1, 4096) == OK)
			pinned++;
		slow_go();
	}
	unmapper_end(&u);
	diag("%u of %u new vGPUs pinned the range that is unmapped", pinned, nr_more);
	holds(pinned <= 6, "the container saw %u", pinned);
	dma_window(dev, R1, WINDOW);
	for (unsigned int i = 0; i < nr_more; i++)
		if (more[i].sysfs)
			is(gpu_attach_one(&more[i], 1, R1, 4096), OK);
}

#define OURS .need = NEED_OURS
#define SLOWED .need = NEED_OURS | NEED_SLOW

const struct test unmap_tests[] = {
	{ "unmap: an unmap completes while a guest pins memory all the time",
	  without_end, OURS, .limit = 60 },
	{ "unmap: an unmap completes while another thread unmaps another range",
	  another_range,
	  SLOWED, .limit = 60 },
	{ "unmap: an unmap by a thread that hardly ever runs completes",
	  by_priority, OURS,
	  .limit = 120 },
	{ "unmap: an unmap of the rings completes", rings, SLOWED },
	{ "unmap: an unmap completes while two vGPUs pin memory", neighbours,
	  .need = NEED_OURS | NEED_OTHER, .limit = 60 },
	{ "unmap: an unmap completes while a vGPU is opened again", opened_again,
	  .need = NEED_OURS | NEED_OTHER | NEED_SLOW },
	{ "unmap: an unmap completes while other ranges are mapped",
	  another_structure,
	  SLOWED, .limit = 60 },
	{ "unmap: an unmap completes while vGPUs are opened one after the other",
	  newcomers, .need = NEED_OURS | NEED_MORE | NEED_SLOW, .limit = 60 },
	{ "unmap: without a free file the range is not used until the VMM resets the vGPU",
	  no_files, OURS },
	{ }
};
