// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "line.h"
#include "virtio.h"

/* The first half of a page has the request, the second half the response. */
#define RESP_AT 2048

/**
 * line_put() - put a copy of the request buffer on the control ring
 * @dev: the device
 * @len: bytes of it, RESP_AT at most
 * @fence: number of its fence, 0 for none
 *
 * The doorbell is not rung.
 *
 * Return: the command.
 */
struct sent line_put(struct dev *dev, u32 len, u64 fence)
{
	u8 *mem = dma_alloc(dev, 4096);
	struct virtio_gpu_ctrl_hdr *hdr = (void *)mem;
	struct seg seg[] = { { mem, len, false },
			     { mem + RESP_AT, 4096 - RESP_AT, true } };
	struct queue *q = &dev->queue[0];
	struct sent sent = { .resp = (void *)(mem + RESP_AT) };

	memset(mem, 0, 4096);
	memcpy(mem, dev->req, len);
	if (fence) {
		hdr->flags |= VIRTIO_GPU_FLAG_FENCE;
		hdr->fence_id = fence;
	}
	sent.head = queue_put(dev, q, seg, ARRAY_SIZE(seg));
	queue_offer(q, sent.head);
	return sent;
}

/**
 * line_send() - as line_put(), and ring the doorbell
 * @dev: the device
 * @len: bytes of the command
 * @fence: number of its fence, 0 for none
 *
 * Return: the command.
 */
struct sent line_send(struct dev *dev, u32 len, u64 fence)
{
	struct sent sent = line_put(dev, len, fence);

	queue_kick(dev, &dev->queue[0]);
	return sent;
}

/**
 * line_answer() - wait for the response to a command, which must be the next one
 * @dev: the device
 * @sent: the command
 *
 * Return: the type of the response, 0 when none was written.
 */
u32 line_answer(struct dev *dev, const struct sent *sent)
{
	struct queue *q = &dev->queue[0];

	queue_take(dev, q);
	is(q->id, sent->head);
	return sent->resp->type;
}
