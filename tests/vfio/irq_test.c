// SPDX-License-Identifier: GPL-2.0
/* Interrupts: MSI-X and INTx through eventfds. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "test.h"

#define MSIX VFIO_PCI_MSIX_IRQ_INDEX
#define INTX VFIO_PCI_INTX_IRQ_INDEX
#define TRIGGER VFIO_IRQ_SET_ACTION_TRIGGER
#define MASK VFIO_IRQ_SET_ACTION_MASK
#define UNMASK VFIO_IRQ_SET_ACTION_UNMASK
#define NONE VFIO_IRQ_SET_DATA_NONE
#define BOOL VFIO_IRQ_SET_DATA_BOOL
#define EVENTFD VFIO_IRQ_SET_DATA_EVENTFD

/* Long enough for an interrupt that must not come. */
#define QUIET_MS 100

static void clear_counters(struct dev *dev)
{
	for (unsigned int i = 0; i < NR_VECTORS; i++)
		eventfd_count(dev->irq[i]);
}

/**
 * command_without_wait() - Send a command on the control queue and poll for its completion
 * @dev: the device, whose interrupts are left to the caller
 */
void command_without_wait(struct dev *dev)
{
	struct virtio_gpu_ctrl_hdr *hdr =
		gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, sizeof(*hdr));
	struct seg seg[] = { { hdr, sizeof(*hdr), false },
			     { dev->resp, RESP_MAX, true } };
	struct queue *q = &dev->queue[0];

	*queue_used_event(q) = q->seen;
	queue_offer(q, queue_put(dev, q, seg, 2));
	queue_kick(dev, q);
	for (int i = 0; queue_used_idx(q) == q->seen; i++) {
		holds(i < WAIT_MS, "the command is not executed");
		usleep(1000);
	}
	q->seen++;
}

static void provoke_config_event(struct dev *dev)
{
	struct queue *q = &dev->queue[0];

	queue_publish(q, q->avail_idx + q->num + 1);
	queue_kick(dev, q);
}

static void msix_ctrl(struct dev *dev)
{
	clear_counters(dev);
	command_without_wait(dev);
	holds(eventfd_wait(dev->irq[1], WAIT_MS), "no interrupt");
	is(eventfd_count(dev->irq[1]), 1);
	is(eventfd_count(dev->irq[0]), 0);
	is(eventfd_count(dev->irq[2]), 0);
}

static void msix_cursor(struct dev *dev)
{
	struct virtio_gpu_update_cursor *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_MOVE_CURSOR, sizeof(*c));

	clear_counters(dev);
	*queue_used_event(&dev->queue[1]) = 0;
	gpu_async(dev, 1, c, sizeof(*c));
	holds(eventfd_wait(dev->irq[2], WAIT_MS), "no interrupt");
	is(eventfd_count(dev->irq[1]), 0);
	is(eventfd_count(dev->irq[0]), 0);
}

static void msix_config(struct dev *dev)
{
	clear_counters(dev);
	provoke_config_event(dev);
	holds(eventfd_wait(dev->irq[0], WAIT_MS), "no interrupt");
	is(virtio_status(dev) & STATUS_NEEDS_RESET, STATUS_NEEDS_RESET);
}

static void shared_vector(struct dev *dev)
{
	reg_write(dev, REG_QUEUE_SELECT, 0, 2);
	reg_write(dev, REG_QUEUE_VECTOR, 2, 2);
	clear_counters(dev);
	command_without_wait(dev);
	holds(eventfd_wait(dev->irq[2], WAIT_MS), "no interrupt");
	is(eventfd_count(dev->irq[1]), 0);
}

static void no_vector(struct dev *dev)
{
	reg_write(dev, REG_QUEUE_SELECT, 0, 2);
	reg_write(dev, REG_QUEUE_VECTOR, NO_VECTOR, 2);
	is(reg_read(dev, REG_QUEUE_VECTOR, 2), NO_VECTOR);
	clear_counters(dev);
	command_without_wait(dev);
	holds(!eventfd_wait(dev->irq[1], QUIET_MS), "an interrupt came");
}

static void bad_vector(struct dev *dev)
{
	static const u16 bad[] = { NR_VECTORS, 0x800, 0xfffe };

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		reg_write(dev, REG_CONFIG_VECTOR, bad[i], 2);
		is(reg_read(dev, REG_CONFIG_VECTOR, 2), NO_VECTOR);
		reg_write(dev, REG_QUEUE_SELECT, 0, 2);
		reg_write(dev, REG_QUEUE_VECTOR, bad[i], 2);
		is(reg_read(dev, REG_QUEUE_VECTOR, 2), NO_VECTOR);
	}
}

