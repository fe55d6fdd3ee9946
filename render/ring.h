/* SPDX-License-Identifier: GPL-2.0 */
/* Commands that complete when a ring of an opaque context has done their work. */
#ifndef MVGPU_RENDER_RING_H
#define MVGPU_RENDER_RING_H

#include <pthread.h>
#include "shim.h"
#include "uapi/mvgpu_render.h"

struct rd_session;

/**
 * struct rd_ring_fence - Command that waits for a ring
 * @done: its completion
 * @id: number of the fence in the library, larger than all before
 * @ctx: context
 * @ring: ring of the context
 */
struct rd_ring_fence {
	struct mvgpu_render_done done;
	u64 id;
	u32 ctx;
	u32 ring;
};

/**
 * struct rd_rings - Commands that wait for rings
 * @lock: protects the rest; outside of that of the link, inside of those of the library
 * @fence: room for @entries, in the order of their numbers
 * @entries: as many as completions
 * @count: number of commands
 * @last_id: number of the youngest fence
 */
struct rd_rings {
	pthread_mutex_t lock;
	struct rd_ring_fence *fence;
	u32 entries;
	u32 count;
	u64 last_id;
};

int rd_ring_init(struct rd_rings *rings, u32 entries);
int rd_ring_fence(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		  const struct mvgpu_render_done *done);
void rd_ring_completed(struct rd_session *s, u32 ctx, u32 ring, u64 id);
void rd_ring_drop(struct rd_session *s, u32 ctx);

#endif /* MVGPU_RENDER_RING_H */
