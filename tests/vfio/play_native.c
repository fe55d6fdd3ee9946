// SPDX-License-Identifier: GPL-2.0
/*
 * Plays a recording without a vGPU: as a program that gives its streams to the kernel's own
 * virtio_gpu driver of the host VM. Resources have other ids in each context, so that they are
 * translated in the streams, as mvgpu does it.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <drm.h>
#include <virtgpu_drm.h>
#include "play.h"
#include "recording.h"
#include "test.h"
#include "translate.h"

#define MAX_ID		65536
#define MAX_RECORDS	4096

/**
 * struct record - a record, in memory
 * @kind: of recording.h
 * @words: of @payload
 * @payload: as it was recorded
 */
struct record {
	u32 kind;
	u32 words;
	u32 *payload;
};

/**
 * struct resource - a resource of the recording
 * @handle: of its buffer object, 0 for none
 * @host_id: what streams call it
 */
struct resource {
	u32 handle;
	u32 host_id;
};

static struct {
	const char *node;
	unsigned int depth;
	int fd;
	struct record records[MAX_RECORDS];
	unsigned int nr;
	struct resource resources[MAX_ID];
	u32 stream[RECORDING_MAX / sizeof(u32)];
	int fences[PLAY_MAX_DEPTH];
	unsigned int streams;
} player;

static void keep(void *arg, u32 kind, const u32 *payload, u32 words)
{
	struct record *record = &player.records[player.nr++];

	holds(player.nr <= MAX_RECORDS, "more than %d records", MAX_RECORDS);
	*record = (struct record){ .kind = kind, .words = words };
	record->payload = calloc(words + 1, sizeof(*payload));
	holds(record->payload, "no memory for a record");
	memcpy(record->payload, payload, words * sizeof(*payload));
}

static void made(const u32 *args)
{
	struct drm_virtgpu_resource_create create = {
		.target = args[1], .format = args[2], .bind = args[3], .width = args[4],
		.height = args[5], .depth = args[6], .array_size = args[7],
		.last_level = args[8], .nr_samples = args[9], .size = args[10] ?: 4096,
	};

	holds(args[0] < MAX_ID, "a resource has the id %u", args[0]);
	holds(!ioctl(player.fd, DRM_IOCTL_VIRTGPU_RESOURCE_CREATE, &create),
	      "RESOURCE_CREATE: %m");
	player.resources[args[0]] =
		(struct resource){ .handle = create.bo_handle, .host_id = create.res_handle };
}

static void gone(u32 id)
{
	struct drm_gem_close close = { .handle = player.resources[id].handle };

	holds(!ioctl(player.fd, DRM_IOCTL_GEM_CLOSE, &close), "GEM_CLOSE: %m");
	player.resources[id] = (struct resource){};
}

static u32 host_id(void *arg, u32 id)
{
	return id < MAX_ID ? player.resources[id].host_id : 0;
}

static void wait_for(int fence)
{
	struct pollfd wanted = { .fd = fence, .events = POLLIN };

	holds(poll(&wanted, 1, WAIT_MS) == 1, "no stream completed in %d ms", WAIT_MS);
	close(fence);
}

static void submit(const struct record *record)
{
	int *fence = &player.fences[player.streams++ % player.depth];
	struct drm_virtgpu_execbuffer exec = {
		.flags = VIRTGPU_EXECBUF_FENCE_FD_OUT,
		.size = record->words * sizeof(*record->payload),
		.command = (uintptr_t)player.stream, .fence_fd = -1,
	};

	if (player.streams > player.depth)
		wait_for(*fence);
	memcpy(player.stream, record->payload, exec.size);
	is(translate(player.stream, exec.size, host_id, NULL), 0);
	holds(!ioctl(player.fd, DRM_IOCTL_VIRTGPU_EXECBUFFER, &exec), "EXECBUFFER: %m");
	*fence = exec.fence_fd;
}

static void play_record(const struct record *record)
{
	if (record->kind == RESOURCE_MADE)
		made(record->payload);
	else if (record->kind == RESOURCE_GONE)
		gone(record->payload[0]);
	else
		submit(record);
}

static void finish(void)
{
	unsigned int left = player.streams < player.depth ? player.streams : player.depth;

	while (left)
		wait_for(player.fences[(player.streams - left--) % player.depth]);
	for (u32 id = 0; id < MAX_ID; id++)
		if (player.resources[id].handle)
			gone(id);
	close(player.fd);
}

static void play_once(void *arg)
{
	player.fd = open(player.node, O_RDWR | O_CLOEXEC);
	holds(player.fd >= 0, "%s: %m", player.node);
	player.streams = 0;
	for (unsigned int i = 0; i < player.nr; i++)
		play_record(&player.records[i]);
	finish();
}

/**
 * play_native() - print how often a second virtio_gpu plays a recording
 * @dev: its path is that of a render node
 * @arg: see play_parse()
 *
 * Return: exit status.
 */
int play_native(struct dev *dev, const char *arg)
{
	struct play play;

	if (!play_parse(&play, arg))
		return 2;
	player.node = dev->sysfs;
	player.depth = play.depth;
	recording_read(play.path, keep, NULL);
	return play_for(&play, play_once, NULL);
}
