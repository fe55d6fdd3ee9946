// SPDX-License-Identifier: GPL-2.0
/*
 * The framebuffers of the guest as a VMM sees them, and the monitors that a VMM plugs
 * in.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "lib/pixels.h"
#include "test.h"

#define W 200
#define H 100
#define PROBE VFIO_GFX_PLANE_TYPE_PROBE
#define DMABUF VFIO_GFX_PLANE_TYPE_DMABUF
#define REGION VFIO_GFX_PLANE_TYPE_REGION

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
		same_pixels(&view, f.pixels, W);
		view_close(&view);
	}
}

static void probes(struct dev *dev, bool dmabuf, bool region)
{
	struct vfio_device_gfx_plane_info info;

	is(plane_ask(dev, PRIMARY, PROBE | DMABUF, &info),
	   dmabuf ? 0 : -EINVAL);
	is(plane_ask(dev, PRIMARY, PROBE | REGION, &info),
	   region ? 0 : -EINVAL);
	is(plane_ask(dev, PRIMARY, DMABUF, &info), dmabuf ? 0 : -EINVAL);
	is(plane_ask(dev, PRIMARY, REGION, &info), region ? 0 : -EINVAL);
	if (!dmabuf)
		is(dmabuf_get(dev, 1), -EINVAL);
}

static void probe_auto(struct dev *dev)
{
	probes(dev, false, true);
}

static void probe_dmabuf(struct dev *dev)
{
	probes(dev, true, false);
}

static void probe_off(struct dev *dev)
{
	probes(dev, false, false);
}

static void bad_queries(struct dev *dev)
{
	struct vfio_device_gfx_plane_info info = { .flags = DMABUF };

	info.argsz = 16;
	is(dev_ioctl(dev, VFIO_DEVICE_QUERY_GFX_PLANE, &info), -EINVAL);
	is(plane_ask(dev, PRIMARY, 0, &info), -EINVAL);
	is(plane_ask(dev, PRIMARY, PROBE, &info), -EINVAL);
	is(plane_ask(dev, PRIMARY, DMABUF | REGION, &info), -EINVAL);
	is(plane_ask(dev, PRIMARY, DMABUF | 0x80, &info), -EINVAL);
	is(plane_ask(dev, 0, DMABUF, &info), -EINVAL);
	is(plane_ask(dev, 77, DMABUF, &info), -EINVAL);
	is(dev_ioctl(dev, VFIO_DEVICE_QUERY_GFX_PLANE, (void *)8), -EFAULT);
	is(dev_ioctl(dev, VFIO_DEVICE_GET_GFX_DMABUF, (void *)8), -EFAULT);
	holds(dmabuf_get(dev, 0) < 0, "a dma-buf for id 0");
	holds(dmabuf_get(dev, 0xffffffff) < 0, "a dma-buf for id 0xffffffff");
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

static void flip(struct dev *dev)
{
	struct frame a = frame_create(dev, 1, W, H);
	struct frame b = frame_create(dev, 1, W, H);
	long long copies = stat_read(dev, "display_copies");
	u32 id_a, id_b;

	frame_paint(dev, &a, 1);
	frame_paint(dev, &b, 2);
	frame_show(dev, &a, 0);
	id_a = plane_id(dev, PRIMARY);
	frame_show(dev, &b, 0);
	id_b = plane_id(dev, PRIMARY);
	holds(id_a && id_b && id_a != id_b, "ids %u and %u", id_a, id_b);
	for (unsigned int i = 0; i < 20; i++) {
		const struct frame *f = i & 1 ? &b : &a;

		frame_show(dev, f, 0);
		is(gpu_flush(dev, f->id, RECT(0, 0, W, H)), OK);
		is(plane_id(dev, PRIMARY), i & 1 ? id_b : id_a);
		shows(dev, f);
	}
	is(stat_read(dev, "display_copies"), copies);
}

static void flip_by_region(struct dev *dev)
{
	struct frame a = frame_create(dev, 1, W, H);
	struct frame b = frame_create(dev, 1, W, H);
	long long copies = stat_read(dev, "display_copies");
	struct vfio_device_gfx_plane_info info;
	struct view view;

	frame_paint(dev, &a, 1);
	frame_paint(dev, &b, 2);
	frame_show(dev, &a, 0);
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	same_pixels(&view, a.pixels, W);
	for (unsigned int i = 0; i < 20; i++) {
		const struct frame *f = i & 1 ? &a : &b;

		frame_show(dev, f, 0);
		is(plane_ask(dev, PRIMARY, REGION, &info), 0);
		same_pixels(&view, f->pixels, W);
	}
	is(stat_read(dev, "display_copies"), copies);
	frame_paint(dev, &a, 3);
	same_pixels(&view, a.pixels, W);
	view_close(&view);
}

static void region_shrinks(struct dev *dev)
{
	struct frame big = frame_create(dev, 1, W, H);
	struct frame small = frame_create(dev, 1, 16, 16);
	struct vfio_device_gfx_plane_info info;
	struct view view;

	frame_paint(dev, &big, 1);
	frame_paint(dev, &small, 2);
	frame_show(dev, &big, 0);
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	same_pixels(&view, big.pixels, W);
	frame_show(dev, &small, 0);
	is(plane_ask(dev, PRIMARY, REGION, &info), 0);
	for (size_t i = 4096; i < view.size; i++)
		is(view.map[i], 0);
	is(gpu_set_scanout(dev, 0, 0, RECT(0, 0, 0, 0)), OK);
	is(plane_ask(dev, PRIMARY, REGION, &info), 0);
	is(info.size, 0);
	for (size_t i = 0; i < view.size; i++)
		is(view.map[i], 0);
	view_close(&view);
}

static void region_read_too(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, W, H);
	struct vfio_device_gfx_plane_info info;
	u8 *got = dma_alloc(dev, W * H * 4);

	frame_paint(dev, &f, 9);
	frame_show(dev, &f, 0);
	is(plane_ask(dev, PRIMARY, REGION, &info), 0);
	is(region_read(dev, info.region_index, 0, got, W * H * 4), 0);
	holds(!memcmp(got, f.pixels, W * H * 4), "another picture");
	is(region_read(dev, info.region_index, 4097, got, 5000), 0);
	holds(!memcmp(got, (u8 *)f.pixels + 4097, 5000), "another part");
}

static void region_is_guarded(struct dev *dev)
{
	struct vfio_device_gfx_plane_info plane;
	struct vfio_region_info info;
	off_t at;

	is(plane_ask(dev, PRIMARY, REGION, &plane), 0);
	is(region_info(dev, plane.region_index, &info), 0);
	is(info.flags & (VFIO_REGION_INFO_FLAG_MMAP |
			 VFIO_REGION_INFO_FLAG_READ),
	   VFIO_REGION_INFO_FLAG_MMAP | VFIO_REGION_INFO_FLAG_READ);
	at = (off_t)plane.region_index << 40;
	holds(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, dev->fd,
		   at) == MAP_FAILED, "the guest's framebuffer can be written");
	holds(mmap(NULL, 8192, PROT_READ, MAP_SHARED, dev->fd,
		   at + info.size - 4096) == MAP_FAILED,
	      "mapped beyond the end");
	holds(mmap(NULL, 4096, PROT_READ, MAP_SHARED, dev->fd,
		   at + info.size) == MAP_FAILED, "mapped past the end");
	holds(region_write(dev, plane.region_index, 0, &at, 4),
	      "the region can be written");
	holds(region_read(dev, plane.region_index, info.size, &at, 4),
	      "read past the end");
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

static void blob_in_place(struct dev *dev)
{
	struct frame f = blob_create(dev, 256, 64, 0);
	long long copies = stat_read(dev, "display_copies");
	struct view view;

	is(blob_show(dev, &f, 0), OK);
	draw(f.pixels, f.w * f.h, 5);
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	is(view.info.drm_format, FOURCC('X', 'R', '2', '4'));
	same_pixels(&view, f.pixels, f.w);
	draw(f.pixels, f.w * f.h, 6);
	same_pixels(&view, f.pixels, f.w);
	is(gpu_flush(dev, f.id, RECT(0, 0, f.w, f.h)), OK);
	same_pixels(&view, f.pixels, f.w);
	is(stat_read(dev, "display_copies"), copies);
	view_close(&view);
}

static void blob_by_region(struct dev *dev)
{
	struct frame f = blob_create(dev, 256, 64, 0);

	is(blob_show(dev, &f, 0), OK);
	draw(f.pixels, f.w * f.h, 5);
	shows(dev, &f);
}

static void blob_page_offset(struct dev *dev)
{
	struct frame f = blob_create(dev, 256, 64, 0);
	long long copies = stat_read(dev, "display_copies");
	struct view view;

	is(blob_show(dev, &f, 4), OK);
	draw(f.pixels, f.w * f.h, 5);
	is(gpu_flush(dev, f.id, RECT(0, 0, f.w, f.h - 4)), OK);
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	same_pixels(&view, f.pixels + 4 * f.w, f.w);
	is(stat_read(dev, "display_copies"), copies);
	view_close(&view);
}

static void blob_copied(struct dev *dev)
{
	struct frame f = blob_create(dev, 256, 64, 64);
	long long copies = stat_read(dev, "display_copies");

	draw(f.pixels, f.w * f.h, 5);
	is(blob_show(dev, &f, 0), OK);
	is(gpu_flush(dev, f.id, RECT(0, 0, f.w, f.h)), OK);
	shows(dev, &f);
	holds(stat_read(dev, "display_copies") > copies, "shown by magic");
	draw(f.pixels, f.w * f.h, 6);
	is(gpu_flush(dev, f.id, RECT(0, 0, f.w, f.h)), OK);
	shows(dev, &f);
}

static void blob_flip(struct dev *dev)
{
	struct frame a = blob_create(dev, 256, 64, 0);
	struct frame b = blob_create(dev, 256, 64, 0);
	u32 id_a, id_b;

	draw(a.pixels, a.w * a.h, 1);
	draw(b.pixels, b.w * b.h, 2);
	is(blob_show(dev, &a, 0), OK);
	id_a = plane_id(dev, PRIMARY);
	is(blob_show(dev, &b, 0), OK);
	id_b = plane_id(dev, PRIMARY);
	holds(id_a != id_b, "two framebuffers have one id");
	for (unsigned int i = 0; i < 10; i++) {
		is(blob_show(dev, i & 1 ? &b : &a, 0), OK);
		is(plane_id(dev, PRIMARY), i & 1 ? id_b : id_a);
		shows(dev, i & 1 ? &b : &a);
	}
}

/* The process of the guest may free the pages that a blob's dma-buf shows. */
static void blob_unref_shown(struct dev *dev)
{
	struct frame f = blob_create(dev, 256, 64, 0);
	struct view view;

	is(blob_show(dev, &f, 0), OK);
	draw(f.pixels, f.w * f.h, 5);
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	is(gpu_unref(dev, f.id), OK);
	shows_nothing(dev, PRIMARY);
	same_pixels(&view, f.pixels, f.w);
	view_close(&view);
}

