/* SPDX-License-Identifier: GPL-2.0 */
/* References on the resources that a renderer has. */
#ifndef MVGPU_GVT_GPU_RENDER_RES_H
#define MVGPU_GVT_GPU_RENDER_RES_H

#include "gvt/gpu/render/res_types.h"

void mvgpu_rd_res_get(struct mvgpu_rd_res *res);
void mvgpu_rd_res_put(struct mvgpu_rd_res *res);

#endif /* MVGPU_GVT_GPU_RENDER_RES_H */
