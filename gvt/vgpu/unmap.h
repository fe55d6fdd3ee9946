/* SPDX-License-Identifier: GPL-2.0 */
/* Guest memory that the VMM is taking back. */
#ifndef MVGPU_GVT_VGPU_UNMAP_H
#define MVGPU_GVT_VGPU_UNMAP_H

#include <linux/list.h>
#include <linux/types.h>

struct mvgpu_vgpu;

/**
 * struct mvgpu_going - what a vGPU may not pin; under the lock of going.c
 * @parts: its parts in unmaps that are not over
 * @nr_parts: how many
 * @first_pin: number of the first pin since it was opened, 0: there was none
 * @over: unmaps that are over, counted without end
 */
struct mvgpu_going {
	struct list_head parts;
	unsigned int nr_parts;
	u64 first_pin;
	unsigned int over;
};

void mvgpu_going_init(struct mvgpu_vgpu *vgpu);
void mvgpu_going_exit(struct mvgpu_vgpu *vgpu);
void mvgpu_going_open(struct mvgpu_vgpu *vgpu);
void mvgpu_going_reset(struct mvgpu_vgpu *vgpu);
void mvgpu_going_note(struct mvgpu_vgpu *vgpu, u64 iova, u64 len);
bool mvgpu_going_may_pin(struct mvgpu_vgpu *vgpu, u64 iova, u64 len);
unsigned int mvgpu_going_over(const struct mvgpu_vgpu *vgpu);

#endif /* MVGPU_GVT_VGPU_UNMAP_H */
