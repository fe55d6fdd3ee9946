// SPDX-License-Identifier: GPL-2.0
/* Open, close, reset and crash in any order, with everything in use. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/fds.h"
#include "lib/importer.h"
#include "lib/pixels.h"
#include "modes.h"
#include "test.h"

static void use_everything(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, 128, 128);
	struct frame c = frame_create(dev, 1, 64, 64);
	struct virtio_gpu_mem_entry e =
		ENTRY(dma_iova(dev, dma_alloc(dev, 65536)), 65536);
	struct view view;

	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 1);
	frame_paint(dev, &c, 2);
	if (dev->features & F_GPU(RESOURCE_BLOB))
		is(gpu_create_blob(dev, dev->next_id++, 1, 0, 65536, &e, 1),
		   OK);
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, 0, c.id, 1, 1, 0, 0),
	   0);
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	same_pixels(&view, f.pixels, f.w);
}

static void close_in_use(struct dev *dev)
{
	use_everything(dev);
	dev_close(dev);
	is(stat_read(dev, "pinned"), 0);
	settles(attr_read(dev, "vram_used"), 0);
	dev_open(dev);
	gpu_start(dev, F_ALL);
	shows_nothing(dev, PRIMARY);
	shows_nothing(dev, CURSOR);
	use_everything(dev);
}

static void fresh_after_open(struct dev *dev)
{
	struct dev first = *dev;

	dev_open(&first);
	gpu_start(&first, F_VERSION_1 | F_ACCESS);
	cfg_write(&first, PCI_INTERRUPT_LINE, 0x55, 1);
	dev_close(&first);
	dev_open(dev);
	is(cfg_read(dev, PCI_INTERRUPT_LINE, 1), 0);
	is(cfg_read(dev, PCI_COMMAND, 2), 0);
	virtio_find(dev);
	is(virtio_status(dev), 0);
	is(reg_read(dev, REG_CONFIG_VECTOR, 2), NO_VECTOR);
}

static void open_twice(struct dev *dev)
{
	struct dev second = { .sysfs = dev->sysfs };

	/* A second file of the device cannot be bound. */
	is(dev_try_open(&second), dev_by_iommufd() ? -EINVAL : -EBUSY);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

static void open_often(struct dev *dev)
{
	for (unsigned int i = 0; i < 50; i++) {
		struct dev again = *dev;

		is(dev_try_open(&again), 0);
		dev_close(&again);
	}
}

static void reset_in_use(struct dev *dev)
{
	use_everything(dev);
	for (unsigned int i = 0; i < 10; i++) {
		is(dev_reset(dev), 0);
		is(stat_read(dev, "pinned"), 0);
		settles(attr_read(dev, "vram_used"), 0);
		shows_nothing(dev, PRIMARY);
		gpu_start(dev, F_ALL);
	}
	dev->mem_used = 1 << 20;
	use_everything(dev);
}

/* Resets the device while hundreds of commands wait for the worker. */
static void reset_while_busy(struct dev *dev)
{
	struct queue *q = &dev->queue[0];

	for (unsigned int i = 0; i < 100; i++) {
		struct virtio_gpu_ctrl_hdr *hdr =
			gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, 24);
		struct seg seg[] = { { hdr, 24, false },
				     { dev->resp, 512, true } };

		for (unsigned int n = 0; n < q->num / 2U; n++)
			queue_offer(q, queue_put(dev, q, seg, 2));
		queue_kick(dev, q);
		if (i & 1)
			is(dev_reset(dev), 0);
		gpu_start(dev, F_ALL);
	}
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

static void dmabuf_after_close(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, 128, 128);
	struct view view;

	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 1);
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	dev_close(dev);
	same_pixels(&view, f.pixels, f.w);
	dev_open(dev);
	gpu_start(dev, F_ALL);
	same_pixels(&view, f.pixels, f.w);
	view_close(&view);
}

/* The importer sees the pixels that were drawn. */
static void importer_has(int drm, u32 handle, const struct view *shown,
			 const struct frame *f)
{
	struct view view = *shown;
	void *map;

	view.fd = importer_dmabuf(drm, handle);
	map = mmap(NULL, view.size, PROT_READ, MAP_SHARED, view.fd, 0);
	if (map == MAP_FAILED)
		fail("what was imported cannot be mapped: %m");
	view.map = map;
	same_pixels(&view, f->pixels, f->w);
	view_close(&view);
}

