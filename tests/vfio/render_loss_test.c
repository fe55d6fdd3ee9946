// SPDX-License-Identifier: GPL-2.0
/*
 * Renderers that break a rule, end, or do what is odd but permitted, at some command of
 * life(). The behaviour of each test is that of render-fake; a good renderer follows one that
 * is lost.
 */
#include "lib/line.h"
#include "three.h"

#define CTX 1
#define RES 1

static u32 *memory;

static void context(void *cmd)
{
	((struct virtio_gpu_ctrl_hdr *)cmd)->ctx_id = CTX;
}

static void context_resource(void *cmd)
{
	context(cmd);
	((struct virtio_gpu_ctx_resource *)cmd)->resource_id = RES;
}

static void resource(void *cmd)
{
	((struct virtio_gpu_resource_unref *)cmd)->resource_id = RES;
}

static void texture(void *cmd)
{
	struct virtio_gpu_resource_create_3d *c = cmd;

	c->resource_id = RES;
	c->target = TEX_2D;
	c->format = BGRA8;
	c->bind = BIND_RENDER_TARGET | BIND_SAMPLER_VIEW;
	c->width = SIDE;
	c->height = SIDE;
	c->depth = 1;
	c->array_size = 1;
}

/* The entry follows; its address is filled in by begin(). */
static void backing(void *cmd)
{
	struct virtio_gpu_resource_attach_backing *c = cmd;

	c->resource_id = RES;
	c->nr_entries = 1;
	((struct virtio_gpu_mem_entry *)(c + 1))->length = BYTES;
}

static void transfer(void *cmd)
{
	struct virtio_gpu_transfer_host_3d *c = cmd;

	c->resource_id = RES;
	c->box.w = SIDE;
	c->box.h = SIDE;
	c->box.d = 1;
}

/* A stream with one command that does nothing. */
static void stream(void *cmd)
{
	struct virtio_gpu_cmd_submit *c = cmd;

	context(cmd);
	c->size = sizeof(u32);
}

static const struct {
	u32 type;
	u32 len;
	void (*fill)(void *cmd);
} life_steps[] = {
	{ VIRTIO_GPU_CMD_CTX_CREATE, sizeof(struct virtio_gpu_ctx_create), context },
	{ VIRTIO_GPU_CMD_RESOURCE_CREATE_3D,
	  sizeof(struct virtio_gpu_resource_create_3d), texture },
	{ VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING,
	  sizeof(struct virtio_gpu_resource_attach_backing) +
	  sizeof(struct virtio_gpu_mem_entry), backing },
	{ VIRTIO_GPU_CMD_CTX_ATTACH_RESOURCE, sizeof(struct virtio_gpu_ctx_resource),
	  context_resource },
	{ VIRTIO_GPU_CMD_SUBMIT_3D, sizeof(struct virtio_gpu_cmd_submit) + sizeof(u32),
	  stream },
	{ VIRTIO_GPU_CMD_TRANSFER_TO_HOST_3D,
	  sizeof(struct virtio_gpu_transfer_host_3d), transfer },
	{ VIRTIO_GPU_CMD_TRANSFER_FROM_HOST_3D,
	  sizeof(struct virtio_gpu_transfer_host_3d), transfer },
	{ VIRTIO_GPU_CMD_CTX_DETACH_RESOURCE, sizeof(struct virtio_gpu_ctx_resource),
	  context_resource },
	{ VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING,
	  sizeof(struct virtio_gpu_resource_detach_backing), resource },
	{ VIRTIO_GPU_CMD_RESOURCE_UNREF, sizeof(struct virtio_gpu_resource_unref),
	  resource },
	{ VIRTIO_GPU_CMD_CTX_DESTROY, sizeof(struct virtio_gpu_ctx_destroy), context },
};

static bool told(struct dev *dev)
{
	return virtio_status(dev) & STATUS_NEEDS_RESET;
}

static void begin(struct dev *dev, u32 i)
{
	u32 len = life_steps[i].len;
	struct seg seg[] = { { dev->req, len, false }, { dev->resp, 64, true } };
	void *cmd = gpu_prepare(dev, life_steps[i].type, len);
	struct virtio_gpu_resource_attach_backing *c = cmd;

	life_steps[i].fill(cmd);
	if (life_steps[i].type == VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING)
		((struct virtio_gpu_mem_entry *)(c + 1))->addr = dma_iova(dev, memory);
	queue_offer(&dev->queue[0], queue_put(dev, &dev->queue[0], seg, 2));
	queue_kick(dev, &dev->queue[0]);
}

/* Until a command is answered, or the guest is notified that it never will be. */
static void end(struct dev *dev)
{
	for (int ms = 0; ms < WAIT_MS; ms += 10)
		if (queue_try_take(dev, &dev->queue[0], 10) || told(dev))
			return;
	fail("a command is not answered, and the guest is not notified");
}

/* Every operation of a renderer, until the guest is notified that the renderer is lost. */
static void life(struct dev *dev)
{
	memory = dma_alloc(dev, BYTES);
	for (u32 i = 0; i < ARRAY_SIZE(life_steps) && !told(dev); i++) {
		begin(dev, i);
		end(dev);
	}
}