static void loopback(struct dev *dev)
{
	static const u8 some[NR_VECTORS] = { 1, 0, 1 };

	clear_counters(dev);
	is(irq_set(dev, MSIX, 1, 1, NONE | TRIGGER, NULL, 0), 0);
	is(eventfd_count(dev->irq[0]), 0);
	is(eventfd_count(dev->irq[1]), 1);
	is(irq_set(dev, MSIX, 0, 3, BOOL | TRIGGER, some, sizeof(some)), 0);
	is(eventfd_count(dev->irq[0]), 1);
	is(eventfd_count(dev->irq[1]), 0);
	is(eventfd_count(dev->irq[2]), 1);
}

static void take_one_away(struct dev *dev)
{
	int none = -1;

	is(irq_set_fds(dev, MSIX, 1, 1, &none), 0);
	clear_counters(dev);
	command_without_wait(dev);
	holds(!eventfd_wait(dev->irq[1], QUIET_MS), "the old eventfd is used");
	is(irq_set(dev, MSIX, 0, 1, NONE | TRIGGER, NULL, 0), 0);
	is(eventfd_count(dev->irq[0]), 1);
}

static void disable_all(struct dev *dev)
{
	is(irq_set(dev, MSIX, 0, 0, NONE | TRIGGER, NULL, 0), 0);
	clear_counters(dev);
	command_without_wait(dev);
	holds(!eventfd_wait(dev->irq[1], QUIET_MS), "the old eventfd is used");
	is(irq_set_fds(dev, MSIX, 0, NR_VECTORS, dev->irq), 0);
	command_without_wait(dev);
	holds(eventfd_wait(dev->irq[1], WAIT_MS), "no interrupt");
}

static void replaced(struct dev *dev)
{
	int fresh = new_eventfd();

	clear_counters(dev);
	is(irq_set_fds(dev, MSIX, 1, 1, &fresh), 0);
	command_without_wait(dev);
	holds(eventfd_wait(fresh, WAIT_MS), "no interrupt");
	is(eventfd_count(dev->irq[1]), 0);
}

static void bad_sets(struct dev *dev)
{
	u32 trigger = EVENTFD | TRIGGER;
	int fds[4] = { -1, -1, -1, -1 }, bad = 9999;

	is(irq_set(dev, MSIX, 0, 4, trigger, fds, sizeof(fds)), -EINVAL);
	is(irq_set(dev, MSIX, 3, 1, trigger, fds, 4), -EINVAL);
	is(irq_set(dev, MSIX, 0xffffffff, 2, trigger, fds, 8), -EINVAL);
	is(irq_set(dev, MSIX, 1, 0xffffffff, trigger, fds, 8), -EINVAL);
	is(irq_set(dev, MSIX, 0, 2, trigger, fds, 4), -EINVAL);
	holds(irq_set(dev, MSIX, 0, 1, trigger | BOOL, fds, 4) < 0 &&
	      irq_set(dev, MSIX, 0, 1, trigger | MASK, fds, 4) < 0 &&
	      irq_set(dev, MSIX, 0, 1, EVENTFD, fds, 4) < 0 &&
	      irq_set(dev, MSIX, 0, 1, TRIGGER, fds, 4) < 0 &&
	      irq_set(dev, MSIX, 0, 1, trigger | 0x80, fds, 4) < 0,
	      "invalid flags are accepted");
	is(irq_set(dev, MSIX, 0, 1, trigger, &bad, 4), -EBADF);
	is(irq_set(dev, MSIX, 0, 1, trigger, &dev->container, 4), -EINVAL);
	is(irq_set(dev, VFIO_PCI_MSI_IRQ_INDEX, 0, 1, trigger, fds, 4),
	   -EINVAL);
}

/* Returns the lowest free number in the kernel's table of live eventfds. */
static int eventfd_id(int fd)
{
	char path[64], line[128];
	int id = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "eventfd-id: %d", &id) == 1)
			break;
	if (f)
		fclose(f);
	return id;
}

static int count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

/*
 * Eventfds that were dropped are freed after a grace period; leaked ones are never
 * freed.
 */
static void no_eventfd_leaked(int first)
{
	int fd, id = -1;

	for (int ms = 0; ms < WAIT_MS / 2; ms += 100) {
		fd = new_eventfd();
		id = eventfd_id(fd);
		close(fd);
		if (id <= first + 8)
			return;
		usleep(100000);
	}
	fail("%d eventfds are alive", id - first);
}

