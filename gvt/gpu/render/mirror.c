// SPDX-License-Identifier: GPL-2.0
/*
 * Mapped blobs of a renderer, as the host-visible region shows them.
 *
 * A mirror remembers the page frames that the renderer has at the addresses of a blob. No
 * reference keeps the pages. Instead a notifier of the renderer's address space is called
 * before a page goes, is moved or is protected: the frame is marked as stale, then the
 * mappings of the VMM are zapped, and only then the page goes. The next access of the guest
 * looks up what is there now. Two threads may take the same page at the same time, and none of
 * them may go on before it is zapped: the second one finds it stale, and zaps as well.
 *
 * A page at which nothing was found stays blank until the blob is mapped again, and does not
 * cause a zap: an address space that contains a BAR is notified of a zap in that BAR, and
 * must not answer it with another one. Frames of a BAR are never found, see look.c.
 */
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include "compat.h"
#include "gvt/gpu/gpu_types.h"
#include "gvt/gpu/render/look.h"
#include "gvt/gpu/render/mirror.h"
#include "gvt/gpu/render/session.h"
#include "gvt/gpu/render/stall.h"

#define MIRROR_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

static struct mvgpu_rd_mirror *mirror_of(struct mvgpu_gpu_mirror *mirror)
{
	return container_of(mirror, struct mvgpu_rd_mirror, mirror);
}

static void mirror_release(struct kref *ref)
{
	struct mvgpu_rd_mirror *m = container_of(ref, struct mvgpu_rd_mirror, ref);

	mvgpu_rd_session_put(m->session);
	mutex_destroy(&m->lock);
	kvfree(m->frames);
	kfree(m);
}

static void mirror_get(struct mvgpu_gpu_mirror *mirror)
{
	kref_get(&mirror_of(mirror)->ref);
}

static void mirror_put(struct mvgpu_gpu_mirror *mirror)
{
	kref_put(&mirror_of(mirror)->ref, mirror_release);
}

static bool mirror_is_frame(const struct mvgpu_gpu_frame *frame)
{
	return frame->pfn < MVGPU_RD_FRAME_STALE;
}

/* Returns whether the VMM may have mapped a frame. */
static bool mirror_forget(struct mvgpu_rd_mirror *m, u64 first, u64 nr)
{
	bool any = false;
	u64 i;

	lockdep_assert_held(&m->lock);
	for (i = first; i < first + nr; i++) {
		if (mirror_is_frame(&m->frames[i]))
			m->frames[i].pfn = MVGPU_RD_FRAME_STALE;
		any |= m->frames[i].pfn == MVGPU_RD_FRAME_STALE;
	}
	return any;
}

/* No mapping of stale frames is left. */
static void mirror_settle(struct mvgpu_rd_mirror *m, u64 first, u64 nr)
{
	u64 i;

	guard(mutex)(&m->lock);
	for (i = first; i < first + nr; i++)
		if (m->frames[i].pfn == MVGPU_RD_FRAME_STALE)
			m->frames[i].pfn = MVGPU_RD_FRAME_UNKNOWN;
}

static void mirror_zap(struct mvgpu_rd_mirror *m, u64 first, u64 nr)
{
	m->client->gpu->on_blob_changed(m->client, m->offset + (first << PAGE_SHIFT),
					nr << PAGE_SHIFT);
	mirror_settle(m, first, nr);
}

static bool mirror_invalidate(struct mmu_interval_notifier *notifier,
			      const struct mmu_notifier_range *range, unsigned long seq)
{
	struct mvgpu_rd_mirror *m = container_of(notifier, struct mvgpu_rd_mirror, notifier);
	unsigned long end = m->addr + (m->nr_pages << PAGE_SHIFT);
	u64 first = (max(range->start, m->addr) - m->addr) >> PAGE_SHIFT;
	u64 nr = ((PAGE_ALIGN(min(range->end, end)) - m->addr) >> PAGE_SHIFT) - first;
	bool any;

	if (!mmu_notifier_range_blockable(range))
		return false;
	scoped_guard(mutex, &m->lock) {
		mmu_interval_set_seq(notifier, seq);
		any = mirror_forget(m, first, nr);
	}
	if (any)
		mirror_zap(m, first, nr);
	return true;
}

static const struct mmu_interval_notifier_ops mirror_notifier_ops = {
	.invalidate = mirror_invalidate,
};

static int mirror_frame(struct mvgpu_gpu_mirror *mirror, u64 page,
			struct mvgpu_gpu_frame *frame)
{
	struct mvgpu_rd_mirror *m = mirror_of(mirror);

