// SPDX-License-Identifier: GPL-2.0
/* The guest of a round: its queues, and the commands that it sends. */
#include <string.h>
#include <unistd.h>
#include "fuzz.h"
#include "test.h"

/* Each slot of the arena has a command and, behind it, its response. */
#define SLOT 4096UL
#define SLOT_CMD 1024UL
#define NR_SLOTS (FUZZ_ARENA / SLOT)
/* The number of commands in flight is limited by the slots and the entries of a ring. */
#define MOST_UNDER_WAY 40
#define MOST_AT_ONCE 12
#define WAIT_FOR_ANSWER 20

static u32 below(struct fuzz *f, u32 n)
{
	return rng_below(&f->rng, n);
}

static bool one_in(struct fuzz *f, u32 n)
{
	return rng_one_in(&f->rng, n);
}

/**
 * fuzz_forget_sent() - Forget the commands in flight after a reset of the queues
 * @f: the round
 */
void fuzz_forget_sent(struct fuzz *f)
{
	memset(f->sent, 0, sizeof(f->sent));
	memset(f->under_way, 0, sizeof(f->under_way));
}

/* An answer to a command that was never sent has no entry, and counts for no command. */
static void taken(struct fuzz *f, struct queue *q)
{
	struct fuzz_sent *sent;

	if (q->id >= FUZZ_MOST)
		return;
	sent = &f->sent[q->index][q->id];
	if (!sent->waits)
		return;
	sent->waits = false;
	f->under_way[q->index]--;
	if (sent->resp)
		fuzz_was_answered(sent->type, sent->resp->type);
}

/**
 * fuzz_collect() - Take answers
 * @f: the round
 * @q: the queue
 * @most: wait until no more than so many commands are in flight
 * @ms: stop after so many milliseconds without an answer
 *
 * A device that did not answer before is not waited for.
 *
 * Return: whether no more than @most commands are in flight.
 */
bool fuzz_collect(struct fuzz *f, struct queue *q, unsigned int most, int ms)
{
	/* A ring with invalid entries of both sides may return more than was sent. */
	for (unsigned int i = 0; i < 2 * FUZZ_MOST; i++) {
		bool enough = f->under_way[q->index] <= most;

		if (!queue_try_take(f->dev, q, enough || f->suspect ? 0 : ms)) {
			f->suspect |= !enough;
			return enough;
		}
		taken(f, q);
	}
	return false;
}

/* A command usually has memory of its own; a guest may also overwrite what it sent. */
static u8 *place(struct fuzz *f, size_t size)
{
	if (!f->calm && one_in(f, 8))
		return f->arena + (below(f, FUZZ_ARENA - size) & ~7UL);
	f->slot = (f->slot + 1) % NR_SLOTS;
	return f->arena + f->slot * SLOT;
}

static unsigned int split(struct fuzz *f, struct seg *seg, u8 *cmd, u32 len)
{
	u32 first = one_in(f, 4) ? below(f, len) : 0;
	unsigned int n = 0;

	if (first)
		seg[n++] = (struct seg) { cmd, first, false };
	seg[n++] = (struct seg) { cmd + first, len - first, false };
	return n;
}

static u16 put_chain(struct fuzz *f, struct queue *q, const struct seg *seg,
		     unsigned int n)
{
	if (f->dev->features & F_INDIRECT && one_in(f, 4))
		return queue_put_indirect(f->dev, q,
					  (void *)place(f, SLOT), seg, n);
	return queue_put(f->dev, q, seg, n);
}

/* A chain has three entries. */
static unsigned int most_of(const struct queue *q)
{
	unsigned int most = q->num / 4;

	return most < MOST_UNDER_WAY ? most : MOST_UNDER_WAY;
}

static void make_room(struct fuzz *f, struct queue *q)
{
	queue_kick(f->dev, q);
	fuzz_collect(f, q, most_of(q) / 2, WAIT_FOR_ANSWER);
}

/* Makes a command available; the caller rings the doorbell, maybe after several. */
static void offer(struct fuzz *f, struct queue *q, u8 *cmd, u32 len, u32 room)
{
	struct virtio_gpu_ctrl_hdr *resp = (void *)(cmd + SLOT_CMD);
	u32 type = ((struct virtio_gpu_ctrl_hdr *)cmd)->type;
	struct seg seg[3];
	unsigned int n;
	u16 head;

	if (f->under_way[q->index] >= most_of(q))
		make_room(f, q);
	memset(resp, 0, sizeof(*resp));
	n = split(f, seg, cmd, len);
	seg[n++] = (struct seg) { resp, room, true };
	head = put_chain(f, q, seg, n);
	f->under_way[q->index] += !f->sent[q->index][head].waits;
	f->sent[q->index][head] = (struct fuzz_sent) {
		.waits = true, .type = type,
		.resp = room < sizeof(*resp) ? NULL : resp,
	};
	queue_offer(q, head);
	fuzz_was_sent(type);
}

