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
#include "gvt/display/display_op.h"
#include "gvt/display/exportable.h"
#include "gvt/display/readback.h"
#include "gvt/mem/surface.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"

/* Age up to which a framebuffer is recent, and limit of the wait in a query. */
#define RECENT		msecs_to_jiffies(50)
#define PATIENCE	msecs_to_jiffies(200)

/**
 * mvgpu_readback_init() - Set up the read-back of a vGPU
 * @vgpu: vGPU without a read-back in flight
 *
 * Context: vgpu->lock held.
 */
void mvgpu_readback_init(struct mvgpu_vgpu *vgpu)
{
	mvgpu_display_op_init(&vgpu->readback.op, vgpu);
	vgpu->readback.wanted = true;
	vgpu->readback.ended = jiffies - RECENT - 1;
}

static void readback_finish(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_readback *rb = &vgpu->readback;
	struct mvgpu_scanout *so;

	rb->ended = jiffies;
	/* Without the pixels, a client goes on to see the last framebuffer. */
	for (so = vgpu->scanout; so < vgpu->scanout + MVGPU_MAX_HEADS; so++)
		if (!rb->op.err && so->surface == rb->desc.dst)
			so->blank = false;
	mvgpu_surface_put(rb->desc.dst);
	mvgpu_resource_put(vgpu, rb->op.res);
}

/**
 * mvgpu_readback_collect() - Finish a read-back that has completed
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_readback_collect(struct mvgpu_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	if (mvgpu_display_op_collect(&vgpu->readback.op))
		readback_finish(vgpu);
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
	return res && res->on_gpu && !mvgpu_exportable(vgpu, so, res) ? res : NULL;
}

/* Begin to read back what is dirty, unless a read-back is in flight. */
static void readback_start(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_scanout *so = &vgpu->scanout[vgpu->console];
	struct mvgpu_resource *res = readback_dirty_resource(vgpu);
	struct mvgpu_readback *rb = &vgpu->readback;

	mvgpu_readback_collect(vgpu);
	if (!res || rb->op.busy)
		return;
	rb->desc = (struct mvgpu_gpu_readback) {
		.source = res->three,
		.fb = res->opaque ? so->fb : (struct mvgpu_fb){},
		.rect = so->dirty,
		.x = so->dirty.x - so->rect.x,
		.y = so->dirty.y - so->rect.y,
		.dst = mvgpu_surface_get(so->surface),
	};
	memset(&so->dirty, 0, sizeof(so->dirty));
	rb->wanted = false;
	atomic64_inc(&vgpu->stats.readbacks);
	mvgpu_display_op_begin(&rb->op, res);
	vgpu->gpu->ops->readback(vgpu->client, &rb->desc, &rb->op.req);
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
	return vgpu->scanout[vgpu->console].blank ||
	       time_after(jiffies, vgpu->readback.ended + RECENT);
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
	struct mvgpu_readback *rb = &vgpu->readback;

	lockdep_assert_held(&vgpu->lock);
	rb->wanted = true;
	readback_start(vgpu);
	if (rb->op.busy && readback_is_stale(vgpu)) {
		if (!mvgpu_display_op_wait(&rb->op, PATIENCE))
			atomic64_inc(&vgpu->stats.late_looks);
		mvgpu_readback_collect(vgpu);
	}
	rb->wanted = true;
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
	if (mvgpu_display_op_drain(&vgpu->readback.op))
		readback_finish(vgpu);
}
