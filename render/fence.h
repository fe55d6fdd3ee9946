/* SPDX-License-Identifier: GPL-2.0 */
/* Commands that complete when the GPU has finished. */
#ifndef MVGPU_RENDER_FENCE_H
#define MVGPU_RENDER_FENCE_H

#include <pthread.h>
#include "shim.h"
#include "uapi/mvgpu_render.h"

struct rd_session;

/**
 * struct rd_fence - Command that waits for the GPU
 * @done: its completion
 * @id: number of the fence in the library
 */
struct rd_fence {
	struct mvgpu_render_done done;
	u32 id;
};

/**
 * struct rd_fences - Queue of them, in the order in which they were executed
 * @lock: protects the rest; outside of that of the link
 * @fence: ring of @entries, a power of 2
 * @entries: as many as completions
 * @first: index of the oldest, counts without end
 * @open: index of the first without a fence in the library, which gets one later
 * @next: index of the next
 * @ctx: context of those without a fence in the library, or 0
 * @last_id: number of the youngest
 * @since_ns: when one completed last, or the first began to wait, or was renewed
 */
struct rd_fences {
	pthread_mutex_t lock;
	struct rd_fence *fence;
	u32 entries;
	u32 first;
	u32 open;
	u32 next;
	u32 ctx;
	u32 last_id;
	u64 since_ns;
};

int rd_fence_init(struct rd_fences *fences, u32 entries);
int rd_fence_add(struct rd_session *s, u32 ctx, const struct mvgpu_render_done *done);
void rd_fence_close(struct rd_session *s);
void rd_fence_before(struct rd_session *s, const struct mvgpu_render_cmd *cmd);
void rd_fence_completed(struct rd_session *s, u32 id);
void rd_fence_renew(struct rd_session *s);
void rd_fence_renew_lost(struct rd_session *s);
bool rd_fence_waiting(struct rd_fences *fences);

#endif /* MVGPU_RENDER_FENCE_H */
