// SPDX-License-Identifier: GPL-2.0
/*
 * Surfaces as dma-bufs, and the display regions, which are made of one.
 *
 * An exported surface is a dma-buf of its own: it holds the surface, so the
 * picture outlives flip, close and removal, and it holds the module.
 *
 * A display region is one fixed file range in which another surface appears
 * after each flip. Mappings of it have to be taken back at that moment, on
 * kernels where all VFIO devices still share one inode; so each region has an
 * inner dma-buf nobody gets an fd of, mappings are handed to it, and
 * unmap_mapping_range() on its own file finds exactly them.
 *
 * Both map pages by PFN: such mappings cannot be pinned by others, so nothing
 * but the mapping itself can keep using a page, and that ends with a zap.
 *
 * Exporter callbacks neither take nor assert the reservation lock: whether it
 * is held depends on the kernel.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/fcntl.h>
#include <linux/iosys-map.h>
#include <linux/mm.h>
#include <linux/nospec.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include "compat.h"
#include "gvt/mem/surface.h"
#include "vfio/vdev.h"

MVGPU_IMPORT_NS_DMA_BUF();

/* Pages mapped by one fault: a frame should not cost thousands of them. */
#define FAULT_AROUND 512

static struct page *fault_page(const struct mvgpu_surface *surface,
			       pgoff_t pgoff, struct page *blank)
{
	if (!surface || pgoff >= surface->nr_pages)
		return blank;
	return surface->pages[array_index_nospec(pgoff, surface->nr_pages)];
}

/*
 * Map up to FAULT_AROUND pages of @surface from the faulting one on; beyond
 * its end, or without one, @blank (may be NULL: that is a SIGBUS).
 */
static vm_fault_t fault_pages(struct vm_fault *vmf,
			      const struct mvgpu_surface *surface,
			      struct page *blank)
{
	unsigned long addr = vmf->address & PAGE_MASK;
	vm_fault_t first = VM_FAULT_SIGBUS;
	unsigned long i;

	for (i = 0; i < FAULT_AROUND && addr < vmf->vma->vm_end; i++) {
		struct page *page = fault_page(surface, vmf->pgoff + i, blank);
		vm_fault_t ret;

		if (!page)
			break;
		ret = vmf_insert_pfn(vmf->vma, addr, page_to_pfn(page));
		if (!i)
			first = ret;
		if (ret != VM_FAULT_NOPAGE)
			break;
		addr += PAGE_SIZE;
	}
	return first;
}

static vm_fault_t surface_fault(struct vm_fault *vmf)
{
	return fault_pages(vmf, vmf->vma->vm_private_data, NULL);
}

/* The mapping holds the dma-buf's file, and that the surface. */
static const struct vm_operations_struct surface_vm_ops = {
	.fault = surface_fault,
};

/**
 * mvgpu_pfn_mmap - a shared mapping whose pages are put in by PFN
 * @vma: the mapping
 * @ops: its faults
 * @priv: what they find in vm_private_data
 *
 * Context: under mmap_lock.
 *
 * Return: 0, or -EINVAL for a private mapping.
 */
int mvgpu_pfn_mmap(struct vm_area_struct *vma,
		   const struct vm_operations_struct *ops, void *priv)
{
	/* A private mapping would have to be copied at a write. */
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	mvgpu_vm_flags_set(vma, VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP |
			   VM_DONTCOPY);
	vma->vm_ops = ops;
	vma->vm_private_data = priv;
	return 0;
}

static int surface_mmap(struct dma_buf *buf, struct vm_area_struct *vma)
{
	return mvgpu_pfn_mmap(vma, &surface_vm_ops, buf->priv);
}

static struct sg_table *surface_map_dma(struct dma_buf_attachment *attachment,
					enum dma_data_direction dir)
{
	struct mvgpu_surface *surface = attachment->dmabuf->priv;
	unsigned int most = dma_get_max_seg_size(attachment->dev);
	struct sg_table *sgt;
	int ret = -ENOMEM;

