// SPDX-License-Identifier: GPL-2.0
/*
 * BAR 4: the host-visible region, which the guest accesses without traps.
 *
 * Where a blob is, a mapping has page frames of the GPU's own host-visible region, or those
 * that a mirror has now. Elsewhere it has a blank page of the vGPU, so that a guest that
 * accesses a blob which is not mapped, or not any more, neither stops nor sees other memory.
 * Mappings belong to an inner dma-buf, like those of display regions (display_region.c). When
 * the contents of a range change, it is zapped in all mappings.
 *
 * Frames of a mirror are removed while memory is reclaimed, under the page lock. So nothing
 * is allocated under that lock: page tables exist before it is taken.
 */
#include <linux/dma-buf.h>
#include <linux/file.h>
#include <linux/io.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "compat.h"
#include "gvt/gpu/mirror.h"
#include "gvt/resource/host_visible.h"
#include "gvt/trace/trace.h"
#include "vfio/dmabuf.h"
#include "vfio/host_visible.h"
#include "vfio/vdev_types.h"

/**
 * struct mvgpu_hostvis_bar - BAR 4 of a vGPU that a VMM has open
 * @buf: inner dma-buf; owns this structure
 * @lock: page lock, held while pages are mapped, so that a zap finds them. Protects @vdev.
 *	mvgpu_hostvis.lock and the locks of mirrors are taken inside of it. Taken while memory
 *	is reclaimed: nothing is allocated under it.
 * @vdev: VFIO device, NULL after it was closed
 * @blank: zeroed page that is mapped where no blob is
 */
struct mvgpu_hostvis_bar {
	struct dma_buf *buf;
	struct mutex lock;	/* see above */
	struct mvgpu_vdev *vdev;
	struct page *blank;
};

/* Look up a page; @found has a reference of a mirror, if it is in one. */
static bool hostvis_lookup(const struct mvgpu_hostvis_bar *bar, u64 page,
			   struct mvgpu_hostvis_page *found)
{
	lockdep_assert_held(&bar->lock);
	return bar->vdev && mvgpu_config_memory_on(&bar->vdev->config) &&
	       mvgpu_hostvis_page(bar->vdev->vgpu, page, found);
}

/* Pages from that of the fault on that are in the same page table and the same mapping. */
static u64 hostvis_around(const struct vm_fault *vmf)
{
	unsigned long addr = vmf->address & PAGE_MASK;
	unsigned long end = min(pmd_addr_end(addr, vmf->vma->vm_end), vmf->vma->vm_end);

	return min_t(u64, (end - addr) >> PAGE_SHIFT, MVGPU_FAULT_AROUND);
}

static vm_fault_t hostvis_map_pages(struct vm_fault *vmf, u64 pfn, u64 nr)
{
	unsigned long addr = vmf->address & PAGE_MASK;
	vm_fault_t first = VM_FAULT_NOPAGE, ret;
	u64 i;

	for (i = 0; i < nr; i++) {
		ret = vmf_insert_pfn(vmf->vma, addr + i * PAGE_SIZE, pfn + i);
		if (!i)
			first = ret;
		if (ret != VM_FAULT_NOPAGE)
			break;
	}
	return first;
}

static vm_fault_t hostvis_map_blank(const struct mvgpu_hostvis_bar *bar, struct vm_fault *vmf)
{
	return hostvis_map_pages(vmf, page_to_pfn(bar->blank), 1);
}

static bool hostvis_same_prot(pgprot_t a, pgprot_t b)
{
	return pgprot_val(a) == pgprot_val(b);
}

/* Protection bits of a mapping, with the caching mode of the one that is mirrored. */
static pgprot_t hostvis_prot(const struct vm_area_struct *vma, pgprot_t from)
{
	pgprot_t prot = vm_get_page_prot(vma->vm_flags);

	if (hostvis_same_prot(from, pgprot_noncached(from)))
		return pgprot_noncached(prot);
	if (hostvis_same_prot(from, pgprot_writecombine(from)))
		return pgprot_writecombine(prot);
	return prot;
}

static vm_fault_t hostvis_map_frame(struct vm_fault *vmf, u64 i,
				    const struct mvgpu_gpu_frame *frame)
{
	return vmf_insert_pfn_prot(vmf->vma, (vmf->address & PAGE_MASK) + i * PAGE_SIZE,
				   frame->pfn, hostvis_prot(vmf->vma, frame->prot));
}

