// SPDX-License-Identifier: GPL-2.0
/* The session of a vGPU: its file, its queues and its mappings. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "session.h"

/* A module that does not look at a full queue for so long never will. */
#define FULL_TRIES 10000

/**
 * node_open() - open the device node
 *
 * Ends the program when that fails.
 *
 * Return: the file.
 */
int node_open(void)
{
	int fd = open(DEVICE_NODE, O_RDWR | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	fprintf(stderr, "render-fake: %s: %s; is the module loaded?\n", DEVICE_NODE,
		strerror(errno));
	exit(1);
}

/**
 * session_map() - map a part of the session
 * @s: session
 * @offset: MVGPU_RENDER_MAP_*
 * @bytes: size
 * @prot: PROT_*
 *
 * Ends the program when that fails.
 *
 * Return: the mapping.
 */
void *session_map(struct session *s, u64 offset, u64 bytes, int prot)
{
	void *area = mmap(NULL, bytes, prot, MAP_SHARED, s->fd, offset);

	if (area != MAP_FAILED)
		return area;
	fprintf(stderr, "render-fake: cannot map 0x%llx bytes of the session at 0x%llx: %s\n",
		(unsigned long long)bytes, (unsigned long long)offset, strerror(errno));
	exit(1);
}

/**
 * session_map_slot() - map the memory that a command lends
 * @s: session
 * @cmd: command with a slot
 *
 * Return: the mapping, of cmd->slot_bytes.
 */
void *session_map_slot(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	return session_map(s, MVGPU_RENDER_MAP_SLOT(cmd->slot), cmd->slot_bytes,
			   PROT_READ | PROT_WRITE);
}

static void map_queues(struct session *s)
{
	const u64 head = MVGPU_RENDER_QUEUE_OFFSET;
	u8 *sq, *cq;

	sq = session_map(s, MVGPU_RENDER_MAP_SQ,
			 head + s->shape.sq_entries * sizeof(*s->cmds), PROT_READ);
	cq = session_map(s, MVGPU_RENDER_MAP_CQ,
			 head + s->shape.cq_entries * sizeof(*s->dones),
			 PROT_READ | PROT_WRITE);
	s->data = session_map(s, MVGPU_RENDER_MAP_DATA, s->shape.data_bytes, PROT_READ);
	s->sq = (void *)sq;
	s->cmds = (void *)(sq + head);
	s->cq = (void *)cq;
	s->dones = (void *)(cq + head);
}

/**
 * session_attach() - become the renderer of a vGPU
 * @s: session, filled in
 * @uuid: the vGPU
 *
 * Return: 0 or -errno of MVGPU_RENDER_ATTACH.
 */
int session_attach(struct session *s, const char *uuid)
{
	s->fd = node_open();
	s->shape.abi = MVGPU_RENDER_ABI;
	snprintf(s->shape.uuid, sizeof(s->shape.uuid), "%s", uuid);
	if (ioctl(s->fd, MVGPU_RENDER_ATTACH, &s->shape))
		return -errno;
	map_queues(s);
	return 0;
}

/**
 * session_next() - read the next command
 * @s: session
 * @cmd: set to a copy
 *
 * The command and its data stay in the queue until session_taken().
 *
 * Return: false when there is none.
 */
bool session_next(struct session *s, struct mvgpu_render_cmd *cmd)
{
	if (__atomic_load_n(&s->sq->sq_produced, __ATOMIC_ACQUIRE) == s->taken)
		return false;
	*cmd = s->cmds[s->taken % s->shape.sq_entries];
	return true;
}

/**
 * session_taken() - publish how many commands were taken
 * @s: session
 * @taken: their number
 */
void session_taken(struct session *s, u32 taken)
{
	s->taken = taken;
	__atomic_store_n(&s->cq->sq_consumed, taken, __ATOMIC_RELEASE);
}

static bool full(struct session *s)
{
	return s->done - __atomic_load_n(&s->sq->cq_consumed, __ATOMIC_ACQUIRE) >=
	       s->shape.cq_entries;
}

/**
 * session_complete() - write a completion
 * @s: session
 * @cookie: of the command
 * @err: its error
 */
void session_complete(struct session *s, u64 cookie, int err)
{
	for (int tries = 0; full(s) && tries < FULL_TRIES; tries++)
		if (session_kick(s))
			return;
	s->answer.cookie = cookie;
	s->answer.err = err;
	s->dones[s->done % s->shape.cq_entries] = s->answer;
	__atomic_store_n(&s->cq->cq_produced, ++s->done, __ATOMIC_RELEASE);
}

/**
 * session_kick() - let the module look at the queues
 * @s: session
 *
 * Return: 0; -errno when the session has ended.
 */
int session_kick(struct session *s)
{
	return ioctl(s->fd, MVGPU_RENDER_KICK) ? -errno : 0;
}

/**
 * session_wait() - sleep until there is a command
 * @s: session
 *
 * Return: 0; -errno when the session has ended.
 */
int session_wait(struct session *s)
{
	struct pollfd fd = { .fd = s->fd, .events = POLLIN };

	if (poll(&fd, 1, -1) < 0)
		return errno == EINTR ? 0 : -errno;
	if (fd.revents & POLLHUP)
		return session_kick(s) ?: -EPROTO;
	return fd.revents & ~POLLIN ? -EIO : 0;
}
