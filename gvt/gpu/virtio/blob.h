/* SPDX-License-Identifier: GPL-2.0 */
/* Operation: creation of blobs. */
#ifndef MVGPU_GVT_GPU_VIRTIO_BLOB_H
#define MVGPU_GVT_GPU_VIRTIO_BLOB_H

#include <linux/types.h>

struct mvgpu_backing;
struct mvgpu_gpu_client;
struct mvgpu_gpu_blob;
struct mvgpu_gpu_req;

void mvgpu_vg_resource_create_blob(struct mvgpu_gpu_client *client,
				   const struct mvgpu_gpu_blob *desc,
				   const struct mvgpu_backing *backing,
				   struct mvgpu_gpu_req *req);

#endif /* MVGPU_GVT_GPU_VIRTIO_BLOB_H */
