/* SPDX-License-Identifier: GPL-2.0 */
/* The life of a vGPU: create, open, reset, close, destroy. */
#ifndef MVGPU_GVT_VGPU_VGPU_H
#define MVGPU_GVT_VGPU_VGPU_H

#include "gvt/vgpu/vgpu_types.h"

struct mvgpu_vgpu *mvgpu_vgpu_create(struct mvgpu_gpu *gpu,
				     const struct mvgpu_slice *slice,
				     const char *name);
void mvgpu_vgpu_destroy(struct mvgpu_vgpu *vgpu);
int mvgpu_vgpu_open(struct mvgpu_vgpu *vgpu,
		    const struct mvgpu_guest_ops *guest, void *priv);
void mvgpu_vgpu_close(struct mvgpu_vgpu *vgpu);
void mvgpu_vgpu_reset(struct mvgpu_vgpu *vgpu);
void mvgpu_vgpu_gpu_lost(struct mvgpu_vgpu *vgpu);

#endif /* MVGPU_GVT_VGPU_VGPU_H */
