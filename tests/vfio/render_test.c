// SPDX-License-Identifier: GPL-2.0
/*
 * A vGPU whose renderer is lost, for whatever reason. The suite starts a renderer that
 * misbehaves at some command of life(), and a good one after it.
 */
#include <stdlib.h>
#include <string.h>
#include "lib/pixels.h"
#include "three.h"

#define RENDER .stage = OPEN, .need = NEED_3D | NEED_RENDER
#define CTX 1
#define RES 1

static u32 *memory;

static void context(void *cmd)
{
	((struct virtio_gpu_ctrl_hdr *)cmd)->ctx_id = CTX;
}

static void context_resource(void *cmd)
{
	context(cmd);
	((struct virtio_gpu_ctx_resource *)cmd)->resource_id = RES;
}

static void resource(void *cmd)
{
	((struct virtio_gpu_resource_unref *)cmd)->resource_id = RES;
}

static void texture(void *cmd)
{
	struct virtio_gpu_resource_create_3d *c = cmd;

	c->resource_id = RES;
	c->target = TEX_2D;
	c->format = BGRA8;
	c->bind = BIND_RENDER_TARGET | BIND_SAMPLER_VIEW;
	c->width = SIDE;
	c->height = SIDE;
	c->depth = 1;
	c->array_size = 1;
}

/* The entry follows; its address is filled in by begin(). */
static void backing(void *cmd)
{
	struct virtio_gpu_resource_attach_backing *c = cmd;

	c->resource_id = RES;
	c->nr_entries = 1;
	((struct virtio_gpu_mem_entry *)(c + 1))->length = BYTES;
}

static void transfer(void *cmd)
{
	struct virtio_gpu_transfer_host_3d *c = cmd;

	c->resource_id = RES;
	c->box.w = SIDE;
	c->box.h = SIDE;
	c->box.d = 1;
}

/* A stream with one command that does nothing. */
static void stream(void *cmd)
{
	struct virtio_gpu_cmd_submit *c = cmd;

	context(cmd);
	c->size = sizeof(u32);
}

static const struct {
	u32 type;
	u32 len;
	void (*fill)(void *cmd);
} life_steps[] = {
	{ VIRTIO_GPU_CMD_CTX_CREATE, sizeof(struct virtio_gpu_ctx_create), context },
	{ VIRTIO_GPU_CMD_RESOURCE_CREATE_3D,
	  sizeof(struct virtio_gpu_resource_create_3d), texture },
	{ VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING,
	  sizeof(struct virtio_gpu_resource_attach_backing) +
	  sizeof(struct virtio_gpu_mem_entry), backing },
	{ VIRTIO_GPU_CMD_CTX_ATTACH_RESOURCE, sizeof(struct virtio_gpu_ctx_resource),
	  context_resource },
	{ VIRTIO_GPU_CMD_SUBMIT_3D, sizeof(struct virtio_gpu_cmd_submit) + sizeof(u32),
	  stream },
	{ VIRTIO_GPU_CMD_TRANSFER_TO_HOST_3D,
	  sizeof(struct virtio_gpu_transfer_host_3d), transfer },
	{ VIRTIO_GPU_CMD_TRANSFER_FROM_HOST_3D,
	  sizeof(struct virtio_gpu_transfer_host_3d), transfer },
	{ VIRTIO_GPU_CMD_CTX_DETACH_RESOURCE, sizeof(struct virtio_gpu_ctx_resource),
	  context_resource },
	{ VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING,
	  sizeof(struct virtio_gpu_resource_detach_backing), resource },
	{ VIRTIO_GPU_CMD_RESOURCE_UNREF, sizeof(struct virtio_gpu_resource_unref),
	  resource },
	{ VIRTIO_GPU_CMD_CTX_DESTROY, sizeof(struct virtio_gpu_ctx_destroy), context },
};

static bool told(struct dev *dev)
{
	return virtio_status(dev) & STATUS_NEEDS_RESET;
}

static void begin(struct dev *dev, u32 i)
{
	u32 len = life_steps[i].len;
	struct seg seg[] = { { dev->req, len, false }, { dev->resp, 64, true } };
	void *cmd = gpu_prepare(dev, life_steps[i].type, len);
	struct virtio_gpu_resource_attach_backing *c = cmd;

	life_steps[i].fill(cmd);
	if (life_steps[i].type == VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING)
		((struct virtio_gpu_mem_entry *)(c + 1))->addr = dma_iova(dev, memory);
	queue_offer(&dev->queue[0], queue_put(dev, &dev->queue[0], seg, 2));
	queue_kick(dev, &dev->queue[0]);
}

