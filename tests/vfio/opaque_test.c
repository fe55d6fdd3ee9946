// SPDX-License-Identifier: GPL-2.0
/*
 * Opaque contexts: capability sets of which only the renderer knows the protocol, their
 * streams, and the fences of their rings. The suite starts a renderer without a GPU, which
 * writes an opaque stream into the blobs that its guest has mapped, behind their first word.
 */
#include <string.h>
#include "opaque.h"
#include "three.h"

/* As tests/vfio/fake/capsets.c makes them. */
#define CAPSET_BYTES 800
#define FIRST_HELD 10
/* More than a vGPU may have in flight of other commands. */
#define MANY 100
#define BIGGEST_WORDS (BLOB_BYTES / 4 - 1)

static void capset(struct dev *dev, u32 id)
{
	const u8 *data = dev->resp + sizeof(struct virtio_gpu_ctrl_hdr);

	is(gpu_capset(dev, id, 1), BAD_PARAM);
	is(gpu_capset(dev, id, 0), VIRTIO_GPU_RESP_OK_CAPSET);
	is(dev->queue[0].len, sizeof(struct virtio_gpu_ctrl_hdr) + CAPSET_BYTES);
	for (u32 i = 0; i < CAPSET_BYTES; i++)
		is(data[i], (u8)(i * 37 + id));
}

static void capsets(struct dev *dev)
{
	opaque_start(dev);
	is(devcfg_read(dev, 12), 4);
	capset(dev, VENUS);
	capset(dev, DRM);
	is(gpu_capset(dev, 3, 0), BAD_PARAM);
	is(gpu_capset(dev, 5, 0), BAD_PARAM);
}

static void kinds(struct dev *dev)
{
	static const u32 unknown[] = { 3, 5, 7, 8, 36, 63, 64, 0x104, 0x80000004, -1U };

	opaque_start(dev);
	for (u32 i = 0; i < ARRAY_SIZE(unknown); i++) {
		is(gpu_ctx_create(dev, 9, unknown[i]), BAD_PARAM);
		is(gpu_ctx_destroy(dev, 9), ERR(INVALID_CONTEXT_ID));
	}
	is(gpu_ctx_create(dev, 9, VENUS), OK);
	is(gpu_ctx_create(dev, 9, DRM), ERR(INVALID_CONTEXT_ID));
	is(gpu_ctx_destroy(dev, 9), OK);
	is(gpu_ctx_create(dev, 9, DRM), OK);
}

static void arrives(struct dev *dev, volatile u32 *mem, const u32 *stream, u32 words)
{
	is(gpu_submit(dev, VULKAN_CTX, stream, words), OK);
	for (u32 i = 0; i < words; i++)
		is(mem[1 + i], stream[i]);
	is(gpu_submit(dev, NATIVE_CTX, stream, words), OK);
}

/* A virgl context rejects the first stream, and drops a command of the second one. */
static void streams(struct dev *dev)
{
	static const u32 rejected[] = { VIRGL_CMD(250, 0, 0x7fff), 0xffffffff, 0x80000000 };
	static const u32 dropped[] = { VIRGL_CMD(41, 0, 2), 1, 2, VIRGL_CMD(11, 0, 1), 77 };
	static u32 biggest[BIGGEST_WORDS];
	volatile u32 *mem;

	opaque_start(dev);
	mem = opaque_mapped(dev);
	is(gpu_submit(dev, VIRGL_CTX, rejected, ARRAY_SIZE(rejected)), BAD_PARAM);
	arrives(dev, mem, rejected, ARRAY_SIZE(rejected));
	arrives(dev, mem, dropped, ARRAY_SIZE(dropped));
	for (u32 i = 0; i < BIGGEST_WORDS; i++)
		biggest[i] = i * 0x9e3779b9;
	arrives(dev, mem, biggest, BIGGEST_WORDS);
}

/* A stream of so many bytes that says how many it has. */
static u32 submit_bytes(struct dev *dev, u32 sent, u32 said)
{
	struct virtio_gpu_cmd_submit *c = gpu_prepare(dev, VIRTIO_GPU_CMD_SUBMIT_3D,
						      sizeof(*c) + sent);

	c->hdr.ctx_id = VULKAN_CTX;
	c->size = said;
	return gpu_send(dev, 0, sizeof(*c) + sent, RESP_MAX);
}