static void cursor(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, 64, 64);
	struct vfio_device_gfx_plane_info before, after;
	u32 method = by_dmabuf(dev) ? DMABUF : REGION;
	struct view view;

	frame_paint(dev, &f, 1);
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, f.id, 100, 50, 3,
		      4), 0);
	holds(view_open(dev, CURSOR, &view), "there is no cursor");
	is(view.info.width, 64);
	is(view.info.height, 64);
	is(view.info.x_pos, 100);
	is(view.info.y_pos, 50);
	is(view.info.x_hot, 3);
	is(view.info.y_hot, 4);
	is(view.info.drm_format, FOURCC('A', 'R', '2', '4'));
	same_pixels(&view, f.pixels, 64);
	view_close(&view);
	is(plane_ask(dev, CURSOR, method, &before), 0);
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_MOVE_CURSOR, 0, f.id, 7, 8, 0, 0), 0);
	is(plane_ask(dev, CURSOR, method, &after), 0);
	is(after.x_pos, 7);
	is(after.y_pos, 8);
	is(after.x_hot, 3);
	if (method == DMABUF)
		is(after.dmabuf_id, before.dmabuf_id);
}

static void cursor_image(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, 64, 64);
	u32 id;

	frame_paint(dev, &f, 1);
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, f.id, 0, 0, 0, 0),
	   0);
	id = plane_id(dev, CURSOR);
	frame_paint(dev, &f, 2);
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, f.id, 0, 0, 0, 0),
	   0);
	holds(plane_id(dev, CURSOR) != id, "a new image with an old id");
	is(gpu_unref(dev, f.id), OK);
	holds(plane_id(dev, CURSOR), "the cursor was removed with its resource");
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, 0, 0, 0, 0, 0), 0);
	shows_nothing(dev, CURSOR);
}

