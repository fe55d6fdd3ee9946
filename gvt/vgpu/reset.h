/* SPDX-License-Identifier: GPL-2.0 */
/* Resets of a vGPU, of one of its queues, and bus mastering. */
#ifndef MVGPU_GVT_VGPU_RESET_H
#define MVGPU_GVT_VGPU_RESET_H

#include <linux/types.h>

struct mvgpu_vgpu;

void mvgpu_reset_locked(struct mvgpu_vgpu *vgpu);
void mvgpu_reset_by_driver(struct mvgpu_vgpu *vgpu);
void mvgpu_reset_queue(struct mvgpu_vgpu *vgpu, unsigned int queue);
void mvgpu_reset_bus_master(struct mvgpu_vgpu *vgpu, bool on);

#endif /* MVGPU_GVT_VGPU_RESET_H */
