// SPDX-License-Identifier: GPL-2.0
/*
 * Blobs of opaque contexts as framebuffers. The guest says where the pixels are, as nobody but
 * its driver knows what is in this memory.
 */
#include <string.h>
#include <unistd.h>
#include "lib/pixels.h"
#include "opaque.h"

#define W 32
#define H 64
#define LINE (W * 4)
#define CURSOR_SIDE 64
/* More than twice the framebuffer, and more than the tables of any driver. */
#define LARGE_BYTES (2U << 20)

/* A framebuffer in BLOB, with gaps between its lines. */
static const struct blob_scanout gaps = {
	.id = BLOB, .rect = RECT(0, 0, W, H), .width = W, .height = H,
	.format = BGRA8, .stride = LINE + 20, .offset = 1028,
};

/* One that begins with the blob. */
static const struct blob_scanout dense = {
	.id = BLOB, .rect = RECT(0, 0, W, H), .width = W, .height = H,
	.format = BGRA8, .stride = LINE,
};

static u32 expected[W * H];
static const struct frame want = { .w = W, .h = H, .pixels = expected };

/* Draws to a framebuffer, and remembers what. */
static void paint(volatile u32 *mem, const struct blob_scanout *fb, u32 seed)
{
	draw(expected, W * H, seed);
	for (u32 y = 0; y < fb->height; y++)
		for (u32 x = 0; x < fb->width; x++)
			mem[(fb->offset + y * fb->stride) / 4 + x] = expected[y * W + x];
}

static void show_painted(struct dev *dev, volatile u32 *mem, const struct blob_scanout *fb,
			 u32 seed)
{
	paint(mem, fb, seed);
	is(gpu_set_scanout_blob(dev, fb), OK);
	comes_to_show(dev, &want);
}

static void read_back(struct dev *dev)
{
	long long exports = stat_read(dev, "exports"), read = stat_read(dev, "readbacks");
	volatile u32 *mem;

	opaque_start(dev);
	mem = opaque_mapped(dev);
	show_painted(dev, mem, &gaps, 1);
	paint(mem, &gaps, 2);
	is(gpu_flush(dev, BLOB, gaps.rect), OK);
	comes_to_show(dev, &want);
	show_painted(dev, mem, &dense, 3);
	holds(stat_read(dev, "readbacks") > read, "nothing was read back");
	is(stat_read(dev, "exports"), exports);
	is(virtio_status(dev) & STATUS_NEEDS_RESET, 0);
}

/* The expected pixels of a part of a framebuffer. */
static struct frame part_of(const struct virtio_gpu_rect *r)
{
	static u32 pixels[W * H];

	for (u32 y = 0; y < r->height; y++)
		memcpy(pixels + y * r->width, expected + (r->y + y) * W + r->x, r->width * 4);
	return (struct frame) { .w = r->width, .h = r->height, .pixels = pixels };
}

/* Only what was flushed is read: the pixel beside it keeps its old value. */
static void part(struct dev *dev)
{
	struct blob_scanout fb = gaps;
	struct frame shown;
	volatile u32 *mem;

	opaque_start(dev);
	mem = opaque_mapped(dev);
	fb.rect = RECT(8, 16, W - 8, H - 16);
	paint(mem, &fb, 1);
	is(gpu_set_scanout_blob(dev, &fb), OK);
	shown = part_of(&fb.rect);
	comes_to_show(dev, &shown);
	expected[20 * W + 10] = 0xff123456;
	for (u32 x = 10; x < 12; x++)
		mem[(fb.offset + 20 * fb.stride) / 4 + x] = 0xff123456;
	is(gpu_flush(dev, BLOB, RECT(10, 20, 1, 1)), OK);
	shown = part_of(&fb.rect);
	comes_to_show(dev, &shown);
}

/* A blob needs not be mapped by the guest to be shown. */
static void unmapped(struct dev *dev)
{
	volatile u32 *mem;

	opaque_start(dev);
	mem = opaque_mapped(dev);
	paint(mem, &gaps, 5);
	is(gpu_unmap_blob(dev, BLOB), OK);
	is(gpu_set_scanout_blob(dev, &gaps), OK);
	comes_to_show(dev, &want);
}

/* The client has mapped the blob itself: it sees a change without another query. */
static void in_place(struct dev *dev)
{
	long long exports = stat_read(dev, "exports");
	volatile u32 *mem;
	struct view view;
	long long read;

	opaque_start(dev);
	mem = opaque_mapped(dev);
	show_painted(dev, mem, &dense, 1);
	is(stat_read(dev, "exports"), exports + 1);
	read = stat_read(dev, "readbacks");
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	is(view.info.stride, LINE);
	paint(mem, &dense, 2);
	same_pixels(&view, expected, W);
	view_close(&view);
	is(gpu_flush(dev, BLOB, dense.rect), OK);
	comes_to_show(dev, &want);
	is(stat_read(dev, "readbacks"), read);
	is(gpu_unref(dev, BLOB), OK);
	shows_nothing(dev, PRIMARY);
}