static void cursor_small(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, 16, 80);
	struct view view;

	frame_paint(dev, &f, 1);
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, f.id, 0, 0, 0, 0),
	   0);
	holds(view_open(dev, CURSOR, &view), "there is no cursor");
	is(view.info.width, 64);
	for (u32 y = 0; y < 64; y++) {
		const u32 *line = (const void *)(view.map +
						 y * view.info.stride);

		holds(!memcmp(line, f.pixels + y * 16, 64), "line %u", y);
		for (u32 x = 16; x < 64; x++)
			is(line[x], 0);
	}
	view_close(&view);
}

static void dmabuf_ids(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, W, H);
	u32 id;
	int a, b;

	frame_show(dev, &f, 0);
	id = plane_id(dev, PRIMARY);
	is(plane_id(dev, PRIMARY), id);
	a = dmabuf_get(dev, id);
	b = dmabuf_get(dev, id);
	holds(a >= 0 && b >= 0 && a != b, "descriptors %d and %d", a, b);
	close(a);
	close(b);
	is(gpu_unref(dev, f.id), OK);
	plane_id(dev, PRIMARY);
	holds(dmabuf_get(dev, id) < 0, "a dma-buf of a framebuffer that no longer exists is exported");
}

/* A display client that is late may ask for an id that it was given long ago. */
static void dmabuf_kept(struct dev *dev)
{
	struct frame f[6];
	u32 id[6];
	int fd;

	for (unsigned int i = 0; i < 6; i++) {
		f[i] = frame_create(dev, 1, W, H);
		frame_show(dev, &f[i], 0);
		id[i] = plane_id(dev, PRIMARY);
	}
	for (unsigned int i = 0; i < 6; i++) {
		fd = dmabuf_get(dev, id[i]);
		holds(fd >= 0, "no dma-buf of framebuffer %u is exported", i);
		close(fd);
	}
	is(gpu_unref(dev, f[0].id), OK);
	holds(dmabuf_get(dev, id[0]) < 0, "a dma-buf of a framebuffer that no longer exists is exported");
}