static struct queue *offer_any(struct fuzz *f)
{
	u8 buf[FUZZ_CMD_MAX], *cmd = place(f, SLOT);
	unsigned int index;
	u32 len = fuzz_command(&f->rng, buf, &index), room = SLOT - SLOT_CMD;
	struct queue *q = &f->dev->queue[index];

	if (len > SLOT_CMD)
		len = SLOT_CMD;
	memcpy(cmd, buf, len);
	if (one_in(f, 20))
		room = below(f, 32) + f->calm;
	offer(f, q, cmd, len, room);
	return q;
}

/**
 * fuzz_one_command() - Send a random command and wait for its answer
 * @f: the round
 */
void fuzz_one_command(struct fuzz *f)
{
	struct queue *q = offer_any(f);

	queue_kick(f->dev, q);
	if (one_in(f, 2))
		fuzz_collect(f, q, 0, WAIT_FOR_ANSWER);
}

static void kick_all(struct fuzz *f)
{
	for (unsigned int i = 0; i < NR_QUEUES; i++)
		queue_kick(f->dev, &f->dev->queue[i]);
}

static void collect_all(struct fuzz *f, int ms)
{
	for (unsigned int i = 0; i < NR_QUEUES; i++)
		fuzz_collect(f, &f->dev->queue[i], 0, ms);
}

/**
 * fuzz_many_commands() - Send random commands that do not wait for each other
 * @f: the round
 */
void fuzz_many_commands(struct fuzz *f)
{
	for (u32 n = 1 + below(f, MOST_AT_ONCE); n; n--)
		offer_any(f);
	kick_all(f);
	collect_all(f, one_in(f, 3) ? WAIT_FOR_ANSWER : 0);
}

#define CMD(name, ...) { VIRTIO_GPU_CMD_##name, ##__VA_ARGS__ }
#define MOST_STEPS 12

/* From creation to release of the objects of commands, in order. */
static const struct fuzz_wish lives[][MOST_STEPS] = {
	{
		CMD(RESOURCE_CREATE_2D), CMD(RESOURCE_ATTACH_BACKING),
		CMD(TRANSFER_TO_HOST_2D), CMD(SET_SCANOUT), CMD(RESOURCE_FLUSH),
		CMD(RESOURCE_DETACH_BACKING), CMD(RESOURCE_UNREF),
	}, {
		CMD(RESOURCE_CREATE_2D), CMD(RESOURCE_ATTACH_BACKING),
		CMD(TRANSFER_TO_HOST_2D), CMD(UPDATE_CURSOR), CMD(MOVE_CURSOR),
		CMD(RESOURCE_UNREF),
	}, {
		CMD(RESOURCE_CREATE_BLOB, "m1"), CMD(SET_SCANOUT_BLOB),
		CMD(RESOURCE_FLUSH), CMD(RESOURCE_ASSIGN_UUID),
		CMD(RESOURCE_UNREF),
	}, {
		CMD(RESOURCE_CREATE_2D), CMD(RESOURCE_UNREF),
		CMD(RESOURCE_CREATE_2D), CMD(RESOURCE_ATTACH_BACKING),
		CMD(RESOURCE_UNREF),
	}, {
		CMD(CTX_CREATE), CMD(RESOURCE_CREATE_3D),
		CMD(RESOURCE_ATTACH_BACKING), CMD(CTX_ATTACH_RESOURCE),
		CMD(TRANSFER_TO_HOST_3D), CMD(TRANSFER_FROM_HOST_3D),
		CMD(SUBMIT_3D), CMD(RESOURCE_DETACH_BACKING),
		CMD(CTX_DETACH_RESOURCE), CMD(CTX_DESTROY), CMD(RESOURCE_UNREF),
	}, {
		CMD(RESOURCE_CREATE_2D), CMD(RESOURCE_ATTACH_BACKING),
		CMD(CTX_CREATE), CMD(CTX_ATTACH_RESOURCE),
		CMD(TRANSFER_TO_HOST_2D), CMD(SET_SCANOUT), CMD(RESOURCE_FLUSH),
		CMD(RESOURCE_UNREF), CMD(CTX_DESTROY),
	}, {
		CMD(CTX_CREATE), CMD(CTX_DESTROY), CMD(CTX_CREATE),
		CMD(SUBMIT_3D), CMD(CTX_DESTROY), CMD(CTX_CREATE),
	}, {
		CMD(CTX_CREATE), CMD(SUBMIT_3D),
		CMD(RESOURCE_CREATE_BLOB, "m2g1n0"), CMD(RESOURCE_MAP_BLOB),
		CMD(RESOURCE_UNMAP_BLOB), CMD(RESOURCE_MAP_BLOB),
		CMD(RESOURCE_UNMAP_BLOB), CMD(RESOURCE_UNREF), CMD(CTX_DESTROY),
	}, {
		CMD(GET_DISPLAY_INFO), CMD(GET_EDID), CMD(GET_CAPSET_INFO),
		CMD(GET_CAPSET, "c1"),
	},
};

static u32 any_flags(struct fuzz *f)
{
	u32 flags = one_in(f, 2) ? VIRTIO_GPU_FLAG_FENCE : 0;

	if (one_in(f, 8))
		flags |= VIRTIO_GPU_FLAG_INFO_RING_IDX;
	return flags;
}

