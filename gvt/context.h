/* SPDX-License-Identifier: GPL-2.0 */
/* The rendering contexts of one vGPU. Everything here is under vgpu->lock. */
#ifndef MVGPU_GVT_CONTEXT_H
#define MVGPU_GVT_CONTEXT_H

#include <linux/types.h>
#include "gvt/batch.h"

struct mvgpu_vgpu;

/**
 * struct mvgpu_context - a context of a guest
 * @guest_id: its number on the guest's side
 * @host_id: its number on the GPU's side
 * @capset: what its streams are (VIRTIO_GPU_CAPSET_*, 0: virgl)
 * @req: its end, when the vGPU is reset
 */
struct mvgpu_context {
	u32 guest_id;
	u32 host_id;
	u32 capset;
	struct mvgpu_batch_req req;
};

struct mvgpu_context *mvgpu_context_find(struct mvgpu_vgpu *vgpu, u32 id);
u32 mvgpu_context_add(struct mvgpu_vgpu *vgpu, u32 id,
		      struct mvgpu_context **out);
void mvgpu_context_unlink(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx);
void mvgpu_context_free(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx);
void mvgpu_context_remove_all(struct mvgpu_vgpu *vgpu);

#endif /* MVGPU_GVT_CONTEXT_H */
