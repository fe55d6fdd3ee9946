// SPDX-License-Identifier: GPL-2.0
/*
 * Plays a recording on a vGPU as a guest's driver would: all its commands are prepared in the
 * guest's memory, and up to some streams are in flight.
 */
#include <stdlib.h>
#include <string.h>
#include "lib/gpu3d.h"
#include "play.h"
#include "recording.h"
#include "test.h"

#define CTX		1
#define MAX_COMMANDS	4096
#define MAX_ID		65536
/* Memory behind all of the resources, which share it. */
#define BACKING		(16UL << 20)
#define POOL		(6UL << 20)

/**
 * struct command - a command, prepared
 * @req: its request
 * @len: bytes of it
 * @stream: it submits a stream
 */
struct command {
	void *req;
	u32 len;
	bool stream;
};

/**
 * struct player - a recording being played
 * @dev: where
 * @depth: streams in flight
 * @commands: in their order
 * @nr: their number
 * @alive: resources that the recording leaves behind, by their ids
 * @pool: memory of requests
 * @pool_used: bytes of it
 * @resp: a response for each command
 */
struct player {
	struct dev *dev;
	unsigned int depth;
	struct command commands[MAX_COMMANDS];
	unsigned int nr;
	bool alive[MAX_ID];
	u8 *pool;
	size_t pool_used;
	volatile struct virtio_gpu_ctrl_hdr *resp;
};

static struct player player;

/* Adds a command of the context; returns its request. */
static void *add(u32 type, u32 len)
{
	struct command *c = &player.commands[player.nr++];
	struct virtio_gpu_ctrl_hdr *hdr;

	holds(player.nr <= MAX_COMMANDS, "more than %d commands", MAX_COMMANDS);
	hdr = (void *)(player.pool + player.pool_used);
	player.pool_used += (len + 63) & ~63;
	holds(player.pool_used <= POOL, "the recording is too long");
	memset(hdr, 0, len);
	hdr->type = type;
	hdr->ctx_id = CTX;
	*c = (struct command){ .req = hdr, .len = len };
	return hdr;
}

static void add_of_resource(u32 type, u32 id)
{
	struct virtio_gpu_ctx_resource *c = add(type, sizeof(*c));

	c->resource_id = id;
}

static void add_backing(u32 id, u32 bytes)
{
	struct virtio_gpu_resource_attach_backing *c;
	struct virtio_gpu_mem_entry *entry;

	c = add(VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING, sizeof(*c) + sizeof(*entry));
	c->resource_id = id;
	c->nr_entries = 1;
	entry = (void *)(c + 1);
	*entry = ENTRY(DMA_IOVA_2, bytes);
}

static void add_resource(const u32 *args)
{
	struct virtio_gpu_resource_create_3d *c;

	holds(args[0] < MAX_ID, "a resource has the id %u", args[0]);
	c = add(VIRTIO_GPU_CMD_RESOURCE_CREATE_3D, sizeof(*c));
	memcpy(&c->resource_id, args, 10 * sizeof(*args));
	if (args[10])
		add_backing(args[0], args[10]);
	add_of_resource(VIRTIO_GPU_CMD_CTX_ATTACH_RESOURCE, args[0]);
	player.alive[args[0]] = true;
}

static void add_release(u32 id)
{
	add_of_resource(VIRTIO_GPU_CMD_CTX_DETACH_RESOURCE, id);
	add_of_resource(VIRTIO_GPU_CMD_RESOURCE_UNREF, id);
	player.alive[id] = false;
}

static void add_stream(const u32 *stream, u32 words)
{
	u32 bytes = words * sizeof(*stream);
	struct virtio_gpu_cmd_submit *c = add(VIRTIO_GPU_CMD_SUBMIT_3D, sizeof(*c) + bytes);

	c->hdr.flags = VIRTIO_GPU_FLAG_FENCE;
	c->size = bytes;
	memcpy(c + 1, stream, bytes);
	player.commands[player.nr - 1].stream = true;
}

static void add_record(void *arg, u32 kind, const u32 *payload, u32 words)
{
	if (kind == RESOURCE_MADE)
		add_resource(payload);
	else if (kind == RESOURCE_GONE)
		add_release(payload[0]);
	else
		add_stream(payload, words);
}

static void prepare(const char *path)
{
	player.pool = dma_alloc(player.dev, POOL);
	add(VIRTIO_GPU_CMD_CTX_CREATE, sizeof(struct virtio_gpu_ctx_create));
	recording_read(path, add_record, NULL);
	for (u32 id = 1; id < MAX_ID; id++)
		if (player.alive[id])
			add_release(id);
	add(VIRTIO_GPU_CMD_CTX_DESTROY, sizeof(struct virtio_gpu_ctx_destroy));
	player.resp = dma_alloc(player.dev, player.nr * sizeof(*player.resp));
	memset((void *)player.resp, 0, player.nr * sizeof(*player.resp));
}

/* Commands complete in any order. */
static void wait_for(unsigned int i)
{
	while (!player.resp[i].type)
		queue_take(player.dev, &player.dev->queue[0]);
}

static void offer(unsigned int i)
{
	const struct command *c = &player.commands[i];
	struct seg seg[] = { { c->req, c->len, false },
			     { (void *)&player.resp[i], sizeof(*player.resp), true } };
	struct queue *q = &player.dev->queue[0];
	u16 old = q->avail_idx;

	queue_offer(q, queue_put(player.dev, q, seg, ARRAY_SIZE(seg)));
	queue_kick_if_wanted(player.dev, q, old);
}

/* The queue's descriptors are used in turn, a pair for each command. */
static void wait_for_room(unsigned int i)
{
	unsigned int pairs = player.dev->queue[0].num / 2;

	if (i >= pairs)
		wait_for(i - pairs);
}

static void finish(void)
{
	struct queue *q = &player.dev->queue[0];

	while (q->seen != q->avail_idx)
		queue_take(player.dev, q);
	for (unsigned int i = 0; i < player.nr; i++) {
		holds(player.resp[i].type == OK, "command %u of %u got 0x%x", i, player.nr,
		      player.resp[i].type);
		player.resp[i].type = 0;
	}
}

static void play_once(void *arg)
{
	unsigned int in_flight[PLAY_MAX_DEPTH], streams = 0;

	for (unsigned int i = 0; i < player.nr; i++) {
		if (player.commands[i].stream) {
			if (streams >= player.depth)
				wait_for(in_flight[streams % player.depth]);
			in_flight[streams++ % player.depth] = i;
		}
		wait_for_room(i);
		offer(i);
	}
	finish();
}

/**
 * play_vgpu() - print how often a second a vGPU plays a recording
 * @dev: the vGPU, closed
 * @arg: see play_parse()
 *
 * Return: exit status.
 */
int play_vgpu(struct dev *dev, const char *arg)
{
	struct play play;

	if (!play_parse(&play, arg))
		return 2;
	dev_open(dev);
	gpu_start(dev, F_ALL | F_3D);
	dma_window(dev, DMA_IOVA_2, BACKING);
	player.dev = dev;
	player.depth = play.depth;
	prepare(play.path);
	return play_for(&play, play_once, NULL);
}
