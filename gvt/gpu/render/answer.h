/* SPDX-License-Identifier: GPL-2.0 */
/* What a renderer answers to MVGPU_RENDER_OP_MAP and MVGPU_RENDER_OP_EXPORT. Free-standing. */
#ifndef MVGPU_GVT_GPU_RENDER_ANSWER_H
#define MVGPU_GVT_GPU_RENDER_ANSWER_H

#include "shim.h"
#include "uapi/mvgpu_render.h"

int mvgpu_rd_answer_check(const struct mvgpu_render_done *done, u64 bytes, u64 limit);
int mvgpu_rd_answer_check_export(const struct mvgpu_render_done *done, u32 width, u32 height,
				 u64 bytes);

#endif /* MVGPU_GVT_GPU_RENDER_ANSWER_H */
