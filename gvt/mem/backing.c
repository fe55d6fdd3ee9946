// SPDX-License-Identifier: GPL-2.0
/* Backings: guest pages that are pinned while a resource uses them. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/virtio_gpu.h>
#include "invariant.h"
#include "gvt/mem/backing.h"
#include "gvt/mem/geometry.h"
#include "gvt/mem/surface.h"
#include "gvt/vgpu/vgpu_types.h"

/* Pages per pin call: the limit of VFIO. */
#define PIN_CHUNK 512
#define BACKING_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN | __GFP_ZERO)

/**
 * struct pinner - State of a pin in progress
 * @vgpu: vGPU whose memory is pinned
 * @entries: entries that the guest sent
 * @nr_entries: number of @entries
 * @backing: backing being filled in
 * @pages: pages of the last extent of @backing
 */
struct pinner {
	struct mvgpu_vgpu *vgpu;
	const struct virtio_gpu_mem_entry *entries;
	u32 nr_entries;
	struct mvgpu_backing *backing;
	struct page **pages;
};

static u64 backing_entry_first(const struct virtio_gpu_mem_entry *e)
{
	return le64_to_cpu(e->addr) >> PAGE_SHIFT;
}

static u64 backing_entry_last(const struct virtio_gpu_mem_entry *e)
{
	return (le64_to_cpu(e->addr) + le32_to_cpu(e->length) - 1) >>
	       PAGE_SHIFT;
}

/*
 * Number of pages, at most PIN_CHUNK, that can be pinned together from page @page of entry
 * @i on: those of the entry and of entries that continue it.
 */
static u32 backing_run_length(const struct pinner *p, u32 i, u64 page)
{
	u64 last = backing_entry_last(&p->entries[i]);
	u64 first;

	while (++i < p->nr_entries && last - page < PIN_CHUNK - 1) {
		first = backing_entry_first(&p->entries[i]);
		if (first != last && first != last + 1)
			break;
		last = backing_entry_last(&p->entries[i]);
	}
	return min_t(u64, last - page + 1, PIN_CHUNK);
}

static void backing_count_pins(struct mvgpu_vgpu *vgpu, u32 nr)
{
	struct mvgpu_stats *st = &vgpu->stats;
	s64 now = atomic64_add_return(nr, &st->pinned);

	atomic64_inc(&st->pins);
	if (now > atomic64_read(&st->pinned_max))
		atomic64_set(&st->pinned_max, now);
}

/*
 * The memory is only read, but write access is requested first: guest memory that was
 * never written is the shared zero page, and a pin for reading would keep that page while
 * the guest writes to another one. Memory that the VMM maps read-only cannot be replaced
 * that way and is pinned for reading, but may not be exported in place: a dma-buf can be
 * written to, and those pages may not (they can belong to a file that the VMM could open
 * only for reading).
 */
static int backing_pin_pages(struct pinner *p, u64 iova, u32 nr)
{
	struct mvgpu_vgpu *vgpu = p->vgpu;
	struct page **pages = p->pages;
	int err = vgpu->guest->pin(vgpu->guest_priv, iova, nr, true, pages);

	if (err == -EPERM) {
		p->backing->readonly = true;
		err = vgpu->guest->pin(vgpu->guest_priv, iova, nr, false,
				       pages);
	}
	if (err)
		return err;
	backing_count_pins(vgpu, nr);
	return 0;
}

static int backing_pin_extent(struct pinner *p, u64 page, u32 nr)
{
	struct mvgpu_backing *b = p->backing;
	int err = backing_pin_pages(p, page << PAGE_SHIFT, nr);

	if (err)
		return err;
	b->extents[b->nr_extents].iova = page << PAGE_SHIFT;
	b->extents[b->nr_extents].nr = nr;
	b->nr_extents++;
	return 0;
}

/* Page @page, if it belongs to the last extent. */
static struct page *backing_last_page(const struct pinner *p, u64 page)
{
	const struct mvgpu_backing *b = p->backing;
	const struct mvgpu_extent *ext;
	u64 first;

	if (!b->nr_extents)
		return NULL;
	ext = &b->extents[b->nr_extents - 1];
	first = ext->iova >> PAGE_SHIFT;
	if (page < first || page - first >= ext->nr)
		return NULL;
	return p->pages[page - first];
}