	sgt = kzalloc(sizeof(*sgt), GFP_KERNEL);
	if (!sgt)
		return ERR_PTR(ret);
	ret = sg_alloc_table_from_pages_segment(sgt, surface->pages,
						surface->nr_pages, 0,
						surface->size, most, GFP_KERNEL);
	if (ret)
		goto free;
	ret = dma_map_sgtable(attachment->dev, sgt, dir, 0);
	if (!ret)
		return sgt;
	sg_free_table(sgt);
free:
	kfree(sgt);
	return ERR_PTR(ret);
}

static void surface_unmap_dma(struct dma_buf_attachment *attachment,
			      struct sg_table *sgt, enum dma_data_direction dir)
{
	dma_unmap_sgtable(attachment->dev, sgt, dir, 0);
	sg_free_table(sgt);
	kfree(sgt);
}

static int surface_vmap(struct dma_buf *buf, struct iosys_map *map)
{
	struct mvgpu_surface *surface = buf->priv;
	void *va = vmap(surface->pages, surface->nr_pages, VM_MAP, PAGE_KERNEL);

	if (!va)
		return -ENOMEM;
	iosys_map_set_vaddr(map, va);
	return 0;
}

static void surface_vunmap(struct dma_buf *buf, struct iosys_map *map)
{
	vunmap(map->vaddr);
	iosys_map_clear(map);
}

static void surface_release(struct dma_buf *buf)
{
	mvgpu_surface_put(buf->priv);
}

static const struct dma_buf_ops surface_dmabuf_ops = {
	.map_dma_buf = surface_map_dma,
	.unmap_dma_buf = surface_unmap_dma,
	.mmap = surface_mmap,
	.vmap = surface_vmap,
	.vunmap = surface_vunmap,
	.release = surface_release,
};

/**
 * mvgpu_dmabuf_make - a dma-buf of ours
 * @ops: what it does
 * @size: bytes
 * @priv: what they find in buf->priv
 *
 * Context: process context, may sleep.
 *
 * Return: the dma-buf, or an ERR_PTR() (-ENOMEM).
 */
struct dma_buf *mvgpu_dmabuf_make(const struct dma_buf_ops *ops, u64 size,
				  void *priv)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);

	info.ops = ops;
	info.size = size;
	/* A file without write access could not be mapped shared. */
	info.flags = O_RDWR;
	info.priv = priv;
	return dma_buf_export(&info);
}

/**
 * mvgpu_dmabuf_export - a surface as a new dma-buf
 * @surface: the surface; the dma-buf takes a reference of its own
 *
 * Context: process context, may sleep.
 *
 * Return: a file descriptor of the calling process, close-on-exec, or -errno
 * (-ENOMEM, -EMFILE).
 */
int mvgpu_dmabuf_export(struct mvgpu_surface *surface)
{
	struct dma_buf *buf;
	int fd;

	mvgpu_surface_get(surface);
	buf = mvgpu_dmabuf_make(&surface_dmabuf_ops, surface->size, surface);
	if (IS_ERR(buf)) {
		mvgpu_surface_put(surface);
		return PTR_ERR(buf);
	}
	fd = dma_buf_fd(buf, O_CLOEXEC);
	if (fd < 0)
		dma_buf_put(buf);
	return fd;
}

/**
 * struct mvgpu_gfx_region - a display region
 * @buf: the inner dma-buf; owns this
 * @lock: protects @surface; a leaf, taken in the fault handler
 * @surface: what is shown, a reference, or NULL
 * @blank: a zeroed page for where there is no picture
 */
struct mvgpu_gfx_region {
	struct dma_buf *buf;
	struct mutex lock; /* protects surface */
	struct mvgpu_surface *surface;
	struct page *blank;
};

static vm_fault_t region_fault(struct vm_fault *vmf)
{
	struct mvgpu_gfx_region *region = vmf->vma->vm_private_data;
	vm_fault_t ret;

	/* A new surface is set first and zapped for afterwards. */
	mutex_lock(&region->lock);
	ret = fault_pages(vmf, region->surface, region->blank);
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
	return mvgpu_pfn_mmap(vma, &region_vm_ops, buf->priv);
}

/**
 * mvgpu_dmabuf_refuse_dma - map_dma_buf of what no device may follow
 * @attachment: whose
 * @dir: any
 *
 * What is shown there changes; nobody has an fd of it anyway.
 *
 * Context: any.
 *
 * Return: ERR_PTR(-EOPNOTSUPP).
 */
