// SPDX-License-Identifier: GPL-2.0
/*
 * The queues of a session, as the module sees them. Free-standing.
 *
 * What the renderer writes is hostile: each word is read once, and checked before it is
 * used. What the module writes is in pages that the renderer cannot write to, but the
 * module does not read it back all the same.
 */
#include "gvt/gpu/render/ring.h"

/* Finds room for @len bytes in one piece, which begin at *@at, counted without end. */
static bool rd_ring_place(struct mvgpu_rd_ring *ring, u32 len, u64 *at)
{
	u32 pos;

	if (ring->produced == ring->consumed) {
		ring->data_head = 0;
		ring->data_tail = 0;
	}
	*at = ring->data_head;
	pos = *at % MVGPU_RD_DATA_BYTES;
	if (len > MVGPU_RD_DATA_BYTES - pos)
		*at += MVGPU_RD_DATA_BYTES - pos;
	return *at + len - ring->data_tail <= MVGPU_RD_DATA_BYTES;
}

/**
 * mvgpu_rd_ring_push() - Write a command, which the renderer does not see yet
 * @ring: queues
 * @cmd: command; its data_len is set, and its data is set by this function
 * @data: bytes that belong to it, copied
 *
 * Context: Any context. The caller's lock covers @ring.
 *
 * Return: 0; -EAGAIN when there is no room before the renderer takes commands; -E2BIG when
 * there never is.
 */
int mvgpu_rd_ring_push(struct mvgpu_rd_ring *ring, struct mvgpu_render_cmd *cmd,
		       const void *data)
{
	u32 len, index = ring->produced % MVGPU_RD_SQ_ENTRIES;
	u64 at;

	if (cmd->data_len > MVGPU_RD_DATA_BYTES)
		return -E2BIG;
	len = ALIGN(cmd->data_len, 8);
	if (ring->produced - ring->consumed >= MVGPU_RD_SQ_ENTRIES ||
	    !rd_ring_place(ring, len, &at))
		return -EAGAIN;
	cmd->data = at % MVGPU_RD_DATA_BYTES;
	if (cmd->data_len)
		memcpy(ring->data + cmd->data, data, cmd->data_len);
	ring->cmds[index] = *cmd;
	ring->data_head = at + len;
	ring->data_end[index] = ring->data_head;
	ring->produced++;
	return 0;
}

/**
 * mvgpu_rd_ring_publish() - Show the renderer what was pushed
 * @ring: queues
 *
 * Context: Any context. The caller's lock covers @ring.
 */
void mvgpu_rd_ring_publish(struct mvgpu_rd_ring *ring)
{
	/* The commands before the index. */
	mvgpu_wmb();
	WRITE_ONCE(ring->sq->sq_produced, ring->produced);
}

/**
 * mvgpu_rd_ring_reclaim() - Reuse the room of commands that the renderer has taken
 * @ring: queues
 *
 * A renderer that counts commands which it still reads hurts only itself.
 *
 * Context: Any context. The caller's lock covers @ring.
 *
 * Return: 0; -EPROTO when the index is impossible.
 */
int mvgpu_rd_ring_reclaim(struct mvgpu_rd_ring *ring)
{
	u32 consumed = READ_ONCE(ring->cq->sq_consumed);

	if (consumed - ring->consumed > ring->produced - ring->consumed)
		return -EPROTO;
	if (consumed == ring->consumed)
		return 0;
	/* The renderer's reads before our writes. */
	mvgpu_mb();
	ring->consumed = consumed;
	ring->data_tail = ring->data_end[(consumed - 1) % MVGPU_RD_SQ_ENTRIES];
	return 0;
}

/**
 * mvgpu_rd_ring_pop() - Take a completion
 * @ring: queues
 * @done: private copy
 *
 * Context: Any context. The caller's lock covers @ring.
 *
 * Return: 1; 0 when there is none; -EPROTO when the index is impossible.
 */
int mvgpu_rd_ring_pop(struct mvgpu_rd_ring *ring, struct mvgpu_render_done *done)
{
	u32 produced = READ_ONCE(ring->cq->cq_produced);
	struct mvgpu_render_done *entry;

	if (produced - ring->seen > MVGPU_RD_CQ_ENTRIES)
		return -EPROTO;
	if (produced == ring->seen)
		return 0;
	/* The index before the entry. */
	mvgpu_rmb();
	entry = &ring->dones[ring->seen % MVGPU_RD_CQ_ENTRIES];
	*done = (struct mvgpu_render_done) {
		.cookie = READ_ONCE(entry->cookie),
		.err = READ_ONCE(entry->err),
		.map_info = READ_ONCE(entry->map_info),
		.addr = READ_ONCE(entry->addr),
		.size = READ_ONCE(entry->size),
	};
	ring->seen++;
	/* The entry before the renderer may overwrite it. */
	mvgpu_mb();
	WRITE_ONCE(ring->sq->cq_consumed, ring->seen);
	return 1;
}