	guard(mutex)(&m->lock);
	if (page >= m->nr_pages || m->closed)
		return -ENXIO;
	*frame = m->frames[page];
	if (mirror_is_frame(frame))
		return 0;
	return frame->pfn == MVGPU_RD_FRAME_NOTHING ? -ENXIO : -EAGAIN;
}

/* What KVM would reject, and the VMM would not survive, is not shown. */
static bool mirror_shows(struct mvgpu_rd_mirror *m, const struct mvgpu_gpu_frame *frame)
{
	lockdep_assert_held(&m->lock);
	if (mvgpu_kvm_takes_frame(frame->pfn))
		return true;
	if (!m->warned)
		dev_warn_ratelimited(m->client->gpu->dev,
				     "vGPU %s: KVM of this kernel takes no pages without a reference; parts of a blob are blank, use Linux 6.13 or newer\n",
				     m->client->name);
	m->warned = true;
	return false;
}

/* A frame that another thread has found meanwhile may be mapped, and stays known. */
static void mirror_store_one(struct mvgpu_rd_mirror *m, u64 page,
			     const struct mvgpu_gpu_frame *found)
{
	struct mvgpu_gpu_frame *frame = &m->frames[page];

	lockdep_assert_held(&m->lock);
	if (frame->pfn != MVGPU_RD_FRAME_UNKNOWN)
		return;
	if (found && mirror_shows(m, found))
		*frame = *found;
	else
		frame->pfn = MVGPU_RD_FRAME_NOTHING;
}

static void mirror_store(struct mvgpu_rd_mirror *m, u64 page,
			 const struct mvgpu_gpu_frame *found, int nr)
{
	int i;

	if (nr == -EFAULT)
		mirror_store_one(m, page, NULL);
	for (i = 0; i < nr; i++)
		mirror_store_one(m, page + i, &found[i]);
}

/* Waits until no invalidation is in progress. */
static unsigned long mirror_read_begin(struct mvgpu_rd_mirror *m)
{
	struct mvgpu_rd_stall stall;
	unsigned long seq;

	mvgpu_rd_stall_begin(&stall, m->session);
	seq = mmu_interval_read_begin(&m->notifier);
	mvgpu_rd_stall_end(&stall);
	return seq;
}

/* An invalidation meanwhile leaves the page unknown, and the next access looks again. */
static void mirror_look(struct mvgpu_rd_mirror *m, struct mm_struct *mm, u64 page)
{
	unsigned long seq = mirror_read_begin(m);
	struct mvgpu_gpu_frame found[MVGPU_RD_LOOK_PAGES];
	int nr;

	nr = mvgpu_rd_look(mm, m->addr + (page << PAGE_SHIFT),
			   min_t(u64, m->nr_pages - page, MVGPU_RD_LOOK_PAGES), found);
	guard(mutex)(&m->lock);
	if (!m->closed && !mmu_interval_read_retry(&m->notifier, seq))
		mirror_store(m, page, found, nr);
}

static void mirror_resolve(struct mvgpu_gpu_mirror *mirror, u64 page)
{
	struct mvgpu_rd_mirror *m = mirror_of(mirror);
	struct mm_struct *mm = m->session->mm;

	if (page >= m->nr_pages)
		return;
	if (!mmget_not_zero(mm)) {
		/* The process ends, and takes its session along. */
		guard(mutex)(&m->lock);
		mirror_store_one(m, page, NULL);
		return;
	}
	mirror_look(m, mm, page);
	mmput_async(mm);
}

static void mirror_access(struct mvgpu_gpu_mirror *mirror, u64 offset, void *buf,
			  unsigned int len, bool write)
{
	struct mvgpu_rd_mirror *m = mirror_of(mirror);
	struct mm_struct *mm = m->session->mm;

	if (offset >> PAGE_SHIFT >= m->nr_pages || READ_ONCE(m->closed) ||
	    !mmget_not_zero(mm))
		return;
	mvgpu_rd_look_copy(mm, m->addr + offset, buf, len, write);
	mmput_async(mm);
}

static const struct mvgpu_gpu_mirror_ops mirror_ops = {
	.get = mirror_get,
	.put = mirror_put,
	.frame = mirror_frame,
	.resolve = mirror_resolve,
	.access = mirror_access,
};

static struct mvgpu_rd_mirror *mirror_new(u64 nr_pages)
{
	struct mvgpu_rd_mirror *m = kzalloc(sizeof(*m), MIRROR_GFP);
	u64 i;

