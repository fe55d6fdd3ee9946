// SPDX-License-Identifier: GPL-2.0
/*
 * Display regions. A display region is a fixed range of the device file in which another
 * surface appears after each flip.
 *
 * Mappings of the previous surface have to be zapped at this moment. On kernels where all
 * VFIO devices share one inode, unmap_mapping_range() cannot find them by the device file.
 * So each region has an inner dma-buf, of which user space never gets a file descriptor.
 * Mappings are handed over to it, and unmap_mapping_range() on its file finds exactly the
 * mappings of this region.
 */
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include "compat.h"
#include "gvt/mem/surface.h"
#include "vfio/display_region.h"
#include "vfio/dmabuf.h"

/**
 * struct mvgpu_display_region - Display region
 * @buf: inner dma-buf; owns this structure
 * @lock: page lock, protects @surface; leaf lock that the fault handler takes
 * @surface: surface that is shown, a reference, or NULL
 * @blank: zeroed page that is shown where @surface has none
 */
struct mvgpu_display_region {
	struct dma_buf *buf;
	struct mutex lock; /* see above */
	struct mvgpu_surface *surface;
	struct page *blank;
};

static vm_fault_t region_fault(struct vm_fault *vmf)
{
	struct mvgpu_display_region *region = vmf->vma->vm_private_data;
	vm_fault_t ret;

	/* A new surface is set before mappings of the previous one are zapped. */
	mutex_lock(&region->lock);
	ret = mvgpu_dmabuf_fault(vmf, region->surface, region->blank);
	mutex_unlock(&region->lock);
	return ret;
}

static const struct vm_operations_struct region_vm_ops = {
	.fault = region_fault,
};

static int region_mmap(struct dma_buf *buf, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_WRITE)
		return -EPERM;
	mvgpu_vm_flags_clear(vma, VM_MAYWRITE);
	return mvgpu_dmabuf_mmap(vma, &region_vm_ops, buf->priv);
}

static void region_release(struct dma_buf *buf)
{
	struct mvgpu_display_region *region = buf->priv;

	if (region->surface)
		mvgpu_surface_put(region->surface);
	mutex_destroy(&region->lock);
	__free_page(region->blank);
	kfree(region);
}

static const struct dma_buf_ops region_ops = {
	.map_dma_buf = mvgpu_dmabuf_reject_dma,
	.unmap_dma_buf = mvgpu_dmabuf_end_dma,
	.mmap = region_mmap,
	.release = region_release,
};

/**
 * mvgpu_display_region_create() - Create a display region
 * @size: bytes, a multiple of PAGE_SIZE, not 0
 *
 * Context: process context. May sleep.
 *
 * Return: the region, blank, or an ERR_PTR() (-ENOMEM).
 */
struct mvgpu_display_region *mvgpu_display_region_create(u64 size)
{
	struct mvgpu_display_region *region;
	struct dma_buf *buf = ERR_PTR(-ENOMEM);

	region = kzalloc(sizeof(*region), GFP_KERNEL_ACCOUNT);
	if (!region)
		return ERR_PTR(-ENOMEM);
	mutex_init(&region->lock);
	region->blank = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (region->blank)
		buf = mvgpu_dmabuf_create(&region_ops, size, region);
	if (!IS_ERR(buf)) {
		region->buf = buf;
		return region;
	}
	if (region->blank)
		__free_page(region->blank);
	mutex_destroy(&region->lock);
	kfree(region);
	return ERR_CAST(buf);
}

/**
 * mvgpu_display_region_destroy() - Destroy a display region
 * @region: region, or NULL
 *
 * Mappings that still exist show zeroes from now on; the last one frees the region.
 *
 * Context: process context. Takes the page lock, may sleep.
 */
void mvgpu_display_region_destroy(struct mvgpu_display_region *region)
{
	if (!region)
		return;
	mvgpu_display_region_show(region, NULL);
	dma_buf_put(region->buf);
}

/**
 * mvgpu_display_region_size() - Size of a display region
 * @region: region
 *
 * Context: any.
 *
 * Return: bytes.
 */
u64 mvgpu_display_region_size(const struct mvgpu_display_region *region)
{
	return region->buf->size;
}

/**
 * mvgpu_display_region_show() - Show a surface in a display region
 * @region: region
 * @surface: surface, of which the region gets a reference, or NULL
 *
 * Nothing is copied. If the surface is another one than before, its pages replace those of
 * the previous one in mappings when these are accessed.
 *
 * Context: process context. Takes the page lock, may sleep.
 */
void mvgpu_display_region_show(struct mvgpu_display_region *region,
			       struct mvgpu_surface *surface)
{
	struct mvgpu_surface *old;

	mutex_lock(&region->lock);
	old = region->surface;
	if (old == surface) {
		mutex_unlock(&region->lock);
		return;
	}
	region->surface = surface ? mvgpu_surface_get(surface) : NULL;
	mutex_unlock(&region->lock);
	/* Faults map pages of the new surface from here on. */
	unmap_mapping_range(region->buf->file->f_mapping, 0, 0, 1);
	if (old)
		mvgpu_surface_put(old);
}

/**
 * mvgpu_display_region_shown() - Get the surface that a display region shows
 * @region: region
 *
 * Context: process context. Takes the page lock, may sleep.
 *
 * Return: the surface with a reference for the caller, or NULL.
 */
struct mvgpu_surface *mvgpu_display_region_shown(struct mvgpu_display_region *region)
{
	struct mvgpu_surface *surface;

	mutex_lock(&region->lock);
	surface = region->surface;
	if (surface)
		mvgpu_surface_get(surface);
	mutex_unlock(&region->lock);
	return surface;
}

/**
 * mvgpu_display_region_map() - Map a display region
 * @region: region
 * @vma: mapping to set up; it is handed over to the inner file of the region
 * @pgoff: first page in the region
 *
 * Context: process context. mmap_lock is held.
 *
 * Return: 0; -EINVAL outside of the region or for a private mapping; -EPERM for a writable
 * one.
 */
int mvgpu_display_region_map(struct mvgpu_display_region *region,
			     struct vm_area_struct *vma, unsigned long pgoff)
{
	return dma_buf_mmap(region->buf, vma, pgoff);
}
