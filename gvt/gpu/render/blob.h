/* SPDX-License-Identifier: GPL-2.0 */
/* Operation: creation of blobs. */
#ifndef MVGPU_GVT_GPU_RENDER_BLOB_H
#define MVGPU_GVT_GPU_RENDER_BLOB_H

#include "gvt/gpu/gpu_types.h"

void mvgpu_rd_resource_create_blob(struct mvgpu_gpu_client *client,
				   const struct mvgpu_gpu_blob *desc,
				   const struct mvgpu_backing *backing,
				   struct mvgpu_gpu_req *req);

#endif /* MVGPU_GVT_GPU_RENDER_BLOB_H */
