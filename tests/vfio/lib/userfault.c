// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "userfault.h"
#include "virtio.h"

/**
 * userfault_open() - open a userfaultfd
 *
 * The test is skipped when the kernel has no userfaultfd.
 *
 * Return: the file.
 */
int userfault_open(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 && errno == ENOSYS)
		tap_skip("the kernel has no userfaultfd");
	holds(fd >= 0, "no userfaultfd: %m");
	is(ioctl(fd, UFFDIO_API, &api), 0);
	return fd;
}

/**
 * userfault_map() - map memory at DMA_IOVA_2 whose pages are missing
 * @dev: the device
 * @fd: the userfaultfd
 * @size: bytes of the memory
 *
 * An access blocks until userfault_end() or until the process ends.
 *
 * Return: the memory.
 */
void *userfault_map(struct dev *dev, int fd, size_t size)
{
	struct uffdio_register range = {
		.range.len = size, .mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	void *mem = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	holds(mem != MAP_FAILED, "no memory: %m");
	range.range.start = (uintptr_t)mem;
	is(ioctl(fd, UFFDIO_REGISTER, &range), 0);
	is(dma_map(dev, DMA_IOVA_2, mem, size,
		   VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE), 0);
	return mem;
}

/**
 * userfault_end() - provide the pages of userfault_map()
 * @fd: the userfaultfd, closed by this
 * @mem: the memory
 * @size: bytes of the memory
 */
void userfault_end(int fd, void *mem, size_t size)
{
	struct uffdio_range range = { .start = (uintptr_t)mem, .len = size };

	is(ioctl(fd, UFFDIO_UNREGISTER, &range), 0);
	close(fd);
}

/**
 * userfault_block_worker() - have the worker of a vGPU wait for missing memory
 * @dev: the device, with the memory of userfault_map()
 * @fd: the userfaultfd
 *
 * Sends a command whose request lies in that memory and returns when the worker has
 * accessed it.
 */
void userfault_block_worker(struct dev *dev, int fd)
{
	struct pollfd poller = { .fd = fd, .events = POLLIN };
	struct seg seg = { dev->req, 64, false };
	struct queue *q = &dev->queue[0];
	u16 head = queue_put(dev, q, &seg, 1);

	q->desc[head].addr = DMA_IOVA_2;
	queue_offer(q, head);
	queue_kick(dev, q);
	is(poll(&poller, 1, WAIT_MS), 1);
	is(poller.revents, POLLIN);
}
