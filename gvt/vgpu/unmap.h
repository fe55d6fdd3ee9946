/* SPDX-License-Identifier: GPL-2.0 */
/* Guest memory that the VMM is taking back. */
#ifndef MVGPU_GVT_VGPU_UNMAP_H
#define MVGPU_GVT_VGPU_UNMAP_H

#include <linux/list.h>
#include <linux/types.h>

struct mvgpu_vgpu;

/**
 * struct mvgpu_unmaps - what a vGPU may not pin; under the lock of going.c
 * @parts: its parts in unmaps that are not over
 * @nr_parts: how many
 * @first_pin: number of the first pin since it was opened, 0: there was none
 * @over: unmaps that are over, counted without end
 */
struct mvgpu_unmaps {
	struct list_head parts;
	unsigned int nr_parts;
	u64 first_pin;
	unsigned int over;
};

void mvgpu_unmap_init(struct mvgpu_vgpu *vgpu);
void mvgpu_unmap_exit(struct mvgpu_vgpu *vgpu);
void mvgpu_unmap_open(struct mvgpu_vgpu *vgpu);
void mvgpu_unmap_reset(struct mvgpu_vgpu *vgpu);
void mvgpu_unmap_announce(struct mvgpu_vgpu *vgpu, u64 iova, u64 len);
bool mvgpu_unmap_may_pin(struct mvgpu_vgpu *vgpu, u64 iova, u64 len);
unsigned int mvgpu_unmap_completed(const struct mvgpu_vgpu *vgpu);

#endif /* MVGPU_GVT_VGPU_UNMAP_H */
