// SPDX-License-Identifier: GPL-2.0
/*
 * Blobs of opaque contexts, which the guest names by any number. The suite looks into the log
 * of the renderer for the numbers of the first test.
 */
#include "lib/pixels.h"
#include "opaque.h"

#define WORDS (BLOB_BYTES / 4)

/* Each has memory of its own. */
static void numbers(struct dev *dev)
{
	static const u64 ids[] = { 0x8000000180000001, 0x1, 0x100000001, -1ULL, 0 };
	volatile u32 *mem;

	opaque_start(dev);
	mem = opaque_region(dev);
	for (u32 i = 0; i < ARRAY_SIZE(ids); i++) {
		is(gpu_host_blob(dev, i % 2 ? NATIVE_CTX : VULKAN_CTX, 10 + i, ids[i],
				 MAPPABLE, BLOB_BYTES), OK);
		is(gpu_map_blob(dev, 10 + i, PLACE + i * BLOB_BYTES),
		   VIRTIO_GPU_RESP_OK_MAP_INFO);
		mem[i * WORDS + 1] = i + 1;
	}
	for (u32 i = 0; i < ARRAY_SIZE(ids); i++)
		is(mem[i * WORDS + 1], i + 1);
}

static void both_ways(struct dev *dev)
{
	volatile u32 *mem;
	u32 stream[16];

	opaque_start(dev);
	mem = opaque_mapped(dev);
	for (u32 i = 0; i < WORDS; i++)
		is(mem[i], 0);
	for (u32 n = 0; n < 20; n++) {
		for (u32 i = 0; i < ARRAY_SIZE(stream); i++)
			stream[i] = n << 16 | i;
		mem[0] = 100 * n;
		mem[WORDS - 1] = n;
		is(gpu_submit(dev, VULKAN_CTX, stream, ARRAY_SIZE(stream)), OK);
		is(mem[0], 100 * n + 1);
		for (u32 i = 0; i < ARRAY_SIZE(stream); i++)
			is(mem[1 + i], stream[i]);
		is(mem[WORDS - 1], n);
	}
	is(gpu_unmap_blob(dev, BLOB), OK);
	is(mem[WORDS - 1], 0);
	is(gpu_map_blob(dev, BLOB, PLACE), VIRTIO_GPU_RESP_OK_MAP_INFO);
	is(mem[WORDS - 1], 19);
}

static void charged(struct dev *dev)
{
	u64 vram = attr_read(dev, "vram");

	opaque_start(dev);
	is(gpu_host_blob(dev, VULKAN_CTX, BLOB, 1, MAPPABLE, vram + 4096),
	   ERR(OUT_OF_MEMORY));
	is(attr_read(dev, "vram_used"), 0);
	is(gpu_host_blob(dev, VULKAN_CTX, BLOB, 1, MAPPABLE, BLOB_BYTES - 100), OK);
	is(attr_read(dev, "vram_used"), BLOB_BYTES);
	is(gpu_host_blob(dev, VULKAN_CTX, 6, 2, 0, vram - BLOB_BYTES + 1),
	   ERR(OUT_OF_MEMORY));
	is(gpu_host_blob(dev, NATIVE_CTX, 6, 2, 0, vram - BLOB_BYTES), OK);
	is(attr_read(dev, "vram_used"), vram);
	is(gpu_host_blob(dev, NATIVE_CTX, 7, 3, 0, 1), ERR(OUT_OF_MEMORY));
	is(gpu_unref(dev, 6), OK);
	is(gpu_unref(dev, BLOB), OK);
	is(attr_read(dev, "vram_used"), 0);
	is(attr_read(dev, "resources"), 0);
}

/* With an entry of guest memory when that is what @mem is of. */
static u32 blob_of(struct dev *dev, u32 ctx, u32 mem, u32 flags, u64 size)
{
	struct virtio_gpu_resource_create_blob *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB,
			    sizeof(*c) + sizeof(struct virtio_gpu_mem_entry));
	struct virtio_gpu_mem_entry *e = (void *)(c + 1);

	c->hdr.ctx_id = ctx;
	c->resource_id = BLOB;
	c->blob_mem = mem;
	c->blob_flags = flags;
	c->blob_id = 1;
	c->size = size;
	c->nr_entries = mem != VIRTIO_GPU_BLOB_MEM_HOST3D;
	*e = ENTRY(DMA_IOVA + DMA_SIZE - BLOB_BYTES, BLOB_BYTES);
	return gpu_send(dev, 0, sizeof(*c) + c->nr_entries * sizeof(*e), RESP_MAX);
}

