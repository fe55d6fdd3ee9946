// SPDX-License-Identifier: GPL-2.0
/* The framebuffers of the guest as a VMM sees them, by dma-buf and by region. */
#include <stdio.h>
#include <string.h>
#include "display.h"

static const struct { u32 format, fourcc; } formats[] = {
	{ 1, FOURCC('A', 'R', '2', '4') }, { 2, FOURCC('X', 'R', '2', '4') },
	{ 3, FOURCC('B', 'A', '2', '4') }, { 4, FOURCC('B', 'X', '2', '4') },
	{ 67, FOURCC('A', 'B', '2', '4') }, { 68, FOURCC('R', 'X', '2', '4') },
	{ 121, FOURCC('R', 'A', '2', '4') },
	{ 134, FOURCC('X', 'B', '2', '4') },
};

static void all_formats(struct dev *dev)
{
	struct view view;

	for (unsigned int i = 0; i < ARRAY_SIZE(formats); i++) {
		struct frame f = frame_create(dev, formats[i].format, W, H);

		frame_show(dev, &f, 0);
		frame_paint(dev, &f, i);
		holds(view_open(dev, PRIMARY, &view), "nothing is shown");
		is(view.info.drm_format, formats[i].fourcc);
		is(view.info.drm_format_mod, 0);
		is(view.info.width, W);
		is(view.info.height, H);
		is(view.info.stride, W * 4);
		holds(view.info.size >= W * H * 4, "size %u", view.info.size);
		view.raw = true;
		same_pixels(&view, f.pixels, W);
		view_close(&view);
	}
}

static void nothing_at_first(struct dev *dev)
{
	shows_nothing(dev, PRIMARY);
	shows_nothing(dev, CURSOR);
}

static void part_of_it(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, W, H);
	u32 *shadow = dma_alloc(dev, W * H * 4);

	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 1);
	memcpy(shadow, f.pixels, W * H * 4);
	draw(f.pixels, W * H, 2);
	for (u32 y = 20; y < 50; y++)
		memcpy(shadow + y * W + 10, f.pixels + y * W + 10, 33 * 4);
	is(gpu_transfer(dev, f.id, RECT(10, 20, 33, 30), (20 * W + 10) * 4),
	   OK);
	is(gpu_flush(dev, f.id, RECT(10, 20, 33, 30)), OK);
	memcpy(f.pixels, shadow, W * H * 4);
	shows(dev, &f);
}

static void moved_part(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, W, H);
	u32 *shadow = dma_alloc(dev, W * H * 4);

	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 1);
	memcpy(shadow, f.pixels, W * H * 4);
	for (u32 y = 0; y < 10; y++)
		memcpy(shadow + (y + 60) * W + 100,
		       f.pixels + 4 + y * W, 20 * 4);
	is(gpu_transfer(dev, f.id, RECT(100, 60, 20, 10), 16), OK);
	is(gpu_flush(dev, f.id, RECT(0, 0, W, H)), OK);
	memcpy(f.pixels, shadow, W * H * 4);
	shows(dev, &f);
}

/* The backing consists of pieces of any size at any address, none of them aligned. */
static void scattered_backing(struct dev *dev)
{
	u32 id = dev->next_id++, left = W * H * 4, n = 0;
	struct virtio_gpu_mem_entry e[64];
	struct frame f = { id, W, H, dma_alloc(dev, W * H * 4) };
	u8 *mem = dma_alloc(dev, W * H * 8), *from = (u8 *)f.pixels;
	u8 *at = mem + 3;

	draw(f.pixels, W * H, 3);
	for (u32 len = 1; left; len = len * 3 + 1, n++) {
		if (len > 5000)
			len = 4999;
		if (len > left)
			len = left;
		memcpy(at, from, len);
		e[n] = ENTRY(dma_iova(dev, at), len);
		at += len + 1777;
		from += len;
		left -= len;
	}
	is(gpu_create_2d(dev, id, 1, W, H), OK);
	is(gpu_attach(dev, id, e, n), OK);
	frame_show(dev, &f, 0);
	is(gpu_transfer(dev, id, RECT(0, 0, W, H), 0), OK);
	shows(dev, &f);
}

static void part_shown(struct dev *dev)
{
	static const struct virtio_gpu_rect rects[] = {
		{ 0, 0, W, 50 }, { 0, 10, W, 50 }, { 16, 10, 64, 50 },
		{ W - 1, H - 1, 1, 1 },
	};
	struct frame f = frame_create(dev, 1, W, H);
	struct view view;

	frame_paint(dev, &f, 1);
	for (unsigned int i = 0; i < ARRAY_SIZE(rects); i++) {
		struct virtio_gpu_rect r = rects[i];

		is(gpu_set_scanout(dev, 0, f.id, r), OK);
		frame_paint(dev, &f, i + 2);
		holds(view_open(dev, PRIMARY, &view), "nothing is shown");
		is(view.info.width, r.width);
		is(view.info.height, r.height);
		same_pixels(&view, f.pixels + r.y * W + r.x, W);
		view_close(&view);
	}
}

