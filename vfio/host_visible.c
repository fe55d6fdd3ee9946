// SPDX-License-Identifier: GPL-2.0
/*
 * BAR 4: the host-visible region, which the guest accesses without traps.
 *
 * Where a blob is, a mapping has page frames of the GPU's own host-visible region.
 * Elsewhere it has a blank page of the vGPU, so that a guest that accesses a blob which is
 * not mapped, or not any more, neither stops nor sees other memory. Mappings belong to an
 * inner dma-buf, like those of display regions (display_region.c). When the contents of a
 * range change, it is zapped in all mappings.
 */
#include <linux/dma-buf.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "compat.h"
#include "gvt/resource/host_visible.h"
#include "vfio/dmabuf.h"
#include "vfio/host_visible.h"
#include "vfio/vdev_types.h"

/**
 * struct mvgpu_hostvis_bar - BAR 4 of a vGPU that a VMM has open
 * @buf: inner dma-buf; owns this structure
 * @lock: page lock, held while pages are mapped, so that a zap finds them. Protects @vdev.
 *	mvgpu_hostvis.lock is taken inside of it.
 * @vdev: VFIO device, NULL after it was closed
 * @blank: zeroed page that is mapped where no blob is
 */
struct mvgpu_hostvis_bar {
	struct dma_buf *buf;
	struct mutex lock;	/* see above */
	struct mvgpu_vdev *vdev;
	struct page *blank;
};

/* Look up the frame of a page, and how many frames of the same blob follow from there. */
static bool hostvis_lookup(const struct mvgpu_hostvis_bar *bar, u64 page, u64 *pfn,
			   u64 *left)
{
	return bar->vdev && mvgpu_config_memory_on(&bar->vdev->config) &&
	       mvgpu_hostvis_page(bar->vdev->vgpu, page, pfn, left);
}

static vm_fault_t hostvis_map_pages(struct vm_fault *vmf, u64 pfn, u64 nr)
{
	unsigned long addr = vmf->address & PAGE_MASK;
	vm_fault_t first = VM_FAULT_NOPAGE, ret;
	u64 i;

	for (i = 0; i < nr && addr < vmf->vma->vm_end; i++) {
		ret = vmf_insert_pfn(vmf->vma, addr, pfn + i);
		if (!i)
			first = ret;
		if (ret != VM_FAULT_NOPAGE)
			break;
		addr += PAGE_SIZE;
	}
	return first;
}

static vm_fault_t hostvis_fault(struct vm_fault *vmf)
{
	struct mvgpu_hostvis_bar *bar = vmf->vma->vm_private_data;
	u64 pfn, left;

	guard(mutex)(&bar->lock);
	if (hostvis_lookup(bar, vmf->pgoff, &pfn, &left))
		return hostvis_map_pages(vmf, pfn, min_t(u64, left, MVGPU_FAULT_AROUND));
	return hostvis_map_pages(vmf, page_to_pfn(bar->blank), 1);
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
	unmap_mapping_range(bar->buf->file->f_mapping, 0, 0, 1);
	vdev->hostvis = NULL;
	dma_buf_put(bar->buf);
}

/**
 * mvgpu_hostvis_bar_changed() - Zap mappings of a range whose contents changed
 * @vdev: VFIO device, with or without a host-visible region
 * @offset: bytes, page aligned
 * @len: bytes, whole pages; 0: up to the end
 *
 * Context: process context. Takes the page lock, may sleep.
 */
void mvgpu_hostvis_bar_changed(struct mvgpu_vdev *vdev, u64 offset, u64 len)
{
	struct mvgpu_hostvis_bar *bar = vdev->hostvis;

	if (!bar)
		return;
	/* Wait for faults that map pages by the former contents. */
	mutex_lock(&bar->lock);
	mutex_unlock(&bar->lock);
	unmap_mapping_range(bar->buf->file->f_mapping, offset, len, 1);
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

/* For a VMM that does not map the BAR, or accesses it for a debugger. */
static void *hostvis_peek(const struct mvgpu_hostvis_bar *bar, u64 offset)
{
	u64 pfn, left;

	if (!hostvis_lookup(bar, offset >> PAGE_SHIFT, &pfn, &left))
		return NULL;
	return memremap(PFN_PHYS(pfn), PAGE_SIZE, MEMREMAP_WC);
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
	struct mvgpu_hostvis_bar *bar = vdev->hostvis;
	void *page;

	guard(mutex)(&bar->lock);
	page = hostvis_peek(bar, offset);
	memset(val, 0, len);
	if (!page)
		return;
	memcpy(val, page + offset_in_page(offset), len);
	memunmap(page);
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
	struct mvgpu_hostvis_bar *bar = vdev->hostvis;
	void *page;

	guard(mutex)(&bar->lock);
	page = hostvis_peek(bar, offset);
	if (!page)
		return;
	memcpy(page + offset_in_page(offset), val, len);
	memunmap(page);
}
