// SPDX-License-Identifier: GPL-2.0
/*
 * Textures of a GPU with renderers that a display client gets as a dma-buf of the renderer.
 * The suite starts a renderer that exports its textures.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "lib/gpu3d.h"
#include "lib/pixels.h"
#include "three.h"

#define W 256
#define H 128
#define FLIPS 20
/* Many small ones, and few large ones. */
#define MOST_HELD 200
#define LARGE 1024

static const struct transfer all = { .box = { .w = W, .h = H, .d = 1 } };
static const struct virtio_gpu_rect whole = RECT(0, 0, W, H);

/* A texture with a picture. */
static struct frame texture(struct dev *dev, u32 id, u32 seed)
{
	struct frame f = { .id = id, .w = W, .h = H };

	f.pixels = three_texture(dev, id, W, H);
	draw(f.pixels, W * H, seed);
	is(gpu_to_host(dev, 0, id, &all), OK);
	return f;
}

/* Starts the device, and opens a view of a texture that it shows. */
static struct frame viewed(struct dev *dev, struct view *view)
{
	struct frame f;

	three_start(dev);
	f = texture(dev, 1, 3);
	frame_show(dev, &f, 0);
	holds(view_open(dev, PRIMARY, view), "nothing is shown");
	return f;
}

static void repaint(struct dev *dev, struct frame *f, u32 seed)
{
	draw(f->pixels, W * H, seed);
	is(gpu_to_host(dev, 0, f->id, &all), OK);
	is(gpu_flush(dev, f->id, whole), OK);
}

/* The client has mapped the texture itself: it sees a change without another query. */
static void in_place(struct dev *dev)
{
	long long read = stat_read(dev, "readbacks");
	struct view view;
	struct frame f = viewed(dev, &view);

	same_pixels(&view, f.pixels, W);
	repaint(dev, &f, 4);
	same_pixels(&view, f.pixels, W);
	is(plane_id(dev, PRIMARY), view.info.dmabuf_id);
	view_close(&view);
	is(stat_read(dev, "readbacks"), read);
}

static void flips(struct dev *dev)
{
	long long read = stat_read(dev, "readbacks"), exports = stat_read(dev, "exports");
	struct frame f[2];
	u32 id[2] = { };

	three_start(dev);
	for (int i = 0; i < 2; i++)
		f[i] = texture(dev, i + 1, i);
	for (int n = 0; n < FLIPS; n++) {
		frame_show(dev, &f[n % 2], 0);
		repaint(dev, &f[n % 2], n);
		shows(dev, &f[n % 2]);
		if (n > 1)
			is(plane_id(dev, PRIMARY), id[n % 2]);
		id[n % 2] = plane_id(dev, PRIMARY);
	}
	is(stat_read(dev, "readbacks"), read);
	is(stat_read(dev, "exports"), exports + 2);
}

/* Nobody looks: no texture is exported. */
static void unseen(struct dev *dev)
{
	long long exports = stat_read(dev, "exports");
	struct frame f;

	three_start(dev);
	f = texture(dev, 1, 3);
	frame_show(dev, &f, 0);
	repaint(dev, &f, 4);
	is(stat_read(dev, "exports"), exports);
}

static void outlives(struct dev *dev)
{
	struct view view;
	struct frame f = viewed(dev, &view);

	is(gpu_unref(dev, f.id), OK);
	shows_nothing(dev, PRIMARY);
	is(dmabuf_get(dev, view.info.dmabuf_id), -ENOENT);
	same_pixels(&view, f.pixels, W);
	virtio_reset(dev);
	same_pixels(&view, f.pixels, W);
	view_close(&view);
}

/* VFIO cannot say where in a dma-buf a part of a texture begins. */
static void part(struct dev *dev)
{
	long long exports = stat_read(dev, "exports");
	struct frame f;
	struct view view;

	three_start(dev);
	f = texture(dev, 1, 3);
	is(gpu_set_scanout(dev, 0, f.id, RECT(W / 2, 0, W / 2, H)), OK);
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	is(view.info.width, W / 2);
	same_pixels(&view, f.pixels + W / 2, W);
	view_close(&view);
	is(stat_read(dev, "exports"), exports);
	frame_show(dev, &f, 0);
	shows(dev, &f);
}