/*
 * Another driver has mapped the dma-buf for DMA, in pieces that are small enough for
 * it: the dma-buf lives as long as that driver needs it.
 */
static void imported(struct dev *dev)
{
	long long surfaces = surfaces_alive();
	struct frame f = frame_create(dev, 1, 256, 256);
	int drm = importer_open();
	struct view view;
	u32 handle;

	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 1);
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	handle = importer_take(drm, view.fd);
	view_close(&view);
	importer_has(drm, handle, &view, &f);
	is(dev_reset(dev), 0);
	is(stat_read(dev, "pinned"), 0);
	shows_nothing(dev, PRIMARY);
	importer_has(drm, handle, &view, &f);
	dev_close(dev);
	importer_has(drm, handle, &view, &f);
	holds(surfaces_alive() > surfaces, "the picture is gone");
	importer_drop(drm, handle);
	settles(surfaces_alive(), surfaces);
	close(drm);
}

/* The importer ends without releasing its import. */
static void imported_and_closed(struct dev *dev)
{
	struct frame f = frame_create(dev, 1, 128, 128);
	int drm = importer_open();
	struct view view;

	frame_show(dev, &f, 0);
	frame_paint(dev, &f, 1);
	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	importer_take(drm, view.fd);
	view_close(&view);
	dev_close(dev);
	close(drm);
}

/* The next guest must not see dirty pages of the previous one. */
static void zero_after_reopen(struct dev *dev)
{
	u32 *zero;
	struct frame f;

	for (unsigned int i = 0; i < 4; i++) {
		f = frame_create(dev, 1, 256, 256);
		frame_show(dev, &f, 0);
		frame_paint(dev, &f, 0x5a5a5a5a);
	}
	dev_close(dev);
	dev_open(dev);
	gpu_start(dev, F_ALL);
	zero = dma_alloc(dev, 256 * 256 * 4);
	for (unsigned int i = 0; i < 4; i++) {
		f = frame_create(dev, 1, 256, 256);
		frame_show(dev, &f, 0);
		f.pixels = zero;
		shows(dev, &f);
	}
}

/*
 * Dma-bufs that are held after their resources were released do not let memory grow
 * without limit.
 */
static void held_dmabufs(struct dev *dev)
{
	struct vfio_device_gfx_plane_info info;
	u32 n, got = OK, id = 1;
	int fds[1000];

	for (n = 0; n < ARRAY_SIZE(fds) && got == OK; n++) {
		got = gpu_create_2d(dev, id, 1, 1024, 1024);
		if (got != OK)
			break;
		is(gpu_set_scanout(dev, 0, id, RECT(0, 0, 1024, 1024)), OK);
		is(plane_ask(dev, PRIMARY, VFIO_GFX_PLANE_TYPE_DMABUF, &info),
		   0);
		fds[n] = dmabuf_get(dev, info.dmabuf_id);
		holds(fds[n] >= 0, "no dma-buf: %s", strerror(-fds[n]));
		is(gpu_unref(dev, id), OK);
	}
	is(got, ERR(OUT_OF_MEMORY));
	diag("%u dma-bufs of 4 MiB held", n);
	while (n)
		close(fds[--n]);
	is(gpu_create_2d(dev, id, 1, 1024, 1024), OK);
}

static pid_t start_busy(struct dev *dev)
{
	pid_t pid = fork();

	holds(pid >= 0, "no process: %m");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	_exit(mode_run(dev, "busy", NULL));
}

static void killed(struct dev *dev)
{
	int status;
	pid_t pid;

	for (unsigned int i = 0; i < 20; i++) {
		pid = start_busy(dev);
		usleep(20000 + i * 9000);
		is(waitpid(pid, &status, WNOHANG), 0);
		kill(pid, SIGKILL);
		is(waitpid(pid, &status, 0), pid);
		is(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, true);
		is(stat_read(dev, "pinned"), 0);
	}
	dev_open(dev);
	gpu_start(dev, F_ALL);
	use_everything(dev);
}

static pid_t in_child(void (*fn)(struct dev *dev, int channel),
		      struct dev *dev, int channel)
{
	pid_t pid = fork();

	holds(pid >= 0, "no process: %m");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	fn(dev, channel);
	_exit(TEST_PASSED);
}

