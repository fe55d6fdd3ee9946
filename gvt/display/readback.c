// SPDX-License-Identifier: GPL-2.0
/*
 * Read-back of framebuffers that are on the GPU, for the display client.
 *
 * A guest may draw faster than the display client queries. Read-backs of framebuffers that
 * no query returns would use its time on the GPU, so only one framebuffer is read back
 * between two queries, at the first flush. Later changes are read back at the next query,
 * which waits for them if there is nothing recent to show.
 */
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/wait.h>
#include "gvt/display/readback.h"
#include "gvt/mem/surface.h"
#include "gvt/resource/resource.h"
#include "gvt/sched/lock.h"
#include "gvt/sched/turn.h"
#include "gvt/sched/wakeup.h"
#include "gvt/sched/watchdog.h"
#include "gvt/vgpu/vgpu_types.h"

/* Age up to which a framebuffer is recent, and limit of the wait in a query. */
#define RECENT		msecs_to_jiffies(50)
#define PATIENCE	msecs_to_jiffies(200)

static void readback_done(struct mvgpu_gpu_req *req, int err)
{
	struct mvgpu_readback *rb = container_of(req, struct mvgpu_readback, req);
	struct mvgpu_vgpu *vgpu = container_of(rb, struct mvgpu_vgpu, readback);
	unsigned long flags;

	mvgpu_turn_end(vgpu, &rb->turn);
	spin_lock_irqsave(&vgpu->done_lock, flags);
	rb->done++;
	wake_up(&vgpu->done_wait);
	mvgpu_vgpu_queue_work(vgpu);
	spin_unlock_irqrestore(&vgpu->done_lock, flags);
}

/*
 * True when the backend has completed the @nr-th read-back. It stays true, whichever thread
 * notices it first. One at a time is in flight.
 */
static bool readback_completed(struct mvgpu_vgpu *vgpu, u32 nr)
{
	bool completed;

	spin_lock_irq(&vgpu->done_lock);
	completed = (s32)(vgpu->readback.done - nr) >= 0;
	spin_unlock_irq(&vgpu->done_lock);
	return completed;
}

/**
 * mvgpu_readback_init() - Set up the read-back of a vGPU
 * @vgpu: vGPU without a read-back in flight
 *
 * Context: vgpu->lock held.
 */
void mvgpu_readback_init(struct mvgpu_vgpu *vgpu)
{
	memset(&vgpu->readback, 0, sizeof(vgpu->readback));
	vgpu->readback.wanted = true;
	vgpu->readback.ended = jiffies - RECENT - 1;
}

/**
 * mvgpu_readback_collect() - Finish a read-back that has completed
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_readback_collect(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_readback *rb = &vgpu->readback;

	lockdep_assert_held(&vgpu->lock);
	if (!rb->busy || !readback_completed(vgpu, rb->begun))
		return;
	rb->busy = false;
	rb->ended = jiffies;
	mvgpu_turn_next(vgpu);
	mvgpu_surface_put(rb->desc.dst);
	mvgpu_resource_put(vgpu, rb->res);
}

/* The resource to be read back for the console head, if there is one. */
static struct mvgpu_resource *readback_dirty_resource(struct mvgpu_vgpu *vgpu)
{
	const struct mvgpu_scanout *so = &vgpu->scanout[vgpu->console];
	struct mvgpu_resource *res;

	if (!so->dirty.width || !so->copied ||
	    vgpu->slice.display == MVGPU_DISPLAY_OFF)
		return NULL;
	res = mvgpu_resource_find(vgpu, so->resource_id);
	return res && res->on_gpu ? res : NULL;
}

