// SPDX-License-Identifier: GPL-2.0
/*
 * What is lent to a renderer, and taken back: the right bytes are there, and afterwards they
 * are out of reach. The suite has a renderer that keeps what was lent.
 */
#include <stdlib.h>
#include <string.h>
#include "lib/pixels.h"
#include "three.h"

#define RENDER .stage = OPEN, .need = NEED_3D | NEED_RENDER
#define CTX 1
#define RES 1

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
	u->create = (struct virtio_gpu_resource_create_3d) {
		.hdr.type = VIRTIO_GPU_CMD_RESOURCE_CREATE_3D, .resource_id = RES,
		.target = TEX_2D, .format = BGRA8, .bind = BIND_SAMPLER_VIEW,
		.width = SIDE, .height = SIDE, .depth = 1, .array_size = 1,
	};
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