/* Host page of page @page of entry @i, which is pinned if it is not yet. */
static struct page *backing_pinned_page(struct pinner *p, u32 i, u64 page)
{
	struct page *found = backing_last_page(p, page);
	int err;

	if (found)
		return found;
	err = backing_pin_extent(p, page, backing_run_length(p, i, page));
	return err ? ERR_PTR(err) : p->pages[0];
}

static void backing_add_piece(struct mvgpu_backing *b, struct page *page, u32 offset,
			      u32 len)
{
	b->vec[b->nr_vec].bv_page = page;
	b->vec[b->nr_vec].bv_offset = offset;
	b->vec[b->nr_vec].bv_len = len;
	b->start[b->nr_vec] = b->size;
	b->whole &= len == PAGE_SIZE;
	b->nr_vec++;
	b->size += len;
}

static int backing_pin_entry(struct pinner *p, u32 i)
{
	u64 addr = le64_to_cpu(p->entries[i].addr);
	u32 len = le32_to_cpu(p->entries[i].length);
	struct page *page;
	u32 n;

	for (; len; len -= n, addr += n) {
		n = min_t(u32, len, PAGE_SIZE - offset_in_page(addr));
		page = backing_pinned_page(p, i, addr >> PAGE_SHIFT);
		if (IS_ERR(page))
			return PTR_ERR(page);
		backing_add_piece(p->backing, page, offset_in_page(addr), n);
		cond_resched();
	}
	return 0;
}

static int backing_pin_entries(struct pinner *p)
{
	u32 i;
	int err = 0;

	p->pages = kcalloc(PIN_CHUNK, sizeof(*p->pages), BACKING_GFP);
	if (!p->pages)
		return -ENOMEM;
	for (i = 0; i < p->nr_entries && !err; i++)
		err = backing_pin_entry(p, i);
	kfree(p->pages);
	return err;
}

static void backing_free(struct mvgpu_backing *b)
{
	kvfree(b->vec);
	kvfree(b->start);
	kvfree(b->extents);
	kfree(b);
}

/* An extent begins with an entry, or where the previous one was full. */
static struct mvgpu_backing *backing_new(u64 pieces, u32 nr_entries)
{
	struct mvgpu_backing *b = kzalloc(sizeof(*b), BACKING_GFP);
	u64 extents = min(pieces, nr_entries + pieces / PIN_CHUNK + 1);

	if (!b)
		return NULL;
	b->vec = kvcalloc(pieces, sizeof(*b->vec), BACKING_GFP);
	b->start = kvcalloc(pieces, sizeof(*b->start), BACKING_GFP);
	b->extents = kvcalloc(extents, sizeof(*b->extents), BACKING_GFP);
	b->whole = true;
	b->users = 1;
	if (b->vec && b->start && b->extents)
		return b;
	backing_free(b);
	return NULL;
}

/*
 * Limit of what all backings of a vGPU may pin. A guest rarely needs more than twice the
 * memory that its framebuffers may take; blobs count towards this limit only.
 */
static bool backing_may_pin(const struct mvgpu_vgpu *vgpu, u64 pages)
{
	u64 limit = (2 * vgpu->slice.vram + MVGPU_BACKING_SLACK) >> PAGE_SHIFT;

	limit = min_t(u64, limit, U32_MAX);
	return vgpu->backing_pages <= limit &&
	       pages <= limit - vgpu->backing_pages;
}

/**
 * mvgpu_backing_pin() - Pin the guest memory of a resource
 * @vgpu: vGPU whose memory is pinned
 * @entries: private copy of what the guest sent
 * @nr_entries: number of @entries, all of them present
 *
 * Entries may have any address and length, and may touch or overlap each other; an empty
 * one is an error. Adjacent ones are pinned together.
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: backing; -EINVAL for impossible entries; -ENOMEM beyond the limit of the vGPU and
 * without memory; or the error of the pin call. After an error nothing is pinned.
 */
