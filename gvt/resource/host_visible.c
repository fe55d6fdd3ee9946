// SPDX-License-Identifier: GPL-2.0
/* Places in the host-visible window of a vGPU. */
#include <linux/cleanup.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include "gvt/resource/host_visible.h"
#include "gvt/vgpu/vgpu_types.h"

static struct mvgpu_hostvis_range *hostvis_range(struct rb_node *node)
{
	return rb_entry(node, struct mvgpu_hostvis_range, node);
}

/* Extents that overlap are the same place. */
static int hostvis_compare(struct rb_node *a, const struct rb_node *b)
{
	const struct mvgpu_hostvis_range *x = hostvis_range(a);
	const struct mvgpu_hostvis_range *y = rb_entry(b, struct mvgpu_hostvis_range, node);

	if (x->last < y->first)
		return -1;
	return x->first > y->last;
}

static int hostvis_compare_page(const void *key, const struct rb_node *node)
{
	const struct mvgpu_hostvis_range *e = rb_entry(node, struct mvgpu_hostvis_range, node);
	u64 page = *(const u64 *)key;

	if (page < e->first)
		return -1;
	return page > e->last;
}

/**
 * mvgpu_hostvis_init() - an empty window
 * @window: the window
 */
void mvgpu_hostvis_init(struct mvgpu_hostvis *window)
{
	mutex_init(&window->lock);
	mutex_init(&window->zap_lock);
	window->ranges = RB_ROOT;
}

/**
 * mvgpu_hostvis_exit() - the end of a window
 * @window: the window, empty
 */
void mvgpu_hostvis_exit(struct mvgpu_hostvis *window)
{
	mutex_destroy(&window->zap_lock);
	mutex_destroy(&window->lock);
}

/**
 * mvgpu_hostvis_reserve() - take a place for a blob
 * @vgpu: the vGPU; vgpu->lock held
 * @range: the blob's, not in use
 * @offset: where, bytes; as the guest gave it
 * @size: bytes, 1..
 *
 * Nothing is to be seen there before mvgpu_hostvis_show().
 *
 * Return: 0; -EINVAL for what is not whole pages inside the window; -EEXIST
 * when a part of it is taken.
 */
int mvgpu_hostvis_reserve(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range,
			  u64 offset, u64 size)
{
	u64 bytes = vgpu->slice.hostvis_size;
	struct rb_node *taken;

	lockdep_assert_held(&vgpu->lock);
	if (!PAGE_ALIGNED(offset) || !PAGE_ALIGNED(size) || !size ||
	    offset >= bytes || size > bytes - offset)
		return -EINVAL;
	range->first = offset >> PAGE_SHIFT;
	range->last = range->first + (size >> PAGE_SHIFT) - 1;
	range->shown = false;
	mutex_lock(&vgpu->hostvis.lock);
	taken = rb_find_add(&range->node, &vgpu->hostvis.ranges, hostvis_compare);
	mutex_unlock(&vgpu->hostvis.lock);
	if (taken)
		return -EEXIST;
	range->used = true;
	atomic64_add(size, &vgpu->stats.mapped);
	return 0;
}

static u64 hostvis_pages(const struct mvgpu_hostvis_range *range)
{
	return range->last - range->first + 1;
}

/* What was to be seen there is so no longer, and never was afterwards. */
static void hostvis_notify(struct mvgpu_vgpu *vgpu, u64 first, u64 pages)
{
	lockdep_assert_held(&vgpu->hostvis.zap_lock);
	if (vgpu->guest)
		vgpu->guest->hostvis_changed(vgpu->guest_priv,
					    first << PAGE_SHIFT,
					    pages << PAGE_SHIFT);
}

/* Nothing is shown of a GPU that is lost. Returns what was. */
static bool hostvis_mark(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range,
			 bool shown)
{
	bool was = range->shown;

	guard(mutex)(&vgpu->hostvis.lock);
	range->shown = shown && !READ_ONCE(vgpu->gpu->lost);
	return was;
}

static void hostvis_set_shown(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range,
			      bool shown)
{
	lockdep_assert_held(&vgpu->lock);
	guard(mutex)(&vgpu->hostvis.zap_lock);
	if (hostvis_mark(vgpu, range, shown) != range->shown)
		hostvis_notify(vgpu, range->first, hostvis_pages(range));
}