static void rearm(struct dev *dev, u32 index, int rounds)
{
	int before = count_fds(), fd = new_eventfd(), first = eventfd_id(fd);

	for (int i = 0; i < rounds; i++) {
		close(fd);
		fd = new_eventfd();
		is(irq_set_fds(dev, index, 0, 1, &fd), 0);
	}
	is(irq_set(dev, index, 0, 1, NONE | TRIGGER, NULL, 0), 0);
	is(eventfd_count(fd), 1);
	close(fd);
	no_eventfd_leaked(first);
	is(count_fds(), before);
}

static void rearm_msix(struct dev *dev)
{
	rearm(dev, MSIX, dev->reference ? 200 : 10000);
}

static void request_irq(struct dev *dev)
{
	rearm(dev, VFIO_PCI_REQ_IRQ_INDEX, 100);
	is(irq_set(dev, VFIO_PCI_REQ_IRQ_INDEX, 0, 0, NONE | TRIGGER, NULL, 0),
	   0);
}

static void intx_queue(struct dev *dev)
{
	int fd = gpu_intx(dev);

	command_without_wait(dev);
	holds(eventfd_wait(fd, WAIT_MS), "no interrupt");
	is(eventfd_count(fd), 1);
	is(isr_read(dev), 1);
	is(isr_read(dev), 0);
}

static void intx_config(struct dev *dev)
{
	int fd = gpu_intx(dev);

	provoke_config_event(dev);
	holds(eventfd_wait(fd, WAIT_MS), "no interrupt");
	is(isr_read(dev) & 2, 2);
	is(isr_read(dev), 0);
}

static void intx_automask(struct dev *dev)
{
	int fd = gpu_intx(dev);

	command_without_wait(dev);
	holds(eventfd_wait(fd, WAIT_MS), "no interrupt");
	is(eventfd_count(fd), 1);
	isr_read(dev);
	command_without_wait(dev);
	holds(!eventfd_wait(fd, QUIET_MS), "a masked interrupt came");
	is(irq_set(dev, INTX, 0, 1, NONE | UNMASK, NULL, 0), 0);
	holds(eventfd_wait(fd, WAIT_MS), "the pending one was lost");
	is(isr_read(dev), 1);
}

static void intx_level(struct dev *dev)
{
	int fd = gpu_intx(dev);

	command_without_wait(dev);
	holds(eventfd_wait(fd, WAIT_MS), "no interrupt");
	eventfd_count(fd);
	is(irq_set(dev, INTX, 0, 1, NONE | UNMASK, NULL, 0), 0);
	holds(eventfd_wait(fd, WAIT_MS), "still asserted, but not signalled");
	eventfd_count(fd);
	isr_read(dev);
	is(irq_set(dev, INTX, 0, 1, NONE | UNMASK, NULL, 0), 0);
	holds(!eventfd_wait(fd, QUIET_MS), "signalled after it was lowered");
}

static void intx_mask(struct dev *dev)
{
	static const u8 yes = 1, no;
	int fd = gpu_intx(dev);

	is(irq_set(dev, INTX, 0, 1, NONE | MASK, NULL, 0), 0);
	command_without_wait(dev);
	holds(!eventfd_wait(fd, QUIET_MS), "a masked interrupt came");
	is(irq_set(dev, INTX, 0, 1, BOOL | UNMASK, &no, 1), 0);
	holds(!eventfd_wait(fd, QUIET_MS), "unmasked by a zero");
	is(irq_set(dev, INTX, 0, 1, BOOL | UNMASK, &yes, 1), 0);
	holds(eventfd_wait(fd, WAIT_MS), "the pending one was lost");
	eventfd_count(fd);
	isr_read(dev);
	is(irq_set(dev, INTX, 0, 1, NONE | UNMASK, NULL, 0), 0);
	is(irq_set(dev, INTX, 0, 1, BOOL | MASK, &yes, 1), 0);
	command_without_wait(dev);
	holds(!eventfd_wait(fd, QUIET_MS), "a masked interrupt came");
}

static void signal_eventfd(int fd)
{
	u64 one = 1;

	is(write(fd, &one, sizeof(one)), sizeof(one));
}

static void intx_unmask_fd(struct dev *dev)
{
	int fd = gpu_intx(dev), resample = new_eventfd();

	is(irq_set(dev, INTX, 0, 1, EVENTFD | UNMASK, &resample, 4), 0);
	command_without_wait(dev);
	holds(eventfd_wait(fd, WAIT_MS), "no interrupt");
	eventfd_count(fd);
	signal_eventfd(resample);
	holds(eventfd_wait(fd, WAIT_MS), "the eventfd did not unmask");
	eventfd_count(fd);
	isr_read(dev);
	signal_eventfd(resample);
	command_without_wait(dev);
	holds(eventfd_wait(fd, WAIT_MS), "the eventfd unmasked only once");
}

