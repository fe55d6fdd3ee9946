// SPDX-License-Identifier: GPL-2.0
/* Blobs of the GPU's memory, and the host-visible region that gives access to them. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "lib/gpu3d.h"
#include "lib/pixels.h"
#include "test.h"

#define WINDOW_BAR 4
#define SIZE 16384
#define WORDS (SIZE / 4)
#define PLACE 0x10000
#define MAPPABLE 1
#define BAD_PARAM ERR(INVALID_PARAMETER)
#define BAD_ID ERR(INVALID_RESOURCE_ID)
#define MAPPED VIRTIO_GPU_RESP_OK_MAP_INFO
#define ELSEWHERE 0x5a5a5a5a

static void start(struct dev *dev)
{
	gpu_start(dev, F_ALL | F_3D);
	is(gpu_ctx_create(dev, 1, 0), OK);
}

static u64 window_size(struct dev *dev)
{
	struct vfio_region_info info;

	is(region_info(dev, WINDOW_BAR, &info), 0);
	return info.size;
}

/* Maps the whole host-visible region, as a VMM does. */
static volatile u32 *hostvis_map(struct dev *dev)
{
	struct vfio_region_info info;
	void *mem;

	is(region_info(dev, WINDOW_BAR, &info), 0);
	mem = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED,
		   dev->fd, info.offset);
	holds(mem != MAP_FAILED, "the host-visible region cannot be mapped");
	return mem;
}

static volatile u32 *at(volatile u32 *window, u64 offset)
{
	return window + offset / sizeof(*window);
}

static void buffer_blob(struct dev *dev, u32 id)
{
	is(gpu_describe_buffer(dev, 1, id, SIZE), OK);
	is(gpu_host_blob(dev, 1, id, id, MAPPABLE, SIZE), OK);
}

/* The buffers that drivers allocate vertices from have any format. */
static void blob_of_pixels(struct dev *dev)
{
	const u32 stream[] = {
		VIRGL_CMD(48, 0, 11), BUFFER, BGRA8, BIND_VERTEX_BUFFER,
		SIZE, 1, 1, 1, 0, 0, FLAG_PERSISTENT | FLAG_COHERENT, 1,
	};

	start(dev);
	is(gpu_submit(dev, 1, stream, ARRAY_SIZE(stream)), OK);
	is(gpu_host_blob(dev, 1, 1, 1, MAPPABLE, SIZE), OK);
	is(gpu_map_blob(dev, 1, PLACE), MAPPED);
	is(gpu_unmap_blob(dev, 1), OK);
}

/* A guest that took the feature knows the size of the host's pages; others do not. */
static void blob_unaligned(struct dev *dev)
{
	gpu_start(dev, F_ALL | F_3D | F_BLOB_ALIGNMENT);
	is(devcfg_read(dev, 16), sysconf(_SC_PAGESIZE));
	is(gpu_ctx_create(dev, 1, 0), OK);
	is(gpu_describe_buffer(dev, 1, 5, SIZE), OK);
	is(gpu_host_blob(dev, 1, 5, 5, MAPPABLE, SIZE - 100), BAD_PARAM);
	is(gpu_host_blob(dev, 1, 5, 5, MAPPABLE, SIZE), OK);
	start(dev);
	is(gpu_describe_buffer(dev, 1, 5, SIZE), OK);
	is(gpu_host_blob(dev, 1, 5, 5, MAPPABLE, SIZE - 100), OK);
}

static void fill(volatile u32 *mem, u32 seed)
{
	for (u32 i = 0; i < WORDS; i++)
		mem[i] = seed ^ i * 0x9e3779b9;
}

static bool filled(const volatile u32 *mem, u32 seed)
{
	for (u32 i = 0; i < WORDS; i++)
		if (mem[i] != (seed ^ i * 0x9e3779b9))
			return false;
	return true;
}

static bool empty(const volatile u32 *mem)
{
	for (u32 i = 0; i < WORDS; i++)
		if (mem[i])
			return false;
	return true;
}

static void region(struct dev *dev)
{
	struct vfio_region_info info;

	is(region_info(dev, WINDOW_BAR, &info), 0);
	is(info.flags, VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE |
	   VFIO_REGION_INFO_FLAG_MMAP);
	is(info.size & (info.size - 1), 0);
	is(bar_size(dev, WINDOW_BAR), info.size);
	holds(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, dev->fd, info.offset) ==
	      MAP_FAILED, "a private mapping");
	holds(mmap(NULL, info.size + 4096, PROT_READ, MAP_SHARED, dev->fd,
		   info.offset) == MAP_FAILED, "a mapping past the end");
}

