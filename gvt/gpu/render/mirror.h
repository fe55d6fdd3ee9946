/* SPDX-License-Identifier: GPL-2.0 */
/* Mapped blobs of a renderer, as the host-visible region shows them. */
#ifndef MVGPU_GVT_GPU_RENDER_MIRROR_H
#define MVGPU_GVT_GPU_RENDER_MIRROR_H

#include "gvt/gpu/render/mirror_types.h"

struct mvgpu_rd_session;

struct mvgpu_rd_mirror *mvgpu_rd_mirror_open(struct mvgpu_gpu_client *client,
					     struct mvgpu_rd_session *session, u64 addr,
					     u64 bytes, u64 offset);
void mvgpu_rd_mirror_close(struct mvgpu_rd_mirror *mirror);
void mvgpu_rd_mirror_close_all(struct mvgpu_rd_session *session);

#endif /* MVGPU_GVT_GPU_RENDER_MIRROR_H */
