// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "iommufd.h"
#include "vfio_dev.h"

static int result(long ret)
{
	return ret < 0 ? -errno : (int)ret;
}

/**
 * dev_ioctl() - an ioctl of the device
 * @dev: the device
 * @request: which
 * @arg: its argument
 *
 * Return: what the ioctl returned, or -errno.
 */
int dev_ioctl(struct dev *dev, unsigned long request, void *arg)
{
	return result(ioctl(dev->fd, request, arg));
}

static int open_group(const char *sysfs)
{
	char path[PATH_MAX + 32], link[PATH_MAX];
	ssize_t len;

	snprintf(path, sizeof(path), "%s/iommu_group", sysfs);
	len = readlink(path, link, sizeof(link) - 1);
	if (len < 0)
		return -errno;
	link[len] = 0;
	snprintf(path, sizeof(path), "/dev/vfio/%s", basename(link));
	return result(open(path, O_RDWR | O_CLOEXEC));
}

static int set_container(struct dev *dev)
{
	dev->container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	if (dev->container < 0)
		return -errno;
	if (ioctl(dev->group, VFIO_GROUP_SET_CONTAINER, &dev->container) ||
	    ioctl(dev->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		return -errno;
	return 0;
}

static int get_device(struct dev *dev)
{
	char real[PATH_MAX];

	if (!realpath(dev->sysfs, real))
		return -errno;
	return result(ioctl(dev->group, VFIO_GROUP_GET_DEVICE_FD,
			    basename(real)));
}

/**
 * dev_by_iommufd() - whether devices are opened by iommufd instead of a container
 *
 * Return: true if MVGPU_IOMMUFD is set in the environment.
 */
bool dev_by_iommufd(void)
{
	return getenv("MVGPU_IOMMUFD");
}

/**
 * dev_try_open() - container, group and device, no memory
 * @dev: its @sysfs says which
 *
 * With dev_by_iommufd() iommufd, an address space and the device.
 * Return: 0 or -errno.
 */
int dev_try_open(struct dev *dev)
{
	int err;

	dev->container = -1;
	dev->group = -1;
	dev->fd = -1;
	dev->ioas = 0;
	if (dev_by_iommufd())
		return iommufd_open(dev);
	dev->group = open_group(dev->sysfs);
	if (dev->group < 0)
		return dev->group;
	err = set_container(dev);
	if (err)
		return err;
	dev->fd = get_device(dev);
	return dev->fd < 0 ? dev->fd : 0;
}

/**
 * dev_join() - open a device in the container or address space of another one
 * @dev: its @sysfs says which; it has the memory of @first, none of it in use
 * @first: the other one, open
 *
 * Return: 0 or -errno.
 */
int dev_join(struct dev *dev, const struct dev *first)
{
	memset(dev->irq, -1, sizeof(dev->irq));
	dev->mem = first->mem;
	dev->mem_used = 0;
	dev->next_id = 1;
	dev->fd = -1;
	dev->group = -1;
	dev->container = fcntl(first->container, F_DUPFD_CLOEXEC, 0);
	if (first->ioas)
		return iommufd_join(dev, first);
	dev->group = open_group(dev->sysfs);
	if (dev->group < 0)
		return dev->group;
	if (ioctl(dev->group, VFIO_GROUP_SET_CONTAINER, &dev->container))
		return -errno;
	dev->fd = get_device(dev);
	return dev->fd < 0 ? dev->fd : 0;
}

/**
 * dev_open() - open the device and map DMA_SIZE bytes at DMA_IOVA
 * @dev: its @sysfs says which
 */
void dev_open(struct dev *dev)
{
	int err = dev_try_open(dev);

	if (err)
		fail("%s does not open: %s", dev->sysfs, strerror(-err));
	memset(dev->irq, -1, sizeof(dev->irq));
	dev->mem = dma_window(dev, DMA_IOVA, DMA_SIZE);
	dev->mem_used = 0;
	dev->next_id = 1;
}

/**
 * dev_close_files() - close what dev_try_open() opened, also when it failed
 * @dev: the device
 */
void dev_close_files(struct dev *dev)
{
	if (dev->fd >= 0)
		close(dev->fd);
	if (dev->group >= 0)
		close(dev->group);
	if (dev->container >= 0)
		close(dev->container);
}

/**
 * dev_close() - close the device; its memory stays mapped in the process
 * @dev: the device
 */
void dev_close(struct dev *dev)
{
	dev_close_files(dev);
	for (unsigned int i = 0; i < NR_VECTORS; i++)
		if (dev->irq[i] >= 0)
			close(dev->irq[i]);
	memset(dev->irq, -1, sizeof(dev->irq));
	memset(dev->queue, 0, sizeof(dev->queue));
	dev->req = NULL;
}

/**
 * dev_reset() - reset as a VMM does
 * @dev: the device
 *
 * Return: 0 or -errno.
 */
int dev_reset(struct dev *dev)
{
	return dev_ioctl(dev, VFIO_DEVICE_RESET, NULL);
}

/**
 * dma_map() - map memory for the device
 * @dev: the device
 * @iova: at this address
 * @mem: the memory
 * @size: bytes of it
 * @flags: VFIO_DMA_MAP_FLAG_*
 *
 * Return: 0 or -errno.
 */
int dma_map(struct dev *dev, u64 iova, void *mem, size_t size, u32 flags)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map), .flags = flags,
		.vaddr = (uintptr_t)mem, .iova = iova, .size = size,
	};

	if (dev->ioas)
		return iommufd_map(dev, iova, mem, size, flags);
	return result(ioctl(dev->container, VFIO_IOMMU_MAP_DMA, &map));
}