/* Until a command is answered, or the guest is notified that it never will be. */
static void end(struct dev *dev)
{
	for (int ms = 0; ms < WAIT_MS; ms += 10)
		if (queue_try_take(dev, &dev->queue[0], 10) || told(dev))
			return;
	fail("a command is not answered, and the guest is not notified");
}

/* Every operation of a renderer, until the guest is notified that the renderer is lost. */
static void life(struct dev *dev)
{
	memory = dma_alloc(dev, BYTES);
	for (u32 i = 0; i < ARRAY_SIZE(life_steps) && !told(dev); i++) {
		begin(dev, i);
		end(dev);
	}
}

static void works(struct dev *dev)
{
	u32 *mem = dma_alloc(dev, BYTES);

	holds(gpu_comes_back(dev), "no renderer serves the guest after its reset");
	is(gpu_attach_one(dev, 2, dma_iova(dev, mem), BYTES), OK);
	gpu_round_trip(dev, 2, mem, SIDE, SIDE);
}

/* The neighbour has a texture before the loss, and uses it afterwards. */
static void lost(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };
	u32 *theirs;

	is(attr_write(dev, "job_timeout_ms", "3000"), 0);
	dev_open(&other);
	three_start(&other);
	theirs = three_texture(&other, 1, SIDE, SIDE);
	three_start(dev);
	life(dev);
	holds(virtio_wait_needs_reset(dev), "its guest is not notified");
	gpu_round_trip(&other, 1, theirs, SIDE, SIDE);
	is(told(&other), false);
	virtio_reset(dev);
	is(stat_read(dev, "pinned"), 0);
	works(dev);
	gpu_round_trip(&other, 1, theirs, SIDE, SIDE);
	is(told(&other), false);
}

/* What a renderer does to itself is no reason to end it. */
static void kept_on(struct dev *dev)
{
	three_start(dev);
	life(dev);
	is(told(dev), false);
	works(dev);
	is(told(dev), false);
}

static void rejected(struct dev *dev)
{
	three_start(dev);
	life(dev);
	is(told(dev), false);
	virtio_reset(dev);
	is(stat_read(dev, "pinned"), 0);
}

/* The renderer looks at all it ever had when a context is created. */
static void renderer_looks(struct dev *dev, u32 ctx)
{
	is(gpu_ctx_create(dev, ctx, 0), OK);
}

static void unchanged(const u32 *mem, u32 want)
{
	for (u32 i = 0; i < BYTES / 4; i++)
		holds(mem[i] == want, "word %u is 0x%08x", i, mem[i]);
}

/* The pattern that the guest writes after the memory was taken back; see the suite. */
static void fill(u32 *mem, u32 word)
{
	for (u32 i = 0; i < BYTES / 4; i++)
		mem[i] = word;
}

#define LENT 0x11111111
#define SECRET 0x77777777

static void after_detach(struct dev *dev)
{
	u32 *mem;

	three_start(dev);
	mem = dma_alloc(dev, BYTES);
	fill(mem, LENT);
	is(gpu_texture(dev, 1, SIDE, SIDE), OK);
	is(gpu_attach_one(dev, 1, dma_iova(dev, mem), BYTES), OK);
	is(gpu_to_host(dev, 0, 1, &three_all), OK);
	is(gpu_detach(dev, 1), OK);
	fill(mem, SECRET);
	renderer_looks(dev, 1);
	renderer_looks(dev, 2);
	unchanged(mem, SECRET);
}

static void after_unref(struct dev *dev)
{
	u32 *mem;

	three_start(dev);
	mem = three_texture(dev, 1, SIDE, SIDE);
	is(gpu_unref(dev, 1), OK);
	fill(mem, SECRET);
	renderer_looks(dev, 1);
	unchanged(mem, SECRET);
}

static void after_unmap(struct dev *dev)
{
	long long pinned;
	u32 *mem;

	three_start(dev);
	/* The device pins both rings when it looks at them first. */
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_MOVE_CURSOR, 0, 0, 0, 0, 0, 0), 0);
	pinned = stat_read(dev, "pinned");
	mem = dma_window(dev, DMA_IOVA_2, BYTES);
	fill(mem, LENT);
	is(gpu_texture(dev, 1, SIDE, SIDE), OK);
	is(gpu_attach_one(dev, 1, DMA_IOVA_2, BYTES), OK);
	is(gpu_to_host(dev, 0, 1, &three_all), OK);
	is(dma_unmap(dev, DMA_IOVA_2, BYTES), 0);
	is(stat_read(dev, "pinned"), pinned);
	fill(mem, SECRET);
	renderer_looks(dev, 1);
	renderer_looks(dev, 2);
	unchanged(mem, SECRET);
}

