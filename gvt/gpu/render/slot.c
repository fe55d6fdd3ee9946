// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that is lent to a renderer: the pages of a backing or of a surface, in a slot of
 * the session.
 *
 * A renderer reaches the pages through a mapping of the session's file and in no other
 * way: there is a page frame in its page table, but no reference, so that it cannot pin
 * them. When the memory is taken back, the slot is emptied and the mappings are zapped.
 * Afterwards the renderer finds a dummy page there, whatever it believes to be mapped.
 */
#include <linux/bvec.h>
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "compat.h"
#include "invariant.h"
#include "gvt/gpu/render/slot.h"
#include "gvt/mem/backing.h"
#include "gvt/mem/surface.h"
#include "uapi/mvgpu_render.h"

#define SLOT_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)
/* Pages that one fault maps. */
#define SLOT_FAULT_AROUND 512
/* Bytes of a session in the address space, and sessions for which there is room in it. */
#define SLOT_SESSION_SHIFT 46
#define SLOT_MAX_SESSIONS BIT(16)

static DEFINE_IDA(slot_sessions);

static u64 slot_begin(const struct mvgpu_rd_slots *slots, u32 index)
{
	return slots->base + MVGPU_RENDER_MAP_SLOT(index);
}

/**
 * mvgpu_rd_slots_init() - Set up the slots of a session
 * @slots: slots
 * @mapping: address space of the session's file; the caller keeps it until
 *	mvgpu_rd_slots_exit()
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -ENOMEM; -ENOSPC with too many sessions.
 */
int mvgpu_rd_slots_init(struct mvgpu_rd_slots *slots, struct address_space *mapping)
{
	int index = ida_alloc_max(&slot_sessions, SLOT_MAX_SESSIONS - 1, GFP_KERNEL);

	if (index < 0)
		return index;
	slots->dummy = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!slots->dummy) {
		ida_free(&slot_sessions, index);
		return -ENOMEM;
	}
	mutex_init(&slots->lock);
	xa_init_flags(&slots->table, XA_FLAGS_ALLOC);
	slots->mapping = mapping;
	slots->base = (u64)index << SLOT_SESSION_SHIFT;
	return 0;
}

/**
 * mvgpu_rd_slots_exit() - Undo mvgpu_rd_slots_init()
 * @slots: slots, all of them free; no mapping is left
 *
 * Context: process context.
 */
void mvgpu_rd_slots_exit(struct mvgpu_rd_slots *slots)
{
	mvgpu_invariant(xa_empty(&slots->table));
	__free_page(slots->dummy);
	ida_free(&slot_sessions, slots->base >> SLOT_SESSION_SHIFT);
	xa_destroy(&slots->table);
	mutex_destroy(&slots->lock);
}

static void slot_zap(const struct mvgpu_rd_slots *slots, u32 index, u32 nr)
{
	unmap_mapping_range(slots->mapping, slot_begin(slots, index),
			    nr * MVGPU_RENDER_SLOT_BYTES, 1);
}

static void slot_empty(struct mvgpu_rd_slot *slot)
{
	slot->nr_pages = 0;
	slot->vec = NULL;
	slot->pages = NULL;
}

/**
 * mvgpu_rd_slots_revoke() - Take back the memory in all slots
 * @slots: slots, which stay allocated
 *
 * When this returns the renderer cannot reach any of it. The caller makes sure that nothing
 * is lent afterwards.
 *
 * Context: process context, may sleep. Takes slots->lock.
 */
void mvgpu_rd_slots_revoke(struct mvgpu_rd_slots *slots)
{
	struct mvgpu_rd_slot *slot;
	unsigned long index;

	mutex_lock(&slots->lock);
	xa_for_each(&slots->table, index, slot)
		slot_empty(slot);
	mutex_unlock(&slots->lock);
	slot_zap(slots, 0, MVGPU_RD_SLOTS);
}

/* The frame of page @page of a slot; the dummy page where nothing is lent. */
static unsigned long slot_pfn(const struct mvgpu_rd_slots *slots,
			      const struct mvgpu_rd_slot *slot, u64 page)
{
	if (!slot || page >= slot->nr_pages)
		return page_to_pfn(slots->dummy);
	return page_to_pfn(slot->vec ? slot->vec[page].bv_page : slot->pages[page]);
}

/* Pages from that of the fault on that are in the same page table and the same mapping. */
static u64 slot_around(const struct vm_fault *vmf)
{
	unsigned long addr = vmf->address & PAGE_MASK;
	unsigned long end = min(pmd_addr_end(addr, vmf->vma->vm_end), vmf->vma->vm_end);

	return min_t(u64, (end - addr) >> PAGE_SHIFT, SLOT_FAULT_AROUND);
}

static vm_fault_t slot_map(struct vm_fault *vmf, const struct mvgpu_rd_slots *slots,
			   const struct mvgpu_rd_slot *slot, u64 page)
{
	u64 i, nr = slot && page < slot->nr_pages ?
		    min(slot_around(vmf), slot->nr_pages - page) : 1;
	unsigned long addr = vmf->address & PAGE_MASK;
	vm_fault_t first = VM_FAULT_NOPAGE, ret;

	for (i = 0; i < nr; i++) {
		ret = vmf_insert_pfn(vmf->vma, addr + i * PAGE_SIZE,
				     slot_pfn(slots, slot, page + i));
		if (!i)
			first = ret;
		if (ret != VM_FAULT_NOPAGE)
			break;
	}
	return first;
}

