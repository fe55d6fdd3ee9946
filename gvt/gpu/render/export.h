/* SPDX-License-Identifier: GPL-2.0 */
/* Operation: export of textures for displays. */
#ifndef MVGPU_GVT_GPU_RENDER_EXPORT_H
#define MVGPU_GVT_GPU_RENDER_EXPORT_H

#include "gvt/gpu/gpu_types.h"

void mvgpu_rd_resource_export(struct mvgpu_gpu_client *client, struct mvgpu_gpu_export *desc,
			      struct mvgpu_gpu_req *req);

#endif /* MVGPU_GVT_GPU_RENDER_EXPORT_H */