/* Begin to read back what is dirty, unless a read-back is in flight. */
static void readback_start(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_scanout *so = &vgpu->scanout[vgpu->console];
	struct mvgpu_resource *res = readback_dirty_resource(vgpu);
	struct mvgpu_readback *rb = &vgpu->readback;

	mvgpu_readback_collect(vgpu);
	if (!res || rb->busy)
		return;
	rb->res = mvgpu_resource_get(res);
	rb->desc = (struct mvgpu_gpu_readback) {
		.source = res->three,
		.rect = so->dirty,
		.x = so->dirty.x - so->rect.x,
		.y = so->dirty.y - so->rect.y,
		.dst = mvgpu_surface_get(so->surface),
	};
	memset(&so->dirty, 0, sizeof(so->dirty));
	rb->req = (struct mvgpu_gpu_req) {
		.done = readback_done, .ring_idx = MVGPU_NO_RING,
	};
	rb->busy = true;
	rb->begun++;
	rb->wanted = false;
	atomic64_inc(&vgpu->stats.readbacks);
	mvgpu_turn_start(vgpu, &rb->turn);
	vgpu->gpu->ops->readback(vgpu->client, &rb->desc, &rb->req);
}

/* Extend a rectangle to the smallest one that contains both; a width of 0 is empty. */
static void readback_enclose(struct mvgpu_gpu_rect *all,
			     const struct mvgpu_gpu_rect *more)
{
	u32 right = max(all->x + all->width, more->x + more->width);
	u32 bottom = max(all->y + all->height, more->y + more->height);

	if (!all->width) {
		*all = *more;
		return;
	}
	all->x = min(all->x, more->x);
	all->y = min(all->y, more->y);
	all->width = right - all->x;
	all->height = bottom - all->y;
}

/**
 * mvgpu_readback_damage() - Record that what a head shows has changed
 * @vgpu: vGPU
 * @head: head, checked
 * @res: resource that it shows; nothing happens unless it is on the GPU
 * @rect: rectangle that changed, inside the part that is shown
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_readback_damage(struct mvgpu_vgpu *vgpu, unsigned int head,
			   const struct mvgpu_resource *res,
			   const struct mvgpu_gpu_rect *rect)
{
	lockdep_assert_held(&vgpu->lock);
	if (!res->on_gpu)
		return;
	readback_enclose(&vgpu->scanout[head].dirty, rect);
	if (head == vgpu->console && vgpu->readback.wanted)
		readback_start(vgpu);
}

static bool readback_is_stale(const struct mvgpu_vgpu *vgpu)
{
	return time_after(jiffies, vgpu->readback.ended + RECENT);
}

/**
 * mvgpu_readback_query() - Read back for a query of the display client
 * @vgpu: vGPU
 *
 * What changed is being read back when this returns. It has arrived unless there was
 * something recent to show or the GPU takes long.
 *
 * Context: vgpu->lock held, dropped and taken again. Sleeps.
 */
void mvgpu_readback_query(struct mvgpu_vgpu *vgpu)
{
	u32 nr;

	lockdep_assert_held(&vgpu->lock);
	vgpu->readback.wanted = true;
	readback_start(vgpu);
	nr = vgpu->readback.begun;
	if (vgpu->readback.busy && readback_is_stale(vgpu)) {
		mutex_unlock(&vgpu->lock);
		if (!wait_event_timeout(vgpu->done_wait, readback_completed(vgpu, nr), PATIENCE))
			atomic64_inc(&vgpu->stats.late_looks);
		mvgpu_vgpu_lock(vgpu);
		mvgpu_readback_collect(vgpu);
	}
	vgpu->readback.wanted = true;
}

/**
 * mvgpu_readback_drain() - Wait for a read-back in flight
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held. Sleeps until the backend has completed it; the watchdog bounds
 * that.
 */
void mvgpu_readback_drain(struct mvgpu_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	if (!vgpu->readback.busy)
		return;
	mvgpu_watchdog_wait_begin(vgpu);
	wait_event(vgpu->done_wait, readback_completed(vgpu, vgpu->readback.begun));
	mvgpu_watchdog_wait_end(vgpu);
	mvgpu_readback_collect(vgpu);
}
