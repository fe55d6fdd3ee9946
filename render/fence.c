// SPDX-License-Identifier: GPL-2.0
/*
 * Fences. The library has one order of fences, that of context 0, and may report only the
 * last of several that completed. Each report therefore completes all earlier ones.
 */
#include <virgl/virglrenderer.h>
#include "render/session.h"

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
	fences->fence = calloc(entries, sizeof(*fences->fence));
	return fences->fence ? 0 : -ENOMEM;
}

/**
 * rd_fence_add() - Complete a command when the GPU has finished what it has
 * @s: session
 * @cookie: that of the command
 *
 * Return: 0; -ENOMEM; -EIO when the GPU cannot have a fence.
 */
int rd_fence_add(struct rd_session *s, u64 cookie)
{
	struct rd_fences *fences = &s->fences;
	u32 id = fences->last_id + 1;

	if (fences->next - fences->first >= fences->entries)
		return -ENOMEM;
	fences->fence[fences->next & (fences->entries - 1)] =
		(struct rd_fence) { .cookie = cookie, .id = id };
	fences->next++;
	if (virgl_renderer_create_fence(id, 0)) {
		fences->next--;
		return -EIO;
	}
	fences->last_id = id;
	return 0;
}

/**
 * rd_fence_completed() - Complete the commands up to a fence
 * @s: session
 * @id: number of the fence
 */
void rd_fence_completed(struct rd_session *s, u32 id)
{
	struct rd_fences *fences = &s->fences;
	struct rd_fence *fence;

	while (rd_fence_waiting(fences)) {
		fence = &fences->fence[fences->first & (fences->entries - 1)];
		if ((s32)(id - fence->id) < 0)
			return;
		fences->first++;
		rd_link_complete(s->link, fence->cookie, 0);
	}
}

/**
 * rd_fence_waiting() - Check for fences that have not completed
 * @fences: queue
 *
 * Return: true when there are some.
 */
bool rd_fence_waiting(const struct rd_fences *fences)
{
	return fences->first != fences->next;
}
