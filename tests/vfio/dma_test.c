// SPDX-License-Identifier: GPL-2.0
/*
 * Guest memory is pinned while it is in use, and unpinned at once when the VMM unmaps
 * it.
 */
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "lib/pixels.h"
#include "test.h"

#define SIZE (64 * 64 * 4)
#define PAGES (SIZE / 4096)
#define WINDOW (1 << 20)
#define READ_WRITE (VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE)

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

/* Creates a resource whose backing lies in a mapping of its own. */
static u8 *backed_elsewhere(struct dev *dev, u32 id)
{
	u8 *mem = dma_window(dev, DMA_IOVA_2, WINDOW);

	draw((u32 *)mem, SIZE / 4, 1);
	is(gpu_create_2d(dev, id, 1, 64, 64), OK);
	is(gpu_attach_one(dev, id, DMA_IOVA_2, SIZE), OK);
	is(gpu_transfer(dev, id, RECT(0, 0, 64, 64), 0), OK);
	return mem;
}

/* The device pins the rings when it looks at them first. */
static long long pinned_by_rings(struct dev *dev)
{
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_MOVE_CURSOR, 0, 0, 0, 0, 0, 0), 0);
	return stat_read(dev, "pinned");
}

static void pins_follow_backing(struct dev *dev)
{
	long long before = pinned_by_rings(dev);

	backed_elsewhere(dev, 1);
	is(stat_read(dev, "pinned"), before + PAGES);
	is(gpu_detach(dev, 1), OK);
	is(stat_read(dev, "pinned"), before);
	is(gpu_attach_one(dev, 1, DMA_IOVA_2 + 5, 4096), OK);
	is(stat_read(dev, "pinned"), before + 2);
	is(gpu_unref(dev, 1), OK);
	is(stat_read(dev, "pinned"), before);
}

static void unmap_backing(struct dev *dev)
{
	long long before = pinned_by_rings(dev);

	backed_elsewhere(dev, 1);
	is(dma_unmap(dev, DMA_IOVA_2, WINDOW), 0);
	is(stat_read(dev, "pinned"), before);
	is(gpu_transfer(dev, 1, RECT(0, 0, 64, 64), 0), ERR(UNSPEC));
	dma_window(dev, DMA_IOVA_2, WINDOW);
	is(gpu_transfer(dev, 1, RECT(0, 0, 64, 64), 0), ERR(UNSPEC));
	is(gpu_attach_one(dev, 1, DMA_IOVA_2, SIZE), OK);
	is(gpu_transfer(dev, 1, RECT(0, 0, 64, 64), 0), OK);
}

static void unmap_shown(struct dev *dev)
{
	u8 *mem = backed_elsewhere(dev, 1);
	struct frame f = { 1, 64, 64, (u32 *)mem };

	frame_show(dev, &f, 0);
	shows(dev, &f);
	is(dma_unmap(dev, DMA_IOVA_2, WINDOW), 0);
	shows(dev, &f);
}

static void unmap_blob(struct dev *dev)
{
	u8 *mem = dma_window(dev, DMA_IOVA_2, WINDOW);
	struct virtio_gpu_mem_entry e = ENTRY(DMA_IOVA_2, SIZE);
	struct blob_scanout arg = {
		.id = 1, .rect = RECT(0, 0, 64, 64), .width = 64, .height = 64,
		.format = 1, .stride = 256,
	};
	long long before = pinned_by_rings(dev);
	struct view view;

	is(gpu_create_blob(dev, 1, 1, 0, SIZE, &e, 1), OK);
	is(gpu_set_scanout_blob(dev, &arg), OK);
	draw((u32 *)mem, SIZE / 4, 1);
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	is(dma_unmap(dev, DMA_IOVA_2, WINDOW), 0);
	is(stat_read(dev, "pinned"), before);
	shows_nothing(dev, PRIMARY);
	same_pixels(&view, (u32 *)mem, 64);
	is(gpu_set_scanout_blob(dev, &arg), ERR(UNSPEC));
	is(gpu_unref(dev, 1), OK);
}

