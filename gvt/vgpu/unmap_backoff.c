// SPDX-License-Identifier: GPL-2.0
/*
 * Guest memory that the VMM is taking back.
 *
 * VFIO's container tells of a range before it looks whether a page of it is
 * pinned, and tells again for as long as it finds one. Eleven times in vain are a
 * BUG to it (vfio_dma_do_unmap() in drivers/vfio/vfio_iommu_type1.c), and between
 * any two of its looks a VMM can make time for whatever it wants. So a vGPU that
 * was told pins nothing of the range until the thread that unmaps is back in user
 * mode, or has ended; then the unmap is over. That leaves the container two ways
 * to find pins again, because it knows a range by the address of its structure:
 *
 * - another range has been mapped, and its structure is where one was that is gone
 *   (an unmap may be of everything, and other threads map): after AGAIN_MOST such
 *   pins the vGPUs that were told pin nothing at all until the unmap is over;
 * - a vGPU was opened after the container told, so that it was not: after
 *   JOINED_MOST such vGPUs nobody who comes new pins anything until then. Which
 *   container a vGPU is in, VFIO does not say.
 *
 * The core runs what closes a file when the thread that gave it back returns to
 * user mode, and lets go of the file's module afterwards: that is how we learn of
 * the end. (task_work_add() would do, but only some distributions export it.)
 */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/hashtable.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/virtio_config.h>
#include "gvt/vgpu/unmap_backoff.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/transport.h"

/* Together fewer than the looks that are a BUG. */
#define AGAIN_MOST	3
#define JOINED_MOST	6

/* A vGPU that is in more unmaps at once pins nothing: the list stays short. */
#define PARTS_MOST	64

/*
 * Whether memory may be pinned cannot depend on there being some. There are at
 * most as many of these as the VMM has threads times vGPUs, and it pays for them.
 */
#define GOING_GFP	(GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NOFAIL)

/**
 * struct unmap - a thread that takes memory back
 * @node: in unmaps
 * @task: the thread; referenced
 * @ends: a file will say when it is over
 * @first: first address that it told of so far
 * @last: the last one; less than @first when there is none
 * @begun: number of the last pin before it
 * @again: pins found that were made after it had told of others
 * @joined: vGPUs that began to pin after it began
 * @closed: in closed, when @joined reached its most, or being freed
 * @parts: vGPUs that it told
 */
struct unmap {
	struct hlist_node node;
	struct task_struct *task;
	bool ends;
	u64 first;
	u64 last;
	u64 begun;
	unsigned int again;
	unsigned int joined;
	struct list_head closed;
	struct list_head parts;
};

/**
 * struct part - a vGPU in an unmap
 * @unmap: the unmap
 * @vgpu: the vGPU
 * @in_unmap: in unmap->parts
 * @in_vgpu: in vgpu->unmaps.parts
 * @first: first address pinned since it was told last
 * @last: the last one; less than @first when there is none
 */
struct part {
	struct unmap *unmap;
	struct mvgpu_vgpu *vgpu;
	struct list_head in_unmap;
	struct list_head in_vgpu;
	u64 first;
	u64 last;
};

/* A leaf, protects all of this file. Process context. */
static DEFINE_SPINLOCK(unmap_lock);
/* Unmaps by the thread's address. */
static DEFINE_HASHTABLE(unmaps, 6);
static LIST_HEAD(closed);
/* First pins so far. */
static u64 pins;

static bool unmap_ranges_overlap(u64 first, u64 last, u64 first2, u64 last2)
{
	return first <= last2 && first2 <= last;
}

/* A range that is not empty, and ends at the end of the addresses at most. */
static u64 unmap_last(u64 iova, u64 len)
{
	return len && len - 1 > U64_MAX - iova ? U64_MAX :
						 iova + max_t(u64, len, 1) - 1;
}

static struct unmap *unmap_alloc(void)
{
	struct unmap *u = kmalloc(sizeof(*u), GOING_GFP);

	u->task = get_task_struct(current);
	u->first = U64_MAX;
	INIT_LIST_HEAD(&u->closed);
	INIT_LIST_HEAD(&u->parts);
	return u;
}

static void unmap_free(struct unmap *u)
{
	struct part *part, *next;

	list_for_each_entry_safe(part, next, &u->parts, in_unmap)
		kfree(part);
	put_task_struct(u->task);
	kfree(u);
}

/* From here on it holds nothing up; it is still to be freed. */
static void unmap_unlink(struct unmap *u)
{
	struct part *part;

	hash_del(&u->node);
	list_del_init(&u->closed);
	list_for_each_entry(part, &u->parts, in_unmap) {
		list_del(&part->in_vgpu);
		part->vgpu->unmaps.nr_parts--;
		part->vgpu->unmaps.completed++;
	}
}

