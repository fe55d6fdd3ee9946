// SPDX-License-Identifier: GPL-2.0
/* INTx that no driver acknowledges, and eventfds that two vGPUs share. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "irq.h"

/* Long enough for many interrupts, which must not come. */
#define STORM_MS 1000

static int unmask_eventfd(struct dev *dev, int fd)
{
	return irq_set(dev, INTX, 0, 1, EVENTFD | UNMASK, &fd, sizeof(fd));
}

static int unmask(struct dev *dev)
{
	return irq_set(dev, INTX, 0, 1, NONE | UNMASK, NULL, 0);
}

/*
 * INTx stays asserted from here on: the driver causes a need for a reset and does not
 * read the ISR.
 */
static void assert_intx(struct dev *dev, int fd)
{
	provoke_config_event(dev);
	holds(eventfd_wait(fd, WAIT_MS), "no interrupt");
}

/* Returns the jiffies that all CPUs of the host spent in the kernel. */
static unsigned long long kernel_jiffies(void)
{
	unsigned long long user, nice, system = 0;
	FILE *f = fopen("/proc/stat", "r");

	if (f && fscanf(f, "cpu %llu %llu %llu", &user, &nice, &system) != 3)
		system = 0;
	if (f)
		fclose(f);
	return system;
}

static long long all_irqs(struct dev *dev, unsigned int n)
{
	long long sum = 0;

	for (unsigned int i = 0; i < n; i++)
		sum += stat_read(&dev[i], "irqs");
	return sum;
}

/* Returns how many interrupts there are while no program acts. */
static long long irqs_by_themselves(struct dev *dev, unsigned int n)
{
	unsigned long long cpu = kernel_jiffies();
	long long irqs = all_irqs(dev, n);

	usleep(STORM_MS * 1000);
	irqs = all_irqs(dev, n) - irqs;
	diag("%lld interrupts in %d ms, %llu jiffies in the kernel", irqs,
	     STORM_MS, kernel_jiffies() - cpu);
	return irqs;
}

/*
 * The trigger of each vGPU is the unmask eventfd of the next one. An unmask causes one
 * interrupt; the signal that the next vGPU gets from it is not an unmask.
 */
static void crossed(struct dev *dev, unsigned int n)
{
	long long before;
	int fd[3];

	for (unsigned int i = 0; i < n; i++) {
		gpu_start(&dev[i], F_ALL);
		fd[i] = gpu_intx(&dev[i]);
	}
	for (unsigned int i = 0; i < n; i++)
		assert_intx(&dev[i], fd[i]);
	for (unsigned int i = 0; i < n; i++)
		is(unmask_eventfd(&dev[i], fd[(i + n - 1) % n]), 0);
	/* Setting an unmask eventfd that was signalled before is an unmask, too. */
	holds(irqs_by_themselves(dev, n) <= n, "a storm by itself");

	for (unsigned int i = 0; i < n; i++) {
		before = all_irqs(dev, n);
		is(unmask(&dev[i]), 0);
		holds(irqs_by_themselves(dev, n) <= 1, "a storm by an ioctl");
		is(all_irqs(dev, n), before + 1);
	}

	/* A signal by another process still unmasks. */
	before = all_irqs(dev, n);
	eventfd_signal(fd[0]);
	for (int i = 0; all_irqs(dev, n) == before; i++) {
		holds(i < WAIT_MS, "the eventfd does not unmask");
		usleep(1000);
	}
	holds(irqs_by_themselves(dev, n) == 0, "a storm by a signal");
	is(all_irqs(dev, n), before + 1);
}

static void crossed_two(struct dev *dev)
{
	struct dev both[2] = { *dev, { .sysfs = other_sysfs } };

	dev_open(&both[1]);
	crossed(both, 2);
}

static void crossed_three(struct dev *dev)
{
	struct dev all[3] = { *dev, { .sysfs = other_sysfs },
			      { .sysfs = more_sysfs[0] } };

	dev_open(&all[1]);
	dev_open(&all[2]);
	crossed(all, 3);
}

static void own_trigger(struct dev *dev)
{
	int fd, unmask_fd = new_eventfd();

	gpu_start(dev, F_ALL);
	fd = gpu_intx(dev);
	is(unmask_eventfd(dev, fd), -EINVAL);
	is(unmask_eventfd(dev, unmask_fd), 0);
	is(irq_set_fds(dev, INTX, 0, 1, &unmask_fd), -EINVAL);
	assert_intx(dev, fd);
	is(irqs_by_themselves(dev, 1), 0);
}

/*
 * The MSI-X vectors of one vGPU unmask the INTx of the other one, whose trigger is one
 * of them.
 */
static void crossed_msix(struct dev *dev)
{
	struct dev both[2] = { *dev, { .sysfs = other_sysfs } };
	long long before;
	int fd;

	dev_open(&both[1]);
	gpu_start(&both[0], F_ALL);
	gpu_start(&both[1], F_ALL);
	fd = gpu_intx(&both[1]);
	assert_intx(&both[1], fd);
	is(irq_set_fds(&both[0], VFIO_PCI_MSIX_IRQ_INDEX, 0, 1, &fd), 0);
	is(unmask_eventfd(&both[1], both[0].irq[1]), 0);
	irqs_by_themselves(both, 2);
	before = stat_read(&both[1], "irqs");
	command_without_wait(&both[0]);
	/* The response may come, and interrupt, after this thread has begun to count. */
	holds(irqs_by_themselves(both, 2) <= 1, "a storm by a response");
	is(stat_read(&both[1], "irqs"), before);
	eventfd_signal(both[0].irq[1]);
	for (int i = 0; stat_read(&both[1], "irqs") == before; i++) {
		holds(i < WAIT_MS, "the eventfd does not unmask");
		usleep(1000);
	}
}

