// SPDX-License-Identifier: GPL-2.0
/* The ids of framebuffers and of cursor images, and the dma-bufs that they name. */
#include <sys/mman.h>
#include <unistd.h>
#include "display.h"

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
	holds(dmabuf_get(dev, id) < 0,
	      "a dma-buf of a framebuffer that no longer exists is exported");
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
	holds(dmabuf_get(dev, id[0]) < 0,
	      "a dma-buf of a framebuffer that no longer exists is exported");
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

const struct test display_dmabuf_tests[] = {
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
	{ }
};