static void after_reset(struct dev *dev)
{
	u32 *mem;

	three_start(dev);
	mem = three_texture(dev, 1, SIDE, SIDE);
	virtio_reset(dev);
	is(stat_read(dev, "pinned"), 0);
	fill(mem, SECRET);
	three_start(dev);
	renderer_looks(dev, 1);
	unchanged(mem, SECRET);
}

/* What the guest has pinned for both rings alone, which it looks at now. */
static long long pinned_by_rings(struct dev *dev)
{
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_MOVE_CURSOR, 0, 0, 0, 0, 0, 0), 0);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	return stat_read(dev, "pinned");
}

/* Commands of a guest that waits for none of them. */
struct unmade {
	struct virtio_gpu_resource_create_3d create;
	struct virtio_gpu_resource_attach_backing attach;
	struct virtio_gpu_mem_entry entry;
	struct virtio_gpu_resource_detach_backing detach;
	struct virtio_gpu_ctx_destroy destroy;
};

static void attach_async(struct dev *dev, struct unmade *u, u32 *mem)
{
	u->attach.hdr.type = VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING;
	u->attach.resource_id = RES;
	u->attach.nr_entries = 1;
	u->entry = ENTRY(dma_iova(dev, mem), BYTES);
	gpu_async(dev, 0, &u->attach, sizeof(u->attach) + sizeof(u->entry));
}

/* The renderer answers what it has kept back as well. */
static void destroy_context(struct dev *dev, struct unmade *u, unsigned int answers)
{
	u->destroy.hdr.type = VIRTIO_GPU_CMD_CTX_DESTROY;
	u->destroy.hdr.ctx_id = CTX;
	gpu_async(dev, 0, &u->destroy, sizeof(u->destroy));
	while (answers--)
		queue_take(dev, &dev->queue[0]);
}

/* The creation fails while the attachment of the memory is in flight. */
static void after_failed_create(struct dev *dev)
{
	long long pinned;
	struct unmade *u;
	u32 *mem;

	three_start(dev);
	pinned = pinned_by_rings(dev);
	mem = dma_alloc(dev, BYTES);
	u = dma_alloc(dev, sizeof(*u));
	fill(mem, LENT);
	texture(&u->create);
	u->create.hdr.type = VIRTIO_GPU_CMD_RESOURCE_CREATE_3D;
	gpu_async(dev, 0, &u->create, sizeof(u->create));
	attach_async(dev, u, mem);
	queue_take(dev, &dev->queue[0]);
	is(stat_read(dev, "pinned"), pinned);
	fill(mem, SECRET);
	renderer_looks(dev, CTX);
	unchanged(mem, SECRET);
	destroy_context(dev, u, 2);
}

/* The same of a 2D resource that becomes a texture, which no command waits for. */
static void after_failed_move(struct dev *dev)
{
	long long pinned;
	struct unmade *u;
	u32 *mem;

	three_start(dev);
	pinned = pinned_by_rings(dev);
	mem = dma_alloc(dev, BYTES);
	u = dma_alloc(dev, sizeof(*u));
	fill(mem, LENT);
	is(gpu_create_2d(dev, RES, 1, SIDE, SIDE), OK);
	is(gpu_attach_one(dev, RES, dma_iova(dev, mem), BYTES), OK);
	is(gpu_ctx_create(dev, CTX, 0), OK);
	gpu_ctx_attach(dev, CTX, RES);
	is(gpu_unref(dev, RES), OK);
	is(stat_read(dev, "pinned"), pinned);
	fill(mem, SECRET);
	renderer_looks(dev, CTX + 1);
	unchanged(mem, SECRET);
	destroy_context(dev, u, 1);
}

/* The renderer rejects memory that the guest has replaced meanwhile. */
static void after_late_error(struct dev *dev)
{
	struct unmade *u;
	u32 *mem, *second;

	three_start(dev);
	u = dma_alloc(dev, 2 * sizeof(*u));
	mem = dma_alloc(dev, BYTES);
	second = dma_alloc(dev, BYTES);
	is(gpu_texture(dev, RES, SIDE, SIDE), OK);
	attach_async(dev, u, mem);
	u->detach.hdr.type = VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING;
	u->detach.resource_id = RES;
	gpu_async(dev, 0, &u->detach, sizeof(u->detach));
	attach_async(dev, u + 1, second);
	for (int i = 0; i < 3; i++)
		queue_take(dev, &dev->queue[0]);
	gpu_round_trip(dev, RES, second, SIDE, SIDE);
}