/*
 * A guest with a shared line ends the interrupt without reading the ISR, any number of
 * times: the interrupt comes again once for each end.
 */
static void unanswered(struct dev *dev)
{
	int fd, resample = new_eventfd();
	long long before;

	gpu_start(dev, F_ALL);
	fd = gpu_intx(dev);
	is(unmask_eventfd(dev, resample), 0);
	assert_intx(dev, fd);
	for (unsigned int i = 0; i < 500; i++) {
		eventfd_count(fd);
		eventfd_signal(resample);
		holds(eventfd_wait(fd, WAIT_MS), "lost after %u times", i);
	}
	before = stat_read(dev, "irqs");
	isr_read(dev);
	eventfd_signal(resample);
	usleep(QUIET_MS * 1000);
	is(stat_read(dev, "irqs"), before);
}

/*
 * A driver that uses INTx only.
 * @connected: the state of the first head's monitor that the driver knows
 * @there: its true state
 * @replugs: how often that may still change while the driver works
 */
static struct {
	int fd, resample;
	bool connected, there;
	unsigned int replugs, looks;
	u32 seed;
} driver;

static bool one_in(u32 n)
{
	driver.seed = driver.seed * 1664525 + 1013904223;
	return (driver.seed >> 16) % n == 0;
}

static void replug(struct dev *dev)
{
	if (!driver.replugs || !one_in(2))
		return;
	driver.replugs--;
	driver.there = !driver.there;
	is(attr_write(dev, "monitors", driver.there ? "all" : "none"), 0);
}

/*
 * As the virtio_gpu driver of Linux does, the driver queries first and clears the event
 * last.
 */
static void look(struct dev *dev)
{
	struct structure *s = &dev->structure[VIRTIO_DEVICE];
	struct virtio_gpu_resp_display_info *info = (void *)dev->resp;

	if (!(devcfg_read(dev, 0) & VIRTIO_GPU_EVENT_DISPLAY))
		return;
	replug(dev);
	command_without_wait(dev);
	driver.connected = info->pmodes[0].enabled;
	driver.looks++;
	replug(dev);
	bar_write(dev, s->bar, s->offset + 4, VIRTIO_GPU_EVENT_DISPLAY, 4);
}

/* Handles one interrupt of a level: reads the ISR, acts on it, ends the interrupt. */
static bool answer(struct dev *dev, int ms)
{
	if (!eventfd_wait(driver.fd, ms))
		return false;
	eventfd_count(driver.fd);
	replug(dev);
	if (isr_read(dev) & 2)
		look(dev);
	replug(dev);
	eventfd_signal(driver.resample);
	return true;
}

static void start_driver(struct dev *dev)
{
	gpu_start(dev, F_ALL);
	driver.fd = gpu_intx(dev);
	driver.resample = new_eventfd();
	driver.connected = true;
	driver.there = true;
	is(unmask_eventfd(dev, driver.resample), 0);
}

/* Handles interrupts until none is asserted; an asserted one must be signalled. */
static void rests(struct dev *dev)
{
	int vain = 0;

	while (cfg_read(dev, PCI_STATUS, 2) & PCI_STATUS_INTERRUPT) {
		vain = answer(dev, QUIET_MS) ? 0 : vain + QUIET_MS;
		holds(vain < WAIT_MS, "INTx is asserted, but not signalled");
	}
}

/* The monitor is unplugged and plugged in at each point of what the driver does. */
static void monitor_events(struct dev *dev)
{
	start_driver(dev);
	for (unsigned int i = 0; i < 100; i++) {
		driver.replugs = 1 + i % 7;
		while (driver.replugs) {
			replug(dev);
			if (one_in(2))
				command_without_wait(dev);
			answer(dev, 0);
		}
		rests(dev);
		is(driver.connected, driver.there);
	}
	diag("%u looks", driver.looks);
	holds(driver.looks >= 50, "the driver missed a change");
}

/* The configuration changes between the read of the ISR and the end of the interrupt. */
static void event_before_end(struct dev *dev)
{
	start_driver(dev);
	command_without_wait(dev);
	holds(eventfd_wait(driver.fd, WAIT_MS), "no interrupt");
	is(attr_write(dev, "monitors", "none"), 0);
	is(isr_read(dev), 3);
	is(attr_write(dev, "monitors", "all"), 0);
	is(eventfd_count(driver.fd), 1);
	eventfd_signal(driver.resample);
	holds(eventfd_wait(driver.fd, WAIT_MS), "the second change is lost");
	is(isr_read(dev), 2);
	is(isr_read(dev), 0);
}

const struct test intx_tests[] = {
	{ "intx: a monitor that is unplugged and plugged in at any moment is not missed",
	  monitor_events, OPEN, NEED_OURS, .limit = 60 },
	{ "intx: a change before the end of an interrupt asserts the next one",
	  event_before_end, OPEN, NEED_OURS },
	{ "crossed: two vGPUs whose INTx unmask each other become quiet",
	  crossed_two, OPEN, NEED_OURS | NEED_OTHER },
	{ "crossed: three vGPUs whose INTx unmask each other in a ring become quiet",
	  crossed_three, OPEN,
	  NEED_OURS | NEED_MORE },
	{ "crossed: vGPUs whose vectors unmask the INTx of the other become quiet",
	  crossed_msix,
	  OPEN, NEED_OURS | NEED_OTHER },
	{ "crossed: INTx does not unmask itself",
	  own_trigger, OPEN, NEED_OURS },
	{ "crossed: INTx that is unmasked while it is asserted is signalled again, once",
	  unanswered, OPEN, NEED_OURS },
	{ }
};