/* The GPU copies the blob to a buffer, which a transfer reads. */
static u32 *by_the_gpu(struct dev *dev, u32 id)
{
	const u32 copy[] = {
		VIRGL_CMD(17, 0, 13), 90, 0, 0, 0, 0, id, 0, 0, 0, 0, SIZE, 1, 1,
	};
	const struct transfer back = { .box = { .w = SIZE, .h = 1, .d = 1 } };
	u32 *mem = dma_alloc(dev, SIZE);

	is(gpu_buffer(dev, 90, SIZE), OK);
	is(gpu_attach_one(dev, 90, dma_iova(dev, mem), SIZE), OK);
	is(gpu_ctx_attach(dev, 1, 90), OK);
	is(gpu_ctx_attach(dev, 1, id), OK);
	is(gpu_submit(dev, 1, copy, ARRAY_SIZE(copy)), OK);
	is(gpu_from_host(dev, 1, 90, &back), OK);
	return mem;
}

static void gpu_sees_it(struct dev *dev)
{
	volatile u32 *window;

	start(dev);
	window = hostvis_map(dev);
	buffer_blob(dev, 5);
	is(gpu_map_blob(dev, 5, PLACE), MAPPED);
	fill(at(window, PLACE), 7);
	holds(filled(by_the_gpu(dev, 5), 7), "the GPU reads other contents");
}

static void new_is_empty(struct dev *dev)
{
	volatile u32 *window;

	start(dev);
	window = hostvis_map(dev);
	for (u32 id = 1; id < 9; id++) {
		buffer_blob(dev, id);
		is(gpu_map_blob(dev, id, PLACE), MAPPED);
		holds(empty(at(window, PLACE)), "it has something");
		fill(at(window, PLACE), id);
		is(gpu_unref(dev, id), OK);
		holds(empty(at(window, PLACE)), "the blob can still be read");
	}
}

static void unmapped(struct dev *dev)
{
	volatile u32 *window;

	start(dev);
	window = hostvis_map(dev);
	*at(window, PLACE) = ELSEWHERE;
	*at(window, PLACE) = 0;
	buffer_blob(dev, 5);
	is(gpu_map_blob(dev, 5, PLACE), MAPPED);
	is(stat_read(dev, "mapped"), SIZE);
	fill(at(window, PLACE), 3);
	is(gpu_unmap_blob(dev, 5), OK);
	is(stat_read(dev, "mapped"), 0);
	holds(empty(at(window, PLACE)), "the blob can still be read");
	*at(window, PLACE) = ELSEWHERE;
	is(gpu_map_blob(dev, 5, 2 * PLACE), MAPPED);
	holds(filled(at(window, 2 * PLACE), 3), "it lost what it had");
}

static void refused(struct dev *dev)
{
	u64 size;

	start(dev);
	size = window_size(dev);
	buffer_blob(dev, 5);
	buffer_blob(dev, 6);
	is(gpu_map_blob(dev, 7, 0), BAD_ID);
	is(gpu_unmap_blob(dev, 7), BAD_ID);
	is(gpu_unmap_blob(dev, 5), BAD_PARAM);
	is(gpu_map_blob(dev, 5, 1), BAD_PARAM);
	is(gpu_map_blob(dev, 5, size), BAD_PARAM);
	is(gpu_map_blob(dev, 5, size - SIZE + 4096), BAD_PARAM);
	is(gpu_map_blob(dev, 5, -4096ULL), BAD_PARAM);
	is(gpu_map_blob(dev, 5, size - SIZE), MAPPED);
	is(gpu_map_blob(dev, 5, 0), BAD_PARAM);
	is(gpu_map_blob(dev, 6, size - SIZE), BAD_PARAM);
	is(gpu_map_blob(dev, 6, size - 2 * SIZE + 4096), BAD_PARAM);
	is(gpu_map_blob(dev, 6, size - 2 * SIZE), MAPPED);
	is(gpu_unmap_blob(dev, 5), OK);
	is(gpu_unmap_blob(dev, 5), BAD_PARAM);
	is(gpu_texture(dev, 8, 64, 64), OK);
	is(gpu_map_blob(dev, 8, 0), BAD_PARAM);
}