struct mvgpu_backing *
mvgpu_backing_pin(struct mvgpu_vgpu *vgpu,
		  const struct virtio_gpu_mem_entry *entries, u32 nr_entries)
{
	struct pinner p = { .vgpu = vgpu, .entries = entries,
			    .nr_entries = nr_entries };
	u64 size, pieces;
	int err;

	lockdep_assert_held(&vgpu->lock);
	err = mvgpu_entries_measure(entries, nr_entries, &size, &pieces);
	if (err)
		return ERR_PTR(err);
	if (!backing_may_pin(vgpu, pieces))
		return ERR_PTR(-ENOMEM);
	p.backing = backing_new(pieces, nr_entries);
	if (!p.backing)
		return ERR_PTR(-ENOMEM);
	err = backing_pin_entries(&p);
	vgpu->backing_pages += p.backing->nr_vec;
	if (!err)
		return p.backing;
	mvgpu_backing_unpin(vgpu, p.backing);
	return ERR_PTR(err);
}

/**
 * mvgpu_backing_unpin() - Unpin the guest memory of a resource
 * @vgpu: vGPU whose memory it is
 * @backing: backing that is not accessed any more; freed when no command references it
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_backing_unpin(struct mvgpu_vgpu *vgpu,
			 struct mvgpu_backing *backing)
{
	struct mvgpu_extent *ext;

	lockdep_assert_held(&vgpu->lock);
	while (backing->nr_extents) {
		ext = &backing->extents[--backing->nr_extents];
		vgpu->guest->unpin(vgpu->guest_priv, ext->iova, ext->nr);
		atomic64_sub(ext->nr, &vgpu->stats.pinned);
		cond_resched();
	}
	vgpu->backing_pages -= backing->nr_vec;
	mvgpu_backing_put(backing);
}

/**
 * mvgpu_backing_get() - Take a reference, so that the backing stays distinguishable
 * @backing: backing
 *
 * Context: vgpu->lock held.
 *
 * Return: @backing.
 */
struct mvgpu_backing *mvgpu_backing_get(struct mvgpu_backing *backing)
{
	backing->users++;
	return backing;
}

/**
 * mvgpu_backing_put() - Drop a reference
 * @backing: backing, or NULL
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_backing_put(struct mvgpu_backing *backing)
{
	if (!backing)
		return;
	mvgpu_invariant(backing->users);
	if (!--backing->users)
		backing_free(backing);
}

/**
 * mvgpu_backing_overlaps() - Check whether a backing has memory in a range
 * @backing: backing
 * @iova: first guest address of the range
 * @len: bytes, 1..; the range does not extend beyond the end of the address space
 *
 * Context: any.
 *
 * Return: true when at least one pinned page lies in the range.
 */
bool mvgpu_backing_overlaps(const struct mvgpu_backing *backing, u64 iova,
			    u64 len)
{
	const struct mvgpu_extent *ext;
	u32 i;

	for (i = 0; i < backing->nr_extents; i++) {
		ext = &backing->extents[i];
		if (ext->iova <= iova + (len - 1) &&
		    ext->iova + (((u64)ext->nr << PAGE_SHIFT) - 1) >= iova)
			return true;
	}
	return false;
}

/**
 * mvgpu_backing_borrow() - Create a surface of the backing's own pages
 * @backing: backing
 * @size: bytes of it that are wanted, 1..
 *
 * This is possible when the backing consists of whole, writable pages. The surface has no
 * shape: it is the base of views.
 *
 * Context: process context, may sleep.
 *
 * Return: surface with a reference for the caller, or NULL.
 */
struct mvgpu_surface *
mvgpu_backing_borrow(const struct mvgpu_backing *backing, u64 size)
{
	u64 nr = DIV_ROUND_UP_ULL(size, PAGE_SIZE);
	struct mvgpu_surface *s;
	struct page **pages;
	u64 i;

	if (!backing->whole || backing->readonly || nr > backing->nr_vec)
		return NULL;
	pages = kvcalloc(nr, sizeof(*pages), BACKING_GFP);
	if (!pages)
		return NULL;
	for (i = 0; i < nr; i++)
		pages[i] = backing->vec[i].bv_page;
	s = mvgpu_surface_borrow(0, 0, 0, 0, pages, nr);
	kvfree(pages);
	return s;
}