static void step(struct fuzz *f, struct fuzz_wish wish)
{
	u8 *cmd = place(f, SLOT);
	unsigned int index;
	struct queue *q;
	u32 len;

	wish.flags = any_flags(f);
	len = fuzz_wished(&f->rng, cmd, &wish, &index);
	q = &f->dev->queue[index];
	offer(f, q, cmd, len, SLOT - SLOT_CMD);
	if (one_in(f, 8))
		fuzz_window(f);
	if (one_in(f, 4))
		queue_kick(f->dev, q);
	if (one_in(f, 16))
		fuzz_collect(f, q, 0, WAIT_FOR_ANSWER);
}

/**
 * fuzz_life() - Send the commands of a resource and a context from creation to release
 * @f: the round
 *
 * No command waits for the one before it, and a step may be missing or repeated.
 */
void fuzz_life(struct fuzz *f)
{
	const struct fuzz_wish *steps = lives[below(f, ARRAY_SIZE(lives))];
	/* Either ids that other commands seldom use, or ids that they do. */
	bool own = !one_in(f, 3);
	u32 id = own ? 13 + below(f, 8) : 1 + below(f, 12);
	u32 ctx = 1 + below(f, 3) + (own ? 3 : 0);

	for (int i = 0; i < MOST_STEPS && steps[i].type; i++) {
		struct fuzz_wish wish = steps[i];

		wish.id = id;
		wish.ctx = ctx;
		for (u32 n = one_in(f, 12) ? below(f, 3) : 1; n; n--)
			step(f, wish);
	}
	kick_all(f);
	collect_all(f, one_in(f, 3) ? WAIT_FOR_ANSWER : 0);
}

/**
 * fuzz_broken_ring() - Write descriptors and indices that no driver writes
 * @f: the round
 */
void fuzz_broken_ring(struct fuzz *f)
{
	struct queue *q = &f->dev->queue[below(f, NR_QUEUES)];
	struct desc *d = &q->desc[below(f, q->num)];

	*d = (struct desc) {
		.addr = DMA_IOVA + below(f, DMA_SIZE),
		.len = one_in(f, 2) ? rng_edge(&f->rng) : below(f, 4096),
		.flags = below(f, 8), .next = below(f, q->num + 2),
	};
	if (one_in(f, 8))
		d->addr = (u64)rng_next(&f->rng) << below(f, 32);
	if (one_in(f, 8))
		queue_publish(q, rng_next(&f->rng));
	else
		queue_offer(q, one_in(f, 8) ? rng_next(&f->rng) : d - q->desc);
	queue_kick(f->dev, q);
	fuzz_did(OP_BROKEN_RING, true);
	f->suspect |= one_in(f, 4);
}

/* If the chunk is secret, both the command and the response are in secret memory. */
static void put_secret(struct fuzz *f, struct queue *q, u64 iova)
{
	u16 mask = q->num - 1, at = q->next_desc;

	q->desc[at & mask] = (struct desc) {
		iova, sizeof(struct virtio_gpu_ctrl_hdr), DESC_NEXT,
		(at + 1) & mask };
	q->desc[(at + 1) & mask] = (struct desc) {
		iova + SLOT_CMD, SLOT_CMD, DESC_WRITE };
	q->next_desc += 2;
	queue_offer(q, at & mask);
	fuzz_was_sent(VIRTIO_GPU_CMD_GET_DISPLAY_INFO);
}

static void send_secret(struct fuzz *f, u32 chunk)
{
	struct queue *q = &f->dev->queue[0];
	struct virtio_gpu_ctrl_hdr *cmd =
		(void *)(f->secret + chunk * FUZZ_CHUNK);
	struct virtio_gpu_ctrl_hdr *resp = (void *)((u8 *)cmd + SLOT_CMD);

	memset(cmd, 0, sizeof(*cmd));
	memset(resp, 0, sizeof(*resp));
	cmd->type = VIRTIO_GPU_CMD_GET_DISPLAY_INFO;
	put_secret(f, q, DMA_IOVA_2 + chunk * FUZZ_CHUNK);
	queue_kick(f->dev, q);
	if (queue_try_take(f->dev, q, WAIT_FOR_ANSWER))
		fuzz_was_answered(cmd->type, resp->type);
	else
		f->suspect = true;
	fuzz_did(OP_SECRET, resp->type == VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

/**
 * fuzz_secret_command() - Send a command in memory that the kernel cannot access
 * @f: the round
 */
void fuzz_secret_command(struct fuzz *f)
{
	u32 chunk = below(f, FUZZ_CHUNKS);

	if (!f->secret ||
	    !fuzz_collect(f, &f->dev->queue[0], 0, WAIT_FOR_ANSWER))
		return;
	pthread_mutex_lock(&f->unmap_lock);
	fuzz_memory_secret(f, chunk);
	send_secret(f, chunk);
	pthread_mutex_unlock(&f->unmap_lock);
}
