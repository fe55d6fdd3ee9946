// SPDX-License-Identifier: GPL-2.0
/* 3D: textures as framebuffers and as the image of the cursor. */
#include <string.h>
#include <unistd.h>
#include "lib/pixels.h"
#include "three.h"

static void picture_of_texture(struct dev *dev)
{
	struct frame f = { .id = 1, .w = 256, .h = 128 };
	struct transfer t = { .box = { .w = 256, .h = 128, .d = 1 } };

	three_start(dev);
	f.pixels = three_texture(dev, f.id, f.w, f.h);
	draw(f.pixels, f.w * f.h, 21);
	is(gpu_to_host(dev, 0, f.id, &t), OK);
	frame_show(dev, &f, 0);
	is(gpu_flush(dev, f.id, RECT(0, 0, f.w, f.h)), OK);
	comes_to_show(dev, &f);
}

/* The image is read back from the GPU; the cursor queue does not wait for that. */
static void cursor_of_texture(struct dev *dev)
{
	struct frame f = { .id = 1, .w = 64, .h = 64 };
	struct view view;
	int ms;

	three_start(dev);
	f.pixels = three_texture(dev, f.id, f.w, f.h);
	draw(f.pixels, f.w * f.h, 24);
	is(gpu_to_host(dev, 0, f.id, &three_all), OK);
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, f.id, 5, 6, 1, 2),
	   0);
	for (ms = 0; ms < WAIT_MS && !plane_id(dev, CURSOR); ms += 20)
		usleep(20000);
	holds(view_open(dev, CURSOR, &view), "there is no cursor");
	is(view.info.x_pos, 5);
	is(view.info.x_hot, 1);
	same_pixels(&view, f.pixels, 64);
	view_close(&view);
}

/*
 * Only the parts that the guest flushes are read back, and guest memory is not written.
 */
static void damage(struct dev *dev)
{
	struct frame f = { .id = 1, .w = 256, .h = 128 };
	struct transfer t = { .box = { .w = 256, .h = 128, .d = 1 } };
	u32 old[256 * 128];

	three_start(dev);
	f.pixels = three_texture(dev, f.id, f.w, f.h);
	draw(f.pixels, f.w * f.h, 21);
	memcpy(old, f.pixels, sizeof(old));
	is(gpu_to_host(dev, 0, f.id, &t), OK);
	frame_show(dev, &f, 0);
	draw(f.pixels, f.w * f.h, 22);
	is(gpu_to_host(dev, 0, f.id, &t), OK);
	is(gpu_flush(dev, f.id, RECT(0, 0, 256, 64)), OK);
	memcpy(f.pixels + 256 * 64, old + 256 * 64, 256 * 64 * 4);
	comes_to_show(dev, &f);
	memset(f.pixels, 0x77, sizeof(old));
	is(gpu_flush(dev, f.id, RECT(0, 64, 256, 64)), OK);
	is(f.pixels[0], 0x77777777);
	is(f.pixels[256 * 128 - 1], 0x77777777);
}

static void flat_becomes_texture(struct dev *dev)
{
	struct frame f;
	u32 *pixels;

	three_start(dev);
	f = frame_create(dev, 1, 256, 128);
	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 5);
	is(gpu_ctx_create(dev, 1, 0), OK);
	is(gpu_ctx_attach(dev, 1, f.id), OK);
	comes_to_show(dev, &f);
	frame_paint(dev, &f, 6);
	comes_to_show(dev, &f);
	is(gpu_clear_texture(dev, 1, f.id, three_red), OK);
	is(gpu_flush(dev, f.id, RECT(0, 0, 256, 128)), OK);
	pixels = f.pixels;
	for (u32 i = 0; i < 256 * 128; i++)
		pixels[i] = RED;
	comes_to_show(dev, &f);
	is(gpu_unref(dev, f.id), OK);
}

#define PICTURE(name, fn) \
	{ "3d dmabuf: " name, fn, .need = NEED_3D | NEED_OURS, \
	  .display = "dmabuf" }, \
	{ "3d region: " name, fn, .need = NEED_3D | NEED_OURS, \
	  .display = "region" }

const struct test three_display_tests[] = {
	PICTURE("a drawing is shown the right way up",
		picture_of_texture),
	{ "3d dmabuf: a cursor made from a texture has its image",
	  cursor_of_texture,
	  .need = NEED_3D | NEED_OURS, .display = "dmabuf" },
	{ "3d dmabuf: only damaged parts are read back, and guest memory is not written",
	  damage, .need = NEED_3D | NEED_OURS, .display = "dmabuf-copy" },
	{ "3d region: only damaged parts are read back, and guest memory is not written",
	  damage, .need = NEED_3D | NEED_OURS, .display = "region" },
	PICTURE("a 2D resource keeps its pixels when it is attached to a context",
		flat_becomes_texture),
	{ }
};