static vm_fault_t slot_fault(struct vm_fault *vmf)
{
	struct mvgpu_rd_slots *slots = vmf->vma->vm_private_data;
	u64 at = ((u64)vmf->pgoff << PAGE_SHIFT) - slot_begin(slots, 0);
	struct mvgpu_rd_slot *slot;

	guard(mutex)(&slots->lock);
	slot = xa_load(&slots->table, div_u64(at, MVGPU_RENDER_SLOT_BYTES));
	return slot_map(vmf, slots, slot,
			(at & (MVGPU_RENDER_SLOT_BYTES - 1)) >> PAGE_SHIFT);
}

static const struct vm_operations_struct slot_vm_ops = {
	.fault = slot_fault,
};

/* True when a mapping lies within one slot. */
static bool slot_holds(u64 offset, u64 bytes)
{
	u64 at = offset - MVGPU_RENDER_MAP_SLOT(0);

	return offset >= MVGPU_RENDER_MAP_SLOT(0) &&
	       at < MVGPU_RD_SLOTS * MVGPU_RENDER_SLOT_BYTES &&
	       bytes <= MVGPU_RENDER_SLOT_BYTES - (at & (MVGPU_RENDER_SLOT_BYTES - 1));
}

/**
 * mvgpu_rd_slots_mmap() - Map a part of a slot
 * @slots: slots of the session whose file is mapped
 * @vma: shared mapping of the renderer, which holds a reference on the file
 *
 * Context: mmap handler.
 *
 * Return: 0; -EINVAL when it does not lie within one slot.
 */
int mvgpu_rd_slots_mmap(struct mvgpu_rd_slots *slots, struct vm_area_struct *vma)
{
	if (!slot_holds((u64)vma->vm_pgoff << PAGE_SHIFT, vma->vm_end - vma->vm_start))
		return -EINVAL;
	/* VM_IO keeps madvise() from undoing VM_DONTCOPY. */
	mvgpu_vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTCOPY | VM_DONTEXPAND |
			   VM_DONTDUMP);
	vma->vm_pgoff += slots->base >> PAGE_SHIFT;
	vma->vm_private_data = slots;
	vma->vm_ops = &slot_vm_ops;
	return 0;
}

static struct mvgpu_rd_slot *slot_lend(struct mvgpu_rd_slots *slots,
				       const struct mvgpu_rd_slot *desc)
{
	struct mvgpu_rd_slot *slot;
	int err;

	if (desc->nr_pages > MVGPU_RENDER_SLOT_BYTES >> PAGE_SHIFT)
		return ERR_PTR(-ENOMEM);
	slot = kmemdup(desc, sizeof(*desc), SLOT_GFP);
	if (!slot)
		return ERR_PTR(-ENOMEM);
	slot->slots = slots;
	mutex_lock(&slots->lock);
	err = xa_alloc(&slots->table, &slot->index, slot,
		       XA_LIMIT(0, MVGPU_RD_SLOTS - 1), SLOT_GFP);
	mutex_unlock(&slots->lock);
	if (!err)
		return slot;
	kfree(slot);
	return ERR_PTR(-ENOMEM);
}

/**
 * mvgpu_rd_slot_lend_backing() - Lend the pages of a backing
 * @slots: slots of a session
 * @backing: guest pages, pinned until the slot is freed or revoked
 *
 * Context: process context, may sleep. Takes slots->lock.
 *
 * Return: slot, for mvgpu_rd_slot_free(); ERR_PTR(-ENOMEM), also when it is too large.
 */
struct mvgpu_rd_slot *mvgpu_rd_slot_lend_backing(struct mvgpu_rd_slots *slots,
						 const struct mvgpu_backing *backing)
{
	return slot_lend(slots, &(struct mvgpu_rd_slot) {
		.nr_pages = backing->nr_vec,
		.vec = backing->vec,
	});
}

/**
 * mvgpu_rd_slot_lend_surface() - Lend the pages of a surface
 * @slots: slots of a session
 * @surface: surface, which exists until the slot is freed or revoked
 *
 * Context: process context, may sleep. Takes slots->lock.
 *
 * Return: slot, for mvgpu_rd_slot_free(); ERR_PTR(-ENOMEM), also when it is too large.
 */
struct mvgpu_rd_slot *mvgpu_rd_slot_lend_surface(struct mvgpu_rd_slots *slots,
						 const struct mvgpu_surface *surface)
{
	return slot_lend(slots, &(struct mvgpu_rd_slot) {
		.nr_pages = surface->nr_pages,
		.pages = surface->pages,
	});
}

/**
 * mvgpu_rd_slot_free() - Take memory back and free its slot
 * @slot: slot, or NULL
 *
 * When this returns the renderer cannot reach the memory.
 *
 * Context: process context, may sleep. Takes slots->lock.
 */
void mvgpu_rd_slot_free(struct mvgpu_rd_slot *slot)
{
	struct mvgpu_rd_slots *slots;

	if (!slot)
		return;
	slots = slot->slots;
	mutex_lock(&slots->lock);
	xa_erase(&slots->table, slot->index);
	mutex_unlock(&slots->lock);
	slot_zap(slots, slot->index, 1);
	kfree(slot);
}