static void bad_blobs(struct dev *dev)
{
	start(dev);
	is(gpu_host_blob(dev, 1, 5, 1, MAPPABLE, SIZE), BAD_PARAM);
	is(gpu_describe_buffer(dev, 1, 1, SIZE), OK);
	is(gpu_host_blob(dev, 2, 5, 1, MAPPABLE, SIZE),
	   ERR(INVALID_CONTEXT_ID));
	is(gpu_host_blob(dev, 1, 0, 1, MAPPABLE, SIZE), BAD_ID);
	is(gpu_host_blob(dev, 1, 5, 1ULL << 32 | 1, MAPPABLE, SIZE), BAD_PARAM);
	is(gpu_host_blob(dev, 1, 5, 1, MAPPABLE, 0), BAD_PARAM);
	is(gpu_host_blob(dev, 1, 5, 1, MAPPABLE, SIZE + 4096), BAD_PARAM);
	is(gpu_host_blob(dev, 1, 5, 1, MAPPABLE, SIZE - 4096), BAD_PARAM);
	is(gpu_host_blob(dev, 1, 5, 1, MAPPABLE, -1ULL), BAD_PARAM);
	is(gpu_host_blob(dev, 1, 5, 1, 8, SIZE), BAD_PARAM);
	is(gpu_host_blob(dev, 1, 5, 1, MAPPABLE, SIZE - 100), OK);
	is(gpu_host_blob(dev, 1, 6, 1, MAPPABLE, SIZE), BAD_PARAM);
	is(gpu_describe_buffer(dev, 1, 1, SIZE), OK);
	is(gpu_host_blob(dev, 1, 6, 1, 0, SIZE), OK);
	is(gpu_map_blob(dev, 6, 0), BAD_PARAM);
	is(gpu_attach_one(dev, 6, DMA_IOVA, SIZE), ERR(UNSPEC));
}

static void charged(struct dev *dev)
{
	u64 vram = attr_read(dev, "vram");

	start(dev);
	is(gpu_describe_buffer(dev, 1, 1, vram + 4096), OK);
	is(gpu_host_blob(dev, 1, 5, 1, MAPPABLE, vram + 4096),
	   ERR(OUT_OF_MEMORY));
	settles(attr_read(dev, "vram_used"), 0);
	buffer_blob(dev, 6);
	settles(attr_read(dev, "vram_used"), SIZE);
	is(gpu_unref(dev, 6), OK);
	settles(attr_read(dev, "vram_used"), 0);
}

/* Some GPUs need a tenth of a second to unmap a blob from the host-visible region. */
static void takes_time(struct dev *dev)
{
	start(dev);
	buffer_blob(dev, 5);
	PAYS(gpu_map_blob(dev, 5, PLACE), MAPPED);
	PAYS(gpu_unmap_blob(dev, 5), OK);
}

static void limits(struct dev *dev)
{
	u32 sub[] = { VIRGL_CMD(29, 0, 1), 0 };
	u32 i;

	start(dev);
	for (i = 0; i < 64; i++)
		is(gpu_describe_buffer(dev, 1, i, SIZE), OK);
	is(gpu_describe_buffer(dev, 1, i, SIZE), ERR(OUT_OF_MEMORY));
	is(gpu_host_blob(dev, 1, 5, 63, MAPPABLE, SIZE), OK);
	is(gpu_describe_buffer(dev, 1, i, SIZE), OK);
	is(gpu_ctx_create(dev, 2, 0), OK);
	is(gpu_describe_buffer(dev, 2, i, SIZE), OK);
	is(gpu_submit(dev, 2, sub, ARRAY_SIZE(sub)), OK);
}

static void decode_off(struct dev *dev)
{
	volatile u32 *window;

	start(dev);
	window = hostvis_map(dev);
	buffer_blob(dev, 5);
	is(gpu_map_blob(dev, 5, PLACE), MAPPED);
	fill(at(window, PLACE), 3);
	cfg_command(dev, PCI_COMMAND_MEMORY, 0);
	holds(empty(at(window, PLACE)), "the blob can still be read");
	cfg_command(dev, 0, PCI_COMMAND_MEMORY);
	holds(filled(at(window, PLACE), 3), "it is not back");
}

static void by_pread(struct dev *dev)
{
	volatile u32 *window;

	start(dev);
	window = hostvis_map(dev);
	is(bar_read(dev, WINDOW_BAR, PLACE, 4), 0);
	buffer_blob(dev, 5);
	is(gpu_map_blob(dev, 5, PLACE), MAPPED);
	fill(at(window, PLACE), 3);
	is(bar_read(dev, WINDOW_BAR, PLACE + 8, 4), at(window, PLACE)[2]);
	bar_write(dev, WINDOW_BAR, PLACE + 4096, 0x1122334455667788, 8);
	is(at(window, PLACE)[1024], 0x55667788);
	is(at(window, PLACE)[1025], 0x11223344);
	bar_write(dev, WINDOW_BAR, 0, 77, 4);
	is(bar_read(dev, WINDOW_BAR, 0, 4), 0);
}

static void after_reset(struct dev *dev)
{
	volatile u32 *window;

	start(dev);
	window = hostvis_map(dev);
	for (u32 i = 0; i < 3; i++) {
		buffer_blob(dev, 5);
		is(gpu_map_blob(dev, 5, PLACE), MAPPED);
		fill(at(window, PLACE), 3);
		start(dev);
		holds(empty(at(window, PLACE)), "the blob can still be read");
		is(stat_read(dev, "mapped"), 0);
		settles(attr_read(dev, "vram_used"), 0);
	}
}

