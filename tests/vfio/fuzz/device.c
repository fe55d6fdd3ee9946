// SPDX-License-Identifier: GPL-2.0
/* The device of a round: registers, power, display and attributes. */
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "fuzz.h"
#include "lib/pixels.h"
#include "test.h"

#define WINDOW_BAR 4
#define D0 0
#define D3HOT 3
/* Milliseconds between two reads of memory that a stopped device must not write. */
#define SLICE 50

static u32 below(struct fuzz *f, u32 n)
{
	return rng_below(&f->rng, n);
}

static bool one_in(struct fuzz *f, u32 n)
{
	return rng_one_in(&f->rng, n);
}

static size_t any_len(struct fuzz *f)
{
	static const size_t lens[] = { 1, 2, 4, 8, 3 };

	return lens[below(f, ARRAY_SIZE(lens) - !one_in(f, 8))];
}

/**
 * fuzz_registers() - Access registers of virtio, at their offsets or beside them
 * @f: the round
 */
void fuzz_registers(struct fuzz *f)
{
	struct structure *s = &f->dev->structure[1 + below(f, 4)];
	u64 value = one_in(f, 2) ? below(f, 16) : rng_edge(&f->rng);
	u64 at = s->offset + below(f, one_in(f, 8) ? s->len + 64 : 64);
	size_t len = any_len(f);
	int err;

	if (!one_in(f, 3)) {
		err = region_read(f->dev, s->bar, at, &value, len);
	} else {
		err = region_write(f->dev, s->bar, at, &value, len);
		f->suspect |= one_in(f, 4);
	}
	fuzz_did(OP_REGISTER, !err);
}

/**
 * fuzz_regions() - Access any region at any offset, with large accesses, too
 * @f: the round
 */
void fuzz_regions(struct fuzz *f)
{
	u32 index = below(f, VFIO_PCI_NUM_REGIONS + 3);
	u64 at = one_in(f, 4) ? rng_edge(&f->rng) : below(f, 0x1000);
	static u8 buf[8192];
	size_t len = one_in(f, 4) ? below(f, sizeof(buf)) : any_len(f);

	if (one_in(f, 2)) {
		fuzz_did(OP_REGION, !region_read(f->dev, index, at, buf, len));
		return;
	}
	for (size_t i = 0; i < len && i < 16; i++)
		buf[i] = rng_next(&f->rng);
	fuzz_did(OP_REGION, !region_write(f->dev, index, at, buf, len));
	f->suspect |= one_in(f, 4);
}

/**
 * fuzz_config() - Access any register of the configuration space
 * @f: the round
 */
void fuzz_config(struct fuzz *f)
{
	u32 value = one_in(f, 3) ? rng_edge(&f->rng) : rng_next(&f->rng);
	u64 at = below(f, one_in(f, 4) ? 0x1004 : 0x100);
	int err = region_write(f->dev, VFIO_PCI_CONFIG_REGION_INDEX, at, &value,
			       any_len(f) & 7);

	fuzz_did(OP_CONFIG, !err);
	f->suspect |= one_in(f, 2);
}

/* Sometimes all of the memory is compared, because transfers write anywhere. */
static size_t how_much(struct fuzz *f)
{
	return one_in(f, 4) ? DMA_SIZE : FUZZ_PIECE;
}

/*
 * A device without bus mastering, or without power, writes nothing. In a calm round no
 * thread writes to the memory meanwhile.
 */
static void stays_as_it_is(struct fuzz *f, const char *what)
{
	static u8 before[DMA_SIZE];
	size_t n = how_much(f), i;

	memcpy(before, f->dev->mem, n);
	usleep(below(f, 4000));
	if (!memcmp(before, f->dev->mem, n))
		return;
	for (i = 0; before[i] == f->dev->mem[i]; i++)
		;
	fail("%s, and memory was written at 0x%zx", what, i);
}

static bool runs(struct fuzz *f)
{
	return (virtio_status(f->dev) &
		(STATUS_DRIVER_OK | STATUS_NEEDS_RESET)) == STATUS_DRIVER_OK;
}

