/* SPDX-License-Identifier: GPL-2.0 */
/* The driver's side of split virtqueues (virtio 1.2, 2.7). */
#ifndef QUEUE_H
#define QUEUE_H

#include "vfio_dev.h"

#define DESC_NEXT	1
#define DESC_WRITE	2
#define DESC_INDIRECT	4

/**
 * struct desc - a descriptor
 * @addr: device address
 * @len: bytes
 * @flags: DESC_*
 * @next: the following one with DESC_NEXT
 */
struct desc {
	u64 addr;
	u32 len;
	u16 flags;
	u16 next;
};

/**
 * struct seg - a piece of a chain
 * @mem: in the first DMA window
 * @len: bytes
 * @write: the device writes it
 */
struct seg {
	void *mem;
	u32 len;
	bool write;
};

void queue_alloc(struct dev *dev, unsigned int index, u16 num);
void queue_program(struct dev *dev, struct queue *q);
void queue_enable(struct dev *dev, unsigned int index);
void queue_clear(struct queue *q);
volatile u16 *queue_used_event(struct queue *q);
u16 queue_avail_event(struct queue *q);
u16 queue_used_idx(struct queue *q);
u16 queue_put(struct dev *dev, struct queue *q, const struct seg *seg,
	      unsigned int n);
u16 queue_put_indirect(struct dev *dev, struct queue *q, struct desc *table,
		       const struct seg *seg, unsigned int n);
void queue_offer(struct queue *q, u16 head);
void queue_publish(struct queue *q, u16 idx);
void queue_kick(struct dev *dev, struct queue *q);
bool queue_kick_if_wanted(struct dev *dev, struct queue *q, u16 old);
bool queue_try_take(struct dev *dev, struct queue *q, int ms);
void queue_take(struct dev *dev, struct queue *q);

#endif /* QUEUE_H */
