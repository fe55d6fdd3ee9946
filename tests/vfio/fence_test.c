// SPDX-License-Identifier: GPL-2.0
/*
 * Commands whose fence is lost while other commands overtake them. stuck_gpu.ko keeps
 * the completion of a fenced command from mvgpu, so that mvgpu resets the GPU in the
 * end. The effects of the commands stay, and everything is released once.
 */
#include <sys/prctl.h>
#include <sys/wait.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
#include "lib/gpu3d.h"
#include "lib/line.h"
#include "test.h"
#include "lib/virtio.h"

#define SIDE 64
#define BYTES (SIDE * SIDE * 4)
#define BLOB 65536
#define MAPPABLE VIRTIO_GPU_BLOB_FLAG_USE_MAPPABLE

static struct dev other;

/* The completions of @nr fences will get lost, and the GPU is soon reset for that. */
static void start(struct dev *dev, const char *nr)
{
	other = (struct dev) { .sysfs = other_sysfs };
	gpu_start(dev, F_ALL | F_3D);
	dev_open(&other);
	gpu_start(&other, F_ALL | F_3D);
	is(attr_write(dev, "job_timeout_ms", "1500"), 0);
	gpu_loses_fences(nr);
}

/* The GPU has been reset: the commands are completed, with any result. */
static void loss(struct dev *dev)
{
	holds(virtio_wait_needs_reset(dev), "its guest is not notified");
	holds(virtio_wait_needs_reset(&other), "the GPU is not reset");
	holds(gpu_comes_back(&other), "the GPU does not come back");
}

/* The value stays while the worker handles the consequences of the loss. */
static void stays(struct dev *dev, const char *name, long long value)
{
	for (int ms = 0; ms < 500; ms += 20) {
		is(attr_read(dev, name), value);
		usleep(20000);
	}
}

static void nothing_left(struct dev *dev)
{
	virtio_reset(dev);
	is(attr_read(dev, "resources"), 0);
	is(attr_read(dev, "vram_used"), 0);
	is(stat_read(dev, "pinned"), 0);
	is(stat_read(dev, "mapped"), 0);
	holds(gpu_comes_back(dev), "the GPU does not come back");
}

static struct sent create_2d(struct dev *dev, u32 id, u64 fence)
{
	struct virtio_gpu_resource_create_2d *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_CREATE_2D, sizeof(*c));

	c->resource_id = id;
	c->format = 1;
	c->width = SIDE;
	c->height = SIDE;
	return line_send(dev, sizeof(*c), fence);
}

static struct sent about_resource(struct dev *dev, u32 type, u32 id, u64 fence)
{
	struct virtio_gpu_resource_unref *c = gpu_prepare(dev, type, sizeof(*c));

	c->resource_id = id;
	return line_send(dev, sizeof(*c), fence);
}

static struct sent unref(struct dev *dev, u32 id)
{
	return about_resource(dev, VIRTIO_GPU_CMD_RESOURCE_UNREF, id, 0);
}

static struct sent detach(struct dev *dev, u32 id)
{
	return about_resource(dev, VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, id, 0);
}

static struct sent attach(struct dev *dev, u32 id, u32 *mem, u64 fence)
{
	struct {
		struct virtio_gpu_resource_attach_backing attach;
		struct virtio_gpu_mem_entry entry;
	} *c = gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING, sizeof(*c));

	c->attach.resource_id = id;
	c->attach.nr_entries = 1;
	c->entry = ENTRY(dma_iova(dev, mem), BYTES);
	return line_send(dev, sizeof(*c), fence);
}

static struct sent about_ctx(struct dev *dev, u32 type, u32 ctx, u64 fence)
{
	struct virtio_gpu_ctx_create *c = gpu_prepare(dev, type, sizeof(*c));

	c->hdr.ctx_id = ctx;
	return line_send(dev, type == VIRTIO_GPU_CMD_CTX_CREATE ?
			 sizeof(*c) : sizeof(c->hdr), fence);
}

static struct sent map(struct dev *dev, u32 id, u64 offset, u64 fence)
{
	struct virtio_gpu_resource_map_blob *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_MAP_BLOB, sizeof(*c));

	c->resource_id = id;
	c->offset = offset;
	return line_send(dev, sizeof(*c), fence);
}

static struct sent unmap(struct dev *dev, u32 id)
{
	return about_resource(dev, VIRTIO_GPU_CMD_RESOURCE_UNMAP_BLOB, id, 0);
}

static void made_and_forgotten(struct dev *dev)
{
	struct sent sent;

	start(dev, "1");
	is(gpu_create_2d(dev, 1, 1, SIDE, SIDE), OK);
	create_2d(dev, 7, 1);
	sent = unref(dev, 7);
	is(line_answer(dev, &sent), OK);
	loss(dev);
	stays(dev, "resources", 1);
	is(attr_read(dev, "vram_used"), BYTES);
	nothing_left(dev);
}

static void made(struct dev *dev)
{
	start(dev, "1");
	create_2d(dev, 7, 1);
	loss(dev);
	stays(dev, "resources", 1);
	nothing_left(dev);
}

static void made_with_another_number(struct dev *dev)
{
	struct sent sent;

	start(dev, "1");
	create_2d(dev, 7, 1);
	sent = unref(dev, 7);
	is(line_answer(dev, &sent), OK);
	is(gpu_create_2d(dev, 7, 1, SIDE, SIDE), OK);
	loss(dev);
	stays(dev, "resources", 1);
	nothing_left(dev);
}

