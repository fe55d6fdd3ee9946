// SPDX-License-Identifier: GPL-2.0
/*
 * Jobs that the GPU does not complete, because of stuck_gpu.ko, and their effects on
 * vGPUs.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/gpu3d.h"
#include "lib/userfault.h"
#include "test.h"

#define SIDE 64
#define BYTES (SIDE * SIDE * 4)

static const struct transfer all = { .box = { .w = SIDE, .h = SIDE, .d = 1 } };
static struct dev other;
static long long resets;

static void timeout(struct dev *dev, const char *ms)
{
	is(attr_write(dev, "job_timeout_ms", ms), 0);
}

/* The command in the request buffer that is the job, and its size in bytes. */
static u32 job(struct dev *dev)
{
	u32 *mem = dma_alloc(dev, BYTES);

	is(gpu_texture(dev, 1, SIDE, SIDE), OK);
	is(gpu_attach_one(dev, 1, dma_iova(dev, mem), BYTES), OK);
	return gpu_prepare_to_host(dev, 0, 1, &all);
}

/* Starts two guests and sets the timeouts of their jobs. */
static void both(struct dev *dev, const char *mine, const char *theirs)
{
	other = (struct dev) { .sysfs = other_sysfs };
	gpu_start(dev, F_ALL | F_3D);
	dev_open(&other);
	gpu_start(&other, F_ALL | F_3D);
	timeout(dev, mine);
	timeout(&other, theirs);
	resets = stat_read(dev, "timeouts");
}

/* Submits a job to the GPU and waits until the GPU has it. */
static void begin(struct dev *dev, u32 len)
{
	long long before = stat_read(dev, "commands");
	struct seg seg[] = { { dev->req, len, false },
			     { dev->resp, 64, true } };
	struct queue *q = &dev->queue[0];

	memset(dev->resp, 0, RESP_MAX);
	queue_offer(q, queue_put(dev, q, seg, 2));
	queue_kick(dev, q);
	while (stat_read(dev, "commands") == before)
		usleep(1000);
	/*
	 * The job was submitted under the lock that this read takes, so the GPU has it.
	 */
	virtio_status(dev);
}

/* Both guests have a job on the GPU, which does not complete. */
static void begin_both(struct dev *dev, const char *ms)
{
	u32 mine = job(dev), theirs = job(&other);

	gpu_is_stuck(ms);
	begin(dev, mine);
	begin(&other, theirs);
}

static u32 end(struct dev *dev)
{
	struct virtio_gpu_ctrl_hdr *resp = (void *)dev->resp;

	queue_take(dev, &dev->queue[0]);
	return resp->type;
}

static bool told(struct dev *dev)
{
	return virtio_status(dev) & STATUS_NEEDS_RESET;
}

/* The GPU is being reset, and the guests are notified of that one after the other. */
static void others_told(void)
{
	holds(virtio_wait_needs_reset(&other), "the other guests are not notified");
	usleep(200000);
}

/* The resource that a job creates exists on the GPU. */
static void works(struct dev *dev)
{
	u32 *mem = dma_alloc(dev, BYTES);

	holds(gpu_comes_back(dev), "the GPU does not come back");
	is(gpu_attach_one(dev, 2, dma_iova(dev, mem), BYTES), OK);
	gpu_round_trip(dev, 2, mem, SIDE, SIDE);
}

static void late(struct dev *dev)
{
	both(dev, "4000", "5000");
	begin_both(dev, "6000");
	holds(virtio_wait_needs_reset(dev), "its guest is not notified");
	is(end(&other), OK);
	is(told(&other), false);
	is(stat_read(dev, "timeouts"), resets + 1);
	is(stat_read(&other, "timeouts"), 0);
	works(dev);
	is(told(&other), false);
	works(&other);
}

static void may_be_late(struct dev *dev)
{
	both(dev, "0", "1500");
	begin_both(dev, "2500");
	is(end(dev), OK);
	is(end(&other), OK);
	is(told(dev) || told(&other), false);
	is(stat_read(dev, "timeouts"), resets);
}

/* The timeout changes while the job is on the GPU. */
static void later_limit(struct dev *dev)
{
	both(dev, "0", "0");
	begin_both(dev, "6000");
	usleep(500000);
	is(told(dev), false);
	timeout(dev, "4000");
	holds(virtio_wait_needs_reset(dev), "its guest is not notified");
	is(end(&other), OK);
	works(dev);
}

static void never(struct dev *dev)
{
	both(dev, "3000", "9000");
	begin_both(dev, "-1");
	holds(virtio_wait_needs_reset(dev), "its guest is not notified");
	is(told(&other), false);
	others_told();
	is(stat_read(&other, "timeouts"), 0);
	works(dev);
	works(&other);
}

