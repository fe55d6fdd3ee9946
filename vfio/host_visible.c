// SPDX-License-Identifier: GPL-2.0
/*
 * BAR 4: the host-visible window, which the guest maps without traps.
 *
 * Where a blob is, a mapping gets the frames of the GPU's own window; elsewhere
 * a page of the vGPU's own, so that a guest that touches what is not there, or
 * not there any more, neither stops nor sees anything. Mappings belong to an
 * inner dma-buf, as those of display regions do (dmabuf.c), and what has changed
 * is taken away from all of them by a zap.
 */
#include <linux/dma-buf.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "compat.h"
#include "gvt/resource/host_visible.h"
#include "vfio/vdev.h"

/* Pages mapped by one fault. */
#define FAULT_AROUND 512

/**
 * struct mvgpu_hostvis_bar - BAR 4 of a vGPU that a VMM has open
 * @buf: the inner dma-buf; owns this
 * @lock: held while pages are mapped, so that a zap finds them; inside it the
 *	leaf lock of the mediator's window. Protects @vdev.
 * @vdev: whose, NULL when that was closed
 * @blank: the page where nothing is
 */
struct mvgpu_hostvis_bar {
	struct dma_buf *buf;
	struct mutex lock;	/* see above */
	struct mvgpu_vdev *vdev;
	struct page *blank;
};

/* Frame of a page, and for how many it can be gone on from there. */
static bool bar_page(const struct mvgpu_hostvis_bar *bar, u64 page, u64 *pfn,
		     u64 *left)
{
	return bar->vdev && mvgpu_config_memory_on(&bar->vdev->config) &&
	       mvgpu_hostvis_page(bar->vdev->vgpu, page, pfn, left);
}

static vm_fault_t map_pages(struct vm_fault *vmf, u64 pfn, u64 nr)
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

static vm_fault_t bar_fault(struct vm_fault *vmf)
{
	struct mvgpu_hostvis_bar *bar = vmf->vma->vm_private_data;
	u64 pfn, left;

	guard(mutex)(&bar->lock);
	if (bar_page(bar, vmf->pgoff, &pfn, &left))
		return map_pages(vmf, pfn, min_t(u64, left, FAULT_AROUND));
	return map_pages(vmf, page_to_pfn(bar->blank), 1);
}

static const struct vm_operations_struct bar_vm_ops = {
	.fault = bar_fault,
};

static int bar_mmap(struct dma_buf *buf, struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return mvgpu_pfn_mmap(vma, &bar_vm_ops, buf->priv);
}

static void bar_release(struct dma_buf *buf)
{
	struct mvgpu_hostvis_bar *bar = buf->priv;

	mutex_destroy(&bar->lock);
	__free_page(bar->blank);
	kfree(bar);
}

static const struct dma_buf_ops bar_dmabuf_ops = {
	.map_dma_buf = mvgpu_dmabuf_refuse_dma,
	.unmap_dma_buf = mvgpu_dmabuf_end_dma,
	.mmap = bar_mmap,
	.release = bar_release,
};

static struct mvgpu_hostvis_bar *bar_new(struct mvgpu_vdev *vdev)
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
 * mvgpu_hostvis_bar_open - a VMM takes the vGPU
 * @vdev: the device
 *
 * Context: process context, may sleep.
 *
 * Return: 0, also for a vGPU without a window; -ENOMEM.
 */
