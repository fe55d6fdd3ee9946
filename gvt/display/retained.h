/* SPDX-License-Identifier: GPL-2.0 */
/* Framebuffers that stay when their driver resets the device. */
#ifndef MVGPU_GVT_DISPLAY_RETAINED_H
#define MVGPU_GVT_DISPLAY_RETAINED_H

#include <linux/types.h>

struct mvgpu_scanout;
struct mvgpu_vgpu;

void mvgpu_retained_drop(struct mvgpu_scanout *so);
void mvgpu_retained_drop_all(struct mvgpu_vgpu *vgpu);
bool mvgpu_retained_make_room(struct mvgpu_vgpu *vgpu, u64 bytes);

#endif /* MVGPU_GVT_DISPLAY_RETAINED_H */