/* The VMM uses everything, passes its files on and ends. */
static void hand_over(struct dev *dev, int channel)
{
	dev_open(dev);
	gpu_start(dev, F_ALL);
	use_everything(dev);
	/* With iommufd there is no group, and the address space is known by its number. */
	fds_send(channel, (int[]) { dev->container, dev->fd, dev->group }, dev->ioas ? 2 : 3);
	is(write(channel, &dev->ioas, sizeof(dev->ioas)), sizeof(dev->ioas));
}

static void take_over(struct dev *dev)
{
	int fds[3], channel[2], status;
	pid_t pid;

	is(socketpair(AF_UNIX, SOCK_DGRAM, 0, channel), 0);
	pid = in_child(hand_over, dev, channel[1]);
	fds_receive(channel[0], fds, dev_by_iommufd() ? 2 : 3);
	is(read(channel[0], &dev->ioas, sizeof(dev->ioas)), sizeof(dev->ioas));
	is(waitpid(pid, &status, 0), pid);
	is(status, 0);
	dev->container = fds[0];
	dev->fd = fds[1];
	dev->group = dev->ioas ? -1 : fds[2];
	memset(dev->irq, -1, sizeof(dev->irq));
	dev->next_id = 1;
	virtio_find(dev);
}

/* The memory belonged to the process that ended; the state of the device is the same. */
static void handed_over(struct dev *dev)
{
	u8 queue[2] = { 0 };

	take_over(dev);
	is(virtio_status(dev) & STATUS_DRIVER_OK, STATUS_DRIVER_OK);
	for (unsigned int i = 0; i < 10; i++) {
		region_write(dev, dev->structure[VIRTIO_NOTIFY].bar,
			     dev->structure[VIRTIO_NOTIFY].offset, queue, 2);
		usleep(10000);
	}
	is(dma_unmap(dev, DMA_IOVA, DMA_SIZE), 0);
	is(stat_read(dev, "pinned"), 0);
	dev->mem = dma_window(dev, DMA_IOVA, DMA_SIZE);
	dev->mem_used = 0;
	gpu_start(dev, F_ALL);
	use_everything(dev);
}

/* No process reads the eventfds any longer. */
static void deaf(struct dev *dev)
{
	for (unsigned int i = 0; i < NR_VECTORS; i++) {
		close(dev->irq[i]);
		dev->irq[i] = -1;
	}
	for (unsigned int i = 0; i < 100; i++)
		is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	holds(stat_read(dev, "irqs") > 0, "there were no interrupts");
}

static void hammer_irqs(struct dev *dev)
{
	int fds[NR_VECTORS] = { new_eventfd(), new_eventfd(), new_eventfd() };

	irq_set_fds(dev, VFIO_PCI_MSIX_IRQ_INDEX, 0, NR_VECTORS, fds);
	irq_set(dev, VFIO_PCI_MSIX_IRQ_INDEX, 0, NR_VECTORS,
		VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER, NULL, 0);
	irq_set(dev, VFIO_PCI_MSIX_IRQ_INDEX, 0, 0,
		VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER, NULL, 0);
	irq_set_fds(dev, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, fds);
	irq_set(dev, VFIO_PCI_INTX_IRQ_INDEX, 0, 1,
		VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_UNMASK,
		&fds[1], sizeof(fds[1]));
	irq_set(dev, VFIO_PCI_INTX_IRQ_INDEX, 0, 0,
		VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER, NULL, 0);
	for (unsigned int i = 0; i < NR_VECTORS; i++)
		close(fds[i]);
}

static void hammer_display(struct dev *dev)
{
	struct vfio_device_gfx_plane_info info;
	int fd;

	for (unsigned int i = 0; i < 20; i++) {
		plane_ask(dev, i & 1 ? CURSOR : PRIMARY,
			  VFIO_GFX_PLANE_TYPE_DMABUF, &info);
		fd = dmabuf_get(dev, info.dmabuf_id);
		if (fd >= 0)
			close(fd);
	}
}

static void hammer_resets(struct dev *dev)
{
	u16 on = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;

	usleep(20000);
	dev_reset(dev);
	region_write(dev, VFIO_PCI_CONFIG_REGION_INDEX, PCI_COMMAND, &on, 2);
}

