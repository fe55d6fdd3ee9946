/* SPDX-License-Identifier: GPL-2.0 */
/* Surfaces as dma-bufs, and what all dma-bufs of the module have in common. */
#ifndef MVGPU_VFIO_DMABUF_H
#define MVGPU_VFIO_DMABUF_H

#include <linux/dma-direction.h>
#include <linux/mm_types.h>
#include <linux/types.h>

struct dma_buf;
struct dma_buf_attachment;
struct dma_buf_ops;
struct mvgpu_surface;
struct sg_table;

/* Pages that one fault maps at most, to limit the number of faults per frame. */
#define MVGPU_FAULT_AROUND 512

int mvgpu_dmabuf_export(struct mvgpu_surface *surface);
struct dma_buf *mvgpu_dmabuf_create(const struct dma_buf_ops *ops, u64 size,
				    void *priv);
int mvgpu_dmabuf_mmap(struct vm_area_struct *vma,
		      const struct vm_operations_struct *ops, void *priv);
vm_fault_t mvgpu_dmabuf_fault(struct vm_fault *vmf,
			      const struct mvgpu_surface *surface,
			      struct page *blank);
struct sg_table *mvgpu_dmabuf_reject_dma(struct dma_buf_attachment *attachment,
					 enum dma_data_direction dir);
void mvgpu_dmabuf_end_dma(struct dma_buf_attachment *attachment,
			  struct sg_table *sgt, enum dma_data_direction dir);

#endif /* MVGPU_VFIO_DMABUF_H */
