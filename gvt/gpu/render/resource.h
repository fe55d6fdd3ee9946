/* SPDX-License-Identifier: GPL-2.0 */
/* Operations: creation, conversion and destruction of resources. */
#ifndef MVGPU_GVT_GPU_RENDER_RESOURCE_H
#define MVGPU_GVT_GPU_RENDER_RESOURCE_H

#include "gvt/gpu/gpu_types.h"

void mvgpu_rd_resource_create_2d(struct mvgpu_gpu_client *client,
				 const struct mvgpu_gpu_2d *desc,
				 struct mvgpu_gpu_req *req);
void mvgpu_rd_resource_create_3d(struct mvgpu_gpu_client *client,
				 const struct mvgpu_gpu_3d *desc,
				 struct mvgpu_gpu_req *req);
void mvgpu_rd_resource_to_3d(struct mvgpu_gpu_client *client, u32 host_id,
			     struct mvgpu_gpu_req *req);
void mvgpu_rd_resource_destroy(struct mvgpu_gpu_client *client, u32 host_id,
			       struct mvgpu_gpu_req *req);
struct mvgpu_surface *mvgpu_rd_resource_surface(struct mvgpu_gpu_client *client,
						u32 host_id);

#endif /* MVGPU_GVT_GPU_RENDER_RESOURCE_H */
