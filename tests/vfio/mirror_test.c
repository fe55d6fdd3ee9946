// SPDX-License-Identifier: GPL-2.0
/*
 * The host-visible region of a GPU with renderers, in which a guest accesses memory of the
 * renderer. The suite starts a renderer whose memory is of a certain kind, or which changes
 * its mappings; it adds 1 to the first word of each mapped blob for each stream.
 */
#include <sys/mman.h>
#include <unistd.h>
#include "lib/gpu3d.h"
#include "lib/vm.h"
#include "test.h"

#define WINDOW_BAR 4
#define SIZE 16384
#define WORDS (SIZE / 4)
#define PAGES (SIZE / 4096)
#define PAGE_WORDS (WORDS / PAGES)
#define PLACE 0x10000
#define MAPPABLE 1
#define BLOB 5
#define MAPPED VIRTIO_GPU_RESP_OK_MAP_INFO
/* What a renderer that replaces its memory writes: this and a number that only grows. */
#define CHURNED 0xc0000000u
#define GENERATIONS 100

static void start(struct dev *dev)
{
	gpu_start(dev, F_ALL | F_3D);
	is(gpu_ctx_create(dev, 1, 0), OK);
}

static volatile u32 *region(struct dev *dev)
{
	struct vfio_region_info info;
	void *mem;

	is(region_info(dev, WINDOW_BAR, &info), 0);
	mem = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED, dev->fd, info.offset);
	holds(mem != MAP_FAILED, "the host-visible region cannot be mapped");
	return mem;
}

static void blob(struct dev *dev, u32 id)
{
	is(gpu_describe_buffer(dev, 1, id, SIZE), OK);
	is(gpu_host_blob(dev, 1, id, id, MAPPABLE, SIZE), OK);
}

/* A blob of zeros in the region. */
static volatile u32 *mapped(struct dev *dev)
{
	volatile u32 *mem;

	start(dev);
	mem = region(dev) + PLACE / sizeof(*mem);
	blob(dev, BLOB);
	is(gpu_map_blob(dev, BLOB, PLACE), MAPPED);
	return mem;
}

static u32 stream(struct dev *dev)
{
	const u32 nothing = 0;

	return gpu_submit(dev, 1, &nothing, 1);
}

static void fill(volatile u32 *mem, u32 seed)
{
	for (u32 i = 0; i < WORDS; i++)
		mem[i] = seed ^ i * 0x9e3779b9;
}

/* All but the first word, which the renderer changes. */
static bool filled(const volatile u32 *mem, u32 seed)
{
	for (u32 i = 1; i < WORDS; i++)
		if (mem[i] != (seed ^ i * 0x9e3779b9))
			return false;
	return true;
}

static bool blank(const volatile u32 *mem)
{
	for (u32 i = 0; i < WORDS; i++)
		if (mem[i])
			return false;
	return true;
}

/* A guest under KVM goes on, whatever is shown. Each page is memory, or a blank page of many. */
static void guest_accesses(volatile u32 *mem)
{
	is(vm_increment(mem, PAGES), 0);
}

/* Each page is memory of its own. */
static void guest_increments(volatile u32 *mem)
{
	for (u32 page = 0; page < PAGES; page++)
		mem[page * PAGE_WORDS + 1] = page;
	guest_accesses(mem);
	for (u32 page = 0; page < PAGES; page++)
		is(mem[page * PAGE_WORDS + 1], page + 1);
}

static void both_ways(struct dev *dev)
{
	volatile u32 *mem = mapped(dev);

	holds(blank(mem), "a new blob has something");
	fill(mem, 3);
	for (u32 i = 0; i < 20; i++) {
		mem[0] = 100 * i;
		is(stream(dev), OK);
		is(mem[0], 100 * i + 1);
	}
	holds(filled(mem, 3), "the rest has changed");
	guest_increments(mem);
	fill(mem, 3);
	mem[0] = 1901;
	is(gpu_unmap_blob(dev, BLOB), OK);
	guest_accesses(mem);
	mem[1] = 0;
	holds(blank(mem), "an unmapped blob can still be read");
	mem[0] = 77;
	is(gpu_map_blob(dev, BLOB, PLACE), MAPPED);
	is(mem[0], 1901);
	holds(filled(mem, 3), "it lost what it had");
}

/* The renderer drops or protects its memory. */
static void taken_away(struct dev *dev)
{
	volatile u32 *mem = mapped(dev);

	fill(mem, 3);
	is(stream(dev), OK);
	holds(blank(mem), "the memory can still be read");
	guest_accesses(mem);
	fill(mem, 4);
	is(gpu_unmap_blob(dev, BLOB), OK);
	is(gpu_unref(dev, BLOB), OK);
}

/* What the renderer names is memory that no guest may see. */
static void not_shown(struct dev *dev)
{
	volatile u32 *mem = mapped(dev);

	holds(blank(mem), "the memory can be read");
	guest_accesses(mem);
	fill(mem, 4);
	is(stream(dev), OK);
	is(gpu_unmap_blob(dev, BLOB), OK);
	is(virtio_status(dev) & STATUS_NEEDS_RESET, 0);
}

/* What the renderer names cannot be memory. Its end may be faster than the response. */
static void lie(struct dev *dev)
{
	struct virtio_gpu_resource_map_blob *c;
	volatile u32 *mem;

	start(dev);
	mem = region(dev) + PLACE / sizeof(*mem);
	blob(dev, BLOB);
	c = dma_alloc(dev, sizeof(*c));
	c->hdr.type = VIRTIO_GPU_CMD_RESOURCE_MAP_BLOB;
	c->resource_id = BLOB;
	c->offset = PLACE;
	gpu_async(dev, 0, c, sizeof(*c));
	holds(virtio_wait_needs_reset(dev), "the guest is not notified");
	holds(blank(mem), "something can be read");
	holds(gpu_comes_back(dev), "no renderer serves the guest after its reset");
}

