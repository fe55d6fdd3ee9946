// SPDX-License-Identifier: GPL-2.0
/* What the tests of interrupts share. */
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>
#include "irq.h"

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

/**
 * provoke_config_event() - Make the device signal a configuration change
 * @dev: the device
 *
 * The available index is out of range, so that the device needs a reset.
 */
void provoke_config_event(struct dev *dev)
{
	struct queue *q = &dev->queue[0];

	queue_publish(q, q->avail_idx + q->num + 1);
	queue_kick(dev, q);
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

/**
 * irq_rearm() - Replace the eventfd of an interrupt many times
 * @dev: the device
 * @index: VFIO_PCI_*_IRQ_INDEX, whose first interrupt is used
 * @rounds: how often
 *
 * Ends the test when an eventfd or a file descriptor is leaked.
 */
void irq_rearm(struct dev *dev, u32 index, int rounds)
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