static void sizes(struct dev *dev)
{
	long long submits;

	opaque_start(dev);
	submits = stat_read(dev, "submits");
	for (u32 bytes = 1; bytes < 12; bytes++)
		is(submit_bytes(dev, bytes, bytes), bytes % 4 ? BAD_PARAM : OK);
	is(submit_bytes(dev, 0, 0), OK);
	is(submit_bytes(dev, 4, 8), BAD_PARAM);
	is(submit_bytes(dev, 4, -4U), BAD_PARAM);
	is(submit_bytes(dev, 8, 4), OK);
	is(stat_read(dev, "submits"), submits + 4);
}

static struct sent send_and_take(struct dev *dev, u32 ctx, u32 ring, u64 fence)
{
	struct sent sent = opaque_send(dev, ctx, ring, fence);

	is(line_answer(dev, &sent), OK);
	return sent;
}

static void carries(const struct sent *sent, u32 ring, u64 fence)
{
	is(sent->resp->flags, VIRTIO_GPU_FLAG_FENCE | VIRTIO_GPU_FLAG_INFO_RING_IDX);
	is(sent->resp->fence_id, fence);
	is(sent->resp->ring_idx, ring);
	is(sent->resp->ctx_id, VULKAN_CTX);
}

static void echo(struct dev *dev)
{
	struct sent sent;

	opaque_start(dev);
	sent = send_and_take(dev, VULKAN_CTX, 0, 1);
	carries(&sent, 0, 1);
	sent = send_and_take(dev, VULKAN_CTX, 7, 1ULL << 40);
	carries(&sent, 7, 1ULL << 40);
	sent = send_and_take(dev, VULKAN_CTX, NO_RING, 3);
	is(sent.resp->flags, VIRTIO_GPU_FLAG_FENCE);
	is(sent.resp->ring_idx, 0);
	sent = send_and_take(dev, VULKAN_CTX, 7, 0);
	is(sent.resp->flags, 0);
	is(sent.resp->ring_idx, 0);
}

static void hold(struct dev *dev, struct sent *held, u32 nr)
{
	for (u32 i = 0; i < nr; i++)
		held[i] = opaque_send(dev, VULKAN_CTX, 1, FIRST_HELD + i);
}

/*
 * The renderer holds back the oldest one alone. The answer to the stream that lets it go comes
 * before, between or after theirs.
 */
static void let_last_go(struct dev *dev, const struct sent *held, u32 nr)
{
	struct queue *q = &dev->queue[0];
	u32 next = 0;

	for (u32 i = 0; i < nr; i++)
		is(held[i].resp->type, 0);
	opaque_send(dev, NATIVE_CTX, NO_RING, 0);
	for (u32 n = 0; n <= nr; n++) {
		queue_take(dev, q);
		if (next == nr || q->id != held[next].head)
			continue;
		carries(&held[next], 1, FIRST_HELD + next);
		is(held[next++].resp->type, OK);
	}
	is(next, nr);
}

/* Each stream without a fence completes the newest one that the renderer holds back. */
static void rings(struct dev *dev)
{
	struct sent held[3];

	opaque_start(dev);
	hold(dev, held, ARRAY_SIZE(held));
	send_and_take(dev, VULKAN_CTX, 2, 1);
	send_and_take(dev, NATIVE_CTX, 2, 2);
	send_and_take(dev, VULKAN_CTX, NO_RING, 3);
	send_and_take(dev, VIRGL_CTX, 1, 4);
	for (u32 i = 1; i < ARRAY_SIZE(held); i++) {
		send_and_take(dev, NATIVE_CTX, NO_RING, 0);
		send_and_take(dev, VULKAN_CTX, 2, 20 + i);
	}
	let_last_go(dev, held, ARRAY_SIZE(held));
	is(virtio_status(dev) & STATUS_NEEDS_RESET, 0);
}

