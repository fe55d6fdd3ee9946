// SPDX-License-Identifier: GPL-2.0
/*
 * The queues of a session. The module may be anything in a test, so that indexes are
 * checked before they are used.
 *
 * One thread takes commands. Completions are written by that thread and by the one in which
 * virglrenderer waits for fences, under a lock that is held while the module looks at them.
 */
#include <sys/mman.h>
#include <time.h>
#include "render/link.h"
#include "render/say.h"

/* A module that does not look at a full queue for so long never will. */
#define LINK_FULL_TRIES 10000
#define LINK_FULL_NS 1000000

static void *link_map_area(struct rd_link *link, u64 offset, u64 bytes, int prot)
{
	void *area = link->ops->map(link, offset, bytes, prot);

	if (area == MAP_FAILED) {
		rd_say("cannot map the session at 0x%llx: %s",
		       (unsigned long long)offset, strerror(errno));
		return NULL;
	}
	return area;
}

static bool link_shape_ok(const struct mvgpu_render_attach *shape)
{
	return shape->sq_entries && shape->cq_entries &&
	       !(shape->sq_entries & (shape->sq_entries - 1)) &&
	       !(shape->cq_entries & (shape->cq_entries - 1));
}

/**
 * rd_link_map() - Map the queues and the data of a session
 * @link: link whose ops, fd and shape are set
 *
 * Return: 0 or -errno, with a message.
 */
int rd_link_map(struct rd_link *link)
{
	const struct mvgpu_render_attach *shape = &link->shape;
	const u64 head = MVGPU_RENDER_QUEUE_OFFSET;
	u8 *sq, *cq;

	if (!link_shape_ok(shape)) {
		rd_say("the module has queues whose sizes are no powers of 2");
		return -EPROTO;
	}
	sq = link_map_area(link, MVGPU_RENDER_MAP_SQ,
			   head + (u64)shape->sq_entries * sizeof(*link->cmds),
			   PROT_READ);
	cq = link_map_area(link, MVGPU_RENDER_MAP_CQ,
			   head + (u64)shape->cq_entries * sizeof(*link->dones),
			   PROT_READ | PROT_WRITE);
	link->data = link_map_area(link, MVGPU_RENDER_MAP_DATA,
				   shape->data_bytes, PROT_READ);
	if (!sq || !cq || !link->data)
		return -ENOMEM;
	link->sq = (void *)sq;
	link->cmds = (void *)(sq + head);
	link->cq = (void *)cq;
	link->dones = (void *)(cq + head);
	pthread_mutex_init(&link->lock, NULL);
	return 0;
}

/**
 * rd_link_err() - Find out whether the session has ended
 * @link: link
 *
 * Return: 0 while it has not; -errno.
 */
int rd_link_err(struct rd_link *link)
{
	return __atomic_load_n(&link->err, __ATOMIC_ACQUIRE);
}

static void link_set_err(struct rd_link *link, int err)
{
	__atomic_store_n(&link->err, err, __ATOMIC_RELEASE);
}

/**
 * rd_link_end() - End the session, unless it has ended
 * @link: link
 * @err: why, -errno
 */
void rd_link_end(struct rd_link *link, int err)
{
	pthread_mutex_lock(&link->lock);
	if (!link->err)
		link_set_err(link, err);
	pthread_mutex_unlock(&link->lock);
}

/**
 * rd_link_next() - Read the next command
 * @link: link
 * @cmd: set to a copy of the command
 *
 * The command stays in the queue until rd_link_taken().
 *
 * Return: false when there is none, or the session has ended.
 */
bool rd_link_next(struct rd_link *link, struct mvgpu_render_cmd *cmd)
{
	u32 produced = __atomic_load_n(&link->sq->sq_produced, __ATOMIC_ACQUIRE);
	u32 waiting = produced - link->taken;

	if (rd_link_err(link) || !waiting)
		return false;
	if (waiting > link->shape.sq_entries) {
		rd_say("the module hands over %u commands at once in a queue of %u",
		       waiting, link->shape.sq_entries);
		rd_link_end(link, -EPROTO);
		return false;
	}
	*cmd = link->cmds[link->taken & (link->shape.sq_entries - 1)];
	return true;
}

/**
 * rd_link_taken() - Give the entry and the data of the last command back
 * @link: link
 *
 * The module finds out when it next has a command, and when this process sleeps.
 */
void rd_link_taken(struct rd_link *link)
{
	link->taken++;
	__atomic_store_n(&link->cq->sq_consumed, link->taken, __ATOMIC_RELEASE);
}

static void link_kick(struct rd_link *link)
{
	link->news = false;
	link_set_err(link, link->ops->kick(link));
}

static bool link_is_full(struct rd_link *link)
{
	u32 seen = __atomic_load_n(&link->sq->cq_consumed, __ATOMIC_ACQUIRE);

	return link->done - seen >= link->shape.cq_entries;
}

/* More completions than entries are not in flight, so that a kick makes room. */
static bool link_wait_for_room(struct rd_link *link)
{
	const struct timespec pause = { .tv_nsec = LINK_FULL_NS };
	int tries;

	for (tries = 0; tries < LINK_FULL_TRIES; tries++) {
		if (link->err || !link_is_full(link))
			return !link->err;
		link_kick(link);
		if (!link->err && link_is_full(link))
			nanosleep(&pause, NULL);
	}
	rd_say("the module has not taken a completion for 10 s");
	link_set_err(link, -ETIMEDOUT);
	return false;
}

static void link_complete(struct rd_link *link, const struct mvgpu_render_done *done)
{
	if (!link_wait_for_room(link))
		return;
	link->dones[link->done & (link->shape.cq_entries - 1)] = *done;
	link->done++;
	__atomic_store_n(&link->cq->cq_produced, link->done, __ATOMIC_RELEASE);
	link->news = true;
}

/**
 * rd_link_complete() - Write a completion
 * @link: link
 * @done: completion
 *
 * The module sees it at the next rd_link_kick() of any thread.
 */
void rd_link_complete(struct rd_link *link, const struct mvgpu_render_done *done)
{
	pthread_mutex_lock(&link->lock);
	link_complete(link, done);
	pthread_mutex_unlock(&link->lock);
}

/**
 * rd_link_kick() - Let the module look at the queues, if there are new completions
 * @link: link
 *
 * When this returns the module has seen all completions that were written before the call.
 *
 * Return: 0; -errno when the session has ended.
 */
int rd_link_kick(struct rd_link *link)
{
	pthread_mutex_lock(&link->lock);
	if (link->news && !link->err)
		link_kick(link);
	pthread_mutex_unlock(&link->lock);
	return rd_link_err(link);
}

/**
 * rd_link_ask() - Ask the module why it ended the session
 * @link: link
 *
 * Return: -errno.
 */
int rd_link_ask(struct rd_link *link)
{
	pthread_mutex_lock(&link->lock);
	if (!link->err)
		link_kick(link);
	pthread_mutex_unlock(&link->lock);
	rd_link_end(link, -ENODEV);
	return rd_link_err(link);
}
