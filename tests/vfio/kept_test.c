// SPDX-License-Identifier: GPL-2.0
/*
 * The screens between two drivers: the first driver resets the device, and the
 * framebuffer is retained for the display client until the next driver shows something.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "lib/pixels.h"
#include "test.h"

#define W 200
#define H 100

/* The vGPU has a small slice, and the resource takes all of it. */
static const struct { const char *name, *value; } small[] = {
	{ "heads", "1" }, { "max_resolution", "2048x1024" },
	{ "vram", "16777216" },
};

#define ALL_W 2048
#define ALL_H 2048

static struct frame painted(struct dev *dev, u32 seed)
{
	struct frame f = frame_create(dev, 1, W, H);

	frame_show(dev, &f, 0);
	frame_paint(dev, &f, seed);
	return f;
}

static struct view looked_at(struct dev *dev, const struct frame *f)
{
	struct view view;

	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	same_pixels(&view, f->pixels, f->w);
	return view;
}

static void is_black(const struct view *view)
{
	for (size_t i = 0; i < view->size; i++)
		is(view->map[i], 0);
}

/* The framebuffer that a display client has when the driver resets the device. */
static struct view kept(struct dev *dev, u32 seed, struct frame *f)
{
	struct view view;

	*f = painted(dev, seed);
	view = looked_at(dev, f);
	virtio_reset(dev);
	return view;
}

static void stays(struct dev *dev)
{
	struct frame f;
	struct view view = kept(dev, 1, &f);

	shows_nothing(dev, PRIMARY);
	same_pixels(&view, f.pixels, W);
	virtio_reset(dev);
	shows_nothing(dev, PRIMARY);
	same_pixels(&view, f.pixels, W);
	view_close(&view);
}

static void told_once(struct dev *dev)
{
	struct frame f = painted(dev, 2);
	struct view view;

	virtio_reset(dev);
	view = looked_at(dev, &f);
	shows_nothing(dev, PRIMARY);
	same_pixels(&view, f.pixels, W);
	view_close(&view);
}

/*
 * The display client had one framebuffer, and the driver showed another one before it
 * left.
 */
static void the_very_last(struct dev *dev)
{
	struct frame f = painted(dev, 3);
	struct view first = looked_at(dev, &f), view;

	f = painted(dev, 4);
	virtio_reset(dev);
	view = looked_at(dev, &f);
	shows_nothing(dev, PRIMARY);
	same_pixels(&view, f.pixels, W);
	view_close(&first);
	view_close(&view);
}

static void replaced(struct dev *dev)
{
	struct frame f;
	struct view view = kept(dev, 5, &f);

	gpu_start(dev, F_ALL);
	shows_nothing(dev, PRIMARY);
	same_pixels(&view, f.pixels, W);
	f = painted(dev, 6);
	shows(dev, &f);
	view_close(&view);
}

static void turned_off(struct dev *dev)
{
	struct frame f;
	struct view view = kept(dev, 7, &f);

	gpu_start(dev, F_ALL);
	is(gpu_set_scanout(dev, 0, 0, RECT(0, 0, 0, 0)), OK);
	shows_nothing(dev, PRIMARY);
	is_black(&view);
	view_close(&view);
}

static void gone_by_vmm(struct dev *dev)
{
	struct frame f;
	struct view view = kept(dev, 8, &f);

	is(dev_reset(dev), 0);
	shows_nothing(dev, PRIMARY);
	is_black(&view);
	view_close(&view);
}

static void untold_gone_by_vmm(struct dev *dev)
{
	long long surfaces = surfaces_alive();

	painted(dev, 9);
	virtio_reset(dev);
	settles(surfaces_alive(), surfaces + 1);
	is(dev_reset(dev), 0);
	settles(surfaces_alive(), surfaces);
	shows_nothing(dev, PRIMARY);
}

#define SIDE 64

static struct view screen_of(struct dev *dev)
{
	struct view view;

	holds(view_open(dev, SCREEN, &view), "nothing is shown");
	return view;
}

/*
 * A cursor belongs to its driver: a display client that looks at the composed screen
 * has a framebuffer with the cursor in it, and is notified once of the one without.
 */