static pid_t hammer(struct dev *dev, void (*fn)(struct dev *dev))
{
	pid_t pid = fork();

	holds(pid >= 0, "no process: %m");
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		fn(dev);
}

/* This thread continues whatever the others break; it ignores results. */
static void draw_regardless(struct dev *dev)
{
	struct queue *q = &dev->queue[0];
	struct virtio_gpu_ctrl_hdr *hdr =
		gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, 24);
	struct seg seg[] = { { hdr, 24, false }, { dev->resp, 512, true } };
	u8 status = 15;

	for (unsigned int n = 0; n < 20; n++)
		queue_offer(q, queue_put(dev, q, seg, 2));
	region_write(dev, 0, 0x3000, "", 2);
	usleep(1000);
	region_write(dev, 0, REG_STATUS, &status, 1);
}

static void hammered(struct dev *dev)
{
	pid_t pid[] = { hammer(dev, hammer_irqs), hammer(dev, hammer_display),
			hammer(dev, hammer_resets) };
	int status;

	for (unsigned int i = 0; i < 400; i++)
		draw_regardless(dev);
	for (unsigned int i = 0; i < ARRAY_SIZE(pid); i++) {
		is(waitpid(pid[i], &status, WNOHANG), 0);
		kill(pid[i], SIGKILL);
		is(waitpid(pid[i], &status, 0), pid[i]);
	}
	is(dev_reset(dev), 0);
	is(stat_read(dev, "pinned"), 0);
	irq_set(dev, VFIO_PCI_INTX_IRQ_INDEX, 0, 0, VFIO_IRQ_SET_DATA_NONE |
		VFIO_IRQ_SET_ACTION_TRIGGER, NULL, 0);
	gpu_start(dev, F_ALL);
	use_everything(dev);
}

static void attributes_are_busy(struct dev *dev)
{
	is(attr_write(dev, "heads", "1"), -EBUSY);
	is(attr_write(dev, "display", "dmabuf"), -EBUSY);
	is(attr_write(dev, "max_resolution", "800x600"), -EBUSY);
	is(attr_write(dev, "weight", "3"), 0);
}

#define OURS .need = NEED_OURS

const struct test lifetime_tests[] = {
	{ "lifetime: a device that was closed with everything in use can be opened again",
	  close_in_use, OURS, .display = "dmabuf" },
	{ "lifetime: a device that was closed with a display region in use can be opened again",
	  close_in_use, OURS,
	  .display = "region" },
	{ "lifetime: each open of the device finds it in its initial state",
	  fresh_after_open, CLOSED, NEED_OURS },
	{ "lifetime: the device has one user at a time", open_twice, OURS },
	{ "lifetime: the device can be opened and closed 50 times",
	  open_often, CLOSED, NEED_OURS },
	{ "lifetime: a reset works with everything in use", reset_in_use, OURS,
	  .display = "dmabuf" },
	{ "lifetime: a reset works while commands are in flight",
	  reset_while_busy,
	  OURS },
	{ "lifetime: a dma-buf outlives the device file", dmabuf_after_close,
	  OURS, .display = "dmabuf" },
	{ "lifetime: an imported framebuffer outlives reset and close",
	  imported,
	  OURS, .display = "dmabuf" },
	{ "lifetime: an importer may end without releasing its import",
	  imported_and_closed, OURS, .display = "dmabuf" },
	{ "lifetime: memory is zero for the next guest", zero_after_reopen,
	  OURS, .display = "dmabuf" },
	{ "lifetime: the memory of dma-bufs that a VMM holds is limited",
	  held_dmabufs, OURS,
	  .display = "dmabuf", .limit = 60 },
	{ "lifetime: the device works after its VMM is killed 20 times with everything in use",
	  killed, CLOSED,
	  NEED_OURS, "dmabuf", 90 },
	{ "lifetime: a second process can use the device after the VMM has ended",
	  handed_over, CLOSED, NEED_OURS, "dmabuf" },
	{ "lifetime: eventfds without another user are signalled without harm",
	  deaf,
	  OURS },
	{ "lifetime: interrupts, display queries, resets and commands work in parallel",
	  hammered, OURS, .display = "dmabuf", .limit = 60 },
	{ "lifetime: attributes are busy while the device is open, the weight is not",
	  attributes_are_busy, OURS },
	{ }
};
