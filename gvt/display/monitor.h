/* SPDX-License-Identifier: GPL-2.0 */
/* What is plugged into the heads. */
#ifndef MVGPU_GVT_DISPLAY_MONITOR_H
#define MVGPU_GVT_DISPLAY_MONITOR_H

#include <linux/types.h>

struct mvgpu_vgpu;

/* For the VFIO face; they take vgpu->lock. */
int mvgpu_monitor_plug(struct mvgpu_vgpu *vgpu, unsigned int head,
		       const u8 *edid, size_t size);
void mvgpu_monitor_unplug(struct mvgpu_vgpu *vgpu, unsigned int head);

/* vgpu->lock held. */
void mvgpu_monitor_init(struct mvgpu_vgpu *vgpu);
bool mvgpu_monitor_present(const struct mvgpu_vgpu *vgpu, unsigned int head);
void mvgpu_monitor_set(struct mvgpu_vgpu *vgpu, const unsigned long *heads);

#endif /* MVGPU_GVT_DISPLAY_MONITOR_H */