static void after_close(struct dev *dev)
{
	volatile u32 *window;

	start(dev);
	window = hostvis_map(dev);
	buffer_blob(dev, 5);
	is(gpu_map_blob(dev, 5, PLACE), MAPPED);
	fill(at(window, PLACE), 3);
	dev_close(dev);
	holds(empty(at(window, PLACE)), "the blob can still be read");
	*at(window, PLACE) = ELSEWHERE;
	dev_open(dev);
	start(dev);
	buffer_blob(dev, 5);
	is(gpu_map_blob(dev, 5, PLACE), MAPPED);
	is(*at(window, PLACE), ELSEWHERE);
	holds(empty(at(hostvis_map(dev), PLACE)), "the blob has what another vGPU wrote");
}

static void neighbours(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };
	volatile u32 *mine, *theirs;

	start(dev);
	dev_open(&other);
	start(&other);
	mine = hostvis_map(dev);
	theirs = hostvis_map(&other);
	buffer_blob(dev, 5);
	buffer_blob(&other, 5);
	is(gpu_map_blob(dev, 5, PLACE), MAPPED);
	is(gpu_map_blob(&other, 5, PLACE), MAPPED);
	fill(at(mine, PLACE), 1);
	fill(at(theirs, PLACE), 2);
	holds(filled(at(mine, PLACE), 1), "mine is theirs");
	is(gpu_unref(&other, 5), OK);
	holds(empty(at(theirs, PLACE)), "the blob can still be read");
	holds(filled(at(mine, PLACE), 1), "one blob was removed together with that of the other vGPU");
	is(gpu_unmap_blob(&other, 5), BAD_ID);
}

/* The blob has no guest memory, and it has the shape that it was described with. */
static void texture_shown(struct dev *dev)
{
	static const float red[] = { 1, 0, 0, 1 };
	struct frame f = { .id = 5, .w = 256, .h = 128 };
	struct blob_scanout arg = {
		.id = 5, .rect = RECT(0, 0, 256, 128), .width = 256,
		.height = 128, .format = BGRA8, .stride = 1024,
	};

	start(dev);
	f.pixels = dma_alloc(dev, f.w * f.h * 4);
	for (u32 i = 0; i < f.w * f.h; i++)
		f.pixels[i] = 0xffff0000;
	is(gpu_describe_texture(dev, 1, 5, f.w, f.h), OK);
	is(gpu_host_blob(dev, 1, 5, 5, 0, f.w * f.h * 4), OK);
	is(gpu_ctx_attach(dev, 1, 5), OK);
	is(gpu_clear_texture(dev, 1, 5, red), OK);
	is(gpu_set_scanout_blob(dev, &arg), OK);
	is(gpu_flush(dev, 5, RECT(0, 0, f.w, f.h)), OK);
	comes_to_show(dev, &f);
	arg.width = 128;
	arg.rect.width = 128;
	is(gpu_set_scanout_blob(dev, &arg), BAD_PARAM);
	is(gpu_texture(dev, 6, 128, 128), OK);
	arg.id = 6;
	is(gpu_set_scanout_blob(dev, &arg), BAD_ID);
}

#define W .need = NEED_WINDOW
#define OURS .need = NEED_WINDOW | NEED_OURS

const struct test window_tests[] = {
	{ "window: the host-visible region is BAR 4, has a power of 2 as its size and can be mapped",
	  region, OPEN, W },
	{ "window: the GPU reads what is written through the host-visible region",
	  gpu_sees_it, W },
	{ "window: a blob may have a format of pixels", blob_of_pixels, W },
	{ "window: a size that is not aligned as negotiated is rejected", blob_unaligned, OURS },
	{ "window: a new blob is cleared, and a released one can no longer be read",
	  new_is_empty, W },
	{ "window: an unmapped blob cannot be read and keeps its contents",
	  unmapped, OURS },
	{ "window: offsets that are invalid or in use are rejected",
	  refused, W },
	{ "window: blobs that no context described are rejected",
	  bad_blobs, OURS },
	{ "window: blobs are charged to the memory of the vGPU",
	  charged, OURS },
	{ "window: GPU time for mapping is accounted", takes_time, OURS },
	{ "window: the number of blobs that contexts describe is limited",
	  limits, OURS },
	{ "window: no blob can be read while memory decoding is off",
	  decode_off,
	  OURS },
	{ "window: the region can be read and written without a mapping",
	  by_pread,
	  OURS },
	{ "window: no blob can be read after a reset", after_reset, OURS },
	{ "window: a mapping that is older than a close shows no memory of the GPU",
	  after_close, OURS },
	{ "window: a texture that is a blob can be shown", texture_shown, OURS,
	  .display = "dmabuf" },
	{ "window: two vGPUs with blobs at the same offset do not share them",
	  neighbours,
	  .need = NEED_WINDOW | NEED_OTHER },
	{ }
};