	if (!m)
		return NULL;
	m->frames = kvmalloc_array(nr_pages, sizeof(*m->frames), MIRROR_GFP);
	if (!m->frames) {
		kfree(m);
		return NULL;
	}
	for (i = 0; i < nr_pages; i++)
		m->frames[i].pfn = MVGPU_RD_FRAME_UNKNOWN;
	m->nr_pages = nr_pages;
	m->mirror.ops = &mirror_ops;
	kref_init(&m->ref);
	mutex_init(&m->lock);
	INIT_LIST_HEAD(&m->link);
	return m;
}

/* The list of the session gets a reference. */
static void mirror_link(struct mvgpu_rd_mirror *m)
{
	guard(mutex)(&m->session->mirrors_lock);
	kref_get(&m->ref);
	list_add_tail(&m->link, &m->session->mirrors);
}

/* The first notifier of an address space takes its mmap_lock. */
static int mirror_insert(struct mvgpu_rd_mirror *m)
{
	struct mvgpu_rd_stall stall;
	int err;

	mvgpu_rd_stall_begin(&stall, m->session);
	err = mmu_interval_notifier_insert(&m->notifier, m->session->mm, m->addr,
					   m->nr_pages << PAGE_SHIFT, &mirror_notifier_ops);
	mvgpu_rd_stall_end(&stall);
	return err;
}

/**
 * mvgpu_rd_mirror_open() - Begin to mirror memory of a renderer
 * @client: client of the session
 * @session: its session, which does not end during the call
 * @addr: first address, checked by mvgpu_rd_answer_check()
 * @bytes: size, whole pages, likewise
 * @offset: bytes in the host-visible region of the GPU
 *
 * Context: thread of the renderer, may sleep. Takes its mmap_lock.
 *
 * Return: mirror, with a reference for the caller, for mvgpu_rd_mirror_close();
 * ERR_PTR(-ENOMEM); ERR_PTR(-EIO) when the thread has another address space.
 */
struct mvgpu_rd_mirror *mvgpu_rd_mirror_open(struct mvgpu_gpu_client *client,
					     struct mvgpu_rd_session *session, u64 addr,
					     u64 bytes, u64 offset)
{
	struct mvgpu_rd_mirror *m;

	if (current->mm != session->mm)
		return ERR_PTR(-EIO);
	m = mirror_new(bytes >> PAGE_SHIFT);
	if (!m)
		return ERR_PTR(-ENOMEM);
	m->session = session;
	m->client = client;
	m->addr = addr;
	m->offset = offset;
	mvgpu_rd_session_get(session);
	if (mirror_insert(m)) {
		mirror_put(&m->mirror);
		return ERR_PTR(-ENOMEM);
	}
	mirror_link(m);
	return m;
}

/* When this returns the client is not used any more. */
static void mirror_shut(struct mvgpu_rd_mirror *m)
{
	struct mvgpu_rd_stall stall;

	lockdep_assert_held(&m->session->mirrors_lock);
	list_del_init(&m->link);
	scoped_guard(mutex, &m->lock) {
		m->closed = true;
		mirror_forget(m, 0, m->nr_pages);
	}
	mirror_zap(m, 0, m->nr_pages);
	mvgpu_rd_stall_begin(&stall, m->session);
	mmu_interval_notifier_remove(&m->notifier);
	mvgpu_rd_stall_end(&stall);
	mirror_put(&m->mirror);
}

/**
 * mvgpu_rd_mirror_close() - Mirror memory of a renderer no longer
 * @mirror: mirror, whose reference is dropped; or NULL
 *
 * When this returns it shows nothing any more, also if another thread has closed it.
 *
 * Context: process context, sleeps. Takes session->mirrors_lock, and inside of it the locks
 * of gpu->on_blob_changed().
 */
void mvgpu_rd_mirror_close(struct mvgpu_rd_mirror *mirror)
{
	if (!mirror)
		return;
	scoped_guard(mutex, &mirror->session->mirrors_lock)
		if (!list_empty(&mirror->link))
			mirror_shut(mirror);
	mirror_put(&mirror->mirror);
}

/**
 * mvgpu_rd_mirror_close_all() - Close all mirrors of a session that ends
 * @session: session, for which none is opened any more
 *
 * When this returns nothing of the renderer's memory is shown.
 *
 * Context: process context, sleeps. As mvgpu_rd_mirror_close().
 */
void mvgpu_rd_mirror_close_all(struct mvgpu_rd_session *session)
{
	struct mvgpu_rd_mirror *m, *next;

	guard(mutex)(&session->mirrors_lock);
	list_for_each_entry_safe(m, next, &session->mirrors, link)
		mirror_shut(m);
}
