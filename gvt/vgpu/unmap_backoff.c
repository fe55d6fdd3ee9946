// SPDX-License-Identifier: GPL-2.0
/*
 * Unmap back-off: nothing is pinned in guest memory that is being unmapped.
 *
 * VFIO's container announces a range before it checks whether a page in it is pinned,
 * and announces it again for as long as it finds one. After eleven attempts it gives up
 * with a BUG (vfio_dma_do_unmap() in drivers/vfio/vfio_iommu_type1.c), and a VMM can
 * delay each of its checks as long as it likes. So a vGPU that got the announcement pins
 * nothing in the range until the thread that unmaps has returned to user mode or has
 * ended; the unmap has completed then. The container can still find pins in two ways,
 * because it identifies a range by the address of its structure:
 *
 * - Another range was mapped, and its structure has the address of one that was freed
 *   (an unmap may be of everything while other threads map). After AGAIN_MOST such pins
 *   the vGPUs that got the announcement pin nothing at all until the unmap completes.
 * - A vGPU was opened after the announcement and did not get it. After JOINED_MOST such
 *   vGPUs, no vGPU that begins to pin later pins anything until then. VFIO does not tell
 *   which container a vGPU is in.
 *
 * iommufd rejects pins in a range that it has announced, but limits the announcements of
 * one unmap: after a hundred it may give up with a WARN (iopt_unmap_iova_range() in
 * drivers/iommu/iommufd/io_pagetable.c). After ROUNDS_MOST of them the vGPUs unpin
 * everything, and pin nothing until the unmap completes.
 *
 * The core calls the release function of a file when the thread that closed it returns
 * to user mode, and drops the reference to the file's module afterwards. That is how the
 * end of the unmap is noticed. (task_work_add() would suffice, but only some
 * distributions export it.)
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

/* The sum is less than the number of attempts after which VFIO gives up. */
#define AGAIN_MOST	3
#define JOINED_MOST	6

/* Less than the number of announcements after which iommufd gives up. */
#define ROUNDS_MOST	64

/* A vGPU that takes part in more unmaps at once pins nothing, which bounds the list. */
#define PARTS_MOST	64

/*
 * Whether memory may be pinned must not depend on whether there is memory for this. There
 * are at most as many of these as the VMM has threads times vGPUs, and they are charged
 * to it.
 */
#define NOFAIL_GFP	(GFP_KERNEL_ACCOUNT | __GFP_ZERO | __GFP_NOFAIL)

/**
 * struct unmap - Unmap in progress, identified by its thread
 * @node: entry in unmaps
 * @task: thread; referenced
 * @ends: a file will report the end
 * @first: first address announced so far
 * @last: last address announced so far; less than @first when there is none
 * @begun: number of the last first-pin before it began
 * @again: pins found that were made after others had been announced
 * @joined: vGPUs that began to pin after it began
 * @rounds: announcements so far, each of them to every vGPU
 * @closed: entry in closed when @joined has reached its limit, or in a list to be freed
 * @parts: vGPUs that got an announcement
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
	unsigned int rounds;
	struct list_head closed;
	struct list_head parts;
};

/**
 * struct part - vGPU that takes part in an unmap
 * @unmap: unmap
 * @vgpu: vGPU
 * @in_unmap: entry in unmap->parts
 * @in_vgpu: entry in vgpu->unmaps.parts
 * @first: first address pinned since the last announcement
 * @last: last address pinned since then; less than @first when there is none
 * @rounds: announcements to this vGPU, and those before it took part
 */
struct part {
	struct unmap *unmap;
	struct mvgpu_vgpu *vgpu;
	struct list_head in_unmap;
	struct list_head in_vgpu;
	u64 first;
	u64 last;
	unsigned int rounds;
};

/* Leaf lock that protects everything in this file. Process context. */
static DEFINE_SPINLOCK(unmap_lock);
/* Unmaps by the thread's address. */
static DEFINE_HASHTABLE(unmaps, 6);
static LIST_HEAD(closed);
/* Number of first pins so far. */
static u64 pins;

static bool unmap_ranges_overlap(u64 first, u64 last, u64 first2, u64 last2)
{
	return first <= last2 && first2 <= last;
}

/* Last address of a range. It has at least one byte and does not wrap around. */
static u64 unmap_last(u64 iova, u64 len)
{
	return len && len - 1 > U64_MAX - iova ? U64_MAX :
						 iova + max_t(u64, len, 1) - 1;
}