static void read_back(struct dev *dev)
{
	long long read = stat_read(dev, "readbacks"), exports = stat_read(dev, "exports");
	struct frame f;

	three_start(dev);
	f = texture(dev, 1, 3);
	frame_show(dev, &f, 0);
	comes_to_show(dev, &f);
	repaint(dev, &f, 4);
	comes_to_show(dev, &f);
	is(stat_read(dev, "exports"), exports);
	holds(stat_read(dev, "readbacks") > read, "nothing was read back");
	is(virtio_status(dev) & STATUS_NEEDS_RESET, 0);
}

/* Shows a new texture, which the guest destroys while the client keeps it; -1: no room. */
static int held(struct dev *dev, u32 side)
{
	long long exports = stat_read(dev, "exports");
	struct virtio_gpu_rect rect = RECT(0, 0, side, side);
	u32 resp;
	int fd;

	is(gpu_texture(dev, 1, side, side), OK);
	resp = gpu_set_scanout(dev, 0, 1, rect);
	if (resp != OK) {
		is(resp, ERR(OUT_OF_MEMORY));
		is(gpu_unref(dev, 1), OK);
		return -1;
	}
	fd = dmabuf_get(dev, plane_id(dev, PRIMARY));
	holds(fd >= 0, "no dma-buf: %s", strerror(-fd));
	is(gpu_unref(dev, 1), OK);
	if (stat_read(dev, "exports") > exports)
		return fd;
	close(fd);
	return -1;
}

static u32 hold_all(struct dev *dev, u32 side, int *fds)
{
	u32 n = 0;

	while (n < MOST_HELD && (fds[n] = held(dev, side)) >= 0)
		n++;
	holds(n < MOST_HELD, "%u dma-bufs are held", n);
	return n;
}

/* A query lets go of what nobody has any more. */
static long long after_query(struct dev *dev)
{
	plane_id(dev, PRIMARY);
	return surfaces_alive();
}

/* What the client keeps is charged, whoever has allocated it, until the client drops it. */
static void limited(struct dev *dev)
{
	long long limit = 2 * attr_read(dev, "vram") + (4 << 20);
	int fds[MOST_HELD];
	long long before;
	u32 n;

	three_start(dev);
	before = surfaces_alive();
	n = hold_all(dev, LARGE, fds);
	diag("%u dma-bufs of 4 MiB held", n);
	holds(n > 1 && (long long)n * LARGE * LARGE * 4 <= limit, "%u dma-bufs are held", n);
	for (u32 i = 0; i < n; i++)
		close(fds[i]);
	settles(after_query(dev), before);
	is(hold_all(dev, LARGE, fds), n);
}

static void counted(struct dev *dev)
{
	int fds[MOST_HELD];
	long long before;

	three_start(dev);
	before = surfaces_alive();
	is(hold_all(dev, SIDE, fds), 32);
	for (int i = 0; i < 32; i++)
		close(fds[i]);
	settles(after_query(dev), before);
	is(hold_all(dev, SIDE, fds), 32);
}

/* The second texture is read back. Neither keeps the dma-buf of a renderer that is gone. */
static void same(struct dev *dev)
{
	long long read = stat_read(dev, "readbacks"), exports = stat_read(dev, "exports");
	struct frame f[2];

	three_start(dev);
	for (int i = 0; i < 2; i++) {
		f[i] = texture(dev, i + 1, i);
		frame_show(dev, &f[i], 0);
		comes_to_show(dev, &f[i]);
	}
	is(stat_read(dev, "exports"), exports + 1);
	holds(stat_read(dev, "readbacks") > read, "nothing was read back");
}

/**
 * struct late - A 2D resource that becomes a texture before its creation completes
 * @create: creates the resource, with a fence
 * @attach: makes it a texture
 * @show: shows it
 */
struct late {
	struct virtio_gpu_resource_create_2d create;
	struct virtio_gpu_ctx_resource attach;
	struct virtio_gpu_set_scanout show;
};