/* In the thread that unmapped, which is done with it. */
static int unmap_file_release(struct inode *inode, struct file *file)
{
	struct unmap *u = file->private_data;

	spin_lock(&unmap_lock);
	unmap_unlink(u);
	spin_unlock(&unmap_lock);
	unmap_free(u);
	return 0;
}

static const struct file_operations unmap_fops = {
	.owner = THIS_MODULE,
	.release = unmap_file_release,
};

/* Only a thread that will be in user mode closes it when we want it to. */
static struct file *unmap_file(struct unmap *u)
{
	if (current->flags & (PF_KTHREAD | PF_EXITING))
		return ERR_PTR(-ESRCH);
	return anon_inode_getfile("[mvgpu-unmap]", &unmap_fops, u, O_RDWR);
}

/*
 * Without a file the thread shows that its unmap is over by doing something else
 * with the vGPU, or by ending. The guest may want its memory before.
 */
static void unmap_unwatched(struct mvgpu_vgpu *vgpu)
{
	mvgpu_guest_log(vgpu,
			"cannot see when an unmap is over: its range is not used until the VMM resets the vGPU\n");
	if (vgpu->is_open && (vgpu->transport.status & VIRTIO_CONFIG_S_DRIVER_OK))
		mvgpu_transport_need_reset(vgpu, "no memory");
}

/* Learn when the unmap of this thread is over. */
static void unmap_watch(struct unmap *u, struct mvgpu_vgpu *vgpu)
{
	struct file *file;

	if (u->ends)
		return;
	file = unmap_file(u);
	if (IS_ERR(file)) {
		unmap_unwatched(vgpu);
		return;
	}
	spin_lock(&unmap_lock);
	u->ends = true;
	spin_unlock(&unmap_lock);
	fput(file);
}

static struct unmap *unmap_of_current(void)
{
	struct unmap *u;

	hash_for_each_possible(unmaps, u, node, (unsigned long)current)
		if (u->task == current)
			return u;
	return NULL;
}

static struct part *unmap_find_part(struct unmap *u, struct mvgpu_vgpu *vgpu)
{
	struct part *part;

	if (!u)
		return NULL;
	list_for_each_entry(part, &u->parts, in_unmap)
		if (part->vgpu == vgpu)
			return part;
	return NULL;
}

static void unmap_add_part(struct part *part, struct unmap *u, struct mvgpu_vgpu *vgpu)
{
	part->unmap = u;
	part->vgpu = vgpu;
	part->first = U64_MAX;
	list_add(&part->in_unmap, &u->parts);
	list_add(&part->in_vgpu, &vgpu->unmaps.parts);
	vgpu->unmaps.nr_parts++;
	if (vgpu->unmaps.first_pin > u->begun)
		u->joined++;
}

static struct part *unmap_new_part(struct mvgpu_vgpu *vgpu)
{
	struct part *part = kmalloc(sizeof(*part), GOING_GFP);
	struct unmap *fresh = unmap_alloc(), *u;

	spin_lock(&unmap_lock);
	u = unmap_of_current();
	if (!u) {
		swap(u, fresh);
		u->begun = pins;
		hash_add(unmaps, &u->node, (unsigned long)current);
	}
	unmap_add_part(part, u, vgpu);
	spin_unlock(&unmap_lock);
	if (fresh)
		unmap_free(fresh);
	return part;
}

/* The part of @vgpu in the unmap of this thread; it stays while vgpu->lock is held. */
static struct part *unmap_own_part(struct mvgpu_vgpu *vgpu)
{
	struct part *part;

	spin_lock(&unmap_lock);
	part = unmap_find_part(unmap_of_current(), vgpu);
	spin_unlock(&unmap_lock);
	return part ?: unmap_new_part(vgpu);
}

/**
 * mvgpu_unmap_announce() - the container says that a range goes
 * @vgpu: the vGPU; vgpu->lock held
 * @iova: first guest address
 * @len: bytes
 *
 * In the thread that unmaps. From its return on nothing of the range can be pinned
 * until that is over; what is pinned is the caller's to unpin. May sleep.
 */
void mvgpu_unmap_announce(struct mvgpu_vgpu *vgpu, u64 iova, u64 len)
{
	struct part *part = unmap_own_part(vgpu);
	u64 last = unmap_last(iova, len);
	struct unmap *u = part->unmap;

	lockdep_assert_held(&vgpu->lock);
	spin_lock(&unmap_lock);
	if (unmap_ranges_overlap(part->first, part->last, iova, last))
		u->again++;
	part->first = U64_MAX;
	part->last = 0;
	u->first = min(u->first, iova);
	u->last = max(u->last, last);
	if (u->joined >= JOINED_MOST && list_empty(&u->closed))
		list_add(&u->closed, &closed);
	spin_unlock(&unmap_lock);
	unmap_watch(u, vgpu);
}

