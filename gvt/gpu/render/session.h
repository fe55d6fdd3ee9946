/* SPDX-License-Identifier: GPL-2.0 */
/* Sessions of renderers: what they consist of, and their references. */
#ifndef MVGPU_GVT_GPU_RENDER_SESSION_H
#define MVGPU_GVT_GPU_RENDER_SESSION_H

#include "gvt/gpu/render/session_types.h"

struct file;

struct mvgpu_rd_session *mvgpu_rd_session_new(struct file *file,
					      struct mvgpu_rd_session_owner *owner);
void mvgpu_rd_session_get(struct mvgpu_rd_session *session);
void mvgpu_rd_session_put(struct mvgpu_rd_session *session);
bool mvgpu_rd_session_alive(struct mvgpu_rd_session *session);

#endif /* MVGPU_GVT_GPU_RENDER_SESSION_H */
