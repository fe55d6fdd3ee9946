/* SPDX-License-Identifier: GPL-2.0 */
/* A device opened through VFIO, and memory that it reaches by DMA. */
#ifndef VFIO_DEV_H
#define VFIO_DEV_H

#include <linux/vfio.h>
#include <stddef.h>
#include <sys/types.h>
#include "tap.h"

/* Above 4 GiB, so that an address truncated to 32 bits is detected. */
#define DMA_IOVA 0x140000000ULL
#define DMA_SIZE (8UL << 20)
/* For further mappings of a test; nothing is mapped between them. */
#define DMA_IOVA_2 0x180000000ULL
#define DMA_IOVA_NONE 0x1c0000000ULL

#define NR_QUEUES 2
#define NR_VECTORS 3

/**
 * struct structure - a virtio structure, found by its capability
 * @bar: region index
 * @offset: in it
 * @len: bytes
 * @cap: where in the configuration space the capability is
 */
struct structure {
	u32 bar;
	u32 offset;
	u32 len;
	u32 cap;
};

enum { VIRTIO_COMMON = 1, VIRTIO_NOTIFY, VIRTIO_ISR, VIRTIO_DEVICE,
       VIRTIO_PCI, NR_STRUCTURES };

/**
 * struct queue - the driver's side of a split virtqueue
 * @index: its number
 * @num: entries
 * @desc: descriptor table; of struct desc
 * @avail: flags, idx, ring[num], used_event
 * @used: flags, idx, {id, len}[num], avail_event
 * @notify: offset of its doorbell in the notify structure
 * @next_desc: where the next chain is put
 * @avail_idx: what @avail's idx is or will be after the next offer
 * @seen: used elements taken so far
 * @id: head of the used element taken last
 * @len: its length
 */
struct queue {
	unsigned int index;
	u16 num;
	struct desc *desc;
	volatile u16 *avail;
	volatile u16 *used;
	u32 notify;
	u16 next_desc;
	u16 avail_idx;
	u16 seen;
	u32 id;
	u32 len;
};

/**
 * struct dev - the device under test
 * @sysfs: its directory
 * @reference: it is QEMU's device, not ours
 * @rough: accesses of BARs may be refused
 * @lossy: it may be lost at any time, and then answers no command
 * @container: VFIO container, or iommufd
 * @group: VFIO group; -1 with iommufd
 * @ioas: address space of iommufd; 0 with a container
 * @fd: the device
 * @mem: memory mapped at DMA_IOVA
 * @mem_used: bytes of it given out
 * @structure: virtio structures
 * @notify_multiplier: of the notify structure
 * @features: negotiated
 * @event_idx: event index was negotiated
 * @irq: an eventfd per MSI-X vector, or -1
 * @queue: control and cursor queue
 * @req: where commands are written
 * @resp: where responses are expected
 * @next_id: resource ids for tests that do not care
 */
struct dev {
	const char *sysfs;
	bool reference;
	bool rough;
	bool lossy;
	int container;
	int group;
	u32 ioas;
	int fd;
	u8 *mem;
	size_t mem_used;
	struct structure structure[NR_STRUCTURES];
	u32 notify_multiplier;
	u64 features;
	bool event_idx;
	int irq[NR_VECTORS];
	struct queue queue[NR_QUEUES];
	u8 *req;
	u8 *resp;
	u32 next_id;
};

bool dev_by_iommufd(void);
void dev_open(struct dev *dev);
int dev_try_open(struct dev *dev);
int dev_join(struct dev *dev, const struct dev *first);
void dev_close(struct dev *dev);
void dev_close_files(struct dev *dev);
int dev_reset(struct dev *dev);
int dev_ioctl(struct dev *dev, unsigned long request, void *arg);

int dma_map(struct dev *dev, u64 iova, void *mem, size_t size, u32 flags);
int dma_unmap(struct dev *dev, u64 iova, size_t size);
void *dma_alloc(struct dev *dev, size_t size);
u64 dma_iova(const struct dev *dev, const volatile void *mem);
void *dma_window(struct dev *dev, u64 iova, size_t size);

int region_info(struct dev *dev, u32 index, struct vfio_region_info *info);
int region_read(struct dev *dev, u32 index, u64 offset, void *buf, size_t len);
int region_write(struct dev *dev, u32 index, u64 offset, const void *buf,
		 size_t len);

int irq_info(struct dev *dev, u32 index, struct vfio_irq_info *info);
int irq_set(struct dev *dev, u32 index, u32 start, u32 count, u32 flags,
	    const void *data, size_t size);
int irq_set_fds(struct dev *dev, u32 index, u32 start, u32 count,
		const int *fds);

int new_eventfd(void);
void eventfd_signal(int fd);
u64 eventfd_count(int fd);
bool eventfd_wait(int fd, int ms);

#endif /* VFIO_DEV_H */