/* Did it begin to pin after an unmap that too many others joined? */
static bool unmap_is_closed(const struct mvgpu_unmaps *g)
{
	struct unmap *u;

	list_for_each_entry(u, &closed, closed)
		if (!g->first_pin || g->first_pin > u->begun)
			return true;
	return false;
}

static bool unmap_covers(const struct mvgpu_unmaps *g, u64 first, u64 last)
{
	struct part *part;

	if (g->nr_parts > PARTS_MOST || unmap_is_closed(g))
		return true;
	list_for_each_entry(part, &g->parts, in_vgpu)
		if (part->unmap->again >= AGAIN_MOST ||
		    unmap_ranges_overlap(part->unmap->first, part->unmap->last, first, last))
			return true;
	return false;
}

static void unmap_note_pin(struct mvgpu_unmaps *g, u64 first, u64 last)
{
	struct part *part;

	if (!g->first_pin)
		g->first_pin = ++pins;
	list_for_each_entry(part, &g->parts, in_vgpu) {
		part->first = min(part->first, first);
		part->last = max(part->last, last);
	}
}

/**
 * mvgpu_unmap_may_pin() - before guest memory is pinned
 * @vgpu: the vGPU; vgpu->lock held, until it is pinned
 * @iova: first guest address
 * @len: bytes, 1..; @iova + @len - 1 does not overflow
 *
 * Return: false when the VMM is taking it back.
 */
bool mvgpu_unmap_may_pin(struct mvgpu_vgpu *vgpu, u64 iova, u64 len)
{
	struct mvgpu_unmaps *g = &vgpu->unmaps;
	bool may;

	lockdep_assert_held(&vgpu->lock);
	spin_lock(&unmap_lock);
	may = !unmap_covers(g, iova, iova + (len - 1));
	if (may)
		unmap_note_pin(g, iova, iova + (len - 1));
	spin_unlock(&unmap_lock);
	return may;
}

/* Nobody says that it is over, but it is. */
static bool unmap_ended_unseen(const struct unmap *u)
{
	return !u->ends &&
	       (u->task == current || READ_ONCE(u->task->exit_state));
}

static void unmap_free_all(struct list_head *gone)
{
	struct unmap *u, *next;

	list_for_each_entry_safe(u, next, gone, closed)
		unmap_free(u);
}

/**
 * mvgpu_unmap_reset() - the VMM resets the vGPU
 * @vgpu: the vGPU; vgpu->lock held
 *
 * In a thread that does not unmap meanwhile. May sleep.
 */
void mvgpu_unmap_reset(struct mvgpu_vgpu *vgpu)
{
	struct part *part, *next;
	LIST_HEAD(gone);

	lockdep_assert_held(&vgpu->lock);
	spin_lock(&unmap_lock);
	list_for_each_entry_safe(part, next, &vgpu->unmaps.parts, in_vgpu) {
		if (!unmap_ended_unseen(part->unmap))
			continue;
		unmap_unlink(part->unmap);
		list_add(&part->unmap->closed, &gone);
	}
	spin_unlock(&unmap_lock);
	unmap_free_all(&gone);
}

/**
 * mvgpu_unmap_open() - a VMM takes the vGPU
 * @vgpu: the vGPU; vgpu->lock held
 *
 * As mvgpu_unmap_reset(). Unmaps that it was told of before still count: it may come
 * back into the same container.
 */
void mvgpu_unmap_open(struct mvgpu_vgpu *vgpu)
{
	mvgpu_unmap_reset(vgpu);
	spin_lock(&unmap_lock);
	vgpu->unmaps.first_pin = 0;
	spin_unlock(&unmap_lock);
}

/**
 * mvgpu_unmap_init() - nothing goes
 * @vgpu: a new vGPU
 */
void mvgpu_unmap_init(struct mvgpu_vgpu *vgpu)
{
	INIT_LIST_HEAD(&vgpu->unmaps.parts);
}

static void unmap_unlink_part(struct part *part, struct list_head *gone)
{
	struct unmap *u = part->unmap;

	list_del(&part->in_unmap);
	list_del(&part->in_vgpu);
	if (u->ends || !list_empty(&u->parts))
		return;
	unmap_unlink(u);
	list_add(&u->closed, gone);
}

/**
 * mvgpu_unmap_exit() - the vGPU is no more
 * @vgpu: the vGPU, gone for everybody else
 *
 * Unmaps that told it go on without. May sleep.
 */
void mvgpu_unmap_exit(struct mvgpu_vgpu *vgpu)
{
	struct part *part, *next;
	LIST_HEAD(parts);
	LIST_HEAD(gone);

	spin_lock(&unmap_lock);
	list_for_each_entry_safe(part, next, &vgpu->unmaps.parts, in_vgpu) {
		unmap_unlink_part(part, &gone);
		list_add(&part->in_vgpu, &parts);
	}
	spin_unlock(&unmap_lock);
	list_for_each_entry_safe(part, next, &parts, in_vgpu)
		kfree(part);
	unmap_free_all(&gone);
}
