// SPDX-License-Identifier: GPL-2.0
/*
 * Fences of rings. A ring is a timeline of an opaque context, as a queue of a Vulkan device
 * is; the library waits for it in a thread of its own and calls back with a lock that it also
 * takes to make a fence. So no lock is held here while one is made.
 */
#include <virgl/virglrenderer.h>
#include "render/context.h"
#include "render/ring.h"
#include "render/session.h"

/**
 * rd_ring_init() - Make the table of fences
 * @rings: table
 * @entries: largest number of commands in flight
 *
 * Return: 0 or -ENOMEM.
 */
int rd_ring_init(struct rd_rings *rings, u32 entries)
{
	*rings = (struct rd_rings) { .entries = entries };
	pthread_mutex_init(&rings->lock, NULL);
	rings->fence = calloc(entries, sizeof(*rings->fence));
	return rings->fence ? 0 : -ENOMEM;
}

/* Returns the number of the new fence, or 0 when there is no room. */
static u64 ring_add(struct rd_rings *rings, u32 ctx, u32 ring,
		    const struct mvgpu_render_done *done)
{
	u64 id = 0;

	pthread_mutex_lock(&rings->lock);
	if (rings->count < rings->entries) {
		id = ++rings->last_id;
		rings->fence[rings->count++] = (struct rd_ring_fence) {
			.done = *done, .id = id, .ctx = ctx, .ring = ring,
		};
	}
	pthread_mutex_unlock(&rings->lock);
	return id;
}

typedef bool (*ring_match)(const struct rd_ring_fence *fence, const struct rd_ring_fence *key);

/* Removes what matches, and completes it if there is a session to tell. Returns how many. */
static u32 ring_take(struct rd_rings *rings, ring_match match, const struct rd_ring_fence *key,
		     struct rd_link *link)
{
	u32 i, kept = 0, taken;

	pthread_mutex_lock(&rings->lock);
	for (i = 0; i < rings->count; i++) {
		if (!match(&rings->fence[i], key))
			rings->fence[kept++] = rings->fence[i];
		else if (link)
			rd_link_complete(link, &rings->fence[i].done);
	}
	taken = rings->count - kept;
	rings->count = kept;
	pthread_mutex_unlock(&rings->lock);
	return taken;
}

static bool ring_is(const struct rd_ring_fence *fence, const struct rd_ring_fence *key)
{
	return fence->id == key->id;
}

static bool ring_is_until(const struct rd_ring_fence *fence, const struct rd_ring_fence *key)
{
	return fence->ctx == key->ctx && fence->ring == key->ring && fence->id <= key->id;
}

static bool ring_is_of(const struct rd_ring_fence *fence, const struct rd_ring_fence *key)
{
	return fence->ctx == key->ctx;
}

/* Contexts that are opaque are in versions from 1 on. */
static int ring_create(u32 ctx, u32 ring, u64 id)
{
#ifdef VIRGL_RENDERER_VENUS
	return virgl_renderer_context_create_fence(ctx, 0, ring, id);
#else
	return -EOPNOTSUPP;
#endif
}

/**
 * rd_ring_fence() - Complete a command when a ring has done its work
 * @s: session
 * @cmd: command, MVGPU_RENDER_F_RING
 * @done: its completion
 *
 * Context: thread that executes.
 *
 * Return: 0 when the fence completes it; -EINVAL for a context without rings or an impossible
 * ring; -ENOMEM; -EIO when the process of the context has died.
 */
int rd_ring_fence(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		  const struct mvgpu_render_done *done)
{
	struct rd_ring_fence key = {};

	if (cmd->op != MVGPU_RENDER_OP_SUBMIT || cmd->arg >= MVGPU_RENDER_MAX_RINGS ||
	    !rd_context_is_opaque(s, cmd->ctx))
		return -EINVAL;
	key.id = ring_add(&s->rings, cmd->ctx, cmd->arg, done);
	if (!key.id)
		return -ENOMEM;
	if (!ring_create(cmd->ctx, cmd->arg, key.id))
		return 0;
	/* If it has completed nevertheless, it must not do so again. */
	return ring_take(&s->rings, ring_is, &key, NULL) ? -EIO : 0;
}

/**
 * rd_ring_completed() - Complete the commands up to a fence of a ring, and tell the module
 * @s: session
 * @ctx: context
 * @ring: ring of the context
 * @id: number of the fence
 *
 * Context: any thread, perhaps under locks of the library.
 */
void rd_ring_completed(struct rd_session *s, u32 ctx, u32 ring, u64 id)
{
	const struct rd_ring_fence key = { .ctx = ctx, .ring = ring, .id = id };

	if (ring_take(&s->rings, ring_is_until, &key, s->link))
		rd_link_kick(s->link);
}

/**
 * rd_ring_drop() - Complete the commands that wait for rings of a context
 * @s: session
 * @ctx: context, which the library has destroyed and forgotten
 *
 * Context: thread that executes.
 */
void rd_ring_drop(struct rd_session *s, u32 ctx)
{
	const struct rd_ring_fence key = { .ctx = ctx };

	ring_take(&s->rings, ring_is_of, &key, s->link);
}