static void backed(struct dev *dev)
{
	u32 *mem;
	long long pinned;

	start(dev, "1");
	mem = dma_alloc(dev, BYTES);
	is(gpu_create_2d(dev, 7, 1, SIDE, SIDE), OK);
	pinned = stat_read(dev, "pinned");
	attach(dev, 7, mem, 1);
	loss(dev);
	stays(dev, "stats/pinned", pinned + BYTES / 4096);
	nothing_left(dev);
}

static void backed_again(struct dev *dev)
{
	u32 *mem, *more;
	long long pinned;
	struct sent sent;

	start(dev, "1");
	mem = dma_alloc(dev, BYTES);
	more = dma_alloc(dev, BYTES);
	is(gpu_create_2d(dev, 7, 1, SIDE, SIDE), OK);
	pinned = stat_read(dev, "pinned");
	attach(dev, 7, mem, 1);
	sent = detach(dev, 7);
	is(line_answer(dev, &sent), OK);
	is(gpu_attach_one(dev, 7, dma_iova(dev, more), BYTES), OK);
	loss(dev);
	stays(dev, "stats/pinned", pinned + BYTES / 4096);
	nothing_left(dev);
}

/* A command behind the fence that is lost: its completion is not signalled either. */
static void context(struct dev *dev)
{
	struct sent sent;

	start(dev, "1");
	about_ctx(dev, VIRTIO_GPU_CMD_CTX_CREATE, 5, 1);
	sent = about_ctx(dev, VIRTIO_GPU_CMD_CTX_DESTROY, 5, 0);
	is(line_answer(dev, &sent), OK);
	loss(dev);
	nothing_left(dev);
}

static void context_again(struct dev *dev)
{
	char text[4096];
	struct sent sent;

	start(dev, "1");
	about_ctx(dev, VIRTIO_GPU_CMD_CTX_CREATE, 5, 1);
	sent = about_ctx(dev, VIRTIO_GPU_CMD_CTX_DESTROY, 5, 0);
	is(line_answer(dev, &sent), OK);
	is(gpu_ctx_create(dev, 5, 0), OK);
	loss(dev);
	usleep(200000);
	debug_text(dev, "contexts", text, sizeof(text));
	holds(!strncmp(text, "1 of", 4), "contexts: %s", text);
	holds(strstr(text, "\n5: "), "contexts: %s", text);
	nothing_left(dev);
}

/* The blob is at the offset in the host-visible region that the guest asked for last. */
static void mapped_again(struct dev *dev)
{
	struct sent sent;

	start(dev, "0");
	is(gpu_ctx_create(dev, 1, 0), OK);
	is(gpu_describe_buffer(dev, 1, 1, BLOB), OK);
	is(gpu_host_blob(dev, 1, 1, 1, MAPPABLE, BLOB), OK);
	gpu_loses_fences("1");
	map(dev, 1, 0, 1);
	sent = unmap(dev, 1);
	is(line_answer(dev, &sent), OK);
	sent = map(dev, 1, BLOB, 0);
	is(line_answer(dev, &sent), VIRTIO_GPU_RESP_OK_MAP_INFO);
	is(stat_read(dev, "mapped"), BLOB);
	loss(dev);
	stays(dev, "stats/mapped", BLOB);
	nothing_left(dev);
}

static int unmapped_by_child(struct dev *dev)
{
	pid_t pid = fork();
	int status;

	holds(pid >= 0, "no process: %m");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(dma_unmap(dev, DMA_IOVA_2, BYTES) ? 1 : 0);
	}
	is(waitpid(pid, &status, 0), pid);
	return status;
}

/*
 * One process of a VMM unmaps memory while the guest of another process has commands in
 * flight.
 */
static void unmapped_by_another(struct dev *dev)
{
	const struct transfer all = { .box = { .w = SIDE, .h = SIDE, .d = 1 } };
	struct sent sent[4];
	u32 len;

	gpu_start(dev, F_ALL | F_3D);
	dma_window(dev, DMA_IOVA_2, BYTES);
	is(gpu_texture(dev, 1, SIDE, SIDE), OK);
	is(gpu_attach_one(dev, 1, DMA_IOVA_2, BYTES), OK);
	len = gpu_prepare_to_host(dev, 0, 1, &all);
	gpu_is_stuck("1000");
	for (int i = 0; i < ARRAY_SIZE(sent); i++)
		sent[i] = line_send(dev, len, 0);
	virtio_status(dev);
	is(unmapped_by_child(dev), 0);
	for (int i = 0; i < ARRAY_SIZE(sent); i++) {
		is(line_answer(dev, &sent[i]), OK);
		is(dev->queue[0].len, sizeof(*sent->resp));
	}
}

#define NEED (NEED_3D | NEED_OURS | NEED_OTHER | NEED_STUCK)
#define T .stage = OPEN, .limit = 60, .need = NEED
#define W .stage = OPEN, .limit = 60, .need = NEED | NEED_WINDOW

const struct test fence_tests[] = {
	{ "fence: a resource exists although the fence of its creation is lost",
	  made, T },
	{ "fence: a resource that is created and released meanwhile is freed once",
	  made_and_forgotten, T },
	{ "fence: a later resource with the same id is not mistaken for it",
	  made_with_another_number, T },
	{ "fence: a backing stays attached although the fence of its command is lost",
	  backed, T },
	{ "fence: a backing that is attached later is not mistaken for it",
	  backed_again, T },
	{ "fence: a context may be destroyed before its creation is completed",
	  context,
	  T },
	{ "fence: a later context with the same id is not mistaken for it",
	  context_again, T },
	{ "fence: a blob stays at the offset where it was mapped last",
	  mapped_again, W },
	{ "fence: commands are answered while another process unmaps memory",
	  unmapped_by_another, T },
	{ }
};