static void cursor_goes(struct dev *dev)
{
	struct frame c = frame_create(dev, 1, SIDE, SIDE), f = painted(dev, 19);
	struct view with, without;

	for (u32 i = 0; i < SIDE * SIDE; i++)
		c.pixels[i] = 0xff000000 | ~f.pixels[i / SIDE * W + i % SIDE];
	is(gpu_transfer(dev, c.id, RECT(0, 0, SIDE, SIDE), 0), OK);
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, c.id, 0, 0, 0, 0),
	   0);
	with = screen_of(dev);
	holds(memcmp(with.map, f.pixels, SIDE * 4), "there is no cursor");
	virtio_reset(dev);
	without = screen_of(dev);
	same_pixels(&without, f.pixels, W);
	same_pixels(&with, f.pixels, W);
	shows_nothing(dev, SCREEN);
	same_pixels(&with, f.pixels, W);
	view_close(&with);
	view_close(&without);
}

static void screen_stays(struct dev *dev)
{
	struct frame f = painted(dev, 20);
	struct view view = screen_of(dev);

	virtio_reset(dev);
	shows_nothing(dev, SCREEN);
	same_pixels(&view, f.pixels, W);
	view_close(&view);
}

static void each_head(struct dev *dev)
{
	struct frame f[2];

	if (devcfg_read(dev, 8) < 2)
		tap_skip("the type has one head");
	for (u32 i = 0; i < 2; i++) {
		f[i] = frame_create(dev, 1, W, H);
		frame_show(dev, &f[i], i);
		frame_paint(dev, &f[i], i + 10);
	}
	virtio_reset(dev);
	for (u32 i = 0; i < 4; i++) {
		is(attr_write(dev, "console", i & 1 ? "1" : "0"), 0);
		shows(dev, &f[i & 1]);
		shows_nothing(dev, PRIMARY);
	}
}

/* The first framebuffer of a driver turns the other heads off. */
static void other_heads_off(struct dev *dev)
{
	struct frame f;

	if (devcfg_read(dev, 8) < 2)
		tap_skip("the type has one head");
	f = painted(dev, 12);
	frame_show(dev, &f, 1);
	virtio_reset(dev);
	gpu_start(dev, F_ALL);
	painted(dev, 13);
	is(attr_write(dev, "console", "1"), 0);
	shows_nothing(dev, PRIMARY);
}

static void blob_is_copied(struct dev *dev)
{
	struct frame f = blob_create(dev, 256, 64, 0);
	u32 *before = dma_alloc(dev, 256 * 64 * 4);

	is(blob_show(dev, &f, 0), OK);
	draw(f.pixels, f.w * f.h, 14);
	memcpy(before, f.pixels, f.w * f.h * 4);
	shows(dev, &f);
	virtio_reset(dev);
	is(stat_read(dev, "pinned"), 0);
	draw(f.pixels, f.w * f.h, 15);
	f.pixels = before;
	shows(dev, &f);
	shows_nothing(dev, PRIMARY);
}

/* A kernel that starts the next one must not show what the next one does. */
static void blob_without_dma(struct dev *dev)
{
	struct frame f = blob_create(dev, 256, 64, 0), old = f;

	old.pixels = dma_alloc(dev, 256 * 64 * 4);
	is(blob_show(dev, &f, 0), OK);
	draw(f.pixels, f.w * f.h, 16);
	memcpy(old.pixels, f.pixels, f.w * f.h * 4);
	shows(dev, &f);
	cfg_command(dev, PCI_COMMAND_MASTER, 0);
	draw(f.pixels, f.w * f.h, 17);
	shows(dev, &old);
	cfg_command(dev, 0, PCI_COMMAND_MASTER);
	shows(dev, &old);
	is(gpu_flush(dev, f.id, RECT(0, 0, f.w, f.h)), OK);
	shows(dev, &f);
}

static void one_at_a_time(struct dev *dev)
{
	long long surfaces = surfaces_alive();
	struct frame f;

	for (u32 i = 0; i < 30; i++) {
		f = painted(dev, i);
		if (i & 1)
			shows(dev, &f);
		virtio_reset(dev);
		/*
		 * Checks for the last framebuffer; in region mode also for the contents
		 * of the region.
		 */
		holds(until(surfaces_alive() <= surfaces + 2), "%lld surfaces more",
		      surfaces_alive() - surfaces);
		gpu_start(dev, F_ALL);
	}
}