struct sg_table *mvgpu_dmabuf_refuse_dma(struct dma_buf_attachment *attachment,
					 enum dma_data_direction dir)
{
	return ERR_PTR(-EOPNOTSUPP);
}

/**
 * mvgpu_dmabuf_end_dma - unmap_dma_buf to go with mvgpu_dmabuf_refuse_dma()
 * @attachment: never one
 * @sgt: likewise
 * @dir: likewise
 */
void mvgpu_dmabuf_end_dma(struct dma_buf_attachment *attachment,
			  struct sg_table *sgt, enum dma_data_direction dir)
{
}

static void region_release(struct dma_buf *buf)
{
	struct mvgpu_gfx_region *region = buf->priv;

	if (region->surface)
		mvgpu_surface_put(region->surface);
	mutex_destroy(&region->lock);
	__free_page(region->blank);
	kfree(region);
}

static const struct dma_buf_ops region_dmabuf_ops = {
	.map_dma_buf = mvgpu_dmabuf_refuse_dma,
	.unmap_dma_buf = mvgpu_dmabuf_end_dma,
	.mmap = region_mmap,
	.release = region_release,
};

/**
 * mvgpu_gfx_region_create - a display region
 * @size: bytes, a multiple of PAGE_SIZE, not 0
 *
 * Context: process context, may sleep.
 *
 * Return: the region, blank, or an ERR_PTR() (-ENOMEM).
 */
struct mvgpu_gfx_region *mvgpu_gfx_region_create(u64 size)
{
	struct mvgpu_gfx_region *region;
	struct dma_buf *buf = ERR_PTR(-ENOMEM);

	region = kzalloc(sizeof(*region), GFP_KERNEL_ACCOUNT);
	if (!region)
		return ERR_PTR(-ENOMEM);
	mutex_init(&region->lock);
	region->blank = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (region->blank)
		buf = mvgpu_dmabuf_make(&region_dmabuf_ops, size, region);
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
 * mvgpu_gfx_region_destroy - give a display region up
 * @region: the region, or NULL
 *
 * Mappings that are left see zeroes from now on and free it when they go.
 *
 * Context: process context, may sleep.
 */
void mvgpu_gfx_region_destroy(struct mvgpu_gfx_region *region)
{
	if (!region)
		return;
	mvgpu_gfx_region_show(region, NULL);
	dma_buf_put(region->buf);
}

/**
 * mvgpu_gfx_region_bytes - how large a display region is
 * @region: the region
 *
 * Return: bytes.
 */
u64 mvgpu_gfx_region_bytes(const struct mvgpu_gfx_region *region)
{
	return region->buf->size;
}

/**
 * mvgpu_gfx_region_show - let a display region show a surface
 * @region: the region
 * @surface: the surface, of which it takes a reference, or NULL
 *
 * Nothing is copied: when it is another surface than before, mappings lose
 * their pages and get those of the new one as they are touched.
 *
 * Context: process context, may sleep; takes the region's leaf lock.
 */
void mvgpu_gfx_region_show(struct mvgpu_gfx_region *region,
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
	/* Whoever faults from here on gets the new one. */
	unmap_mapping_range(region->buf->file->f_mapping, 0, 0, 1);
	if (old)
		mvgpu_surface_put(old);
}

/**
 * mvgpu_gfx_region_shown - what a display region shows
 * @region: the region
 *
 * Context: process context, may sleep; takes the region's leaf lock.
 *
 * Return: the surface, with a reference for the caller, or NULL.
 */
struct mvgpu_surface *mvgpu_gfx_region_shown(struct mvgpu_gfx_region *region)
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
 * mvgpu_gfx_region_map - map a display region
 * @region: the region
 * @vma: where to; it changes over to the region's own file
 * @pgoff: first page in the region
 *
 * Context: under mmap_lock.
 *
 * Return: 0; -EINVAL outside of the region or for a private mapping; -EPERM
 * for a writable one.
 */
int mvgpu_gfx_region_map(struct mvgpu_gfx_region *region,
			 struct vm_area_struct *vma, unsigned long pgoff)
{
	return dma_buf_mmap(region->buf, vma, pgoff);
}
