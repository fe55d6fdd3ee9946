// SPDX-License-Identifier: GPL-2.0
/* INTx is a level: what asserts it, and what masks it. */
#include <errno.h>
#include <unistd.h>
#include "irq.h"

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

static void intx_unmask_fd(struct dev *dev)
{
	int fd = gpu_intx(dev), resample = new_eventfd();

	is(irq_set(dev, INTX, 0, 1, EVENTFD | UNMASK, &resample, 4), 0);
	command_without_wait(dev);
	holds(eventfd_wait(fd, WAIT_MS), "no interrupt");
	eventfd_count(fd);
	eventfd_signal(resample);
	holds(eventfd_wait(fd, WAIT_MS), "the eventfd did not unmask");
	eventfd_count(fd);
	isr_read(dev);
	eventfd_signal(resample);
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
		eventfd_signal(mask);
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
	eventfd_signal(mask);
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
	eventfd_signal(mask);
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
	irq_rearm(dev, INTX, dev->reference ? 200 : 10000);
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

const struct test intx_level_tests[] = {
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
	{ }
};
