// SPDX-License-Identifier: GPL-2.0
/* What the client does beside testing, for the suites. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "fuzz/fuzz.h"
#include "lib/gpu3d.h"
#include "lib/pixels.h"
#include "accesses.h"
#include "greedy.h"
#include "kills.h"
#include "lookups.h"
#include "maps.h"
#include "modes.h"
#include "native.h"
#include "opens.h"
#include "play.h"
#include "rate.h"
#include "replay.h"
#include "shares.h"
#include "test.h"

static struct frame begin(struct dev *dev)
{
	struct frame f;

	dev_open(dev);
	gpu_start(dev, F_ALL);
	f = frame_create(dev, 1, 256, 128);
	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 1);
	return f;
}

#define RED 0xffff0000

static void say(const char *word)
{
	puts(word);
	fflush(stdout);
}

/* Everything is closed but the dma-buf, while others remove the vGPU. */
static int hold(struct dev *dev)
{
	struct frame f = begin(dev);
	struct view view;
	char c;

	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	dev_close(dev);
	say("held");
	while (read(STDIN_FILENO, &c, 1) > 0)
		continue;
	same_pixels(&view, f.pixels, f.w);
	return 0;
}

/* Says whether the vGPU opens. */
static int open_once(struct dev *dev)
{
	int err = dev_try_open(dev);

	if (err)
		printf("errno %d\n", -err);
	else
		say("open");
	return err ? 1 : 0;
}

static int busy(struct dev *dev)
{
	struct frame f = begin(dev), cursor = frame_create(dev, 1, 64, 64);
	struct view view;

	for (u32 i = 0;; i++) {
		frame_paint(dev, &f, i);
		is(gpu_cursor(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, cursor.id,
			      i, i, 0, 0), 0);
		is(gpu_create_2d(dev, 1000 + i, 1, 64, 64), OK);
		is(gpu_attach_one(dev, 1000 + i, dma_iova(dev, f.pixels),
				  64 * 64 * 4), OK);
		if (i >= 30)
			is(gpu_unref(dev, 1000 + i - 30), OK);
		if (view_open(dev, i & 1 ? CURSOR : PRIMARY, &view) && i > 20)
			view_close(&view);
	}
	return 0;
}

static int edid(struct dev *dev)
{
	struct virtio_gpu_resp_edid *resp;

	dev_open(dev);
	gpu_start(dev, F_ALL);
	resp = (void *)dev->resp;
	is(gpu_edid(dev, 0), VIRTIO_GPU_RESP_OK_EDID);
	return fwrite(resp->edid, 1, resp->size, stdout) != resp->size;
}

/* With 3D a part of what it has is on the GPU. */
static void use_gpu(struct dev *dev, const struct frame *f)
{
	struct transfer all = { .box = { .w = 64, .h = 64, .d = 1 } };
	void *mem = dma_alloc(dev, 64 * 64 * 4);

	if (!(dev->features & F_GPU(VIRGL)))
		return;
	is(gpu_ctx_create(dev, 1, 0), OK);
	is(gpu_ctx_attach(dev, 1, f->id), OK);
	is(gpu_texture(dev, 500, 64, 64), OK);
	is(gpu_attach_one(dev, 500, dma_iova(dev, mem), 64 * 64 * 4), OK);
	is(gpu_ctx_attach(dev, 1, 500), OK);
	is(gpu_to_host(dev, 1, 500, &all), OK);
}

/* A blob in the window, if there is one; NULL else. */
static volatile u32 *use_window(struct dev *dev, volatile u32 *window)
{
	struct vfio_region_info info;

	if (region_info(dev, 4, &info) || !info.size)
		return NULL;
	if (!window)
		window = mmap(NULL, info.size, PROT_READ | PROT_WRITE,
			      MAP_SHARED, dev->fd, info.offset);
	holds(window != MAP_FAILED, "the window cannot be mapped");
	is(gpu_describe_buffer(dev, 1, 600, 4096), OK);
	is(gpu_host_blob(dev, 1, 600, 600, 1, 4096), OK);
	is(gpu_map_blob(dev, 600, 0), VIRTIO_GPU_RESP_OK_MAP_INFO);
	is(window[0], 0);
	window[0] = RED;
	is(window[0], RED);
	return window;
}

/* A reset, and whether commands work after it. */
static bool works(struct dev *dev)
{
	u32 got;

	gpu_start(dev, F_ALL | F_3D);
	holds(!(virtio_status(dev) & STATUS_NEEDS_RESET),
	      "a reset does not help");
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	got = gpu_create_2d(dev, 900, 1, 64, 64);
	holds(got == ERR(UNSPEC) || got == OK, "got 0x%x", got);
	return got == OK;
}

/* As long as a suite may take that looks after other things first. */
static void wait_told(struct dev *dev, volatile u32 *window)
{
	holds(eventfd_wait(dev->irq[0], 300000), "no interrupt");
	holds(virtio_wait_needs_reset(dev), "no DEVICE_NEEDS_RESET");
	is(window ? window[0] : 0, 0);
	say("told");
}

/*
 * A guest whose GPU goes: it is told, and may reset the device as often as it
 * likes. Nothing works then, until, maybe, everything does again.
 */
static int lost(struct dev *dev)
{
	volatile u32 *window = NULL;
	struct frame f;

	dev_open(dev);
	gpu_start(dev, F_ALL | F_3D);
	for (u32 seed = 1; seed; seed++) {
		f = frame_create(dev, 1, 256, 128);
		frame_show(dev, &f, 0);
		frame_paint(dev, &f, seed);
		use_gpu(dev, &f);
		window = use_window(dev, window);
		comes_to_show(dev, &f);
		/* What told of the last time. */
		eventfd_count(dev->irq[0]);
		say(seed > 1 ? "works" : "ready");
		wait_told(dev, window);
		for (int i = 0; !works(dev); i++) {
			if (i == 2)
				say("gone");
			usleep(50000);
		}
	}
	return 0;
}

static const struct {
	const char *name;
	int (*run)(struct dev *dev);
} modes[] = {
	{ "hold", hold }, { "busy", busy }, { "edid", edid },
	{ "lost", lost }, { "open", open_once },
};

static const struct {
	const char *name;
	int (*run)(struct dev *dev, const char *arg);
} modes_arg[] = {
	{ "replay", replay }, { "fuzz", fuzz }, { "greedy", greedy }, { "rate", rate },
	{ "maps", maps }, { "shares", shares }, { "opens", opens },
	{ "kills", kills }, { "native", native },
	{ "play", play_vgpu }, { "play-native", play_native }, { "lookups", lookups },
	{ "accesses", accesses },
};

/**
 * mode_run() - what --mode asks for
 * @dev: the device, closed
 * @mode: a name
 * @arg: the first further argument, or NULL
 *
 * Return: exit status.
 */
int mode_run(struct dev *dev, const char *mode, const char *arg)
{
	for (size_t i = 0; arg && i < ARRAY_SIZE(modes_arg); i++)
		if (!strcmp(mode, modes_arg[i].name))
			return modes_arg[i].run(dev, arg);
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
		if (!strcmp(mode, modes[i].name))
			return modes[i].run(dev);
	fprintf(stderr, "vfio-client: no such mode: %s\n", mode);
	return 2;
}