int mvgpu_hostvis_bar_open(struct mvgpu_vdev *vdev)
{
	struct mvgpu_hostvis_bar *bar;
	struct dma_buf *buf;

	if (!vdev->vgpu->slice.hostvis_size)
		return 0;
	bar = bar_new(vdev);
	if (!bar)
		return -ENOMEM;
	buf = mvgpu_dmabuf_make(&bar_dmabuf_ops, vdev->vgpu->slice.hostvis_size, bar);
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
 * mvgpu_hostvis_bar_close - the VMM gave the vGPU back
 * @vdev: the device; its vGPU is closed. Harmless without a window.
 *
 * Mappings that are left see nothing from now on.
 *
 * Context: process context, may sleep.
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
 * mvgpu_hostvis_bar_changed - a part of the window shows something else
 * @vdev: the device; harmless without a window
 * @offset: bytes, on a page
 * @len: bytes, whole pages; 0: all that follows
 *
 * Context: process context, may sleep; takes the BAR's leaf lock.
 */
void mvgpu_hostvis_bar_changed(struct mvgpu_vdev *vdev, u64 offset, u64 len)
{
	struct mvgpu_hostvis_bar *bar = vdev->hostvis;

	if (!bar)
		return;
	/* Who is mapping by what was true before is done when this is ours. */
	mutex_lock(&bar->lock);
	mutex_unlock(&bar->lock);
	unmap_mapping_range(bar->buf->file->f_mapping, offset, len, 1);
}

/**
 * mvgpu_hostvis_bar_size - how large BAR 4 is
 * @vdev: the device
 *
 * Return: bytes, a power of 2, or 0.
 */
u64 mvgpu_hostvis_bar_size(struct mvgpu_vdev *vdev)
{
	return vdev->vgpu->slice.hostvis_size;
}

/**
 * mvgpu_hostvis_bar_map - map a part of BAR 4
 * @vdev: the device
 * @vma: where to; it changes over to the BAR's own file
 * @pgoff: first page in the BAR
 *
 * Context: under mmap_lock.
 *
 * Return: 0; -EINVAL without a window, outside of it or for a private mapping.
 */
int mvgpu_hostvis_bar_map(struct mvgpu_vdev *vdev, struct vm_area_struct *vma,
			 unsigned long pgoff)
{
	if (!vdev->hostvis)
		return -EINVAL;
	return dma_buf_mmap(vdev->hostvis->buf, vma, pgoff);
}

/* A VMM that does not map it, or looks at it with a debugger. */
static void *peek_begin(const struct mvgpu_hostvis_bar *bar, u64 offset)
{
	u64 pfn, left;

	if (!bar_page(bar, offset >> PAGE_SHIFT, &pfn, &left))
		return NULL;
	return memremap(PFN_PHYS(pfn), PAGE_SIZE, MEMREMAP_WC);
}

/**
 * mvgpu_hostvis_bar_load - read a register's worth of BAR 4
 * @vdev: the device, which has a window
 * @offset: first byte, inside the window
 * @val: where to; zero where nothing is
 * @len: 1, 2, 4 or 8, aligned
 *
 * Context: process context, may sleep; takes the BAR's leaf lock.
 */
void mvgpu_hostvis_bar_load(struct mvgpu_vdev *vdev, u64 offset, void *val,
			   unsigned int len)
{
	struct mvgpu_hostvis_bar *bar = vdev->hostvis;
	void *page;

	guard(mutex)(&bar->lock);
	page = peek_begin(bar, offset);
	memset(val, 0, len);
	if (!page)
		return;
	memcpy(val, page + offset_in_page(offset), len);
	memunmap(page);
}

/**
 * mvgpu_hostvis_bar_store - write a register's worth of BAR 4
 * @vdev: the device, which has a window
 * @offset: first byte, inside the window
 * @val: what; lost where nothing is
 * @len: 1, 2, 4 or 8, aligned
 *
 * Context: process context, may sleep; takes the BAR's leaf lock.
 */
void mvgpu_hostvis_bar_store(struct mvgpu_vdev *vdev, u64 offset,
			    const void *val, unsigned int len)
{
	struct mvgpu_hostvis_bar *bar = vdev->hostvis;
	void *page;

	guard(mutex)(&bar->lock);
	page = peek_begin(bar, offset);
	if (!page)
		return;
	memcpy(page + offset_in_page(offset), val, len);
	memunmap(page);
}
