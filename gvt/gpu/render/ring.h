/* SPDX-License-Identifier: GPL-2.0 */
/* The queues of a session, as the module sees them. Free-standing. */
#ifndef MVGPU_GVT_GPU_RENDER_RING_H
#define MVGPU_GVT_GPU_RENDER_RING_H

#include "gvt/gpu/render/ring_types.h"

int mvgpu_rd_ring_push(struct mvgpu_rd_ring *ring, struct mvgpu_render_cmd *cmd,
		       const void *data);
void mvgpu_rd_ring_publish(struct mvgpu_rd_ring *ring);
int mvgpu_rd_ring_reclaim(struct mvgpu_rd_ring *ring);
int mvgpu_rd_ring_pop(struct mvgpu_rd_ring *ring, struct mvgpu_render_done *done);

#endif /* MVGPU_GVT_GPU_RENDER_RING_H */