static void unmap_rings(struct dev *dev)
{
	backed_elsewhere(dev, 1);
	is(dma_unmap(dev, DMA_IOVA, DMA_SIZE), 0);
	is(stat_read(dev, "pinned"), PAGES);
	queue_offer(&dev->queue[0], 0);
	queue_kick(dev, &dev->queue[0]);
	holds(virtio_wait_needs_reset(dev), "a queue runs without memory");
	is(dma_map(dev, DMA_IOVA, dev->mem, DMA_SIZE,
		   VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE), 0);
	gpu_start(dev, F_ALL);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

/* The interrupt is the last step of a vGPU's work on a command. */
static void wait_for_irqs(struct dev *dev, long long count)
{
	int tries = WAIT_MS / 10;

	while (stat_read(dev, "irqs") < count && --tries)
		usleep(10000);
	holds(tries, "no interrupt after %d ms", WAIT_MS);
}

/*
 * Unmaps the memory of the rings and maps it again; returns whether the device did not
 * look meanwhile.
 */
static bool rings_away(struct dev *dev)
{
	long long irqs = stat_read(dev, "irqs");

	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	wait_for_irqs(dev, irqs + 1);
	is(dma_unmap(dev, DMA_IOVA, DMA_SIZE), 0);
	is(stat_read(dev, "pinned"), 0);
	is(dma_map(dev, DMA_IOVA, dev->mem, DMA_SIZE,
		   VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE), 0);
	return !(virtio_status(dev) & STATUS_NEEDS_RESET);
}

/*
 * A queue whose memory is mapped again before the vGPU looks at it continues. The vGPU
 * looks after a doorbell and when the driver sets DRIVER_OK, and one of these looks may
 * execute what was made available for the other one, so that the other look is still to
 * come. In that case the promise is not broken, and the test tries again.
 */
static void remap_rings(struct dev *dev)
{
	int tries = 10;

	while (!rings_away(dev) && --tries)
		gpu_start(dev, F_ALL);
	holds(tries, "the queues always stop");
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

static void unmap_many(struct dev *dev)
{
	void *mem = dma_window(dev, DMA_IOVA_2, WINDOW);
	long long before = pinned_by_rings(dev);

	for (u32 id = 1; id <= 50; id++) {
		is(gpu_create_2d(dev, id, 1, 64, 64), OK);
		is(gpu_attach_one(dev, id, DMA_IOVA_2 + id * 4096, SIZE), OK);
	}
	holds(stat_read(dev, "pinned") > before, "nothing is pinned");
	is(dma_unmap(dev, DMA_IOVA_2, WINDOW), 0);
	is(stat_read(dev, "pinned"), before);
	munmap(mem, WINDOW);
	for (u32 id = 1; id <= 50; id++)
		is(gpu_unref(dev, id), OK);
}

static void unmap_other_memory(struct dev *dev)
{
	long long before;

	backed_elsewhere(dev, 1);
	dma_window(dev, DMA_IOVA_2 + 2 * WINDOW, WINDOW);
	before = pinned_by_rings(dev);
	is(dma_unmap(dev, DMA_IOVA_2 + 2 * WINDOW, WINDOW), 0);
	is(stat_read(dev, "pinned"), before);
	is(gpu_transfer(dev, 1, RECT(0, 0, 64, 64), 0), OK);
}

static void read_only_backing(struct dev *dev)
{
	void *mem = mmap(NULL, WINDOW, PROT_READ,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	holds(mem != MAP_FAILED, "no memory: %m");
	is(dma_map(dev, DMA_IOVA_2, mem, WINDOW, VFIO_DMA_MAP_FLAG_READ), 0);
	is(gpu_create_2d(dev, 1, 1, 64, 64), OK);
	is(gpu_attach_one(dev, 1, DMA_IOVA_2, SIZE), OK);
	is(gpu_transfer(dev, 1, RECT(0, 0, 64, 64), 0), OK);
}

/* A response must not be written to memory that the VMM maps for reading only. */
static void read_only_response(struct dev *dev)
{
	u8 *mem = mmap(NULL, WINDOW, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct queue *q = &dev->queue[0];

	is(dma_map(dev, DMA_IOVA_2, mem, WINDOW, VFIO_DMA_MAP_FLAG_READ), 0);
	gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, 24);
	q->desc[0] = (struct desc) { dma_iova(dev, dev->req), 24, DESC_NEXT, 1 };
	q->desc[1] = (struct desc) { DMA_IOVA_2, 1024, DESC_WRITE };
	queue_offer(q, 0);
	queue_kick(dev, q);
	queue_try_take(dev, q, 500);
	for (unsigned int i = 0; i < 1024; i++)
		is(mem[i], 0);
	gpu_start(dev, F_ALL);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

static void reset_unpins(struct dev *dev)
{
	backed_elsewhere(dev, 1);
	holds(stat_read(dev, "pinned") >= PAGES, "nothing is pinned");
	is(dev_reset(dev), 0);
	is(stat_read(dev, "pinned"), 0);
	gpu_start(dev, F_ALL);
	is(gpu_create_2d(dev, 1, 1, 64, 64), OK);
	is(gpu_transfer(dev, 1, RECT(0, 0, 64, 64), 0), ERR(UNSPEC));
}

static void bounded_pins(struct dev *dev)
{
	size_t size = 64UL << 20;
	u32 id, got = OK;

	dma_window(dev, DMA_IOVA_2, size);
	for (id = 1; id <= 4096 && got == OK; id++) {
		is(gpu_create_2d(dev, id, 1, 1, 1), OK);
		got = gpu_attach_one(dev, id, DMA_IOVA_2, size);
	}
	is(got, ERR(OUT_OF_MEMORY));
	diag("%u backings of %zu bytes for resources of 1 pixel", id - 2, size);
}

#define OURS .need = NEED_OURS

/* Memory that only this process can access; the kernel cannot pin it. */
static void *secret_memory(size_t size)
{
	int fd = syscall(SYS_memfd_secret, 0);
	void *mem;

	if (fd < 0)
		tap_skip("the kernel has no secret memory (secretmem.enable=1?): %m");
	is(ftruncate(fd, size), 0);
	mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	holds(mem != MAP_FAILED, "no secret memory: %m");
	memset(mem, 0, size);
	close(fd);
	return mem;
}

static void secret_backing(struct dev *dev)
{
	long long before = pinned_by_rings(dev);
	u64 plain = dma_iova(dev, dma_alloc(dev, SIZE));
	struct virtio_gpu_mem_entry e[] = { ENTRY(plain, 4096),
					    ENTRY(DMA_IOVA_2, 4096) };

	is(dma_map(dev, DMA_IOVA_2, secret_memory(WINDOW), WINDOW, READ_WRITE),
	   0);
	is(gpu_create_2d(dev, 1, 1, 64, 64), OK);
	is(gpu_attach_one(dev, 1, DMA_IOVA_2, SIZE), ERR(INVALID_PARAMETER));
	is(gpu_attach(dev, 1, e, 2), ERR(INVALID_PARAMETER));
	is(stat_read(dev, "pinned"), before);
	is(gpu_transfer(dev, 1, RECT(0, 0, 64, 64), 0), ERR(UNSPEC));
	is(gpu_attach_one(dev, 1, plain, SIZE), OK);
	is(gpu_transfer(dev, 1, RECT(0, 0, 64, 64), 0), OK);
}

/*
 * All of the guest's memory is secret: the rings are accessed through the mapping of
 * the VMM.
 */
static void secret_guest(struct dev *dev)
{
	is(dma_unmap(dev, DMA_IOVA, DMA_SIZE), 0);
	dev->mem = secret_memory(DMA_SIZE);
	dev->mem_used = 0;
	is(dma_map(dev, DMA_IOVA, dev->mem, DMA_SIZE, READ_WRITE), 0);
	gpu_start(dev, F_ALL);
	for (int i = 0; i < 100; i++)
		is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	is(gpu_create_2d(dev, 1, 1, 64, 64), OK);
	is(gpu_attach_one(dev, 1, dma_iova(dev, dma_alloc(dev, SIZE)), SIZE),
	   ERR(INVALID_PARAMETER));
	is(gpu_set_scanout(dev, 0, 1, RECT(0, 0, 64, 64)), OK);
	is(stat_read(dev, "pinned"), 0);
}

/*
 * Ranges that are announced one after the other in one unmap, more of them than mvgpu waits
 * for before it unpins the rest, but fewer than iommufd has patience for.
 */
#define RANGES 72

static void many_ranges(struct dev *dev)
{
	u8 *mem = mmap(NULL, RANGES * 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	holds(mem != MAP_FAILED, "no memory: %m");
	dma_window(dev, DMA_IOVA_NONE, WINDOW);
	is(gpu_create_2d(dev, RANGES + 1, 1, 32, 32), OK);
	is(gpu_attach_one(dev, RANGES + 1, DMA_IOVA_NONE, 4096), OK);
	for (u32 i = 0; i < RANGES; i++) {
		is(dma_map(dev, DMA_IOVA_2 + i * 4096, mem + i * 4096, 4096, READ_WRITE), 0);
		is(gpu_create_2d(dev, i + 1, 1, 32, 32), OK);
		is(gpu_attach_one(dev, i + 1, DMA_IOVA_2 + i * 4096, 4096), OK);
	}
	is(dma_unmap(dev, DMA_IOVA_2, RANGES * 4096), 0);
	is(stat_read(dev, "pinned"), 0);
	is(gpu_transfer(dev, RANGES + 1, RECT(0, 0, 32, 32), 0), ERR(UNSPEC));
	is(gpu_attach_one(dev, RANGES + 1, DMA_IOVA_NONE, 4096), OK);
	is(gpu_attach_one(dev, 1, DMA_IOVA_2, 4096), ERR(INVALID_PARAMETER));
}

const struct test dma_tests[] = {
	{ "dma: pages are pinned while a backing uses them",
	  pins_follow_backing, OURS },
	{ "dma: an unmap of many ranges unpins everything after the first 64", many_ranges, OURS },
	{ "dma: unmapping a backing unpins at once, transfers fail",
	  unmap_backing, OURS },
	{ "dma: the pixels of a resource stay when its backing is unmapped",
	  unmap_shown, OURS,
	  .display = "dmabuf" },
	{ "dma: unmapping a blob that is shown blanks the head", unmap_blob,
	  .need = NEED_OURS | NEED_BLOB, .display = "dmabuf" },
	{ "dma: unmapping the rings stops the device until reset",
	  unmap_rings, OURS },
	{ "dma: a queue whose rings are mapped again in time continues",
	  remap_rings, OURS },
	{ "dma: memory can be unmapped under 50 backings", unmap_many, OURS },
	{ "dma: unmapping unrelated memory has no effect", unmap_other_memory,
	  OURS },
	{ "dma: a backing may be read-only", read_only_backing, OURS },
	{ "dma: nothing is written to read-only memory", read_only_response },
	{ "dma: reset unpins", reset_unpins, OURS },
	{ "dma: the memory that one vGPU can pin is limited",
	  bounded_pins, OURS },
	{ "dma secret: secret memory cannot back a resource, other memory can",
	  secret_backing, OURS },
	{ "dma secret: the device of a guest in secret memory answers",
	  secret_guest,
	  OPEN, NEED_OURS },
	{ }
};