/* With fd -1 there is no eventfd from now on, and earlier signals have taken effect. */
static int mask_eventfd(struct dev *dev, int fd)
{
	return irq_set(dev, INTX, 0, 1, EVENTFD | MASK, &fd, sizeof(fd));
}

static void mask_by_signals(struct dev *dev, int mask, unsigned int times)
{
	is(mask_eventfd(dev, mask), 0);
	while (times--)
		signal_eventfd(mask);
	is(mask_eventfd(dev, -1), 0);
}

/* The interrupt of a command is signalled, and the next one can be. */
static void intx_comes(struct dev *dev, int fd)
{
	command_without_wait(dev);
	holds(eventfd_wait(fd, WAIT_MS), "no interrupt");
	is(eventfd_count(fd), 1);
	is(isr_read(dev), 1);
	is(irq_set(dev, INTX, 0, 1, NONE | UNMASK, NULL, 0), 0);
}

/* INTx is signalled once, as soon as it is unmasked. */
static void intx_is_masked(struct dev *dev, int fd)
{
	command_without_wait(dev);
	holds(!eventfd_wait(fd, QUIET_MS), "a masked interrupt came");
	is(irq_set(dev, INTX, 0, 1, NONE | UNMASK, NULL, 0), 0);
	holds(eventfd_wait(fd, WAIT_MS), "the pending one was lost");
	is(eventfd_count(fd), 1);
	is(isr_read(dev), 1);
	is(irq_set(dev, INTX, 0, 1, NONE | UNMASK, NULL, 0), 0);
}

static void intx_mask_fd(struct dev *dev)
{
	int fd = gpu_intx(dev), mask = new_eventfd();

	is(mask_eventfd(dev, fd), -EINVAL);
	mask_by_signals(dev, mask, 1);
	intx_is_masked(dev, fd);
	intx_comes(dev, fd);
	mask_by_signals(dev, mask, 2);
	intx_is_masked(dev, fd);
	intx_comes(dev, fd);
}

static void intx_mask_fd_gone(struct dev *dev)
{
	int fd = gpu_intx(dev), mask = new_eventfd();

	mask_by_signals(dev, mask, 0);
	signal_eventfd(mask);
	intx_comes(dev, fd);
	is(eventfd_count(mask), 1);
	is(mask_eventfd(dev, mask), 0);
	close(mask);
	intx_comes(dev, fd);
	mask = new_eventfd();
	mask_by_signals(dev, mask, 1);
	intx_is_masked(dev, fd);
	/* The eventfd is closed while its signal may still be in flight. */
	is(mask_eventfd(dev, mask), 0);
	signal_eventfd(mask);
	close(mask);
	is(mask_eventfd(dev, -1), 0);
	is(irq_set(dev, INTX, 0, 1, NONE | UNMASK, NULL, 0), 0);
	intx_comes(dev, fd);
}

static void intx_disable_bit(struct dev *dev)
{
	int fd = gpu_intx(dev);

	cfg_command(dev, 0, PCI_COMMAND_INTX_DISABLE);
	command_without_wait(dev);
	holds(!eventfd_wait(fd, QUIET_MS), "signalled with INTx disabled");
	cfg_command(dev, PCI_COMMAND_INTX_DISABLE, 0);
	holds(eventfd_wait(fd, WAIT_MS), "the pending one was lost");
}

static void intx_status_bit(struct dev *dev)
{
	gpu_intx(dev);
	is(cfg_read(dev, PCI_STATUS, 2) & PCI_STATUS_INTERRUPT, 0);
	command_without_wait(dev);
	for (int i = 0; !(cfg_read(dev, PCI_STATUS, 2) & PCI_STATUS_INTERRUPT);
	     i++) {
		holds(i < WAIT_MS, "the bit does not show it");
		usleep(1000);
	}
	isr_read(dev);
	is(cfg_read(dev, PCI_STATUS, 2) & PCI_STATUS_INTERRUPT, 0);
}

static void intx_rearm(struct dev *dev)
{
	gpu_intx(dev);
	rearm(dev, INTX, dev->reference ? 200 : 10000);
}

static void one_kind_at_a_time(struct dev *dev)
{
	int fd = new_eventfd();

	is(irq_set_fds(dev, INTX, 0, 1, &fd), -EINVAL);
	is(irq_set(dev, MSIX, 0, 0, NONE | TRIGGER, NULL, 0), 0);
	is(irq_set_fds(dev, INTX, 0, 1, &fd), 0);
	is(irq_set_fds(dev, MSIX, 0, NR_VECTORS, dev->irq), -EINVAL);
	is(irq_set(dev, INTX, 0, 0, NONE | TRIGGER, NULL, 0), 0);
	is(irq_set_fds(dev, MSIX, 0, NR_VECTORS, dev->irq), 0);
}