/**
 * dma_unmap() - unmap memory
 * @dev: the device
 * @iova: address
 * @size: bytes
 *
 * Return: 0 or -errno.
 */
int dma_unmap(struct dev *dev, u64 iova, size_t size)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .iova = iova, .size = size,
	};

	if (dev->ioas)
		return iommufd_unmap(dev, iova, size);
	return result(ioctl(dev->container, VFIO_IOMMU_UNMAP_DMA, &unmap));
}

/**
 * dma_window() - map new, zeroed memory for the device
 * @dev: the device
 * @iova: at this address
 * @size: bytes
 *
 * Return: the memory.
 */
void *dma_window(struct dev *dev, u64 iova, size_t size)
{
	u32 flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE;
	void *mem = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED)
		fail("no memory: %m");
	is(dma_map(dev, iova, mem, size, flags), 0);
	return mem;
}

/**
 * dma_alloc() - allocate page-aligned memory of the first window
 * @dev: the device
 * @size: bytes
 *
 * It is freed when the device is closed.
 * Return: the memory.
 */
void *dma_alloc(struct dev *dev, size_t size)
{
	void *mem = dev->mem + dev->mem_used;

	dev->mem_used += (size + 4095) & ~4095UL;
	holds(dev->mem_used <= DMA_SIZE, "the test wants too much memory");
	return mem;
}

/**
 * dma_iova() - the device address of memory in the first window
 * @dev: the device
 * @mem: the memory
 *
 * Return: its address.
 */
u64 dma_iova(const struct dev *dev, const volatile void *mem)
{
	return DMA_IOVA + ((const volatile u8 *)mem - dev->mem);
}

/**
 * region_info() - VFIO_DEVICE_GET_REGION_INFO without capabilities
 * @dev: the device
 * @index: of the region
 * @info: filled in
 *
 * Return: 0 or -errno.
 */
int region_info(struct dev *dev, u32 index, struct vfio_region_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->index = index;
	return dev_ioctl(dev, VFIO_DEVICE_GET_REGION_INFO, info);
}

