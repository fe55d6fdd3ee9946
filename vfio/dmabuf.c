// SPDX-License-Identifier: GPL-2.0
/*
 * Surfaces as dma-bufs, and what all dma-bufs of the module have in common.
 *
 * An exported surface is a dma-buf of its own, which holds references of the surface and
 * of the module. So its pixels outlive flips, the close of the device and its removal.
 *
 * Mappings contain page frame numbers only. Such mappings cannot be pinned, so nothing but
 * the mapping itself can keep using a page, and a zap ends that.
 *
 * The callbacks of the exporter neither take nor assert the reservation lock, because it
 * depends on the kernel whether it is held.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/fcntl.h>
#include <linux/iosys-map.h>
#include <linux/mm.h>
#include <linux/nospec.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "compat.h"
#include "gvt/mem/surface.h"
#include "vfio/dmabuf.h"

MVGPU_IMPORT_NS_DMA_BUF();

static struct page *dmabuf_page(const struct mvgpu_surface *surface,
				pgoff_t pgoff, struct page *blank)
{
	if (!surface || pgoff >= surface->nr_pages)
		return blank;
	return surface->pages[array_index_nospec(pgoff, surface->nr_pages)];
}

/**
 * mvgpu_dmabuf_fault() - Map pages of a surface from the faulting one on
 * @vmf: fault
 * @surface: surface, or NULL
 * @blank: page to map beyond the end of @surface or without one; NULL: SIGBUS
 *
 * Context: process context. mmap_lock is held; so is a lock that protects @surface.
 *
 * Return: VM_FAULT_NOPAGE, or the error of the faulting page.
 */
vm_fault_t mvgpu_dmabuf_fault(struct vm_fault *vmf,
			      const struct mvgpu_surface *surface,
			      struct page *blank)
{
	unsigned long addr = vmf->address & PAGE_MASK;
	vm_fault_t first = VM_FAULT_SIGBUS;
	unsigned long i;