static void dmabuf_seek(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, W, H);
	struct view view;

	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 1);
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	holds(lseek(view.fd, 0, SEEK_END) >= (off_t)(W * H * 4),
	      "the dma-buf is short");
	holds(mmap(NULL, view.size + 4096, PROT_READ, MAP_SHARED, view.fd, 0) ==
	      MAP_FAILED, "mapped beyond the end");
	view_close(&view);
}

static void other_cannot_export(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };
	struct frame f = frame_create(dev, 1, W, H);
	u32 id;

	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 1);
	id = plane_id(dev, PRIMARY);
	dev_open(&other);
	gpu_start(&other, F_ALL);
	holds(dmabuf_get(&other, id) < 0, "the framebuffer of another vGPU is exported");
}

/* ---- the monitor ---- */

static struct vfio_region_gfx_edid edid_header(struct dev *dev, u32 region)
{
	struct vfio_region_gfx_edid header;

	is(region_read(dev, region, 0, &header, sizeof(header)), 0);
	return header;
}

/* The test finds the region by its type, as QEMU does. */
static u32 edid_region(struct dev *dev)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	is(dev_ioctl(dev, VFIO_DEVICE_GET_INFO, &info), 0);
	for (u32 i = VFIO_PCI_NUM_REGIONS; i < info.num_regions; i++) {
		u8 buf[512] = { 0 };
		struct vfio_region_info *region = (void *)buf;
		struct vfio_region_info_cap_type *type;

		region->argsz = sizeof(buf);
		region->index = i;
		is(dev_ioctl(dev, VFIO_DEVICE_GET_REGION_INFO, region), 0);
		if (!(region->flags & VFIO_REGION_INFO_FLAG_CAPS) ||
		    !region->cap_offset)
			continue;
		type = (void *)(buf + region->cap_offset);
		if (type->header.id == VFIO_REGION_INFO_CAP_TYPE &&
		    type->type == VFIO_REGION_TYPE_GFX &&
		    type->subtype == VFIO_REGION_SUBTYPE_GFX_EDID)
			return i;
	}
	fail("there is no EDID region");
}