static int short_transfer(ssize_t done, size_t len)
{
	if (done < 0)
		return -errno;
	return (size_t)done == len ? 0 : -ENODATA;
}

/**
 * region_read() - read of a region
 * @dev: the device
 * @index: of the region
 * @offset: in it
 * @buf: where to
 * @len: bytes
 *
 * Return: 0, -errno, or -ENODATA when less than @len bytes came.
 */
int region_read(struct dev *dev, u32 index, u64 offset, void *buf, size_t len)
{
	u64 at = ((u64)index << 40) + offset;

	return short_transfer(pread(dev->fd, buf, len, at), len);
}

/**
 * region_write() - write to a region
 * @dev: the device
 * @index: of the region
 * @offset: in it
 * @buf: where from
 * @len: bytes
 *
 * Return: as region_read().
 */
int region_write(struct dev *dev, u32 index, u64 offset, const void *buf,
		 size_t len)
{
	u64 at = ((u64)index << 40) + offset;

	return short_transfer(pwrite(dev->fd, buf, len, at), len);
}

/**
 * irq_info() - VFIO_DEVICE_GET_IRQ_INFO
 * @dev: the device
 * @index: of the kind of interrupt
 * @info: filled in
 *
 * Return: 0 or -errno.
 */
int irq_info(struct dev *dev, u32 index, struct vfio_irq_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->index = index;
	return dev_ioctl(dev, VFIO_DEVICE_GET_IRQ_INFO, info);
}

/**
 * irq_set() - VFIO_DEVICE_SET_IRQS
 * @dev: the device
 * @index: of the kind of interrupt
 * @start: first of them
 * @count: how many
 * @flags: VFIO_IRQ_SET_*
 * @data: eventfds (int) or booleans (u8), or NULL
 * @size: bytes of @data
 *
 * Return: 0 or -errno.
 */
int irq_set(struct dev *dev, u32 index, u32 start, u32 count, u32 flags,
	    const void *data, size_t size)
{
	u8 buf[sizeof(struct vfio_irq_set) + 64] = { 0 };
	struct vfio_irq_set *set = (void *)buf;

	set->argsz = sizeof(*set) + size;
	set->flags = flags;
	set->index = index;
	set->start = start;
	set->count = count;
	if (size)
		memcpy(set->data, data, size);
	return dev_ioctl(dev, VFIO_DEVICE_SET_IRQS, set);
}

/**
 * irq_set_fds() - have interrupts signal eventfds
 * @dev: the device
 * @index: of the kind of interrupt
 * @start: first of them
 * @count: how many
 * @fds: an eventfd each, -1 for none
 *
 * Return: 0 or -errno.
 */
int irq_set_fds(struct dev *dev, u32 index, u32 start, u32 count,
		const int *fds)
{
	return irq_set(dev, index, start, count, VFIO_IRQ_SET_DATA_EVENTFD |
		       VFIO_IRQ_SET_ACTION_TRIGGER, fds, count * sizeof(*fds));
}

/**
 * new_eventfd() - a non-blocking eventfd
 *
 * Return: its descriptor.
 */
int new_eventfd(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	holds(fd >= 0, "no eventfd: %m");
	return fd;
}

/**
 * eventfd_signal() - signal an eventfd
 * @fd: an eventfd
 */
void eventfd_signal(int fd)
{
	u64 one = 1;

	is(write(fd, &one, sizeof(one)), sizeof(one));
}

/**
 * eventfd_count() - read and clear a counter
 * @fd: an eventfd
 *
 * Return: the number of signals since the last read.
 */
u64 eventfd_count(int fd)
{
	u64 count = 0;

	if (read(fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
		fail("eventfd: %m");
	return count;
}

/**
 * eventfd_wait() - wait for a signal, leaving it pending
 * @fd: an eventfd
 * @ms: how long
 *
 * Return: whether there was one.
 */
bool eventfd_wait(int fd, int ms)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	return poll(&pfd, 1, ms) == 1;
}