/* Answers of a device that stopped meanwhile are not waited for. */
static bool answers_all(struct fuzz *f, struct queue *q)
{
	for (int ms = 0; ms < WAIT_MS; ms += SLICE) {
		f->suspect = false;
		if (fuzz_collect(f, q, 0, SLICE))
			return true;
		if (!runs(f))
			return true;
	}
	return false;
}

/* Each command has one answer, whatever happened in between. */
static void all_are_answered(struct fuzz *f, const char *what)
{
	for (unsigned int i = 0; i < NR_QUEUES; i++) {
		struct queue *q = &f->dev->queue[i];

		queue_kick(f->dev, q);
		if (!answers_all(f, q))
			fail("%s: %u commands of queue %u are not answered",
			     what, f->under_way[i], i);
		if ((u16)(queue_used_idx(q) - q->avail_idx) && runs(f))
			fail("%s: queue %u: %u answers to %u commands", what, i,
			     queue_used_idx(q), q->avail_idx);
	}
}

static void set_master(struct fuzz *f, bool on)
{
	cfg_command(f->dev, on ? 0 : PCI_COMMAND_MASTER,
		    on ? PCI_COMMAND_MASTER : 0);
	fuzz_did(OP_MASTER, !!(cfg_read(f->dev, PCI_COMMAND, 2) &
			       PCI_COMMAND_MASTER) == on);
}

/* Sends some commands first, so that there is something to write. */
static void begin_work(struct fuzz *f)
{
	if (one_in(f, 2))
		fuzz_life(f);
	else
		fuzz_many_commands(f);
}

/**
 * fuzz_master() - Turn the bus master bit off and on again, as a guest does
 * @f: the round
 */
void fuzz_master(struct fuzz *f)
{
	bool checks = f->calm && runs(f);

	begin_work(f);
	set_master(f, false);
	if (checks)
		stays_as_it_is(f, "no bus master");
	else if (one_in(f, 2))
		begin_work(f);
	if (!checks && one_in(f, 4))
		return;
	set_master(f, true);
	if (checks && !fuzz_may_lose())
		all_are_answered(f, "bus master again");
}

static void set_power(struct fuzz *f, u32 pm, u16 state)
{
	cfg_write(f->dev, pm + PCI_PM_CTRL, state, 2);
	fuzz_did(OP_POWER, (cfg_read(f->dev, pm + PCI_PM_CTRL, 2) &
			    PCI_PM_CTRL_STATE_MASK) == state);
}

/**
 * fuzz_power() - Put the device to sleep and wake it up, as a guest does
 * @f: the round
 */
void fuzz_power(struct fuzz *f)
{
	bool checks = f->calm && runs(f);
	u32 pm = f->pm;

	begin_work(f);
	set_power(f, pm, D3HOT);
	if (checks)
		stays_as_it_is(f, "no power");
	else if (one_in(f, 2))
		begin_work(f);
	if (!checks && one_in(f, 4))
		return;
	set_power(f, pm, D0);
	if (checks && !fuzz_may_lose())
		all_are_answered(f, "power again");
}

static void look_into(int fd, u64 at)
{
	void *map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, at);

	if (map == MAP_FAILED)
		return;
	(void)*(volatile u32 *)map;
	munmap(map, 4096);
}

static void look_at_region(struct fuzz *f, struct rng *rng)
{
	struct vfio_device_gfx_plane_info info = { 0 };
	int err = plane_ask(f->dev, 1 + rng_below(rng, 2),
			    VFIO_GFX_PLANE_TYPE_REGION, &info);

	fuzz_did(OP_QUERY, !err);
	if (!err && info.size)
		look_into(f->dev->fd, (u64)info.region_index << 40);
}

/**
 * fuzz_look() - Query the display, as a display client does
 * @f: the round
 * @rng: the generator of the thread
 * @fd: a dma-buf that the caller has, -1 for none; replaced by another one
 */
