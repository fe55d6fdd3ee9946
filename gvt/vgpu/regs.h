/* SPDX-License-Identifier: GPL-2.0 */
/* Registers in BAR 0, as the VFIO face passes them on. */
#ifndef MVGPU_GVT_VGPU_REGS_H
#define MVGPU_GVT_VGPU_REGS_H

#include <linux/types.h>

struct mvgpu_vgpu;

void mvgpu_regs_read(struct mvgpu_vgpu *vgpu, u32 offset, void *buf,
		     unsigned int len);
void mvgpu_regs_write(struct mvgpu_vgpu *vgpu, u32 offset, const void *buf,
		      unsigned int len);

#endif /* MVGPU_GVT_VGPU_REGS_H */
