// SPDX-License-Identifier: GPL-2.0
/*
 * What a VMM can do with a vGPU by iommufd, and not by a container: leave it without an address
 * space, and give it another one.
 */
#include <sys/mman.h>
#include "lib/iommufd.h"
#include "test.h"

#define SIZE (32 * 32 * 4)
#define WINDOW (1 << 20)
#define MAP_RW (VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE)

/* A resource with memory outside of that of the rings. */
static void attached(struct dev *dev, u32 id)
{
	dma_window(dev, DMA_IOVA_2, WINDOW);
	is(gpu_create_2d(dev, id, 1, 32, 32), OK);
	is(gpu_attach_one(dev, id, DMA_IOVA_2, SIZE), OK);
	is(gpu_transfer(dev, id, RECT(0, 0, 32, 32), 0), OK);
}

/* Gives the device a new address space that has the memory of the rings only. */
static void new_space(struct dev *dev)
{
	is(iommufd_new_ioas(dev), 0);
	is(dma_map(dev, DMA_IOVA, dev->mem, DMA_SIZE, MAP_RW), 0);
	is(iommufd_attach(dev), 0);
}

static void moved(struct dev *dev)
{
	attached(dev, 1);
	is(iommufd_detach(dev), 0);
	is(stat_read(dev, "pinned"), 0);
	new_space(dev);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	is(gpu_transfer(dev, 1, RECT(0, 0, 32, 32), 0), ERR(UNSPEC));
	is(gpu_attach_one(dev, 1, DMA_IOVA_2, SIZE), ERR(INVALID_PARAMETER));
	dma_window(dev, DMA_IOVA_2, WINDOW);
	is(gpu_attach_one(dev, 1, DMA_IOVA_2, SIZE), OK);
	is(gpu_transfer(dev, 1, RECT(0, 0, 32, 32), 0), OK);
}

/* A device that is attached to another address space gets there in one step. */
static void replaced(struct dev *dev)
{
	u32 before = dev->ioas;

	attached(dev, 1);
	new_space(dev);
	is(stat_read(dev, "pinned"), 0);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	is(gpu_attach_one(dev, 1, DMA_IOVA_2, SIZE), ERR(INVALID_PARAMETER));
	dev->ioas = before;
	is(iommufd_attach(dev), 0);
	is(gpu_attach_one(dev, 1, DMA_IOVA_2, SIZE), OK);
	is(gpu_transfer(dev, 1, RECT(0, 0, 32, 32), 0), OK);
}

static void without_space(struct dev *dev)
{
	is(iommufd_detach(dev), 0);
	queue_offer(&dev->queue[0], 0);
	queue_kick(dev, &dev->queue[0]);
	holds(virtio_wait_needs_reset(dev), "a queue runs without memory");
	is(stat_read(dev, "pinned"), 0);
	is(iommufd_attach(dev), 0);
	gpu_start(dev, F_ALL);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

/* iommufd unmaps what was mapped by one call as a whole, or not at all. */
static void half(struct dev *dev)
{
	attached(dev, 1);
	is(dma_unmap(dev, DMA_IOVA_2 + WINDOW / 2, WINDOW / 2), 0);
	is(gpu_transfer(dev, 1, RECT(0, 0, 32, 32), 0), OK);
	is(dma_unmap(dev, DMA_IOVA_2, WINDOW), 0);
	is(gpu_transfer(dev, 1, RECT(0, 0, 32, 32), 0), ERR(UNSPEC));
}

#define NEED .need = NEED_IOMMUFD

const struct test iommufd_tests[] = {
	{ "iommufd: after a detach nothing is pinned, and the next address space is used",
	  moved, NEED },
	{ "iommufd: an attach to another address space takes the place of the first", replaced,
	  NEED },
	{ "iommufd: a vGPU without an address space pins nothing, and needs a reset", without_space,
	  NEED },
	{ "iommufd: a refused unmap of a part of a mapping leaves the backing", half, NEED },
	{ }
};
