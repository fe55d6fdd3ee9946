// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "pci.h"
#include "queue.h"
#include "virtio.h"

#define USED_NO_NOTIFY 1

/**
 * queue_clear() - clear a ring
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
 * queue_alloc() - allocate a ring, each part on its own pages
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
 * queue_program() - write the addresses of a ring to the device, and enable it
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
 * queue_enable() - enable a ring, of 256 entries or the maximum of the device
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
 * queue_used_event() - the used_event field, which the driver writes
 * @q: the queue
 *
 * Return: its address.
 */
volatile u16 *queue_used_event(struct queue *q)
{
	return &q->avail[2 + q->num];
}

/**
 * queue_avail_event() - read avail_event, which the device writes
 * @q: the queue
 *
 * Return: its value.
 */
u16 queue_avail_event(struct queue *q)
{
	return q->used[2 + 4 * q->num];
}

/**
 * queue_used_idx() - the number of chains that the device completed
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
 * queue_put() - write a chain to the descriptor table without offering it
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
 * queue_kick_if_wanted() - ring the doorbell unless the device suppresses it
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
 * queue_try_take() - wait for the interrupt of a used element
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