/* The memory of the guest is in two pieces that begin and end within pages. */
static void pieces(struct dev *dev)
{
	u8 *mem;
	u32 *want = malloc(BYTES);

	three_start(dev);
	mem = dma_alloc(dev, BYTES + 16384);
	struct virtio_gpu_mem_entry e[] = {
		ENTRY(dma_iova(dev, mem) + 8192 + 100, BYTES - 5000),
		ENTRY(dma_iova(dev, mem) + 12, 5000),
	};

	holds(want, "no memory");
	draw(want, SIDE * SIDE, 3);
	memcpy(mem + 8192 + 100, want, BYTES - 5000);
	memcpy(mem + 12, (u8 *)want + BYTES - 5000, 5000);
	is(gpu_texture(dev, 1, SIDE, SIDE), OK);
	is(gpu_attach(dev, 1, e, 2), OK);
	is(gpu_to_host(dev, 0, 1, &three_all), OK);
	memset(mem, 0xee, BYTES + 16384);
	is(gpu_from_host(dev, 0, 1, &three_all), OK);
	holds(!memcmp(mem + 8192 + 100, want, BYTES - 5000), "the first piece is wrong");
	holds(!memcmp(mem + 12, (u8 *)want + BYTES - 5000, 5000),
	      "the second piece is wrong");
	is(mem[11], 0xee);
	is(mem[8192 + 99], 0xee);
	is(mem[8192 + 100 + BYTES - 5000], 0xee);
	free(want);
}

/* A 2D resource that a context uses keeps its picture and its backing. */
static void flat_becomes_texture(struct dev *dev)
{
	u32 *mem, was;

	three_start(dev);
	mem = dma_alloc(dev, BYTES);
	draw(mem, SIDE * SIDE, 4);
	was = mem[77];
	is(gpu_create_2d(dev, 1, 1, SIDE, SIDE), OK);
	is(gpu_attach_one(dev, 1, dma_iova(dev, mem), BYTES), OK);
	is(gpu_transfer(dev, 1, RECT(0, 0, SIDE, SIDE), 0), OK);
	is(gpu_ctx_create(dev, 1, 0), OK);
	is(gpu_ctx_attach(dev, 1, 1), OK);
	memset(mem, 0, BYTES);
	is(gpu_from_host(dev, 1, 1, &three_all), OK);
	is(mem[77], was);
	gpu_round_trip(dev, 1, mem, SIDE, SIDE);
}

/* Backings that the device may only read are never lent. */
static void read_only(struct dev *dev)
{
	u32 *mem;

	three_start(dev);
	mem = dma_window(dev, DMA_IOVA_2, BYTES);
	is(dma_unmap(dev, DMA_IOVA_2, BYTES), 0);
	is(dma_map(dev, DMA_IOVA_2, mem, BYTES, VFIO_DMA_MAP_FLAG_READ), 0);
	fill(mem, LENT);
	is(gpu_texture(dev, 1, SIDE, SIDE), OK);
	holds(gpu_attach_one(dev, 1, DMA_IOVA_2, BYTES) != OK,
	      "memory that the device may only read is lent");
	unchanged(mem, LENT);
}

const struct test render_tests[] = {
	{ "render: a renderer that is lost takes only its own vGPU along", lost,
	  .stage = OPEN, .need = NEED_3D | NEED_RENDER | NEED_OTHER, .limit = 60 },
	{ "render: a renderer that only harms itself is kept", kept_on, RENDER,
	  .limit = 60 },
	{ "render: commands that a renderer rejects do not end the guest", rejected,
	  RENDER, .limit = 60 },
	{ "render: pieces of pages reach the right bytes", pieces, RENDER },
	{ "render: a 2D resource keeps its contents when a context uses it",
	  flat_becomes_texture, RENDER },
	{ "render: memory that the device may only read is not lent", read_only, RENDER },
	{ "render: detached memory is out of reach", after_detach, RENDER },
	{ "render: memory of a destroyed resource is out of reach", after_unref, RENDER },
	{ "render: unmapped memory is out of reach", after_unmap, RENDER },
	{ "render: memory from before a reset is out of reach", after_reset, RENDER },
	{ "render: memory of a resource that is not created is out of reach",
	  after_failed_create, RENDER },
	{ "render: memory of a 2D resource that does not become a texture is out of reach",
	  after_failed_move, RENDER },
	{ "render: a backing that is rejected late does not take the next one along",
	  after_late_error, RENDER },
	{ }
};