static void show_all(struct dev *dev, u32 id)
{
	is(gpu_create_2d(dev, id, 1, ALL_W, ALL_H), OK);
	is(gpu_set_scanout(dev, 0, id, RECT(0, 0, ALL_W, ALL_H / 2)), OK);
}

/* A display client that holds two framebuffers leaves room for one more. */
static void fill_accounts(struct dev *dev)
{
	int fd[2];

	dev_open(dev);
	gpu_start(dev, F_ALL);
	for (u32 i = 0; i < ARRAY_SIZE(fd); i++) {
		show_all(dev, i + 1);
		fd[i] = dmabuf_get(dev, plane_id(dev, PRIMARY));
		holds(fd[i] >= 0, "no dma-buf");
		is(gpu_unref(dev, i + 1), OK);
	}
	show_all(dev, 4);
	plane_id(dev, PRIMARY);
	virtio_reset(dev);
	gpu_start(dev, F_ALL);
	show_all(dev, 5);
	for (u32 i = 0; i < ARRAY_SIZE(fd); i++)
		close(fd[i]);
}

static void gives_way(struct dev *dev)
{
	char old[ARRAY_SIZE(small)][32];

	for (u32 i = 0; i < ARRAY_SIZE(small); i++) {
		attr_text(dev, small[i].name, old[i], sizeof(old[i]));
		is(attr_write(dev, small[i].name, small[i].value), 0);
	}
	fill_accounts(dev);
	dev_close(dev);
	for (u32 i = ARRAY_SIZE(small); i--;)
		is(attr_write(dev, small[i].name, old[i]), 0);
}

static void not_when_off(struct dev *dev)
{
	long long surfaces = surfaces_alive();

	painted(dev, 18);
	virtio_reset(dev);
	settles(surfaces_alive(), surfaces);
}

#define OURS .need = NEED_OURS
#define TEST(name, fn, method) \
	{ "kept " method ": " name, fn, OURS, .display = method }
#define BOTH(name, fn) TEST(name, fn, "dmabuf"), TEST(name, fn, "region")
#define BLOB(name, fn, method) \
	{ "kept " method ": " name, fn, .need = NEED_OURS | NEED_BLOB, \
	  .display = method }

const struct test kept_tests[] = {
	BOTH("a reset by the driver retains the framebuffer for the display client",
	     stays),
	BOTH("a display client that has not looked yet is offered the retained framebuffer once",
	     told_once),
	BOTH("the retained framebuffer is the last one that the driver showed",
	     the_very_last),
	BOTH("the framebuffer of the next driver replaces the retained one",
	     replaced),
	TEST("a composed cursor is removed when its driver resets the device",
	     cursor_goes, "region"),
	TEST("without a composed cursor the display client is not notified again",
	     screen_stays,
	     "region"),
	TEST("a driver can turn the retained framebuffer off",
	     turned_off, "region"),
	TEST("the retained framebuffer is dropped by a reset of the VMM",
	     gone_by_vmm,
	     "region"),
	BOTH("a retained framebuffer is not offered after a reset of the VMM",
	     untold_gone_by_vmm),
	BOTH("each head has its own retained framebuffer", each_head),
	BOTH("a driver that uses one head turns the others off",
	     other_heads_off),
	BLOB("a blob is copied into the retained framebuffer and unpinned",
	     blob_is_copied, "dmabuf"),
	BLOB("a blob is copied into the retained framebuffer and unpinned",
	     blob_is_copied, "region"),
	BLOB("a blob is not read while DMA is off", blob_without_dma,
	     "dmabuf"),
	BLOB("a blob is not read while DMA is off", blob_without_dma,
	     "region"),
	BOTH("repeated resets retain one framebuffer", one_at_a_time),
	{ "kept dmabuf: a retained framebuffer is dropped when a new driver needs its memory",
	  gives_way,
	  CLOSED, NEED_OURS, .display = "dmabuf" },
	TEST("nothing is retained when there is no display",
	     not_when_off, "off"),
	{ }
};