static void unref_shown(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, W, H);
	struct view view;

	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 1);
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	is(gpu_unref(dev, f.id), OK);
	shows_nothing(dev, PRIMARY);
	if (view.fd >= 0)
		same_pixels(&view, f.pixels, W);
	view_close(&view);
}

static void scanout_off(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, W, H);

	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 1);
	shows(dev, &f);
	is(gpu_set_scanout(dev, 0, 0, RECT(0, 0, 0, 0)), OK);
	shows_nothing(dev, PRIMARY);
	frame_show(dev, &f, 0);
	shows(dev, &f);
	virtio_reset(dev);
	shows_nothing(dev, PRIMARY);
}

static void starts_black(struct dev *dev)
{
	struct frame f = { 0, 256, 256, NULL };
	u32 *zero = dma_alloc(dev, 256 * 256 * 4);

	for (unsigned int i = 0; i < 8; i++) {
		f = frame_create(dev, 1, 256, 256);
		frame_paint(dev, &f, 1);
		is(gpu_unref(dev, f.id), OK);
		is(gpu_create_2d(dev, f.id, 1, 256, 256), OK);
		frame_show(dev, &f, 0);
		f.pixels = zero;
		shows(dev, &f);
		is(gpu_unref(dev, f.id), OK);
	}
}

static void detach_keeps_picture(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, W, H);

	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 1);
	is(gpu_detach(dev, f.id), OK);
	shows(dev, &f);
	is(gpu_transfer(dev, f.id, RECT(0, 0, 1, 1), 0), ERR(UNSPEC));
}

static void many_heads(struct dev *dev)
{
	struct virtio_gpu_resp_display_info *resp = (void *)dev->resp;
	u32 heads = devcfg_read(dev, 8);
	struct frame f[VIRTIO_GPU_MAX_SCANOUTS];
	char head[16];

	if (heads < 2)
		tap_skip("the type has one head");
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	for (u32 i = 0; i < VIRTIO_GPU_MAX_SCANOUTS; i++) {
		is(resp->pmodes[i].enabled, i < heads);
		is(!!resp->pmodes[i].r.width, i < heads);
	}
	for (u32 i = 0; i < heads; i++) {
		f[i] = frame_create(dev, 1, W, H);
		frame_show(dev, &f[i], i);
		frame_paint(dev, &f[i], i + 10);
	}
	for (u32 i = 0; i < heads; i++) {
		snprintf(head, sizeof(head), "%u", i);
		is(attr_write(dev, "console", head), 0);
		shows(dev, &f[i]);
	}
	is(gpu_set_scanout(dev, heads - 1, 0, RECT(0, 0, 0, 0)), OK);
	shows_nothing(dev, PRIMARY);
	is(attr_write(dev, "console", "0"), 0);
	shows(dev, &f[0]);
}

static void mirrored(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, W, H);

	if (devcfg_read(dev, 8) < 2)
		tap_skip("the type has one head");
	frame_show(dev, &f, 0);
	frame_show(dev, &f, 1);
	frame_paint(dev, &f, 1);
	shows(dev, &f);
	is(attr_write(dev, "console", "1"), 0);
	shows(dev, &f);
	is(gpu_unref(dev, f.id), OK);
	shows_nothing(dev, PRIMARY);
	is(attr_write(dev, "console", "0"), 0);
	shows_nothing(dev, PRIMARY);
}

const struct test display_tests[] = {
	BOTH("the pixels that are drawn are shown, in all 8 formats",
	     all_formats),
	BOTH("nothing is shown before the guest shows something",
	     nothing_at_first),
	BOTH("a partial transfer changes only its rectangle", part_of_it),
	BOTH("a transfer reads its pixels from the offset", moved_part),
	BOTH("a backing in unaligned pieces is read correctly",
	     scattered_backing),
	BOTH("a part of a resource can be shown", part_shown),
	BOTH("a head is turned off by a command and by a reset", scanout_off),
	BOTH("a resource that is released while it is shown is no longer shown",
	     unref_shown),
	BOTH("a new resource is black, also in memory that was used before",
	     starts_black),
	BOTH("the pixels of a resource stay when its backing is detached",
	     detach_keeps_picture),
	BOTH("each head can be the console", many_heads),
	BOTH("two heads may show one resource", mirrored),
	{ }
};