static int set_link(struct dev *dev, u32 region, u32 state)
{
	return region_write(dev, region,
			    offsetof(struct vfio_region_gfx_edid, link_state),
			    &state, 4);
}

static int put_edid(struct dev *dev, u32 region, const u8 *edid, u32 size)
{
	struct vfio_region_gfx_edid header = edid_header(dev, region);

	if (set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_DOWN))
		fail("the link does not go down");
	is(region_write(dev, region, header.edid_offset, edid, size), 0);
	is(region_write(dev, region,
			offsetof(struct vfio_region_gfx_edid, edid_size),
			&size, 4), 0);
	return set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_UP);
}

/* Sets another preferred mode in the first detailed timing. */
static void change_mode(u8 *edid, u32 w, u32 h)
{
	u8 *dtd = edid + 54, sum = 0;

	dtd[2] = w;
	dtd[4] = (dtd[4] & 0x0f) | (w >> 8) << 4;
	dtd[5] = h;
	dtd[7] = (dtd[7] & 0x0f) | (h >> 8) << 4;
	for (unsigned int i = 0; i < 127; i++)
		sum += edid[i];
	edid[127] = -sum;
}

static u32 get_edid_of(struct dev *dev, u32 head, u8 *edid)
{
	struct virtio_gpu_resp_edid *resp = (void *)dev->resp;

	is(gpu_edid(dev, head), VIRTIO_GPU_RESP_OK_EDID);
	memcpy(edid, resp->edid, sizeof(resp->edid));
	return resp->size;
}

static u32 get_edid(struct dev *dev, u8 *edid)
{
	return get_edid_of(dev, 0, edid);
}

static void mode_of(struct dev *dev, u32 *enabled, u32 *w, u32 *h)
{
	struct virtio_gpu_resp_display_info *resp = (void *)dev->resp;

	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	*enabled = resp->pmodes[0].enabled;
	*w = resp->pmodes[0].r.width;
	*h = resp->pmodes[0].r.height;
}

/*
 * Only the size is compared, not the rate: QEMU's monitor prefers 75 Hz. The mode that
 * is set at first has a size that a detailed timing can express.
 */
static void edid_is_sound(struct dev *dev)
{
	u8 edid[1024], sum = 0;
	u32 size = get_edid(dev, edid), enabled, w, h;

	holds(size && size % 128 == 0, "%u bytes", size);
	is(memcmp(edid, "\0\377\377\377\377\377\377\0", 8), 0);
	holds(edid[126] < size / 128, "%u extensions in %u bytes", edid[126],
	      size);
	for (u32 i = 0; i < (edid[126] + 1) * 128U; i++) {
		sum += edid[i];
		if (i % 128 == 127)
			is(sum, 0);
	}
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 1);
	is(edid[56] | (edid[58] & 0xf0) << 4, w);
	is(edid[59] | (edid[61] & 0xf0) << 4, h);
}

static void edid_header_test(struct dev *dev)
{
	u32 region = edid_region(dev);
	struct vfio_region_gfx_edid header = edid_header(dev, region);
	u8 theirs[1024], ours[1024] = { 0 };

	is(header.link_state, VFIO_DEVICE_GFX_LINK_STATE_UP);
	holds(header.edid_max_size >= 256, "room for %u", header.edid_max_size);
	holds(header.max_xres >= 640 && header.max_yres >= 480, "%ux%u",
	      header.max_xres, header.max_yres);
	is(header.edid_size, get_edid(dev, theirs));
	is(region_read(dev, region, header.edid_offset, ours,
		       header.edid_size), 0);
	holds(!memcmp(ours, theirs, header.edid_size), "two EDIDs");
}

