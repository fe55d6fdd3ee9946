/* SPDX-License-Identifier: GPL-2.0 */
/* Memory that is lent to a renderer. */
#ifndef MVGPU_GVT_GPU_RENDER_SLOT_H
#define MVGPU_GVT_GPU_RENDER_SLOT_H

#include "gvt/gpu/render/slot_types.h"

struct mvgpu_backing;
struct mvgpu_surface;
struct vm_area_struct;

int mvgpu_rd_slots_init(struct mvgpu_rd_slots *slots, struct address_space *mapping);
void mvgpu_rd_slots_exit(struct mvgpu_rd_slots *slots);
void mvgpu_rd_slots_revoke(struct mvgpu_rd_slots *slots);
int mvgpu_rd_slots_mmap(struct mvgpu_rd_slots *slots, struct vm_area_struct *vma);
struct mvgpu_rd_slot *mvgpu_rd_slot_lend_backing(struct mvgpu_rd_slots *slots,
						 const struct mvgpu_backing *backing);
struct mvgpu_rd_slot *mvgpu_rd_slot_lend_surface(struct mvgpu_rd_slots *slots,
						 const struct mvgpu_surface *surface);
void mvgpu_rd_slot_free(struct mvgpu_rd_slot *slot);

#endif /* MVGPU_GVT_GPU_RENDER_SLOT_H */
