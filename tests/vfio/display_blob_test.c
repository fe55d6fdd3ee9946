// SPDX-License-Identifier: GPL-2.0
/* Blobs as framebuffers, shown in place or copied. */
#include "display.h"

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

const struct test display_blob_tests[] = {
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
	{ }
};