static struct unmap *unmap_alloc(void)
{
	struct unmap *u = kmalloc(sizeof(*u), NOFAIL_GFP);

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

/* Remove an unmap from all lists. It restricts nothing any more, and is still to be freed. */
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

/* Called in the thread that unmapped, when its unmap has completed. */
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

/* Only a thread that will return to user mode closes the file at the right time. */
static struct file *unmap_file(struct unmap *u)
{
	if (current->flags & (PF_KTHREAD | PF_EXITING))
		return ERR_PTR(-ESRCH);
	return anon_inode_getfile("[mvgpu-unmap]", &unmap_fops, u, O_RDWR);
}

/*
 * Without a file the unmap is known to have completed when its thread does something
 * else with the vGPU or ends. The guest may need its memory earlier.
 */
static void unmap_unwatched(struct mvgpu_vgpu *vgpu)
{
	mvgpu_guest_log(vgpu,
			"cannot detect the end of an unmap: its range is not used until the VMM resets the vGPU\n");
	if (vgpu->is_open && (vgpu->transport.status & VIRTIO_CONFIG_S_DRIVER_OK))
		mvgpu_transport_need_reset(vgpu, "no memory");
}

/* Arrange to be notified when the unmap of this thread has completed. */
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
	part->rounds = u->rounds;
	list_add(&part->in_unmap, &u->parts);
	list_add(&part->in_vgpu, &vgpu->unmaps.parts);
	vgpu->unmaps.nr_parts++;
	if (vgpu->unmaps.first_pin > u->begun)
		u->joined++;
}

static struct part *unmap_new_part(struct mvgpu_vgpu *vgpu)
{
	struct part *part = kmalloc(sizeof(*part), NOFAIL_GFP);
	struct unmap *fresh = unmap_alloc(), *u;

	spin_lock(&unmap_lock);
	u = unmap_of_current();
	if (!u) {
		u = fresh;
		fresh = NULL;
		u->begun = pins;
		hash_add(unmaps, &u->node, (unsigned long)current);
	}
	unmap_add_part(part, u, vgpu);
	spin_unlock(&unmap_lock);
	if (fresh)
		unmap_free(fresh);
	return part;
}

/* Get the part of @vgpu in the unmap of this thread. It stays while vgpu->lock is held. */
static struct part *unmap_own_part(struct mvgpu_vgpu *vgpu)
{
	struct part *part;

	spin_lock(&unmap_lock);
	part = unmap_find_part(unmap_of_current(), vgpu);
	spin_unlock(&unmap_lock);
	return part ?: unmap_new_part(vgpu);
}

/**
 * mvgpu_unmap_announce() - The container announces that it unmaps a range
 * @vgpu: vGPU
 * @iova: first guest address
 * @len: bytes
 *
 * When this returns, nothing in the range can be pinned until the unmap has completed.
 * The caller unpins what is pinned.
 *
 * Context: thread that unmaps; vgpu->lock held. May sleep.
 *
 * Return: true when nothing at all can be pinned, and the caller unpins everything.
 */
bool mvgpu_unmap_announce(struct mvgpu_vgpu *vgpu, u64 iova, u64 len)
{
	struct part *part = unmap_own_part(vgpu);
	u64 last = unmap_last(iova, len);
	struct unmap *u = part->unmap;
	bool all;

	lockdep_assert_held(&vgpu->lock);
	spin_lock(&unmap_lock);
	if (unmap_ranges_overlap(part->first, part->last, iova, last))
		u->again++;
	part->first = U64_MAX;
	part->last = 0;
	u->first = min(u->first, iova);
	u->last = max(u->last, last);
	u->rounds = max(u->rounds, ++part->rounds);
	all = u->rounds >= ROUNDS_MOST;
	if (u->joined >= JOINED_MOST && list_empty(&u->closed))
		list_add(&u->closed, &closed);
	spin_unlock(&unmap_lock);
	unmap_watch(u, vgpu);
	return all;
}

/* True for a vGPU that began to pin after an unmap that too many vGPUs joined. */
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
		if (part->unmap->again >= AGAIN_MOST || part->unmap->rounds >= ROUNDS_MOST ||
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
 * mvgpu_unmap_may_pin() - Check whether guest memory may be pinned
 * @vgpu: vGPU; vgpu->lock stays held until the memory is pinned
 * @iova: first guest address
 * @len: bytes, 1..; @iova + @len - 1 does not overflow
 *
 * Context: vgpu->lock held.
 *
 * Return: false when the VMM is unmapping it.
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

/* True for an unmap that has completed although no file reported it. */
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
 * mvgpu_unmap_reset() - The VMM resets the vGPU
 * @vgpu: vGPU
 *
 * Unmaps that completed without a report are removed.
 *
 * Context: thread that does not unmap meanwhile; vgpu->lock held. May sleep.
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
 * mvgpu_unmap_open() - A VMM opens the vGPU
 * @vgpu: vGPU
 *
 * As mvgpu_unmap_reset(). Unmaps that were announced earlier still count: the vGPU may
 * return to the same container.
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_unmap_open(struct mvgpu_vgpu *vgpu)
{
	mvgpu_unmap_reset(vgpu);
	spin_lock(&unmap_lock);
	vgpu->unmaps.first_pin = 0;
	spin_unlock(&unmap_lock);
}

/**
 * mvgpu_unmap_init() - Set up the back-off of a new vGPU
 * @vgpu: vGPU
 *
 * Context: any.
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
 * mvgpu_unmap_exit() - Remove a vGPU from all unmaps
 * @vgpu: vGPU that nothing else refers to
 *
 * The unmaps continue without it.
 *
 * Context: process context, may sleep.
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
