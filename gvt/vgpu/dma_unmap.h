/* SPDX-License-Identifier: GPL-2.0 */
/* The VMM unmaps guest memory. */
#ifndef MVGPU_GVT_VGPU_DMA_UNMAP_H
#define MVGPU_GVT_VGPU_DMA_UNMAP_H

#include <linux/types.h>

struct mvgpu_vgpu;

void mvgpu_vgpu_dma_unmap(struct mvgpu_vgpu *vgpu, u64 iova, u64 len);

#endif /* MVGPU_GVT_VGPU_DMA_UNMAP_H */
