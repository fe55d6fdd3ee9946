// SPDX-License-Identifier: GPL-2.0
/* When the cursor is on the screen, and where (virtio 1.2, 5.7.6.10). */
#include "lib/pixels.h"
#include "test.h"

#define W 200
#define H 100
#define SIDE 64
#define NO_RESOURCE 77

static void update(struct dev *dev, u32 id, u32 x, u32 y)
{
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, id, x, y, 3, 4),
	   0);
}

static void move(struct dev *dev, u32 id, u32 x, u32 y)
{
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_MOVE_CURSOR, 0, id, x, y, 0, 0), 0);
}

static struct frame image(struct dev *dev, u32 seed)
{
	struct frame f = frame_create(dev, 1, SIDE, SIDE);

	frame_paint(dev, &f, seed);
	return f;
}

/* The cursor plane has exactly this image at this position. */
static void lies(struct dev *dev, const struct frame *f, u32 x, u32 y)
{
	struct view view;

	holds(view_open(dev, CURSOR, &view), "there is no cursor");
	is(view.info.x_pos, x);
	is(view.info.y_pos, y);
	is(view.info.x_hot, 3);
	is(view.info.y_hot, 4);
	same_pixels(&view, f->pixels, SIDE);
	view_close(&view);
}

/* The specification does not define this; QEMU's devices do it. */
static void hidden(struct dev *dev)
{
	struct frame f = image(dev, 1);
	u32 id = 0;

	update(dev, f.id, 10, 20);
	lies(dev, &f, 10, 20);
	if (by_dmabuf(dev))
		id = plane_id(dev, CURSOR);
	move(dev, 0, 11, 21);
	shows_nothing(dev, CURSOR);
	move(dev, 0, 12, 22);
	shows_nothing(dev, CURSOR);
	move(dev, f.id, 7, 8);
	lies(dev, &f, 7, 8);
	if (by_dmabuf(dev))
		is(plane_id(dev, CURSOR), id);
}

static void hidden_updated(struct dev *dev)
{
	struct frame a = image(dev, 1), b = image(dev, 2);

	update(dev, a.id, 10, 20);
	move(dev, 0, 10, 20);
	update(dev, b.id, 11, 21);
	lies(dev, &b, 11, 21);
}

/*
 * A move gives the position and the visibility; the image stays the last one that was
 * given.
 */
static void moved_by_any_number(struct dev *dev)
{
	struct frame a = image(dev, 1), b = image(dev, 2);

	update(dev, a.id, 10, 20);
	move(dev, b.id, 11, 21);
	lies(dev, &a, 11, 21);
	move(dev, 0, 11, 21);
	move(dev, NO_RESOURCE, 12, 22);
	lies(dev, &a, 12, 22);
}

static void never_given(struct dev *dev)
{
	struct frame f = image(dev, 1);

	move(dev, f.id, 10, 20);
	shows_nothing(dev, CURSOR);
	update(dev, f.id, 10, 20);
	update(dev, 0, 10, 20);
	shows_nothing(dev, CURSOR);
	move(dev, f.id, 10, 20);
	shows_nothing(dev, CURSOR);
}

static const u32 *pixel(const struct view *view, u32 x, u32 y)
{
	return (const u32 *)(view->map + (size_t)y * view->info.stride) + x;
}

/* The screen as a display client without support for planes sees it. */
static void in_picture(struct dev *dev)
{
	struct frame f = frame_create(dev, 2, W, H), c = image(dev, 1);
	struct view view;

	frame_paint(dev, &f, 2);
	frame_show(dev, &f, 0);
	for (u32 i = 0; i < SIDE * SIDE; i++)
		c.pixels[i] = 0xff123456;
	is(gpu_transfer(dev, c.id, RECT(0, 0, SIDE, SIDE), 0), OK);
	update(dev, c.id, 10, 20);
	holds(view_open(dev, SCREEN, &view), "nothing is shown");
	is(*pixel(&view, 10, 20) & 0xffffff, 0x123456);
	move(dev, 0, 10, 20);
	holds(view_open(dev, SCREEN, &view), "nothing is shown");
	same_pixels(&view, f.pixels, W);
	move(dev, c.id, 30, 20);
	holds(view_open(dev, SCREEN, &view), "nothing is shown");
	is(*pixel(&view, 10, 20), f.pixels[20 * W + 10]);
	is(*pixel(&view, 30, 20) & 0xffffff, 0x123456);
}

#define TEST(name, fn, method) \
	{ "cursor " method ": " name, fn, .need = NEED_OURS, .display = method }
#define BOTH(name, fn) TEST(name, fn, "dmabuf"), TEST(name, fn, "region")

const struct test cursor_tests[] = {
	BOTH("a move with resource 0 hides the cursor, a move with any other id shows it",
	     hidden),
	BOTH("a hidden cursor is shown when it gets its next image",
	     hidden_updated),
	BOTH("a move does not change the image of the cursor",
	     moved_by_any_number),
	BOTH("a move does not show a cursor that never had an image",
	     never_given),
	TEST("a hidden cursor is not in the framebuffer", in_picture, "region"),
	{ }
};