/**
 * mvgpu_hostvis_show() - a blob is in its place
 * @vgpu: the vGPU; vgpu->lock held
 * @range: the blob's, in use
 *
 * Nothing is shown of a GPU that is lost. May sleep.
 */
void mvgpu_hostvis_show(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range)
{
	hostvis_set_shown(vgpu, range, true);
}

/**
 * mvgpu_hostvis_hide() - a blob will leave its place
 * @vgpu: the vGPU; vgpu->lock held
 * @range: the blob's
 *
 * Nobody can touch it any more when this returns. May sleep.
 */
void mvgpu_hostvis_hide(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range)
{
	if (range->used)
		hostvis_set_shown(vgpu, range, false);
}

/**
 * mvgpu_hostvis_release() - the place of a blob is free again
 * @vgpu: the vGPU; vgpu->lock held
 * @range: the blob's, hidden; harmless when it is not in use
 */
void mvgpu_hostvis_release(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range)
{
	if (!range->used)
		return;
	mvgpu_hostvis_hide(vgpu, range);
	mutex_lock(&vgpu->hostvis.lock);
	rb_erase(&range->node, &vgpu->hostvis.ranges);
	mutex_unlock(&vgpu->hostvis.lock);
	range->used = false;
	atomic64_sub(hostvis_pages(range) << PAGE_SHIFT, &vgpu->stats.mapped);
}

/**
 * mvgpu_hostvis_hide_all() - the GPU is gone, or has forgotten everything
 * @vgpu: the vGPU; vgpu->lock need not be held, a VMM can make others wait for it
 *
 * Nobody sees anything of the GPU any more when this returns. The places stay
 * taken until the guest gives its blobs up. May sleep.
 */
void mvgpu_hostvis_hide_all(struct mvgpu_vgpu *vgpu)
{
	struct rb_node *node;
	bool any = false;

	guard(mutex)(&vgpu->hostvis.zap_lock);
	scoped_guard(mutex, &vgpu->hostvis.lock) {
		for (node = rb_first(&vgpu->hostvis.ranges); node;
		     node = rb_next(node)) {
			any |= hostvis_range(node)->shown;
			hostvis_range(node)->shown = false;
		}
	}
	if (any)
		hostvis_notify(vgpu, 0, vgpu->slice.hostvis_size >> PAGE_SHIFT);
}

/**
 * mvgpu_hostvis_set_guest() - who is told of changes
 * @vgpu: the vGPU; vgpu->lock held, nothing shown
 * @guest: services of the VFIO face, or NULL
 * @priv: their first argument
 *
 * Who was is told nothing more when this returns. May sleep.
 */
void mvgpu_hostvis_set_guest(struct mvgpu_vgpu *vgpu,
			     const struct mvgpu_guest_ops *guest, void *priv)
{
	lockdep_assert_held(&vgpu->lock);
	guard(mutex)(&vgpu->hostvis.zap_lock);
	vgpu->guest = guest;
	vgpu->guest_priv = priv;
}

/**
 * mvgpu_hostvis_page() - what is to be seen at a page of the window
 * @vgpu: the vGPU
 * @page: number of the page, any
 * @pfn: frame of the GPU's window
 * @left: how many pages from there on belong to the same blob, 1..
 *
 * The answer is good until hostvis_changed() is called for the place: whoever
 * maps the page does it under a lock that hostvis_changed() takes, too. Takes
 * the window's leaf lock.
 *
 * Return: true, or false: nothing is there.
 */
bool mvgpu_hostvis_page(struct mvgpu_vgpu *vgpu, u64 page, u64 *pfn, u64 *left)
{
	const struct mvgpu_hostvis_range *range;
	struct rb_node *node;

	guard(mutex)(&vgpu->hostvis.lock);
	node = rb_find(&page, &vgpu->hostvis.ranges, hostvis_compare_page);
	if (!node)
		return false;
	range = hostvis_range(node);
	*pfn = (vgpu->gpu->caps.hostvis_phys + vgpu->slice.hostvis_base +
		(page << PAGE_SHIFT)) >> PAGE_SHIFT;
	*left = range->last - page + 1;
	return range->shown;
}
