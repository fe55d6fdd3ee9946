// SPDX-License-Identifier: GPL-2.0
/* Page flips between two framebuffers. */
#include "display.h"

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

const struct test display_flip_tests[] = {
	TEST("a page flip copies nothing, and each framebuffer keeps its id",
	     flip, "dmabuf"),
	TEST("a page flip copies nothing and is shown", flip_by_region,
	     "region"),
	{ }
};
