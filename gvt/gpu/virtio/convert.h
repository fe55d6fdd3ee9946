/* SPDX-License-Identifier: GPL-2.0 */
/* Operation: conversion of a 2D resource in host memory to a texture of the device. */
#ifndef MVGPU_GVT_GPU_VIRTIO_CONVERT_H
#define MVGPU_GVT_GPU_VIRTIO_CONVERT_H

#include <linux/types.h>

struct mvgpu_gpu_client;
struct mvgpu_gpu_req;

void mvgpu_vg_resource_to_3d(struct mvgpu_gpu_client *client, u32 host_id,
			     struct mvgpu_gpu_req *req);

#endif /* MVGPU_GVT_GPU_VIRTIO_CONVERT_H */