static void clear_event(struct dev *dev)
{
	struct structure *s = &dev->structure[VIRTIO_DEVICE];

	bar_write(dev, s->bar, s->offset + 4, VIRTIO_GPU_EVENT_DISPLAY, 4);
}

static void take_event(struct dev *dev)
{
	holds(eventfd_wait(dev->irq[0], WAIT_MS), "no configuration interrupt");
	eventfd_count(dev->irq[0]);
	is(devcfg_read(dev, 0), VIRTIO_GPU_EVENT_DISPLAY);
	clear_event(dev);
	is(devcfg_read(dev, 0), 0);
}

static void hot_plug(struct dev *dev)
{
	u32 region = edid_region(dev), enabled, w, h;
	u8 edid[1024], back[1024];
	u32 size = get_edid(dev, edid);

	eventfd_count(dev->irq[0]);
	is(set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_DOWN), 0);
	take_event(dev);
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 0);
	change_mode(edid, 800, 600);
	is(put_edid(dev, region, edid, size), 0);
	take_event(dev);
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 1);
	is(w, 800);
	is(h, 600);
	is(get_edid(dev, back), size);
	holds(!memcmp(edid, back, size), "another EDID");
}

/* The driver clears the event as Linux does, after it has handled the change. */
static void missed_event(struct dev *dev)
{
	u32 region = edid_region(dev), enabled, w, h;
	u8 edid[1024];
	u32 size = get_edid(dev, edid);

	eventfd_count(dev->irq[0]);
	is(set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_DOWN), 0);
	holds(eventfd_wait(dev->irq[0], WAIT_MS), "no interrupt");
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 0);
	is(put_edid(dev, region, edid, size), 0);
	eventfd_count(dev->irq[0]);
	clear_event(dev);
	holds(eventfd_wait(dev->irq[0], WAIT_MS), "the event got lost");
	eventfd_count(dev->irq[0]);
	is(devcfg_read(dev, 0), VIRTIO_GPU_EVENT_DISPLAY);
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 1);
	clear_event(dev);
	is(devcfg_read(dev, 0), 0);
	is(eventfd_count(dev->irq[0]), 0);
}

static void quiet_before_driver_ok(struct dev *dev)
{
	u32 region = edid_region(dev);

	virtio_begin(dev, F_ALL);
	virtio_msix(dev);
	is(set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_DOWN), 0);
	is(set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_UP), 0);
	is(eventfd_count(dev->irq[0]), 0);
	is(devcfg_read(dev, 0), VIRTIO_GPU_EVENT_DISPLAY);
}

static void plug_survives_reset(struct dev *dev)
{
	u32 region = edid_region(dev), enabled, w, h;
	u8 edid[1024];
	u32 size = get_edid(dev, edid);

	change_mode(edid, 800, 600);
	is(put_edid(dev, region, edid, size), 0);
	is(dev_reset(dev), 0);
	gpu_start(dev, F_ALL);
	mode_of(dev, &enabled, &w, &h);
	is(w, 800);
	is(h, 600);
}

static void bad_edids(struct dev *dev)
{
	u32 region = edid_region(dev), size, big = 100000, enabled, w, h;
	u8 good[1024], bad[1024], back[1024];

	size = get_edid(dev, good);
	memcpy(bad, good, size);
	bad[127] ^= 1;
	is(put_edid(dev, region, bad, size), -EINVAL);
	memcpy(bad, good, size);
	bad[0] = 1;
	is(put_edid(dev, region, bad, size), -EINVAL);
	is(put_edid(dev, region, good, 127), -EINVAL);
	holds(region_write(dev, region,
			   offsetof(struct vfio_region_gfx_edid, edid_size),
			   &big, 4), "an EDID of 100000 bytes");
	is(set_link(dev, region, 3), -EINVAL);
	is(put_edid(dev, region, good, size), 0);
	is(get_edid(dev, back), size);
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 1);
}