static void reset_meanwhile(struct dev *dev)
{
	both(dev, "8000", "9000");
	begin_both(dev, "1000");
	virtio_reset(dev);
	is(stat_read(dev, "pinned"), 0);
	is(stat_read(dev, "timeouts"), resets);
	is(end(&other), OK);
	works(dev);
}

static void unmap(struct dev *dev)
{
	is(dma_unmap(dev, DMA_IOVA, DMA_SIZE), 0);
}

/*
 * Both guests have a job that never completes, and one of them unmaps or closes by
 * @leave.
 */
static void leaves(struct dev *dev, const char *mine, const char *theirs,
		   void (*leave)(struct dev *dev))
{
	both(dev, mine, theirs);
	begin_both(dev, "-1");
	leave(dev);
	is(stat_read(dev, "pinned"), 0);
}

static void closed_meanwhile(struct dev *dev)
{
	leaves(dev, "1000", "9000", dev_close);
	others_told();
	dev_open(dev);
	works(dev);
	works(&other);
}

static void unmapped_meanwhile(struct dev *dev)
{
	leaves(dev, "1000", "9000", unmap);
	is(dma_map(dev, DMA_IOVA, dev->mem, DMA_SIZE,
		   VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE), 0);
	others_told();
	works(dev);
}

/* Jobs have no timeout, but an unmap or a close must not wait for ever. */
static void closed_without_a_limit(struct dev *dev)
{
	leaves(dev, "0", "0", dev_close);
	others_told();
	works(&other);
}

static pid_t in_child(void (*fn)(struct dev *dev), struct dev *dev)
{
	pid_t pid = fork();

	holds(pid >= 0, "no process: %m");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	fn(dev);
	_exit(0);
}

static void set_weight(struct dev *dev)
{
	attr_write(dev, "weight", "3");
}

static void look_at(struct dev *dev)
{
	static const char *const names[] = {
		"vram_used", "resources", "in_use", "driver_status", "weight",
		"vram", "max_resolution", "monitors", "display", "stats/pinned",
	};
	char text[256];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		attr_text(dev, names[i], text, sizeof(text));
	is(attr_write(dev, "heads", "1"), -EBUSY);
}

/* The guest resets the vGPU, and the reset waits for the job. */
static void looked_at_meanwhile(struct dev *dev)
{
	pid_t resetting, setting;
	long long writes;
	int status;

	both(dev, "60000", "60000");
	begin_both(dev, "-1");
	writes = stat_read(dev, "reg_writes");
	resetting = in_child(virtio_reset, dev);
	while (stat_read(dev, "reg_writes") == writes)
		usleep(1000);
	usleep(300000);
	look_at(dev);
	setting = in_child(set_weight, dev);
	usleep(300000);
	is(waitpid(setting, &status, WNOHANG), 0);
	kill(setting, SIGTERM);
	is(waitpid(setting, &status, 0), setting);
	is(waitpid(resetting, &status, WNOHANG), 0);
	gpu_is_stuck("1");
	is(waitpid(resetting, &status, 0), resetting);
	is(end(&other), OK);
	works(dev);
}

/* A VMM that does not provide the memory of its guest harms only its own guest. */
static void reset_beside_one_that_waits(struct dev *dev)
{
	void *mem;
	u32 len;
	int fd;

	both(dev, "500", "0");
	len = job(dev);
	fd = userfault_open();
	mem = userfault_map(&other, fd, BYTES);
	userfault_block_worker(&other, fd);
	gpu_is_stuck("-1");
	begin(dev, len);
	holds(virtio_wait_needs_reset(dev), "its guest is not notified");
	works(dev);
	userfault_end(fd, mem, BYTES);
	others_told();
	works(&other);
}

#define T .stage = OPEN, .need = NEED_3D | NEED_OURS | NEED_OTHER | NEED_STUCK, \
	  .limit = 60

const struct test hang_tests[] = {
	{ "hang: only the vGPU whose job is timed out needs a reset",
	  late, T },
	{ "hang: a job without a timeout may take any time", may_be_late,
	  T },
	{ "hang: a timeout that is set while a job is in flight applies to it",
	  later_limit, T },
	{ "hang: a GPU that stops for ever is reset, and works again",
	  never, T },
	{ "hang: a GPU is reset also while another VMM makes its vGPU wait",
	  reset_beside_one_that_waits, T },
	{ "hang: a reset waits for a job that completes", reset_meanwhile, T },
	{ "hang: reading the files of a vGPU does not wait for its reset",
	  looked_at_meanwhile, T },
	{ "hang: closing the device does not wait for a job that never completes",
	  closed_meanwhile, T },
	{ "hang: unmapping guest memory does not wait for a job that never completes",
	  unmapped_meanwhile,
	  T },
	{ "hang: closing the device does not wait for a job without a timeout",
	  closed_without_a_limit, T },
	{ }
};
