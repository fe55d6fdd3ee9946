// SPDX-License-Identifier: GPL-2.0
/*
 * Fences. The library has one order of fences, that of context 0, and may report only the
 * last of several that completed. Each report therefore completes all earlier ones.
 *
 * The library waits for fences in a thread of its own, which reports them: it completes the
 * commands and tells the module, without waking the thread that executes. The lock of the
 * queue is held while a fence is made, as it may be reported before its number is noted.
 *
 * A fence costs more than a small stream: the library hands it to another thread. So the
 * streams of a context that are executed one directly after the other share one, which is made
 * when there is no more to execute, or after a while: they complete together, a little later
 * than the first of them alone would. They are in the OpenGL context that is current when the
 * fence is made.
 */
#include <virgl/virglrenderer.h>
#include "render/clock.h"
#include "render/session.h"

/* After so long without news, a fence may have been lost in the library. */
#define FENCE_LOST_NS 1000000000ULL

/**
 * rd_fence_init() - Make the queue of fences
 * @fences: queue
 * @entries: largest number of commands in flight, a power of 2
 *
 * Return: 0 or -ENOMEM.
 */
int rd_fence_init(struct rd_fences *fences, u32 entries)
{
	*fences = (struct rd_fences) { .entries = entries };
	pthread_mutex_init(&fences->lock, NULL);
	fences->fence = calloc(entries, sizeof(*fences->fence));
	return fences->fence ? 0 : -ENOMEM;
}

static struct rd_fence *fence_at(struct rd_fences *fences, u32 index)
{
	return &fences->fence[index & (fences->entries - 1)];
}

static int fence_add(struct rd_fences *fences, const struct mvgpu_render_done *done)
{
	if (fences->next - fences->first >= fences->entries)
		return -ENOMEM;
	if (fences->next == fences->first)
		fences->since_ns = rd_clock_now();
	*fence_at(fences, fences->next++) = (struct rd_fence) { .done = *done };
	return 0;
}

/**
 * rd_fence_add() - Complete a command when the GPU has finished what it has
 * @s: session
 * @done: its completion
 * @ctx: its context, 0: none
 *
 * The fence is made by rd_fence_close().
 *
 * Return: 0; -ENOMEM.
 */
int rd_fence_add(struct rd_session *s, u32 ctx, const struct mvgpu_render_done *done)
{
	struct rd_fences *fences = &s->fences;
	int err;

	pthread_mutex_lock(&fences->lock);
	err = fence_add(fences, done);
	pthread_mutex_unlock(&fences->lock);
	fences->ctx = ctx;
	return err;
}

/* What was executed has taken effect, so that it completes without a fence as well. */
static void fence_give_up(struct rd_session *s)
{
	struct rd_fences *fences = &s->fences;
	u32 i, end = fences->next;

	fences->next = fences->open;
	for (i = fences->open; i != end; i++)
		rd_link_complete(s->link, &fence_at(fences, i)->done);
}

static void fence_close(struct rd_session *s)
{
	struct rd_fences *fences = &s->fences;
	u32 i, id = fences->last_id + 1, open = fences->open;

	if (open == fences->next)
		return;
	for (i = open; i != fences->next; i++)
		fence_at(fences, i)->id = id;
	fences->open = fences->next;
	if (!virgl_renderer_create_fence(id, 0)) {
		fences->last_id = id;
		return;
	}
	fences->open = open;
	fence_give_up(s);
}

/**
 * rd_fence_close() - Make the fence of the commands that have none yet, if there are some
 * @s: session
 *
 * Context: thread that executes.
 */
void rd_fence_close(struct rd_session *s)
{
	pthread_mutex_lock(&s->fences.lock);
	fence_close(s);
	pthread_mutex_unlock(&s->fences.lock);
}

/**
 * rd_fence_before() - Make the fence that has to be made before a command is executed
 * @s: session
 * @cmd: command; one that may leave the OpenGL context of those that share a fence
 */
void rd_fence_before(struct rd_session *s, const struct mvgpu_render_cmd *cmd)
{
	if (cmd->op != MVGPU_RENDER_OP_SUBMIT || cmd->ctx != s->fences.ctx)
		rd_fence_close(s);
}

static void fence_completed(struct rd_session *s, u32 id)
{
	struct rd_fences *fences = &s->fences;
	struct rd_fence *fence;

	while (fences->first != fences->open) {
		fence = fence_at(fences, fences->first);
		if ((s32)(id - fence->id) < 0)
			return;
		fences->first++;
		fences->since_ns = rd_clock_now();
		rd_link_complete(s->link, &fence->done);
	}
}

/**
 * rd_fence_completed() - Complete the commands up to a fence, and tell the module
 * @s: session
 * @id: number of the fence
 *
 * Context: any thread.
 */
void rd_fence_completed(struct rd_session *s, u32 id)
{
	pthread_mutex_lock(&s->fences.lock);
	fence_completed(s, id);
	pthread_mutex_unlock(&s->fences.lock);
	rd_link_kick(s->link);
}

static void fence_renew(struct rd_session *s)
{
	struct rd_fences *fences = &s->fences;
	u32 id = fences->last_id + 1;

	if (fences->first == fences->next)
		return;
	fences->since_ns = rd_clock_now();
	if (virgl_renderer_create_fence(id, 0))
		fence_completed(s, fences->last_id);
	else
		fences->last_id = id;
}

/**
 * rd_fence_renew() - Make up for a fence that the library may have lost
 * @s: session
 *
 * When a context is destroyed, the library may forget the fence for which its thread waits at
 * this moment, whichever context that belongs to. One more fence completes the same commands,
 * and no sooner than the GPU has executed them.
 *
 * Context: thread that executes.
 */
void rd_fence_renew(struct rd_session *s)
{
	pthread_mutex_lock(&s->fences.lock);
	fence_renew(s);
	pthread_mutex_unlock(&s->fences.lock);
}

/**
 * rd_fence_renew_lost() - Renew the fence when none has completed for long
 * @s: session
 *
 * Context: thread that executes.
 */
void rd_fence_renew_lost(struct rd_session *s)
{
	pthread_mutex_lock(&s->fences.lock);
	if (rd_clock_now() - s->fences.since_ns >= FENCE_LOST_NS)
		fence_renew(s);
	pthread_mutex_unlock(&s->fences.lock);
}

/**
 * rd_fence_waiting() - Check for fences that have not completed
 * @fences: queue
 *
 * Return: true when there are some.
 */
bool rd_fence_waiting(struct rd_fences *fences)
{
	bool waiting;

	pthread_mutex_lock(&fences->lock);
	waiting = fences->first != fences->next;
	pthread_mutex_unlock(&fences->lock);
	return waiting;
}