static void impossible(struct dev *dev)
{
	static const u64 sizes[] = { 0, 1ULL << 63, -1ULL, -4096ULL, (1ULL << 63) + 1 };
	long long pinned;

	opaque_start(dev);
	pinned = stat_read(dev, "pinned");
	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++)
		for (u32 flags = 0; flags <= MAPPABLE; flags++)
			is(blob_of(dev, VULKAN_CTX, VIRTIO_GPU_BLOB_MEM_HOST3D, flags,
				   sizes[i]), BAD_PARAM);
	is(blob_of(dev, VULKAN_CTX, VIRTIO_GPU_BLOB_MEM_HOST3D, MAPPABLE, (1ULL << 63) - 1),
	   ERR(OUT_OF_MEMORY));
	is(blob_of(dev, VULKAN_CTX, VIRTIO_GPU_BLOB_MEM_HOST3D, MAPPABLE, 1ULL << 32),
	   ERR(OUT_OF_MEMORY));
	is(blob_of(dev, VULKAN_CTX, VIRTIO_GPU_BLOB_MEM_HOST3D_GUEST, 0, BLOB_BYTES),
	   BAD_PARAM);
	is(blob_of(dev, NATIVE_CTX, VIRTIO_GPU_BLOB_MEM_HOST3D_GUEST, MAPPABLE, BLOB_BYTES),
	   BAD_PARAM);
	is(blob_of(dev, VULKAN_CTX, VIRTIO_GPU_BLOB_MEM_HOST3D, 8, BLOB_BYTES), BAD_PARAM);
	is(blob_of(dev, VULKAN_CTX, 0, 0, BLOB_BYTES), BAD_PARAM);
	is(blob_of(dev, 9, VIRTIO_GPU_BLOB_MEM_HOST3D, 0, BLOB_BYTES),
	   ERR(INVALID_CONTEXT_ID));
	is(attr_read(dev, "resources"), 0);
	is(attr_read(dev, "vram_used"), 0);
	is(stat_read(dev, "pinned"), pinned);
	is(blob_of(dev, VULKAN_CTX, VIRTIO_GPU_BLOB_MEM_GUEST, 0, BLOB_BYTES), OK);
}

static void no_transfer(struct dev *dev)
{
	static const struct transfer boxes[] = {
		{ .box = { .w = 4, .h = 1, .d = 1 } }, { .box = { .d = 1 } }, { },
		{ .box = { .x = -1U, .w = 1, .h = 1, .d = 1 }, .offset = -1ULL },
	};
	const struct blob_scanout nothing = { .id = BLOB };
	long long pinned;

	opaque_start(dev);
	pinned = stat_read(dev, "pinned");
	opaque_mapped(dev);
	is(gpu_ctx_attach(dev, VULKAN_CTX, BLOB), OK);
	for (u32 i = 0; i < ARRAY_SIZE(boxes); i++) {
		is(gpu_to_host(dev, VULKAN_CTX, BLOB, &boxes[i]), ERR(UNSPEC));
		is(gpu_from_host(dev, 0, BLOB, &boxes[i]), ERR(UNSPEC));
	}
	is(gpu_attach_one(dev, BLOB, DMA_IOVA, BLOB_BYTES), ERR(UNSPEC));
	is(gpu_set_scanout_blob(dev, &nothing), BAD_PARAM);
	is(gpu_set_scanout(dev, 0, BLOB, RECT(0, 0, 32, 32)), BAD_PARAM);
	shows_nothing(dev, PRIMARY);
	is(stat_read(dev, "pinned"), pinned);
}

/* The pages that are pinned are those of the rings, as before. */
static void is_nothing_left(struct dev *dev, volatile u32 *mem, long long pinned)
{
	is(mem[1], 0);
	is(attr_read(dev, "resources"), 0);
	is(attr_read(dev, "vram_used"), 0);
	is(stat_read(dev, "mapped"), 0);
	is(stat_read(dev, "pinned"), pinned);
}

/* A resource outlives the context that it was created for. */
static void context_ends(struct dev *dev)
{
	long long pinned;
	volatile u32 *mem;

	opaque_start(dev);
	pinned = stat_read(dev, "pinned");
	mem = opaque_mapped(dev);
	mem[1] = 7;
	is(gpu_ctx_destroy(dev, VULKAN_CTX), OK);
	is(mem[1], 7);
	is(gpu_ctx_create(dev, VULKAN_CTX, VENUS), OK);
	is(gpu_ctx_attach(dev, VULKAN_CTX, BLOB), OK);
	is(gpu_unref(dev, BLOB), OK);
	is_nothing_left(dev, mem, pinned);
}

static void reset_ends(struct dev *dev)
{
	volatile u32 *mem;

	for (u32 n = 0; n < 3; n++) {
		opaque_start(dev);
		mem = opaque_mapped(dev);
		is(gpu_host_blob(dev, NATIVE_CTX, 6, 2, 0, 12345), OK);
		mem[1] = 7;
		virtio_reset(dev);
		is_nothing_left(dev, mem, 0);
	}
}

static void renderer_rejects(struct dev *dev)
{
	long long pinned;

	opaque_start(dev);
	pinned = stat_read(dev, "pinned");
	for (u32 flags = 0; flags <= MAPPABLE; flags++) {
		is(gpu_host_blob(dev, VULKAN_CTX, BLOB, 1, flags, BLOB_BYTES),
		   ERR(OUT_OF_MEMORY));
		is(gpu_map_blob(dev, BLOB, PLACE), ERR(INVALID_RESOURCE_ID));
	}
	is_nothing_left(dev, opaque_region(dev), pinned);
	is(gpu_create_2d(dev, BLOB, BGRA8, 64, 64), OK);
}

const struct test opaque_blob_tests[] = {
	{ "opaque: a blob may have any number of 64 bits", numbers, OPAQUE },
	{ "opaque: guest and renderer see in a blob what the other one writes", both_ways,
	  OPAQUE },
	{ "opaque: blobs are charged to the memory of the vGPU", charged, OPAQUE },
	{ "opaque: blobs of impossible sizes or of guest memory as well are rejected",
	  impossible, OPAQUE },
	{ "opaque: a blob can be neither transferred nor shown without a layout", no_transfer,
	  OPAQUE, .display = "dmabuf" },
	{ "opaque: a blob outlives its context, and leaves nothing", context_ends, OPAQUE },
	{ "opaque: nothing is left of blobs after a reset", reset_ends, OPAQUE },
	{ "opaque: a blob that the renderer rejects leaves nothing", renderer_rejects, OPAQUE,
	  .behave = "error=create-blob" },
	{ }
};
