// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "pci.h"
#include "virtio.h"

#define AVAIL_NO_INTERRUPT 1
#define USED_NO_NOTIFY 1

static void note_structure(struct dev *dev, u32 cap)
{
	u8 type = cfg_read(dev, cap + 3, 1);
	struct structure *s = &dev->structure[type];

	if (type >= NR_STRUCTURES || s->cap)
		return;
	s->cap = cap;
	s->bar = cfg_read(dev, cap + 4, 1);
	s->offset = cfg_read(dev, cap + 8, 4);
	s->len = cfg_read(dev, cap + 12, 4);
	if (type == VIRTIO_NOTIFY)
		dev->notify_multiplier = cfg_read(dev, cap + 16, 4);
}

/**
 * virtio_find() - find the virtio structures, turn memory and DMA on
 * @dev: the device
 */
void virtio_find(struct dev *dev)
{
	u32 at = cfg_read(dev, PCI_CAPABILITY_LIST, 1);

	memset(dev->structure, 0, sizeof(dev->structure));
	for (unsigned int i = 0; at && i < 48; i++) {
		if (cfg_read(dev, at, 1) == PCI_CAP_ID_VNDR)
			note_structure(dev, at);
		at = cfg_read(dev, at + 1, 1);
	}
	for (unsigned int i = VIRTIO_COMMON; i < NR_STRUCTURES; i++)
		holds(dev->structure[i].cap, "no virtio capability %u", i);
	cfg_command(dev, 0, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
}

/**
 * reg_read() - read a register of the common configuration
 * @dev: the device
 * @reg: REG_*
 * @len: its bytes
 *
 * Return: its value.
 */
u64 reg_read(struct dev *dev, u32 reg, size_t len)
{
	struct structure *s = &dev->structure[VIRTIO_COMMON];

	return bar_read(dev, s->bar, s->offset + reg, len);
}

/**
 * reg_write() - write a register of the common configuration
 * @dev: the device
 * @reg: REG_*
 * @value: what
 * @len: its bytes
 */
void reg_write(struct dev *dev, u32 reg, u64 value, size_t len)
{
	struct structure *s = &dev->structure[VIRTIO_COMMON];

	bar_write(dev, s->bar, s->offset + reg, value, len);
}

/**
 * devcfg_read() - read the device configuration
 * @dev: the device
 * @offset: in struct virtio_gpu_config
 *
 * Return: the field.
 */
u32 devcfg_read(struct dev *dev, u32 offset)
{
	struct structure *s = &dev->structure[VIRTIO_DEVICE];

	return bar_read(dev, s->bar, s->offset + offset, 4);
}

/**
 * isr_read() - read and clear the ISR
 * @dev: the device
 *
 * Return: its bits.
 */
u8 isr_read(struct dev *dev)
{
	struct structure *s = &dev->structure[VIRTIO_ISR];

	return bar_read(dev, s->bar, s->offset, 1);
}

/**
 * virtio_status() - read device_status
 * @dev: the device
 *
 * Return: STATUS_*.
 */
u8 virtio_status(struct dev *dev)
{
	return reg_read(dev, REG_STATUS, 1);
}

/**
 * virtio_set_status() - write device_status
 * @dev: the device
 * @status: all of it
 */
void virtio_set_status(struct dev *dev, u8 status)
{
	reg_write(dev, REG_STATUS, status, 1);
}

/**
 * virtio_reset() - reset and wait for it
 * @dev: the device
 */
void virtio_reset(struct dev *dev)
{
	virtio_set_status(dev, 0);
	for (int i = 0; virtio_status(dev); i++) {
		holds(i < WAIT_MS, "the reset does not end");
		usleep(1000);
	}
	for (unsigned int i = 0; i < NR_QUEUES; i++)
		queue_clear(&dev->queue[i]);
}

/**
 * virtio_offered() - device_feature, both halves
 * @dev: the device
 *
 * Return: the bits.
 */
u64 virtio_offered(struct dev *dev)
{
	u64 low;

	reg_write(dev, REG_DEVICE_FEATURE_SELECT, 0, 4);
	low = reg_read(dev, REG_DEVICE_FEATURE, 4);
	reg_write(dev, REG_DEVICE_FEATURE_SELECT, 1, 4);
	return low | reg_read(dev, REG_DEVICE_FEATURE, 4) << 32;
}

/**
 * virtio_accept() - write driver_feature, both halves
 * @dev: the device
 * @features: the bits
 */
void virtio_accept(struct dev *dev, u64 features)
{
	reg_write(dev, REG_DRIVER_FEATURE_SELECT, 0, 4);
	reg_write(dev, REG_DRIVER_FEATURE, (u32)features, 4);
	reg_write(dev, REG_DRIVER_FEATURE_SELECT, 1, 4);
	reg_write(dev, REG_DRIVER_FEATURE, features >> 32, 4);
}

/**
 * virtio_features_ok() - reset and negotiate
 * @dev: the device
 * @features: to accept, all of them
 *
 * Return: whether the device kept FEATURES_OK.
 */
bool virtio_features_ok(struct dev *dev, u64 features)
{
	u8 status = STATUS_ACKNOWLEDGE | STATUS_DRIVER;

	virtio_reset(dev);
	virtio_set_status(dev, STATUS_ACKNOWLEDGE);
	virtio_set_status(dev, status);
	virtio_accept(dev, features);
	virtio_set_status(dev, status | STATUS_FEATURES_OK);
	return virtio_status(dev) & STATUS_FEATURES_OK;
}

/**
 * virtio_begin() - reset and negotiate; no queues yet
 * @dev: the device
 * @features: to accept out of those offered
 */
void virtio_begin(struct dev *dev, u64 features)
{
	features &= virtio_offered(dev);
	holds(virtio_features_ok(dev, features), "features 0x%llx refused",
	      (unsigned long long)features);
	dev->features = features;
	dev->event_idx = features & F_EVENT_IDX;
}

/**
 * virtio_msix() - an eventfd for each vector, vector i for queue i - 1
 * @dev: the device
 */
void virtio_msix(struct dev *dev)
{
	for (unsigned int i = 0; i < NR_VECTORS; i++)
		if (dev->irq[i] < 0)
			dev->irq[i] = new_eventfd();
	is(irq_set_fds(dev, VFIO_PCI_MSIX_IRQ_INDEX, 0, NR_VECTORS, dev->irq),
	   0);
	reg_write(dev, REG_CONFIG_VECTOR, 0, 2);
	is(reg_read(dev, REG_CONFIG_VECTOR, 2), 0);
	for (unsigned int i = 0; i < NR_QUEUES; i++) {
		reg_write(dev, REG_QUEUE_SELECT, i, 2);
		reg_write(dev, REG_QUEUE_VECTOR, i + 1, 2);
		is(reg_read(dev, REG_QUEUE_VECTOR, 2), i + 1);
	}
}

/**
 * virtio_start() - from reset to DRIVER_OK, with both queues and MSI-X
 * @dev: the device
 * @features: to accept out of those offered
 */
void virtio_start(struct dev *dev, u64 features)
{
	virtio_begin(dev, features);
	virtio_msix(dev);
	for (unsigned int i = 0; i < NR_QUEUES; i++)
		queue_enable(dev, i);
	virtio_set_status(dev, virtio_status(dev) | STATUS_DRIVER_OK);
}

/**
 * virtio_wait_needs_reset() - wait for DEVICE_NEEDS_RESET
 * @dev: the device
 *
 * Return: whether it came.
 */
bool virtio_wait_needs_reset(struct dev *dev)
{
	for (int ms = 0; ms < WAIT_MS; ms += 5) {
		if (virtio_status(dev) & STATUS_NEEDS_RESET)
			return true;
		usleep(5000);
	}
	return false;
}

/**
 * queue_clear() - forget all that was in a ring
 * @q: the queue; harmless when it has no memory yet
 */
void queue_clear(struct queue *q)
{
	q->next_desc = 0;
	q->avail_idx = 0;
	q->seen = 0;
	if (!q->desc)
		return;
	memset(q->desc, 0, q->num * sizeof(*q->desc));
	memset((void *)q->avail, 0, 6 + 2 * q->num);
	memset((void *)q->used, 0, 6 + 8 * q->num);
}

/**
 * queue_alloc() - memory for a ring, each part on pages of its own
 * @dev: the device
 * @index: of the queue
 * @num: entries
 */
void queue_alloc(struct dev *dev, unsigned int index, u16 num)
{
	struct queue *q = &dev->queue[index];

	q->index = index;
	q->num = num;
	q->desc = dma_alloc(dev, num * sizeof(*q->desc));
	q->avail = dma_alloc(dev, 6 + 2 * num);
	q->used = dma_alloc(dev, 6 + 8 * num);
	queue_clear(q);
}

static void write_addr(struct dev *dev, u32 reg, u64 addr)
{
	reg_write(dev, reg, (u32)addr, 4);
	reg_write(dev, reg + 4, addr >> 32, 4);
}

/**
 * queue_program() - tell the device where a ring is, and enable it
 * @dev: the device
 * @q: the queue, with memory
 */
void queue_program(struct dev *dev, struct queue *q)
{
	reg_write(dev, REG_QUEUE_SELECT, q->index, 2);
	reg_write(dev, REG_QUEUE_SIZE, q->num, 2);
	write_addr(dev, REG_QUEUE_DESC, dma_iova(dev, q->desc));
	write_addr(dev, REG_QUEUE_DRIVER, dma_iova(dev, q->avail));
	write_addr(dev, REG_QUEUE_DEVICE, dma_iova(dev, q->used));
	q->notify = reg_read(dev, REG_QUEUE_NOTIFY_OFF, 2) *
		    dev->notify_multiplier;
	reg_write(dev, REG_QUEUE_ENABLE, 1, 2);
}

/**
 * queue_enable() - a ring of up to 256 entries, as large as the device allows
 * @dev: the device
 * @index: of the queue
 */
void queue_enable(struct dev *dev, unsigned int index)
{
	struct queue *q = &dev->queue[index];
	u16 num;

	reg_write(dev, REG_QUEUE_SELECT, index, 2);
	num = reg_read(dev, REG_QUEUE_SIZE, 2);
	holds(num && !(num & (num - 1)), "queue %u has size %u", index, num);
	if (num > 256)
		num = 256;
	if (!q->desc || q->num != num)
		queue_alloc(dev, index, num);
	queue_clear(q);
	queue_program(dev, q);
}

/**
 * queue_used_event() - where the driver says when to interrupt
 * @q: the queue
 *
 * Return: the word.
 */
volatile u16 *queue_used_event(struct queue *q)
{
	return &q->avail[2 + q->num];
}

/**
 * queue_avail_event() - when the device wants a doorbell
 * @q: the queue
 *
 * Return: the word's value.
 */
u16 queue_avail_event(struct queue *q)
{
	return q->used[2 + 4 * q->num];
}

/**
 * queue_used_idx() - how many chains the device gave back
 * @q: the queue
 *
 * Return: the index as the device wrote it.
 */
u16 queue_used_idx(struct queue *q)
{
	u16 idx = q->used[1];

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return idx;
}

static void fill_desc(struct dev *dev, struct desc *desc,
		      const struct seg *seg, bool more, u16 next)
{
	desc->addr = dma_iova(dev, seg->mem);
	desc->len = seg->len;
	desc->flags = (seg->write ? DESC_WRITE : 0) | (more ? DESC_NEXT : 0);
	desc->next = more ? next : 0;
}

/**
 * queue_put() - write a chain into the descriptor table, not offered yet
 * @dev: the device
 * @q: the queue; the caller sees to it that its next @n entries are free
 * @seg: the pieces
 * @n: how many
 *
 * Return: the head.
 */
u16 queue_put(struct dev *dev, struct queue *q, const struct seg *seg,
	      unsigned int n)
{
	u16 head = q->next_desc & (q->num - 1), at, next;

	for (unsigned int i = 0; i < n; i++) {
		at = q->next_desc++ & (q->num - 1);
		next = q->next_desc & (q->num - 1);
		fill_desc(dev, &q->desc[at], &seg[i], i + 1 < n, next);
	}
	return head;
}

/**
 * queue_put_indirect() - as queue_put(), through an indirect table
 * @dev: the device
 * @q: the queue
 * @table: room for @n descriptors in the first DMA window
 * @seg: the pieces
 * @n: how many
 *
 * Return: the head.
 */
u16 queue_put_indirect(struct dev *dev, struct queue *q, struct desc *table,
		       const struct seg *seg, unsigned int n)
{
	u16 head = q->next_desc++ & (q->num - 1);

	for (unsigned int i = 0; i < n; i++)
		fill_desc(dev, &table[i], &seg[i], i + 1 < n, i + 1);
	q->desc[head] = (struct desc) {
		.addr = dma_iova(dev, table), .len = n * sizeof(*table),
		.flags = DESC_INDIRECT,
	};
	return head;
}

/**
 * queue_publish() - write the avail ring's index
 * @q: the queue
 * @idx: the index
 */
void queue_publish(struct queue *q, u16 idx)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	q->avail_idx = idx;
	q->avail[1] = idx;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

/**
 * queue_offer() - make a chain available
 * @q: the queue
 * @head: its head
 */
void queue_offer(struct queue *q, u16 head)
{
	q->avail[2 + (q->avail_idx & (q->num - 1))] = head;
	queue_publish(q, q->avail_idx + 1);
}

/**
 * queue_kick() - ring the doorbell
 * @dev: the device
 * @q: the queue
 */
void queue_kick(struct dev *dev, struct queue *q)
{
	struct structure *s = &dev->structure[VIRTIO_NOTIFY];

	bar_write(dev, s->bar, s->offset + q->notify, q->index, 2);
}

/**
 * queue_kick_if_wanted() - ring the doorbell unless the device said not to
 * @dev: the device
 * @q: the queue
 * @old: the avail index at the doorbell before
 *
 * Return: whether it was rung.
 */
bool queue_kick_if_wanted(struct dev *dev, struct queue *q, u16 old)
{
	u16 now = q->avail_idx, event = queue_avail_event(q);
	bool wanted = !(q->used[0] & USED_NO_NOTIFY);

	if (dev->event_idx)
		wanted = (u16)(now - event - 1) < (u16)(now - old);
	if (wanted)
		queue_kick(dev, q);
	return wanted;
}

static bool wait_used(struct dev *dev, struct queue *q, int ms)
{
	int fd = dev->irq[q->index + 1];

	*queue_used_event(q) = q->seen;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (queue_used_idx(q) != q->seen)
		return true;
	if (fd < 0 || !eventfd_wait(fd, ms))
		return queue_used_idx(q) != q->seen;
	eventfd_count(fd);
	return false;
}

static u64 now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ULL + ts.tv_nsec / 1000000;
}

/**
 * queue_try_take() - wait for a used element, by interrupt
 * @dev: the device
 * @q: the queue; its @id and @len say what came
 * @ms: how long
 *
 * Return: whether one came.
 */
bool queue_try_take(struct dev *dev, struct queue *q, int ms)
{
	u64 end = now_ms() + ms;
	const volatile u32 *elem;

	while (!wait_used(dev, q, ms))
		if (now_ms() >= end)
			return false;
	if (queue_used_idx(q) == q->seen)
		return false;
	elem = (const volatile u32 *)&q->used[2] +
	       2 * (q->seen & (q->num - 1));
	q->id = elem[0];
	q->len = elem[1];
	q->seen++;
	return true;
}

/**
 * queue_take() - as queue_try_take(), which must not fail
 * @dev: the device
 * @q: the queue
 */
void queue_take(struct dev *dev, struct queue *q)
{
	if (!queue_try_take(dev, q, WAIT_MS))
		fail("queue %u: nothing used after %d ms (avail %u, used %u, status 0x%x)",
		     q->index, WAIT_MS, q->avail_idx, queue_used_idx(q),
		     virtio_status(dev));
}