/* More than a vGPU may have on a GPU at a time, whoever else has work there. */
static void many(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };
	struct sent held[MANY];

	is(attr_write(dev, "job_timeout_ms", "60000"), 0);
	dev_open(&other);
	opaque_start(&other);
	opaque_start(dev);
	hold(dev, held, MANY);
	for (u32 i = 1; i < MANY; i++) {
		send_and_take(&other, VULKAN_CTX, 1, i);
		send_and_take(dev, VULKAN_CTX, 2, i);
		send_and_take(dev, NATIVE_CTX, NO_RING, 0);
	}
	let_last_go(dev, held, MANY);
	is(virtio_status(dev) & STATUS_NEEDS_RESET, 0);
}

/* A command without a context, or whatever its context, on a ring. */
static u32 other_on_ring(struct dev *dev, u32 type, u32 len, u32 ring)
{
	struct virtio_gpu_ctrl_hdr *hdr = gpu_prepare(dev, type, len);

	hdr->flags = VIRTIO_GPU_FLAG_FENCE | VIRTIO_GPU_FLAG_INFO_RING_IDX;
	hdr->ctx_id = 9;
	hdr->ring_idx = ring;
	return gpu_send(dev, 0, len, RESP_MAX);
}

static void beyond(struct dev *dev, u32 ctx)
{
	static const u32 rings_beyond[] = { 64, 65, 128, 254 };
	struct sent sent;

	for (u32 i = 0; i < ARRAY_SIZE(rings_beyond); i++) {
		sent = opaque_send(dev, ctx, rings_beyond[i], 1);
		is(line_answer(dev, &sent), BAD_PARAM);
		is(sent.resp->ring_idx, rings_beyond[i]);
	}
}

static void ring_limits(struct dev *dev)
{
	struct sent sent;

	opaque_start(dev);
	sent = send_and_take(dev, VULKAN_CTX, 63, 1);
	carries(&sent, 63, 1);
	beyond(dev, VULKAN_CTX);
	is(other_on_ring(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO,
			 sizeof(struct virtio_gpu_ctrl_hdr), 64), BAD_PARAM);
	is(other_on_ring(dev, VIRTIO_GPU_CMD_CTX_CREATE,
			 sizeof(struct virtio_gpu_ctx_create), 64), BAD_PARAM);
	is(gpu_ctx_destroy(dev, 9), ERR(INVALID_CONTEXT_ID));
	is(other_on_ring(dev, VIRTIO_GPU_CMD_CTX_CREATE,
			 sizeof(struct virtio_gpu_ctx_create), 63), OK);
	/* Without a fence a ring means nothing. */
	send_and_take(dev, VULKAN_CTX, 64, 0);
}

static void virgl_rings(struct dev *dev)
{
	struct sent sent;

	opaque_start(dev);
	for (u32 ring = 0; ring < 64; ring++) {
		sent = send_and_take(dev, VIRGL_CTX, ring, 1 + ring);
		is(sent.resp->ring_idx, ring);
	}
	beyond(dev, VIRGL_CTX);
}

/* The neighbour uses the same contexts of its own, in vain for the one that is lost. */
static void never(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };
	long long timeouts = stat_read(dev, "timeouts");
	struct sent held;

	is(attr_write(dev, "job_timeout_ms", "2000"), 0);
	dev_open(&other);
	opaque_start(&other);
	opaque_start(dev);
	opaque_mapped(dev);
	held = opaque_send(dev, VULKAN_CTX, 1, 1);
	for (u32 n = 0; n < 5; n++) {
		send_and_take(dev, VULKAN_CTX, 2, 2 + n);
		usleep(100000);
	}
	is(virtio_status(dev) & STATUS_NEEDS_RESET, 0);
	holds(virtio_wait_needs_reset(dev), "its guest is not notified");
	is(stat_read(dev, "timeouts"), timeouts + 1);
	is(held.resp->type, 0);
	virtio_reset(dev);
	is(attr_read(dev, "vram_used"), 0);
	is(stat_read(dev, "pinned"), 0);
	is(stat_read(dev, "mapped"), 0);
	holds(gpu_comes_back(dev), "no renderer serves the guest after its reset");
	opaque_start(dev);
	is(opaque_submit(dev, VULKAN_CTX), OK);
	send_and_take(&other, VULKAN_CTX, 1, 1);
}