static void late_picture(struct dev *dev, struct late *l)
{
	l->create.hdr.type = VIRTIO_GPU_CMD_RESOURCE_CREATE_2D;
	l->create.hdr.flags = VIRTIO_GPU_FLAG_FENCE;
	l->create.resource_id = 1;
	l->create.format = BGRA8;
	l->create.width = W;
	l->create.height = H;
	l->attach.hdr.type = VIRTIO_GPU_CMD_CTX_ATTACH_RESOURCE;
	l->attach.hdr.ctx_id = 1;
	l->attach.resource_id = 1;
	l->show.hdr.type = VIRTIO_GPU_CMD_SET_SCANOUT;
	l->show.r = whole;
	l->show.resource_id = 1;
	gpu_async(dev, 0, &l->create, sizeof(l->create));
	gpu_async(dev, 0, &l->attach, sizeof(l->attach));
	gpu_async(dev, 0, &l->show, sizeof(l->show));
}

/* The renderer completes the fence of the creation after the export. */
static void created_late(struct dev *dev)
{
	long long exports = stat_read(dev, "exports");
	struct queue *q = &dev->queue[0];
	u32 id;

	three_start(dev);
	is(gpu_ctx_create(dev, 1, 0), OK);
	late_picture(dev, dma_alloc(dev, sizeof(struct late)));
	queue_take(dev, q);
	queue_take(dev, q);
	id = plane_id(dev, PRIMARY);
	is(stat_read(dev, "exports"), exports + 1);
	queue_take(dev, q);
	is(plane_id(dev, PRIMARY), id);
	is(gpu_unref(dev, 1), OK);
}

static bool is_blank(struct dev *dev)
{
	struct view view;
	bool blank = true;

	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	view_sync(&view, true);
	for (size_t i = 0; i < view.info.stride * view.info.height; i++)
		blank = blank && !view.map[i];
	view_sync(&view, false);
	view_close(&view);
	return blank;
}

static void first_shown(struct dev *dev)
{
	struct frame f;

	three_start(dev);
	f = texture(dev, 1, 1);
	frame_show(dev, &f, 0);
	comes_to_show(dev, &f);
}

/* A renderer needs longer for an export than a query waits. */
static void never_blank(struct dev *dev)
{
	struct frame f;

	first_shown(dev);
	for (u32 id = 2; id < 6; id++) {
		f = texture(dev, id, id);
		frame_show(dev, &f, 0);
		holds(!is_blank(dev), "the framebuffer of texture %u is blank", id);
	}
	comes_to_show(dev, &f);
}

/* A read-back needs longer than a query waits; nobody else has the last framebuffer any more. */
static void kept_meanwhile(struct dev *dev)
{
	struct transfer part = { .box = { .w = SIDE, .h = SIDE, .d = 1 } };

	first_shown(dev);
	for (u32 id = 2; id < 6; id++) {
		draw(three_texture(dev, id, SIDE, id * SIDE), SIDE * SIDE, id);
		is(gpu_to_host(dev, 0, id, &part), OK);
		is(gpu_set_scanout(dev, 0, id, RECT(0, 0, SIDE, id * SIDE)), OK);
		for (int n = 0; n < 4; n++)
			holds(!is_blank(dev), "query %d of texture %u is blank", n, id);
	}
}

#define E .need = NEED_3D | NEED_RENDER, .display = "dmabuf"

const struct test export_tests[] = {
	{ "export: a client that maps a texture sees what is drawn without a copy", in_place,
	  E },
	{ "export: page flips between textures copy nothing, and each is exported once", flips,
	  E },
	{ "export: no texture is exported when nobody looks", unseen, E },
	{ "export: a client may keep a picture longer than the guest and its driver", outlives,
	  E },
	{ "export: a part of a texture is shown by a copy", part, E },
	{ "export: the memory of dma-bufs that a client keeps is limited", limited, E,
	  .limit = 60 },
	{ "export: the number of dma-bufs that a client keeps is limited", counted, E,
	  .limit = 60 },
	{ "export: with dmabuf-copy textures are read back", read_back,
	  .need = NEED_3D | NEED_RENDER, .display = "dmabuf-copy" },
	{ "export: a 2D resource that was exported before its creation completed is released",
	  created_late, E },
	{ "export: one dma-buf is that of one texture only", same, E },
	{ "export: a client never sees a blank framebuffer in place of the last one",
	  never_blank, E },
	{ "export: a client keeps the last framebuffer until there is another one",
	  kept_meanwhile, .need = NEED_3D | NEED_RENDER, .display = "dmabuf-copy" },
	{ "export: what a renderer cannot export is read back", read_back, E },
	{ }
};
