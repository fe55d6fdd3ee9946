/* SPDX-License-Identifier: GPL-2.0 */
/* Unmap back-off: nothing is pinned in guest memory that is being unmapped. */
#ifndef MVGPU_GVT_VGPU_UNMAP_BACKOFF_H
#define MVGPU_GVT_VGPU_UNMAP_BACKOFF_H

#include <linux/types.h>

struct mvgpu_vgpu;

void mvgpu_unmap_init(struct mvgpu_vgpu *vgpu);
void mvgpu_unmap_exit(struct mvgpu_vgpu *vgpu);
void mvgpu_unmap_open(struct mvgpu_vgpu *vgpu);
void mvgpu_unmap_reset(struct mvgpu_vgpu *vgpu);
bool mvgpu_unmap_announce(struct mvgpu_vgpu *vgpu, u64 iova, u64 len);
bool mvgpu_unmap_may_pin(struct mvgpu_vgpu *vgpu, u64 iova, u64 len);

#endif /* MVGPU_GVT_VGPU_UNMAP_BACKOFF_H */
