// SPDX-License-Identifier: GPL-2.0
/* Ranges of the host-visible region of a vGPU. */
#include <linux/cleanup.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include "gvt/gpu/mirror.h"
#include "gvt/resource/host_visible.h"
#include "gvt/vgpu/vgpu_types.h"

static struct mvgpu_hostvis_range *hostvis_range(struct rb_node *node)
{
	return rb_entry(node, struct mvgpu_hostvis_range, node);
}

/* Ranges that overlap compare as equal. */
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
 * mvgpu_hostvis_init() - Set up an empty region
 * @hostvis: region
 *
 * Context: any.
 */
void mvgpu_hostvis_init(struct mvgpu_hostvis *hostvis)
{
	mutex_init(&hostvis->lock);
	mutex_init(&hostvis->zap_lock);
	hostvis->ranges = RB_ROOT;
}

/**
 * mvgpu_hostvis_exit() - Undo mvgpu_hostvis_init()
 * @hostvis: region without ranges
 *
 * Context: process context.
 */
void mvgpu_hostvis_exit(struct mvgpu_hostvis *hostvis)
{
	mutex_destroy(&hostvis->zap_lock);
	mutex_destroy(&hostvis->lock);
}

/**
 * mvgpu_hostvis_reserve() - Reserve a range for a blob
 * @vgpu: vGPU
 * @range: range of the blob, not in use
 * @offset: offset in the region, bytes; as the guest sent it
 * @size: bytes, 1..
 *
 * Nothing is accessible there before mvgpu_hostvis_show().
 *
 * Context: vgpu->lock held.
 *
 * Return: 0; -EINVAL for what is not whole pages inside the region; -EEXIST when a part of it
 * is in use.
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
	range->mirror = NULL;
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

/* Remove mappings of a range whose contents changed. */
static void hostvis_notify(struct mvgpu_vgpu *vgpu, u64 offset, u64 len)
{
	lockdep_assert_held(&vgpu->hostvis.zap_lock);
	if (vgpu->guest)
		vgpu->guest->hostvis_changed(vgpu->guest_priv, offset, len);
}

/**
 * mvgpu_hostvis_changed() - Zap mappings: frames of a mirror are not what they were
 * @vgpu: vGPU
 * @offset: bytes, page aligned
 * @len: bytes, whole pages, 1..
 *
 * Context: process context, under locks of the memory management, also while memory is
 * reclaimed. Takes hostvis.zap_lock.
 */
void mvgpu_hostvis_changed(struct mvgpu_vgpu *vgpu, u64 offset, u64 len)
{
	guard(mutex)(&vgpu->hostvis.zap_lock);
	hostvis_notify(vgpu, offset, len);
}

/* Nothing is shown of a lost GPU. Returns whether the range was shown. */
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
		hostvis_notify(vgpu, range->first << PAGE_SHIFT,
			       hostvis_pages(range) << PAGE_SHIFT);
}

/**
 * mvgpu_hostvis_show() - Make a blob accessible in its range
 * @vgpu: vGPU
 * @range: range of the blob, reserved, in which nothing was shown yet
 * @mirror: what is there, with a reference that becomes the range's; NULL: the part of the
 *	GPU's region
 *
 * Nothing of a lost GPU becomes accessible.
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_hostvis_show(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range,
			struct mvgpu_gpu_mirror *mirror)
{
	scoped_guard(mutex, &vgpu->hostvis.lock)
		range->mirror = mirror;
	hostvis_set_shown(vgpu, range, true);
}

/**
 * mvgpu_hostvis_hide() - Make a blob inaccessible
 * @vgpu: vGPU
 * @range: range of the blob
 *
 * When this returns no mapping of it is left.
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_hostvis_hide(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range)
{
	if (range->used)
		hostvis_set_shown(vgpu, range, false);
}

/**
 * mvgpu_hostvis_release() - Release the range of a blob
 * @vgpu: vGPU
 * @range: range of the blob; nothing happens when it is not reserved
 *
 * Context: vgpu->lock held. May sleep.
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
	mvgpu_gpu_mirror_put(range->mirror);
	range->mirror = NULL;
	atomic64_sub(hostvis_pages(range) << PAGE_SHIFT, &vgpu->stats.mapped);
}

/**
 * mvgpu_hostvis_hide_all() - Make everything inaccessible: the GPU is lost
 * @vgpu: vGPU
 *
 * When this returns no mapping of the GPU's memory is left. The ranges stay reserved until the
 * guest unmaps its blobs.
 *
 * Context: process context, may sleep. vgpu->lock need not be held, since a VMM can delay
 * a thread that takes it.
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
		hostvis_notify(vgpu, 0, vgpu->slice.hostvis_size);
}

/**
 * mvgpu_hostvis_set_guest() - Set the VFIO face that is notified of changes
 * @vgpu: vGPU in whose region nothing is shown
 * @guest: services of the VFIO face, or NULL
 * @priv: their first argument
 *
 * The previous one is not called any more when this returns.
 *
 * Context: vgpu->lock held. May sleep.
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
 * mvgpu_hostvis_page() - Look up a page of the region
 * @vgpu: vGPU
 * @page: number of the page, any value
 * @found: what is there; unchanged without a blob
 *
 * The answer is valid until guest->hostvis_changed() is called for the range. A caller that
 * maps the page therefore holds a lock that hostvis_changed() takes as well.
 *
 * Context: process context. Takes the leaf lock of the region.
 *
 * Return: true, or false: there is no blob.
 */
bool mvgpu_hostvis_page(struct mvgpu_vgpu *vgpu, u64 page, struct mvgpu_hostvis_page *found)
{
	const struct mvgpu_hostvis_range *range;
	struct rb_node *node;

	guard(mutex)(&vgpu->hostvis.lock);
	node = rb_find(&page, &vgpu->hostvis.ranges, hostvis_compare_page);
	if (!node)
		return false;
	range = hostvis_range(node);
	if (!range->shown)
		return false;
	found->mirror = range->mirror;
	found->page = page - range->first;
	found->pfn = PHYS_PFN(vgpu->gpu->caps.hostvis_phys + vgpu->slice.hostvis_base) + page;
	found->left = range->last - page + 1;
	if (found->mirror)
		found->mirror->ops->get(found->mirror);
	return true;
}