void fuzz_look(struct fuzz *f, struct rng *rng, int *fd)
{
	struct vfio_device_gfx_plane_info info = { 0 };
	int err;

	if (rng_one_in(rng, 3)) {
		look_at_region(f, rng);
		return;
	}
	err = plane_ask(f->dev, 1 + rng_below(rng, 2),
			VFIO_GFX_PLANE_TYPE_DMABUF, &info);
	fuzz_did(OP_QUERY, !err);
	if (*fd >= 0)
		close(*fd);
	*fd = dmabuf_get(f->dev, rng_one_in(rng, 6) ? rng_next(rng) :
						      info.dmabuf_id);
	fuzz_did(OP_DMABUF, *fd >= 0);
	if (*fd >= 0)
		look_into(*fd, 0);
}

/**
 * fuzz_ask() - Query what a VMM may query
 * @f: the round
 * @rng: the generator of the thread
 */
void fuzz_ask(struct fuzz *f, struct rng *rng)
{
	struct vfio_device_gfx_plane_info info;
	struct vfio_region_info region;
	struct vfio_irq_info irq;
	int err;

	err = plane_ask(f->dev, rng_below(rng, 4), rng_below(rng, 8), &info);
	fuzz_did(OP_QUERY, !err);
	fuzz_did(OP_INFO, !region_info(f->dev, rng_edge(rng), &region));
	fuzz_did(OP_INFO, !region_info(f->dev, rng_below(rng, 14), &region));
	fuzz_did(OP_INFO, !irq_info(f->dev, rng_edge(rng), &irq));
	fuzz_did(OP_INFO, !irq_info(f->dev, rng_below(rng, 6), &irq));
}

/**
 * fuzz_attrs() - Write attributes, as an administrator does
 * @f: the round
 */
void fuzz_attrs(struct fuzz *f)
{
	static const char *const names[] = {
		"weight", "monitors", "job_timeout_ms", "heads", "vram",
		"max_resolution", "display", "console",
	};
	static const char *const values[] = {
		"0", "1", "2", "100", "1000", "none", "all", "800x600", "",
		"-1", "4294967296", "off", "0,1",
	};
	const char *name = names[below(f, ARRAY_SIZE(names))];
	const char *value = values[below(f, ARRAY_SIZE(values))];

	/*
	 * If the machine is slow, too short a timeout leads to a reset of the GPU for
	 * all vGPUs. Without one, a renderer that hangs holds up everything.
	 */
	if ((f->dev->features & F_GPU(VIRGL) || gpu_has_renderers(f->dev)) &&
	    !strcmp(name, "job_timeout_ms"))
		return;
	fuzz_did(OP_ATTR, !attr_write(f->dev, name, value));
	attr_read(f->dev, name);
}

static _Thread_local sigjmp_buf no_page;
static _Thread_local volatile bool touching;

static void on_bus_error(int number)
{
	if (!touching)
		fail("a bus error");
	siglongjmp(no_page, number);
}

/**
 * fuzz_window() - Access the host-visible region while blobs are mapped and unmapped in it
 * @f: the round; called by its main thread
 */
void fuzz_window(struct fuzz *f)
{
	volatile u32 *word;

	if (!f->window)
		return;
	word = &f->window[below(f, one_in(f, 4) ? f->window_size / 4 :
						  96 * 1024)];
	touching = true;
	if (!sigsetjmp(no_page, 1)) {
		*word = *word + 1;
		touching = false;
	}
	fuzz_did(OP_WINDOW, !touching);
	touching = false;
}

/**
 * fuzz_window_map() - Map the host-visible region if there is one
 * @f: the round
 */
void fuzz_window_map(struct fuzz *f)
{
	struct vfio_region_info info;
	void *mem;

	signal(SIGBUS, on_bus_error);
	f->window = NULL;
	if (region_info(f->dev, WINDOW_BAR, &info) || !info.size)
		return;
	mem = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED,
		   f->dev->fd, info.offset);
	if (mem == MAP_FAILED)
		return;
	f->window = mem;
	f->window_size = info.size;
}

/**
 * fuzz_window_unmap() - Reverse fuzz_window_map()
 * @f: the round
 */
void fuzz_window_unmap(struct fuzz *f)
{
	if (f->window)
		munmap((void *)f->window, f->window_size);
	f->window = NULL;
}