/* The renderer has them when it completes a later command. */
static void hold_taken(struct dev *dev, struct sent *held, u32 nr)
{
	hold(dev, held, nr);
	send_and_take(dev, NATIVE_CTX, 2, 1);
}

/*
 * While one of these lasts no command is executed, so that none can let the ring go. Each would
 * last until the renderer is killed for its silence.
 */
static void stops(struct dev *dev)
{
	long long timeouts = stat_read(dev, "timeouts");
	struct sent held[2];

	is(attr_write(dev, "job_timeout_ms", "4000"), 0);
	opaque_start(dev);
	dma_window(dev, DMA_IOVA_2, BLOB_BYTES);
	is(gpu_create_2d(dev, 1, 1, 32, 32), OK);
	is(gpu_attach_one(dev, 1, DMA_IOVA_2, 4096), OK);
	hold_taken(dev, held, ARRAY_SIZE(held));
	is(dma_unmap(dev, DMA_IOVA_2, BLOB_BYTES), 0);
	cfg_command(dev, PCI_COMMAND_MASTER, 0);
	cfg_command(dev, 0, PCI_COMMAND_MASTER);
	send_and_take(dev, NATIVE_CTX, NO_RING, 0);
	let_last_go(dev, held, ARRAY_SIZE(held));
	hold_taken(dev, held, ARRAY_SIZE(held));
	virtio_reset(dev);
	is(attr_read(dev, "vram_used"), 0);
	is(stat_read(dev, "timeouts"), timeouts);
	opaque_start(dev);
	is(opaque_submit(dev, VULKAN_CTX), OK);
}

/* The renderer rejects each stream of VULKAN_CTX. */
static void stream_error(struct dev *dev)
{
	struct sent sent;

	opaque_start(dev);
	is(opaque_submit(dev, VULKAN_CTX), ERR(UNSPEC));
	sent = opaque_send(dev, VULKAN_CTX, 1, 7);
	is(line_answer(dev, &sent), ERR(UNSPEC));
	carries(&sent, 1, 7);
	is(gpu_host_blob(dev, VULKAN_CTX, BLOB, 1, MAPPABLE, BLOB_BYTES), OK);
	send_and_take(dev, NATIVE_CTX, 1, 8);
	is(opaque_submit(dev, VIRGL_CTX), OK);
	gpu_round_trip(dev, 1, three_texture(dev, 1, SIDE, SIDE), SIDE, SIDE);
	is(gpu_ctx_destroy(dev, VULKAN_CTX), OK);
	is(gpu_ctx_create(dev, VULKAN_CTX, VENUS), OK);
	is(virtio_status(dev) & STATUS_NEEDS_RESET, 0);
}

const struct test opaque_tests[] = {
	{ "opaque: capability sets 4 and 6 are offered byte for byte", capsets, OPAQUE },
	{ "opaque: a context of an unknown capability set is rejected", kinds, OPAQUE },
	{ "opaque: a stream reaches the renderer as the guest wrote it", streams, OPAQUE },
	{ "opaque: a stream that is no multiple of 4 bytes is rejected", sizes, OPAQUE },
	{ "opaque: a response carries the ring of its fence", echo, OPAQUE },
	{ "opaque: rings complete independently, and each in its order", rings, OPAQUE,
	  .behave = "hold-ring=1" },
	{ "opaque: a ring whose work waits holds up no other work", many,
	  .need = NEED_RENDER | NEED_WINDOW | NEED_OTHER, .behave = "hold-ring=1",
	  .limit = 60 },
	{ "opaque: a fence may have ring 63, and no command one of ring 64", ring_limits,
	  OPAQUE },
	{ "opaque: fences of a virgl context may have rings, which are not the renderer's",
	  virgl_rings, OPAQUE },
	{ "opaque: a ring that never completes ends in a reset of its own vGPU", never,
	  .need = NEED_RENDER | NEED_WINDOW | NEED_OTHER, .behave = "hold-ring=1",
	  .limit = 60 },
	{ "opaque: an unmap, the end of bus mastering and a reset do not wait for rings", stops,
	  OPAQUE, .behave = "hold-ring=1" },
	{ "opaque: a renderer's error is the answer to a stream, and nothing else breaks",
	  stream_error, OPAQUE, .behave = "submit-error=1" },
	{ }
};