/* Returns 0 when the mirror has to find the page of the fault first. */
static vm_fault_t hostvis_map_mirror(const struct mvgpu_hostvis_bar *bar,
				     struct vm_fault *vmf,
				     const struct mvgpu_hostvis_page *found)
{
	u64 i, nr = min(found->left, hostvis_around(vmf));
	struct mvgpu_gpu_mirror *mirror = found->mirror;
	vm_fault_t first = 0, ret;
	struct mvgpu_gpu_frame frame;
	int err;

	for (i = 0; i < nr; i++) {
		err = mirror->ops->frame(mirror, found->page + i, &frame);
		if (!i && err == -ENXIO)
			return hostvis_map_blank(bar, vmf);
		if (err)
			break;
		ret = hostvis_map_frame(vmf, i, &frame);
		if (!i)
			first = ret;
		if (ret != VM_FAULT_NOPAGE)
			break;
	}
	return first;
}

/* A fault that is repeated was traced before. */
static void hostvis_trace(const struct mvgpu_hostvis_bar *bar, const struct vm_fault *vmf)
{
	lockdep_assert_held(&bar->lock);
	if (bar->vdev && !(vmf->flags & FAULT_FLAG_TRIED))
		trace_mvgpu_fault(bar->vdev->vgpu->name, vmf->pgoff,
				  vmf->flags & FAULT_FLAG_WRITE);
}

/* Returns 0 when the mirror, of which @found has a reference, has to find the page first. */
static vm_fault_t hostvis_map(struct mvgpu_hostvis_bar *bar, struct vm_fault *vmf,
			      struct mvgpu_hostvis_page *found)
{
	guard(mutex)(&bar->lock);
	hostvis_trace(bar, vmf);
	if (!hostvis_lookup(bar, vmf->pgoff, found))
		return hostvis_map_blank(bar, vmf);
	if (found->mirror)
		return hostvis_map_mirror(bar, vmf, found);
	return hostvis_map_pages(vmf, found->pfn, min(found->left, hostvis_around(vmf)));
}

/* Whether the fault can be repeated, without the lock that the thread has now. */
static bool hostvis_may_repeat(const struct vm_fault *vmf)
{
	return fault_flag_allow_retry_first(vmf->flags) &&
	       !(vmf->flags & FAULT_FLAG_RETRY_NOWAIT);
}

/*
 * Drop the lock of the fault, and let a mirror find the page of @look, unless it is NULL. The
 * file keeps the module until this thread is back in user mode.
 */
static vm_fault_t hostvis_repeat(struct vm_fault *vmf, const struct mvgpu_hostvis_page *look)
{
	struct file *file = vmf->vma->vm_file;

	get_file(file);
	mvgpu_release_fault_lock(vmf);
	if (look)
		look->mirror->ops->resolve(look->mirror, look->page);
	fput(file);
	return VM_FAULT_RETRY;
}

/* The mirror looks into another process, so that no lock of this one may be held. */
static vm_fault_t hostvis_resolve(struct vm_fault *vmf, const struct mvgpu_hostvis_page *found)
{
	if (!(vmf->flags & FAULT_FLAG_ALLOW_RETRY))
		return VM_FAULT_SIGBUS;
	if (!fault_flag_allow_retry_first(vmf->flags))
		return VM_FAULT_NOPAGE;
	if (!hostvis_may_repeat(vmf))
		return VM_FAULT_RETRY;
	return hostvis_repeat(vmf, found);
}

static int hostvis_no_pte(pte_t *pte, unsigned long addr, void *data)
{
	return 0;
}

/* Page tables are allocated, and stay, before the page lock is taken. */
static int hostvis_make_tables(struct vm_fault *vmf)
{
	if (!pmd_none(*vmf->pmd))
		return 0;
	return apply_to_page_range(vmf->vma->vm_mm, vmf->address & PAGE_MASK, PAGE_SIZE,
				   hostvis_no_pte, NULL);
}

/*
 * KVM looks for the page after its fault, and ends the VM when it was zapped between. It looks
 * again when the fault was repeated, so each is.
 */
