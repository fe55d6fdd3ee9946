/* SPDX-License-Identifier: GPL-2.0 */
/* Operations: blobs in the host-visible region. */
#ifndef MVGPU_GVT_GPU_RENDER_WINDOW_H
#define MVGPU_GVT_GPU_RENDER_WINDOW_H

#include "gvt/gpu/gpu_types.h"

void mvgpu_rd_blob_map(struct mvgpu_gpu_client *client, u32 host_id, u64 offset,
		       u32 *map_info, struct mvgpu_gpu_req *req);
struct mvgpu_gpu_mirror *mvgpu_rd_blob_mirror(struct mvgpu_gpu_client *client, u32 host_id);
void mvgpu_rd_blob_unmap(struct mvgpu_gpu_client *client, u32 host_id,
			 struct mvgpu_gpu_req *req);

#endif /* MVGPU_GVT_GPU_RENDER_WINDOW_H */
