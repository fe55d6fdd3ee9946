// SPDX-License-Identifier: GPL-2.0
#include "stream.h"
#include "virtio.h"

/**
 * stream_fill() - send the command of the request buffer until so many are in flight
 * @dev: the device
 * @len: bytes of the command
 * @depth: number of commands
 *
 * All have the same response buffer.
 *
 * Return: true when the doorbell was rung.
 */
bool stream_fill(struct dev *dev, u32 len, u16 depth)
{
	struct seg seg[] = { { dev->req, len, false },
			     { dev->resp, sizeof(struct virtio_gpu_ctrl_hdr), true } };
	struct queue *q = &dev->queue[0];
	u16 old = q->avail_idx;

	while ((u16)(q->avail_idx - q->seen) < depth)
		queue_offer(q, queue_put(dev, q, seg, ARRAY_SIZE(seg)));
	return queue_kick_if_wanted(dev, q, old);
}

/**
 * stream_take() - take the commands that have completed
 * @dev: the device
 *
 * Ends the test when the last one was rejected.
 *
 * Return: their number.
 */
u16 stream_take(struct dev *dev)
{
	const struct virtio_gpu_ctrl_hdr *resp = (void *)dev->resp;
	struct queue *q = &dev->queue[0];
	u16 n = queue_used_idx(q) - q->seen;

	q->seen += n;
	holds(!n || resp->type == OK, "a stream was rejected: 0x%x", resp->type);
	return n;
}

/**
 * stream_may_sleep() - ask for an interrupt at the next completion
 * @dev: the device
 *
 * Return: false when there is one that was not taken yet.
 */
bool stream_may_sleep(struct dev *dev)
{
	struct queue *q = &dev->queue[0];

	*queue_used_event(q) = q->seen;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return queue_used_idx(q) == q->seen;
}