static vm_fault_t hostvis_fault(struct vm_fault *vmf)
{
	struct mvgpu_hostvis_bar *bar = vmf->vma->vm_private_data;
	struct mvgpu_hostvis_page found = {};
	vm_fault_t ret;

	if (hostvis_make_tables(vmf))
		return VM_FAULT_OOM;
	ret = hostvis_map(bar, vmf, &found);
	if (!ret)
		ret = hostvis_resolve(vmf, &found);
	else if (ret == VM_FAULT_NOPAGE && hostvis_may_repeat(vmf))
		ret = hostvis_repeat(vmf, NULL);
	mvgpu_gpu_mirror_put(found.mirror);
	return ret;
}

static const struct vm_operations_struct hostvis_vm_ops = {
	.fault = hostvis_fault,
};

static int hostvis_mmap(struct dma_buf *buf, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return mvgpu_dmabuf_mmap(vma, &hostvis_vm_ops, buf->priv);
}

static void hostvis_release(struct dma_buf *buf)
{
	struct mvgpu_hostvis_bar *bar = buf->priv;

	mutex_destroy(&bar->lock);
	__free_page(bar->blank);
	kfree(bar);
}

static const struct dma_buf_ops hostvis_dmabuf_ops = {
	.map_dma_buf = mvgpu_dmabuf_reject_dma,
	.unmap_dma_buf = mvgpu_dmabuf_end_dma,
	.mmap = hostvis_mmap,
	.release = hostvis_release,
};

static struct mvgpu_hostvis_bar *hostvis_new(struct mvgpu_vdev *vdev)
{
	struct mvgpu_hostvis_bar *bar = kzalloc(sizeof(*bar), GFP_KERNEL_ACCOUNT);

	if (!bar)
		return NULL;
	bar->blank = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!bar->blank) {
		kfree(bar);
		return NULL;
	}
	mutex_init(&bar->lock);
	bar->vdev = vdev;
	return bar;
}

/*
 * Frames of a mirror go by a notifier of the process that has them, and the zap calls the
 * notifiers of the VMM. lockdep has one class for both, and would report that as a cycle.
 * There is none, as no mirror shows a mapping of a BAR.
 */
static void hostvis_zap(const struct mvgpu_hostvis_bar *bar, u64 offset, u64 len)
{
	lockdep_off();
	unmap_mapping_range(bar->buf->file->f_mapping, offset, len, 1);
	lockdep_on();
}

/**
 * mvgpu_hostvis_bar_open() - Set up the BAR for a VMM
 * @vdev: VFIO device
 *
 * Context: process context. May sleep.
 *
 * Return: 0, also for a vGPU without a host-visible region; -ENOMEM.
 */
int mvgpu_hostvis_bar_open(struct mvgpu_vdev *vdev)
{
	struct mvgpu_hostvis_bar *bar;
	struct dma_buf *buf;

	if (!vdev->vgpu->slice.hostvis_size)
		return 0;
	bar = hostvis_new(vdev);
	if (!bar)
		return -ENOMEM;
	buf = mvgpu_dmabuf_create(&hostvis_dmabuf_ops, vdev->vgpu->slice.hostvis_size, bar);
	if (IS_ERR(buf)) {
		mutex_destroy(&bar->lock);
		__free_page(bar->blank);
		kfree(bar);
		return PTR_ERR(buf);
	}
	bar->buf = buf;
	vdev->hostvis = bar;
	return 0;
}

/**
 * mvgpu_hostvis_bar_close() - Undo mvgpu_hostvis_bar_open()
 * @vdev: VFIO device whose vGPU is closed; with or without a host-visible region
 *
 * Mappings that still exist show blank pages from now on.
 *
 * Context: process context. Takes the page lock, may sleep.
 */
void mvgpu_hostvis_bar_close(struct mvgpu_vdev *vdev)
{
	struct mvgpu_hostvis_bar *bar = vdev->hostvis;

	if (!bar)
		return;
	scoped_guard(mutex, &bar->lock)
		bar->vdev = NULL;
	hostvis_zap(bar, 0, 0);
	vdev->hostvis = NULL;
	dma_buf_put(bar->buf);
}

/**
 * mvgpu_hostvis_bar_changed() - Zap mappings of a range whose contents changed
 * @vdev: VFIO device, with or without a host-visible region
 * @offset: bytes, page aligned
 * @len: bytes, whole pages; 0: up to the end
 *
 * Context: process context, also while memory is reclaimed. Takes the page lock, may sleep.
 */