static void intx_mask_unarmed(struct dev *dev)
{
	int fd = new_eventfd();

	holds(irq_set(dev, INTX, 0, 1, NONE | MASK, NULL, 0) < 0,
	      "masked what is not armed");
	holds(irq_set(dev, INTX, 0, 1, NONE | UNMASK, NULL, 0) < 0,
	      "unmasked what is not armed");
	holds(irq_set(dev, INTX, 0, 1, EVENTFD | UNMASK, &fd, 4) < 0,
	      "took an unmask eventfd for what is not armed");
	holds(irq_set(dev, INTX, 0, 1, NONE | TRIGGER, NULL, 0) < 0,
	      "triggered what is not armed");
	holds(irq_set(dev, INTX, 0, 1, EVENTFD | MASK, &fd, 4) < 0,
	      "took a mask eventfd for what is not armed");
}

static void reset_keeps_eventfds(struct dev *dev)
{
	is(dev_reset(dev), 0);
	is(irq_set(dev, MSIX, 0, 1, NONE | TRIGGER, NULL, 0), 0);
	is(eventfd_count(dev->irq[0]), 1);
	gpu_start(dev, F_ALL);
	clear_counters(dev);
	command_without_wait(dev);
	holds(eventfd_wait(dev->irq[1], WAIT_MS), "no interrupt after reset");
}

static void counted(struct dev *dev)
{
	long long before = stat_read(dev, "irqs");

	clear_counters(dev);
	for (unsigned int i = 0; i < 5; i++)
		is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	holds(stat_read(dev, "irqs") > before &&
	      stat_read(dev, "irqs") <= before + 5,
	      "irqs went from %lld to %lld for 5 commands", before,
	      stat_read(dev, "irqs"));
}

const struct test irq_tests[] = {
	{ "msix: the control queue signals its own eventfd", msix_ctrl },
	{ "msix: the cursor queue signals its own eventfd", msix_cursor },
	{ "msix: a configuration change signals its own eventfd", msix_config },
	{ "msix: queues may share a vector", shared_vector },
	{ "msix: a queue with NO_VECTOR signals nothing", no_vector },
	{ "msix: a vector out of range reads back as NO_VECTOR", bad_vector },
	{ "msix: interrupts can be triggered by VFIO_DEVICE_SET_IRQS",
	  loopback },
	{ "msix: eventfd -1 disables one vector", take_one_away },
	{ "msix: count 0 disables all vectors, and commands are still executed",
	  disable_all },
	{ "msix: a replaced eventfd is never signalled again", replaced },
	{ "msix: invalid ranges, flags and file descriptors are rejected",
	  bad_sets },
	{ "msix: setting eventfds 10000 times leaks none",
	  rearm_msix, .limit = 60 },
	{ "msix: eventfds stay over reset", reset_keeps_eventfds },
	{ "msix: interrupts are counted", counted, .need = NEED_OURS },
	{ "intx: the control queue signals, and the ISR has the reason",
	  intx_queue },
	{ "intx: a configuration change signals, and the ISR has the reason",
	  intx_config },
	{ "intx: a signal masks INTx, and unmasking signals what is pending",
	  intx_automask },
	{ "intx: INTx is a level that is asserted until the ISR is read",
	  intx_level },
	{ "intx: INTx can be masked and unmasked", intx_mask },
	{ "intx: an eventfd unmasks INTx each time it is signalled",
	  intx_unmask_fd },
	{ "intx: an eventfd masks INTx, whether it is signalled once or twice",
	  intx_mask_fd,
	  .need = NEED_OURS },
	{ "intx: an eventfd that is removed or closed no longer masks INTx",
	  intx_mask_fd_gone, .need = NEED_OURS },
	{ "intx: INTx is not signalled while the disable bit is set",
	  intx_disable_bit },
	{ "intx: the status bit shows whether INTx is asserted",
	  intx_status_bit },
	{ "intx: setting eventfds 10000 times leaks none",
	  intx_rearm, .limit = 60 },
	{ "intx: masking INTx without an eventfd is rejected",
	  intx_mask_unarmed },
	{ "irqs: INTx and MSI-X cannot be enabled together",
	  one_kind_at_a_time },
	{ "irqs: the request eventfd can be set and removed", request_irq },
	{ }
};