static void too_large_mode(struct dev *dev)
{
	u32 region = edid_region(dev), enabled, w, h;
	struct vfio_region_gfx_edid header = edid_header(dev, region);
	u8 edid[1024];
	u32 size = get_edid(dev, edid);

	change_mode(edid, 4095, 4095);
	put_edid(dev, region, edid, size);
	mode_of(dev, &enabled, &w, &h);
	holds(w <= header.max_xres && h <= header.max_yres,
	      "the guest may show %ux%u on a slice of %ux%u", w, h,
	      header.max_xres, header.max_yres);
}

/*
 * What the guest sees on the first two heads: the value has bit 1 and bit 2 for a
 * monitor.
 */
static u32 monitors(struct dev *dev)
{
	struct virtio_gpu_resp_display_info *resp = (void *)dev->resp;
	u8 edid[1024];
	u32 seen = 0;

	for (u32 head = 0; head < 2; head++) {
		u32 size = get_edid_of(dev, head, edid);

		is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
		is(resp->pmodes[head].enabled, !!size);
		is(!!resp->pmodes[head].r.width, !!size);
		seen |= !!size << head;
	}
	return seen;
}

static void set_monitors(struct dev *dev, const char *heads)
{
	eventfd_count(dev->irq[0]);
	is(attr_write(dev, "monitors", heads), 0);
}

static void monitors_taken(struct dev *dev)
{
	is(monitors(dev), 3);
	set_monitors(dev, "0");
	take_event(dev);
	is(monitors(dev), 1);
	set_monitors(dev, "0");
	is(eventfd_count(dev->irq[0]), 0);
	set_monitors(dev, "none");
	take_event(dev);
	is(monitors(dev), 0);
	set_monitors(dev, "1");
	take_event(dev);
	is(monitors(dev), 2);
	set_monitors(dev, "all");
	take_event(dev);
	is(monitors(dev), 3);
}

static void monitor_and_link(struct dev *dev)
{
	u32 region = edid_region(dev), enabled, w, h;
	u8 edid[1024];
	u32 size = get_edid(dev, edid);

	set_monitors(dev, "1");
	take_event(dev);
	is(edid_header(dev, region).link_state,
	   VFIO_DEVICE_GFX_LINK_STATE_DOWN);
	change_mode(edid, 800, 600);
	is(put_edid(dev, region, edid, size), 0);
	is(edid_header(dev, region).link_state,
	   VFIO_DEVICE_GFX_LINK_STATE_DOWN);
	is(eventfd_count(dev->irq[0]), 0);
	is(devcfg_read(dev, 0), 0);
	is(monitors(dev), 2);
	set_monitors(dev, "all");
	take_event(dev);
	is(edid_header(dev, region).link_state, VFIO_DEVICE_GFX_LINK_STATE_UP);
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 1);
	is(w, 800);
	is(set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_DOWN), 0);
	take_event(dev);
	set_monitors(dev, "none");
	take_event(dev);
	set_monitors(dev, "0");
	is(eventfd_count(dev->irq[0]), 0);
	is(monitors(dev), 0);
}

static void monitors_stay(struct dev *dev)
{
	u32 region = edid_region(dev);

	set_monitors(dev, "1");
	is(dev_reset(dev), 0);
	gpu_start(dev, F_ALL);
	is(monitors(dev), 2);
	is(set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_DOWN), 0);
	dev_close(dev);
	dev_open(dev);
	gpu_start(dev, F_ALL);
	is(monitors(dev), 2);
	set_monitors(dev, "all");
	is(monitors(dev), 3);
}

static void edid_for_the_vmm(struct dev *dev)
{
	u32 region = edid_region(dev);
	u8 buf[16];

	for (u32 at = 0; at < 64; at++)
		region_write(dev, region, at, "\xff\xff\xff\xff", 1 + at % 4);
	holds(region_read(dev, region, 1 << 20, buf, 4), "read past the end");
	holds(region_write(dev, region, 1 << 20, buf, 4), "write past the end");
	is(gpu_edid(dev, 0), VIRTIO_GPU_RESP_OK_EDID);
}