/* The dma-buf has one layout; VFIO has no offset in one. */
static void other_layout(struct dev *dev)
{
	long long exports = stat_read(dev, "exports"), read;
	struct blob_scanout narrow = dense;
	volatile u32 *mem;

	opaque_start(dev);
	mem = opaque_mapped(dev);
	show_painted(dev, mem, &gaps, 1);
	is(stat_read(dev, "exports"), exports);
	show_painted(dev, mem, &dense, 2);
	is(stat_read(dev, "exports"), exports + 1);
	read = stat_read(dev, "readbacks");
	show_painted(dev, mem, &gaps, 3);
	holds(stat_read(dev, "readbacks") > read, "nothing was read back");
	narrow.stride = LINE + 4;
	show_painted(dev, mem, &narrow, 4);
	read = stat_read(dev, "readbacks");
	show_painted(dev, mem, &dense, 5);
	is(stat_read(dev, "readbacks"), read);
	is(stat_read(dev, "exports"), exports + 1);
}

/* The renderer needs longer for the export than a query waits. */
static void other_meanwhile(struct dev *dev)
{
	long long exports = stat_read(dev, "exports");
	struct blob_scanout narrow = dense;
	volatile u32 *mem;

	opaque_start(dev);
	mem = opaque_mapped(dev);
	paint(mem, &dense, 1);
	is(gpu_set_scanout_blob(dev, &dense), OK);
	plane_id(dev, PRIMARY);
	narrow.stride = LINE + 4;
	show_painted(dev, mem, &narrow, 2);
	settles(stat_read(dev, "exports"), exports + 1);
	show_painted(dev, mem, &narrow, 3);
}

/* A cursor has no description: it is a whole image without gaps. */
static void cursor(struct dev *dev)
{
	static u32 image[CURSOR_SIDE * CURSOR_SIDE];
	volatile u32 *mem;
	struct view view;
	long long errors;

	opaque_start(dev);
	mem = opaque_mapped(dev);
	draw(image, CURSOR_SIDE * CURSOR_SIDE, 4);
	for (u32 i = 0; i < CURSOR_SIDE * CURSOR_SIDE; i++)
		mem[i] = image[i];
	errors = stat_read(dev, "errors");
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, BLOB, 1, 1, 0, 0), 0);
	for (int ms = 0; ms < WAIT_MS && !plane_id(dev, CURSOR); ms += 20)
		usleep(20000);
	holds(view_open(dev, CURSOR, &view), "there is no cursor");
	same_pixels(&view, image, CURSOR_SIDE);
	view_close(&view);
	is(gpu_host_blob(dev, VULKAN_CTX, 6, 2, 0, BLOB_BYTES - 4), OK);
	is(stat_read(dev, "errors"), errors);
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, 6, 1, 1, 0, 0), 0);
	is(stat_read(dev, "errors"), errors + 1);
}

/* The client would keep more than it sees. */
static void large(struct dev *dev)
{
	long long exports = stat_read(dev, "exports");
	volatile u32 *mem;

	opaque_start(dev);
	mem = opaque_region(dev);
	is(gpu_host_blob(dev, VULKAN_CTX, BLOB, 1, MAPPABLE, LARGE_BYTES), OK);
	is(gpu_map_blob(dev, BLOB, PLACE), VIRTIO_GPU_RESP_OK_MAP_INFO);
	show_painted(dev, mem, &dense, 1);
	is(stat_read(dev, "exports"), exports);
}

static void outside(struct dev *dev)
{
	struct blob_scanout bad[] = { dense, dense, dense, dense, dense, dense, dense, dense };

	bad[0].offset = BLOB_BYTES - LINE * H + 4;
	bad[1].height = BLOB_BYTES / LINE + 1;
	bad[2].stride = LINE - 4;
	bad[3].stride = -4U;
	bad[4].offset = -4U;
	bad[5].width = -1U;
	bad[6].height = 0;
	bad[7].rect = RECT(0, 1, W, H);
	opaque_start(dev);
	is(gpu_host_blob(dev, VULKAN_CTX, BLOB, 1, 0, BLOB_BYTES), OK);
	for (u32 i = 0; i < ARRAY_SIZE(bad); i++) {
		is(gpu_set_scanout_blob(dev, &bad[i]), BAD_PARAM);
		shows_nothing(dev, PRIMARY);
	}
	is(gpu_set_scanout_blob(dev, &dense), OK);
	is(gpu_flush(dev, BLOB, RECT(0, 0, W, H + 1)), BAD_PARAM);
}

const struct test opaque_show_tests[] = {
	{ "opaque: a blob is shown where the guest says that its pixels are", read_back, OPAQUE,
	  .display = "region" },
	{ "opaque: what a renderer cannot export of a blob is read back", read_back, OPAQUE,
	  .display = "dmabuf" },
	{ "opaque: a part of a blob is shown, and what changes there", part, OPAQUE,
	  .display = "region" },
	{ "opaque: a blob is a cursor", cursor, OPAQUE, .display = "dmabuf" },
	{ "opaque: a blob is shown that the guest has not mapped", unmapped, OPAQUE,
	  .display = "region" },
	{ "opaque: a framebuffer that is not inside its blob is rejected", outside, OPAQUE,
	  .display = "region" },
	{ "opaque export: a client that maps a blob sees what is drawn without a copy",
	  in_place, OPAQUE, .display = "dmabuf" },
	{ "opaque export: another layout of the same blob is read back", other_layout, OPAQUE,
	  .display = "dmabuf" },
	{ "opaque late: a layout that changes during an export is read back", other_meanwhile,
	  OPAQUE, .display = "dmabuf" },
	{ "opaque export: a blob that is much larger than its framebuffer is read back", large,
	  OPAQUE, .display = "dmabuf" },
	{ }
};