/* The renderer is killed by a command that is never answered, CTX_DETACH_RESOURCE. */
static void killed(struct dev *dev)
{
	volatile u32 *mem = mapped(dev);
	struct virtio_gpu_ctx_resource *c = dma_alloc(dev, sizeof(*c));

	fill(mem, 3);
	is(gpu_ctx_attach(dev, 1, BLOB), OK);
	c->hdr.type = VIRTIO_GPU_CMD_CTX_DETACH_RESOURCE;
	c->hdr.ctx_id = 1;
	c->resource_id = BLOB;
	gpu_async(dev, 0, c, sizeof(*c));
	holds(virtio_wait_needs_reset(dev), "the guest is not notified");
	holds(blank(mem), "the memory of a process that is gone can be read");
	fill(mem, 4);
	holds(gpu_comes_back(dev), "no renderer serves the guest after its reset");
	is(gpu_ctx_create(dev, 1, 0), OK);
	blob(dev, BLOB);
	is(gpu_map_blob(dev, BLOB, 2 * PLACE), MAPPED);
	mem += PLACE / sizeof(*mem);
	mem[0] = 8;
	is(stream(dev), OK);
	is(mem[0], 9);
}

/* Looks at each page in turn, until many generations were seen. */
static void look_at_generations(volatile u32 *mem)
{
	u32 seen = 0, last = CHURNED, word;

	for (u32 i = 0; seen < GENERATIONS; i = (i + 257) % WORDS) {
		word = mem[i];
		holds(word >= last, "word %u is 0x%08x after 0x%08x", i, word, last);
		seen += word > last;
		last = word;
	}
}

/* The first pages are zeros, before the renderer has begun. */
static void generations(struct dev *dev)
{
	volatile u32 *mem = mapped(dev);

	is(stream(dev), OK);
	while (mem[WORDS - 1] < CHURNED)
		;
	look_at_generations(mem);
	is(gpu_unmap_blob(dev, BLOB), OK);
	holds(blank(mem), "an unmapped blob can still be read");
}

/*
 * The renderer leaves no moment without an invalidation. The vGPU is closed, with a blob that
 * is mapped, when the process ends.
 */
static void storm(struct dev *dev)
{
	volatile u32 *mem = mapped(dev);

	is(stream(dev), OK);
	usleep(100000);
	mem[PAGE_WORDS] = mem[0];
}

/* KVM before 6.13 takes the first of four pages only: the others are one blank page. */
static void rejected_by_kvm(struct dev *dev)
{
	volatile u32 *mem = mapped(dev);
	const u32 page = PAGE_WORDS;

	guest_accesses(mem);
	mem[0] = 5;
	is(stream(dev), OK);
	is(mem[0], 6);
	is(mem[page], 0);
	is(mem[page + 1], 3);
	mem[page] = 77;
	is(mem[2 * page], 77);
	is(mem[3 * page], 77);
	is(mem[0], 6);
	is(gpu_unmap_blob(dev, BLOB), OK);
}

/* Without a mapping, as a debugger reads. */
static void by_pread(struct dev *dev)
{
	volatile u32 *mem = mapped(dev);

	fill(mem, 3);
	is(bar_read(dev, WINDOW_BAR, PLACE + 8, 4), mem[2]);
	bar_write(dev, WINDOW_BAR, PLACE + 4096, 0x1122334455667788, 8);
	is(mem[1024], 0x55667788);
	is(mem[1025], 0x11223344);
}

/* Blobs of the guest's own memory, alone and together with memory of the renderer. */
static void guest_memory(struct dev *dev)
{
	u32 *mem;

	start(dev);
	mem = dma_alloc(dev, SIZE);
	struct virtio_gpu_mem_entry e = ENTRY(dma_iova(dev, mem), SIZE);

	is(gpu_create_blob(dev, 7, VIRTIO_GPU_BLOB_MEM_GUEST, 0, SIZE, &e, 1), OK);
	is(gpu_ctx_attach(dev, 1, 7), OK);
	is(gpu_map_blob(dev, 7, PLACE), ERR(INVALID_PARAMETER));
	is(gpu_ctx_detach(dev, 1, 7), OK);
	is(gpu_unref(dev, 7), OK);
}

#define M .need = NEED_WINDOW | NEED_RENDER

const struct test mirror_tests[] = {
	{ "mirror: guest and renderer see what the other one writes", both_ways, M },
	{ "mirror: memory that the renderer takes away is gone at once", taken_away, M },
	{ "mirror: memory that no guest may see is not shown", not_shown, M },
	{ "mirror: what cannot be memory ends the renderer", lie, M, .limit = 60 },
	{ "mirror: the memory of a renderer that is killed is gone at once", killed, M,
	  .limit = 60 },
	{ "mirror: memory that is replaced all the time is never seen again", generations, M,
	  .limit = 60 },
	{ "mirror: a renderer that changes its memory all the time holds nobody up", storm, M,
	  .limit = 60 },
	{ "mirror: pages that KVM would reject are blank", rejected_by_kvm, M },
	{ "mirror: the region can be read and written without a mapping", by_pread, M },
	{ "mirror: a blob of guest memory can be used by contexts", guest_memory, M },
	{ }
};
