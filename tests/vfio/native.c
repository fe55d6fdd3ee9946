// SPDX-License-Identifier: GPL-2.0
/*
 * The same load as that of rate.c, without a vGPU: a program gives the streams to the kernel's
 * own virtio_gpu driver of the host VM.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <drm.h>
#include <virtgpu_drm.h>
#include "lib/clock.h"
#include "load.h"
#include "native.h"
#include "test.h"

/**
 * struct node - a render node, and the streams in flight
 * @fd: the node
 * @stream: the stream
 * @bytes: of @stream
 * @fence: a sync file of each stream in flight, by its number modulo LOAD_MAX_DEPTH
 * @in_flight: their number
 */
struct node {
	int fd;
	u32 *stream;
	u32 bytes;
	int fence[LOAD_MAX_DEPTH];
	unsigned int in_flight;
};

static struct count count;

static void submit(struct node *node)
{
	struct drm_virtgpu_execbuffer exec = {
		.flags = VIRTGPU_EXECBUF_FENCE_FD_OUT, .size = node->bytes,
		.command = (uintptr_t)node->stream, .fence_fd = -1,
	};
	u64 number = count.commands + node->in_flight++;

	holds(!ioctl(node->fd, DRM_IOCTL_VIRTGPU_EXECBUFFER, &exec), "EXECBUFFER: %m");
	node->fence[number % LOAD_MAX_DEPTH] = exec.fence_fd;
}

/* Waits for the oldest stream. */
static void collect(struct node *node)
{
	int fence = node->fence[count.commands % LOAD_MAX_DEPTH];
	struct pollfd wanted = { .fd = fence, .events = POLLIN };

	holds(poll(&wanted, 1, WAIT_MS) == 1, "no stream completed in %d ms", WAIT_MS);
	close(fence);
	node->in_flight--;
	load_completed(&count, 1);
}

static void measure(struct node *node, const struct load *load)
{
	double begin = clock_seconds(), end;
	u64 commands;

	memset(&count, 0, sizeof(count));
	do {
		load_sent(&count, node->in_flight, load->depth);
		while (node->in_flight < load->depth)
			submit(node);
		collect(node);
		end = clock_seconds();
	} while (end < begin + load->seconds);
	commands = count.commands;
	while (node->in_flight)
		collect(node);
	load_report(&count, 0, commands, end - begin);
}

/**
 * native() - print how many streams that do nothing a second virtio_gpu completes
 * @dev: its path is that of a render node
 * @arg: as of rate()
 *
 * Return: exit status.
 */
int native(struct dev *dev, const char *arg)
{
	struct node node = { .fd = open(dev->sysfs, O_RDWR | O_CLOEXEC) };
	struct load load;
	u32 words;

	if (!load_parse(&load, arg))
		return 2;
	holds(node.fd >= 0, "%s: %m", dev->sysfs);
	node.stream = load_stream(&load, &words);
	node.bytes = words * sizeof(*node.stream);
	while (load.rounds--)
		measure(&node, &load);
	return 0;
}