#define OURS .need = NEED_OURS
#define TEST(name, fn, method) \
	{ "display " method ": " name, fn, OURS, .display = method }
#define BLOB(name, fn, method) \
	{ "display " method ": " name, fn, .need = NEED_OURS | NEED_BLOB, \
	  .display = method }
#define BOTH(name, fn) TEST(name, fn, "dmabuf"), TEST(name, fn, "region")

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
	BOTH("the cursor has an image, a position and a hot spot", cursor),
	BOTH("a cursor image of another size is cut or padded", cursor_small),
	TEST("the value auto means region", probe_auto, "auto"),
	TEST("the value region offers the region only", probe_auto, "region"),
	TEST("the value dmabuf offers dma-bufs only", probe_dmabuf, "dmabuf"),
	TEST("the value off offers nothing", probe_off, "off"),
	TEST("invalid queries are rejected", bad_queries, "dmabuf"),
	TEST("a page flip copies nothing, and each framebuffer keeps its id",
	     flip, "dmabuf"),
	TEST("a page flip copies nothing and is shown", flip_by_region,
	     "region"),
	TEST("the region is black beyond the framebuffer", region_shrinks,
	     "region"),
	TEST("the region can be accessed by read() as well",
	     region_read_too, "region"),
	TEST("the region cannot be written, or accessed beyond its end",
	     region_is_guarded,
	     "region"),
	BLOB("a blob is shown in place, without a flush or a copy",
	     blob_in_place,
	     "dmabuf"),
	BLOB("a blob is shown", blob_by_region, "region"),
	BLOB("a blob at a page offset is shown in place", blob_page_offset,
	     "dmabuf"),
	BLOB("a blob that is not page-aligned is copied at a flush",
	     blob_copied, "dmabuf"),
	BLOB("a blob that is not page-aligned is copied at a flush",
	     blob_copied, "region"),
	BLOB("blobs keep their ids when the guest flips between them",
	     blob_flip, "dmabuf"),
	BLOB("a blob that is released while it is shown is no longer shown",
	     blob_unref_shown,
	     "dmabuf"),
	TEST("a new cursor image has a new id", cursor_image, "dmabuf"),
	TEST("an id names the same framebuffer for each query", dmabuf_ids,
	     "dmabuf"),
	TEST("an id is valid as long as its framebuffer", dmabuf_kept,
	     "dmabuf"),
	TEST("a dma-buf reports its size and ends there",
	     dmabuf_seek, "dmabuf"),
	{ "display dmabuf: another vGPU cannot export the framebuffer",
	  other_cannot_export,
	  .need = NEED_OURS | NEED_OTHER, .display = "dmabuf" },
	{ "monitor: the EDID is valid and agrees with the display info",
	  edid_is_sound },
	{ "monitor: the EDID region has the EDID that the guest reads",
	  edid_header_test, OURS },
	{ "monitor: link down and up with a new EDID reach the guest",
	  hot_plug, OURS },
	{ "monitor: a link that comes up while the driver looks is not missed",
	  missed_event, OURS },
	{ "monitor: there is no interrupt before DRIVER_OK",
	  quiet_before_driver_ok, FOUND, NEED_OURS },
	{ "monitor: a monitor that is plugged in stays over a reset",
	  plug_survives_reset,
	  OURS },
	{ "monitor: an invalid EDID is rejected", bad_edids, OURS },
	{ "monitor: a mode larger than the slice allows is reduced",
	  too_large_mode, OURS },
	{ "monitor: invalid values in the EDID region are harmless",
	  edid_for_the_vmm, OURS },
	{ "monitor: monitors of heads are unplugged and plugged in while the guest runs",
	  monitors_taken, OURS },
	{ "monitor: a monitor is connected when both administrator and VMM plug it in",
	  monitor_and_link, OURS },
	{ "monitor: an unplugged monitor stays so over a reset and the end of the VMM",
	  monitors_stay, OURS },
	{ }
};