static void works(struct dev *dev)
{
	u32 *mem = dma_alloc(dev, BYTES);

	holds(gpu_comes_back(dev), "no renderer serves the guest after its reset");
	is(gpu_attach_one(dev, 2, dma_iova(dev, mem), BYTES), OK);
	gpu_round_trip(dev, 2, mem, SIDE, SIDE);
}

/* The neighbour has a texture before the loss, and uses it afterwards. */
static void lost(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };
	u32 *theirs;

	dev_open(&other);
	three_start(&other);
	theirs = three_texture(&other, 1, SIDE, SIDE);
	three_start(dev);
	life(dev);
	holds(virtio_wait_needs_reset(dev), "its guest is not notified");
	gpu_round_trip(&other, 1, theirs, SIDE, SIDE);
	is(told(&other), false);
	virtio_reset(dev);
	is(stat_read(dev, "pinned"), 0);
	works(dev);
	gpu_round_trip(&other, 1, theirs, SIDE, SIDE);
	is(told(&other), false);
}

/* The limit is that of the renderer which does not answer, not that of the next one. */
static void stalled(struct dev *dev)
{
	is(attr_write(dev, "job_timeout_ms", "1000"), 0);
	lost(dev);
}

/* What a renderer does to itself is no reason to end it. */
static void kept_on(struct dev *dev)
{
	three_start(dev);
	life(dev);
	is(told(dev), false);
	works(dev);
	is(told(dev), false);
}

static void rejected(struct dev *dev)
{
	three_start(dev);
	life(dev);
	is(told(dev), false);
	virtio_reset(dev);
	is(stat_read(dev, "pinned"), 0);
}

/* A renderer that follows has renderer_open_ms to begin, and not the time of a job. */
static void successor_is_slow(struct dev *dev)
{
	is(attr_write(dev, "job_timeout_ms", "500"), 0);
	three_start(dev);
	life(dev);
	holds(virtio_wait_needs_reset(dev), "its guest is not notified");
	works(dev);
	is(told(dev), false);
}

#define SENT 8

/* All of the jobs together take longer than one of them may. */
static void reset_waits(struct dev *dev)
{
	long renderer;

	is(attr_write(dev, "job_timeout_ms", "1000"), 0);
	three_start(dev);
	three_texture(dev, RES, SIDE, SIDE);
	renderer = renderer_pid(dev);
	for (u32 i = 0; i < SENT; i++)
		line_put(dev, gpu_prepare_to_host(dev, 0, RES, &three_all), 0);
	queue_kick(dev, &dev->queue[0]);
	queue_take(dev, &dev->queue[0]);
	virtio_reset(dev);
	is(renderer_pid(dev), renderer);
	works(dev);
}

#define LOST(mode, what)							\
	{ "render: a renderer that " what " takes only its own vGPU along", lost,	\
	  .stage = OPEN, .need = NEED_3D | NEED_RENDER | NEED_OTHER, .limit = 60,	\
	  .behave = mode }
#define KEPT(mode, what)							\
	{ "render: a renderer that " what " is kept", kept_on, .stage = OPEN,		\
	  .need = NEED_3D | NEED_RENDER, .limit = 60, .behave = mode }
#define REJECTED(mode, what)							\
	{ "render: " what " does not end the guest", rejected, .stage = OPEN,		\
	  .need = NEED_3D | NEED_RENDER, .limit = 60, .behave = mode }
#define DIES(op) LOST("die=" op, "is killed at " op)
#define FAILS(op) REJECTED("error=" op, "a renderer that rejects " op)

const struct test render_loss_tests[] = {
	LOST("unknown-cookie", "answers a command that there is not"),
	LOST("twice", "answers a command twice"),
	LOST("jump", "writes an impossible index"),
	LOST("positive", "answers with an error above 0"),
	LOST("ahead", "takes commands that there are not"),
	{ "render: a renderer that does not answer takes only its own vGPU along", stalled,
	  .stage = OPEN, .need = NEED_3D | NEED_RENDER | NEED_OTHER, .limit = 60,
	  .behave = "stall" },
	DIES("ctx-create"), DIES("res-create"), DIES("attach"), DIES("ctx-attach"),
	DIES("submit"), DIES("transfer-to"), DIES("transfer-from"), DIES("ctx-detach"),
	DIES("detach"), DIES("res-destroy"), DIES("ctx-destroy"),
	LOST("exit=submit", "ends at submit"),
	KEPT("backwards", "answers in another order"), KEPT("slow=10", "needs time"),
	KEPT("flood", "kicks all the time"), KEPT("fork", "forks"),
	KEPT("pass", "passes its file on"), KEPT("maps", "maps what it may not"),
	{ "render: a renderer that follows has time to begin", successor_is_slow,
	  .stage = OPEN, .need = NEED_3D | NEED_RENDER, .limit = 60,
	  .behave = "slow-successor=1500" },
	{ "render: a reset that waits for jobs which complete ends no renderer", reset_waits,
	  .stage = OPEN, .need = NEED_3D | NEED_RENDER, .limit = 60, .behave = "slow=200" },
	FAILS("ctx-create"), FAILS("res-create"), FAILS("attach"), FAILS("ctx-attach"),
	FAILS("submit"), FAILS("transfer-to"), FAILS("transfer-from"),
	REJECTED("odd-error=submit", "an error without a name"),
	{ }
};
