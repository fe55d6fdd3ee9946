/* SPDX-License-Identifier: GPL-2.0 */
/* Monitors of the heads of a vGPU. */
#ifndef MVGPU_GVT_DISPLAY_MONITOR_H
#define MVGPU_GVT_DISPLAY_MONITOR_H

#include <linux/types.h>

struct mvgpu_vgpu;

int mvgpu_monitor_plug(struct mvgpu_vgpu *vgpu, unsigned int head,
		       const u8 *edid, size_t size);
void mvgpu_monitor_unplug(struct mvgpu_vgpu *vgpu, unsigned int head);

void mvgpu_monitor_init(struct mvgpu_vgpu *vgpu);
void mvgpu_monitor_exit(struct mvgpu_vgpu *vgpu);
u32 mvgpu_monitor_edid(const struct mvgpu_vgpu *vgpu, unsigned int head, u8 *buf);
bool mvgpu_monitor_present(const struct mvgpu_vgpu *vgpu, unsigned int head);
void mvgpu_monitor_set(struct mvgpu_vgpu *vgpu, const unsigned long *heads);

#endif /* MVGPU_GVT_DISPLAY_MONITOR_H */
