/* SPDX-License-Identifier: GPL-2.0 */
/* The table of the resources that a renderer has. */
#ifndef MVGPU_GVT_GPU_RENDER_TEXTURE_H
#define MVGPU_GVT_GPU_RENDER_TEXTURE_H

#include "gvt/gpu/render/client_types.h"
#include "gvt/gpu/render/res_types.h"

int mvgpu_rd_texture_add(struct mvgpu_rd_client *rd, u32 id,
			 const struct mvgpu_virgl_shape *shape,
			 struct mvgpu_rd_res **added);
void mvgpu_rd_texture_remove(struct mvgpu_rd_client *rd, u32 id, struct mvgpu_rd_res *res);
struct mvgpu_rd_res *mvgpu_rd_texture_find(struct mvgpu_rd_client *rd, u32 id);
int mvgpu_rd_texture_get(struct mvgpu_rd_client *rd, u32 id, struct mvgpu_rd_res **found);
int mvgpu_rd_texture_check(struct mvgpu_rd_client *rd, u32 id);
struct mvgpu_rd_job *mvgpu_rd_texture_job(u32 op, u32 id, struct mvgpu_rd_res *res,
					  size_t data_bytes);
int mvgpu_rd_texture_set_slot(struct mvgpu_rd_client *rd, struct mvgpu_rd_res *res,
			      struct mvgpu_rd_slot *slot);
struct mvgpu_rd_job *mvgpu_rd_texture_back_job(struct mvgpu_rd_client *rd, u32 op, u32 id,
					       struct mvgpu_rd_res *res);
void mvgpu_rd_texture_drop_slot(struct mvgpu_rd_client *rd, struct mvgpu_rd_res *res,
				const struct mvgpu_rd_slot *slot);

#endif /* MVGPU_GVT_GPU_RENDER_TEXTURE_H */
