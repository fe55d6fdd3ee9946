// SPDX-License-Identifier: GPL-2.0
/* The plane of the cursor: its image, position and hot spot. */
#include <string.h>
#include "display.h"

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

const struct test display_cursor_tests[] = {
	BOTH("the cursor has an image, a position and a hot spot", cursor),
	BOTH("a cursor image of another size is cut or padded", cursor_small),
	{ }
};
