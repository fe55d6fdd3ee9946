// SPDX-License-Identifier: GPL-2.0
/* MSI-X through eventfds. */
#include <errno.h>
#include "irq.h"

static void clear_counters(struct dev *dev)
{
	for (unsigned int i = 0; i < NR_VECTORS; i++)
		eventfd_count(dev->irq[i]);
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

static void rearm_msix(struct dev *dev)
{
	irq_rearm(dev, MSIX, dev->reference ? 200 : 10000);
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

const struct test msix_tests[] = {
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
	{ }
};
