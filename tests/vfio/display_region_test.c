// SPDX-License-Identifier: GPL-2.0
/* The region of the framebuffer: its contents, and what it rejects. */
#include <string.h>
#include <sys/mman.h>
#include "display.h"

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

const struct test display_region_tests[] = {
	TEST("the region is black beyond the framebuffer", region_shrinks,
	     "region"),
	TEST("the region can be accessed by read() as well",
	     region_read_too, "region"),
	TEST("the region cannot be written, or accessed beyond its end",
	     region_is_guarded,
	     "region"),
	{ }
};