	for (i = 0; i < MVGPU_FAULT_AROUND && addr < vmf->vma->vm_end; i++) {
		struct page *page = dmabuf_page(surface, vmf->pgoff + i, blank);
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

/**
 * mvgpu_dmabuf_mmap() - Set up a shared mapping of page frame numbers
 * @vma: mapping
 * @ops: its operations
 * @priv: value of vm_private_data
 *
 * Context: process context. mmap_lock is held.
 *
 * Return: 0, or -EINVAL for a private mapping.
 */
int mvgpu_dmabuf_mmap(struct vm_area_struct *vma,
		      const struct vm_operations_struct *ops, void *priv)
{
	/* A write to a private mapping would need a copy. */
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	mvgpu_vm_flags_set(vma, VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP |
			   VM_DONTCOPY);
	vma->vm_ops = ops;
	vma->vm_private_data = priv;
	return 0;
}

static vm_fault_t dmabuf_surface_fault(struct vm_fault *vmf)
{
	return mvgpu_dmabuf_fault(vmf, vmf->vma->vm_private_data, NULL);
}

/* The mapping has a reference of the file of the dma-buf, which has one of the surface. */
static const struct vm_operations_struct dmabuf_surface_vm_ops = {
	.fault = dmabuf_surface_fault,
};

static int dmabuf_surface_mmap(struct dma_buf *buf, struct vm_area_struct *vma)
{
	return mvgpu_dmabuf_mmap(vma, &dmabuf_surface_vm_ops, buf->priv);
}

static struct sg_table *dmabuf_map_dma(struct dma_buf_attachment *attachment,
				       enum dma_data_direction dir)
{
	struct mvgpu_surface *surface = attachment->dmabuf->priv;
	unsigned int max = dma_get_max_seg_size(attachment->dev);
	struct sg_table *sgt;
	int ret = -ENOMEM;

	sgt = kzalloc(sizeof(*sgt), GFP_KERNEL);
	if (!sgt)
		return ERR_PTR(ret);
	ret = sg_alloc_table_from_pages_segment(sgt, surface->pages,
						surface->nr_pages, 0,
						surface->size, max, GFP_KERNEL);
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

static void dmabuf_unmap_dma(struct dma_buf_attachment *attachment,
			     struct sg_table *sgt, enum dma_data_direction dir)
{
	dma_unmap_sgtable(attachment->dev, sgt, dir, 0);
	sg_free_table(sgt);
	kfree(sgt);
}

static int dmabuf_vmap(struct dma_buf *buf, struct iosys_map *map)
{
	struct mvgpu_surface *surface = buf->priv;
	void *va = vmap(surface->pages, surface->nr_pages, VM_MAP, PAGE_KERNEL);

	if (!va)
		return -ENOMEM;
	iosys_map_set_vaddr(map, va);
	return 0;
}

static void dmabuf_vunmap(struct dma_buf *buf, struct iosys_map *map)
{
	vunmap(map->vaddr);
	iosys_map_clear(map);
}

static void dmabuf_release(struct dma_buf *buf)
{
	mvgpu_surface_put(buf->priv);
}

static const struct dma_buf_ops dmabuf_surface_ops = {
	.map_dma_buf = dmabuf_map_dma,
	.unmap_dma_buf = dmabuf_unmap_dma,
	.mmap = dmabuf_surface_mmap,
	.vmap = dmabuf_vmap,
	.vunmap = dmabuf_vunmap,
	.release = dmabuf_release,
};

/**
 * mvgpu_dmabuf_create() - Create a dma-buf
 * @ops: its operations
 * @size: bytes
 * @priv: value of buf->priv
 *
 * Context: process context. May sleep.
 *
 * Return: the dma-buf, or an ERR_PTR() (-ENOMEM).
 */
struct dma_buf *mvgpu_dmabuf_create(const struct dma_buf_ops *ops, u64 size,
				    void *priv)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);

	info.ops = ops;
	info.size = size;
	/* A file without write access cannot be mapped shared. */
	info.flags = O_RDWR;
	info.priv = priv;
	return dma_buf_export(&info);
}

static int dmabuf_install(struct dma_buf *buf)
{
	int fd = dma_buf_fd(buf, O_CLOEXEC);

	if (fd < 0)
		dma_buf_put(buf);
	return fd;
}

/**
 * mvgpu_dmabuf_export() - Export a surface as a dma-buf
 * @surface: surface; a new dma-buf gets a reference of its own, a foreign surface is one
 *
 * Context: process context. May sleep.
 *
 * Return: a file descriptor of the calling process, close-on-exec; -ENOMEM; -EMFILE.
 */
int mvgpu_dmabuf_export(struct mvgpu_surface *surface)
{
	struct dma_buf *buf;

	if (surface->foreign) {
		get_dma_buf(surface->foreign);
		return dmabuf_install(surface->foreign);
	}
	mvgpu_surface_get(surface);
	buf = mvgpu_dmabuf_create(&dmabuf_surface_ops, surface->size, surface);
	if (IS_ERR(buf)) {
		mvgpu_surface_put(surface);
		return PTR_ERR(buf);
	}
	return dmabuf_install(buf);
}

/**
 * mvgpu_dmabuf_reject_dma() - map_dma_buf operation of a dma-buf whose pages change
 * @attachment: attachment
 * @dir: direction
 *
 * User space never gets a file descriptor of such a dma-buf, so no device attaches to it.
 *
 * Context: any.
 *
 * Return: ERR_PTR(-EOPNOTSUPP).
 */
struct sg_table *mvgpu_dmabuf_reject_dma(struct dma_buf_attachment *attachment,
					 enum dma_data_direction dir)
{
	return ERR_PTR(-EOPNOTSUPP);
}

/**
 * mvgpu_dmabuf_end_dma() - unmap_dma_buf operation beside mvgpu_dmabuf_reject_dma()
 * @attachment: attachment
 * @sgt: table
 * @dir: direction
 *
 * The dma-buf core requires this operation, but never calls it, as nothing was mapped.
 *
 * Context: any.
 */
void mvgpu_dmabuf_end_dma(struct dma_buf_attachment *attachment,
			  struct sg_table *sgt, enum dma_data_direction dir)
{
}