void mvgpu_hostvis_bar_changed(struct mvgpu_vdev *vdev, u64 offset, u64 len)
{
	struct mvgpu_hostvis_bar *bar = vdev->hostvis;

	if (!bar)
		return;
	/* Wait for faults that map pages by the former contents. */
	mutex_lock(&bar->lock);
	mutex_unlock(&bar->lock);
	hostvis_zap(bar, offset, len);
}

/**
 * mvgpu_hostvis_bar_size() - Size of BAR 4
 * @vdev: VFIO device
 *
 * Context: any.
 *
 * Return: bytes, a power of 2, or 0.
 */
u64 mvgpu_hostvis_bar_size(struct mvgpu_vdev *vdev)
{
	return vdev->vgpu->slice.hostvis_size;
}

/**
 * mvgpu_hostvis_bar_map() - Map a part of BAR 4
 * @vdev: VFIO device
 * @vma: mapping to set up; it is handed over to the inner file of the BAR
 * @pgoff: first page in the BAR
 *
 * Context: process context. mmap_lock is held.
 *
 * Return: 0; -EINVAL without a host-visible region, outside of it or for a private mapping.
 */
int mvgpu_hostvis_bar_map(struct mvgpu_vdev *vdev, struct vm_area_struct *vma,
			  unsigned long pgoff)
{
	if (!vdev->hostvis)
		return -EINVAL;
	return dma_buf_mmap(vdev->hostvis->buf, vma, pgoff);
}

static bool hostvis_find(struct mvgpu_hostvis_bar *bar, u64 offset,
			 struct mvgpu_hostvis_page *found)
{
	guard(mutex)(&bar->lock);
	return hostvis_lookup(bar, offset >> PAGE_SHIFT, found);
}

/* The region of the GPU exists as long as the vGPU, whatever is shown of it. */
static void hostvis_access_region(u64 pfn, u64 offset, void *buf, unsigned int len, bool write)
{
	void *page = memremap(PFN_PHYS(pfn), PAGE_SIZE, MEMREMAP_WC);

	if (!page)
		return;
	if (write)
		memcpy(page + offset_in_page(offset), buf, len);
	else
		memcpy(buf, page + offset_in_page(offset), len);
	memunmap(page);
}

/* For a VMM that does not map the BAR, or accesses it for a debugger. */
static void hostvis_access(struct mvgpu_hostvis_bar *bar, u64 offset, void *buf,
			   unsigned int len, bool write)
{
	struct mvgpu_hostvis_page found = {};

	if (!hostvis_find(bar, offset, &found))
		return;
	if (found.mirror)
		found.mirror->ops->access(found.mirror,
					  (found.page << PAGE_SHIFT) + offset_in_page(offset),
					  buf, len, write);
	else
		hostvis_access_region(found.pfn, offset, buf, len, write);
	mvgpu_gpu_mirror_put(found.mirror);
}

/**
 * mvgpu_hostvis_bar_load() - Read BAR 4 without a mapping
 * @vdev: VFIO device that has a host-visible region
 * @offset: first byte, inside of the region
 * @val: destination; zero where no blob is
 * @len: 1, 2, 4 or 8; @offset is a multiple of it
 *
 * Context: process context. Takes the page lock, may sleep.
 */
void mvgpu_hostvis_bar_load(struct mvgpu_vdev *vdev, u64 offset, void *val,
			    unsigned int len)
{
	memset(val, 0, len);
	hostvis_access(vdev->hostvis, offset, val, len, false);
}

/**
 * mvgpu_hostvis_bar_store() - Write BAR 4 without a mapping
 * @vdev: VFIO device that has a host-visible region
 * @offset: first byte, inside of the region
 * @val: source; ignored where no blob is
 * @len: 1, 2, 4 or 8; @offset is a multiple of it
 *
 * Context: process context. Takes the page lock, may sleep.
 */
void mvgpu_hostvis_bar_store(struct mvgpu_vdev *vdev, u64 offset,
			     const void *val, unsigned int len)
{
	u8 copy[sizeof(u64)];

	memcpy(copy, val, len);
	hostvis_access(vdev->hostvis, offset, copy, len, true);
}
