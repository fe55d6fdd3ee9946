/* SPDX-License-Identifier: GPL-2.0 */
/* A command to the device: request, payload and response. */
#ifndef MVGPU_GVT_GPU_VIRTIO_COMMAND_TYPES_H
#define MVGPU_GVT_GPU_VIRTIO_COMMAND_TYPES_H

#include <linux/list.h>
#include <linux/scatterlist.h>
#include <linux/types.h>
#include <linux/virtio_gpu.h>

struct mvgpu_gpu_req;
struct mvgpu_vg;
struct mvgpu_vg_map;

/* The fixed part of a request, by its type. */
union mvgpu_vg_body {
	struct virtio_gpu_ctrl_hdr hdr;
	struct virtio_gpu_resource_create_2d create_2d;
	struct virtio_gpu_resource_unref unref;
	struct virtio_gpu_transfer_to_host_2d transfer_2d;
	struct virtio_gpu_resource_attach_backing attach;
	struct virtio_gpu_resource_detach_backing detach;
	struct virtio_gpu_get_capset_info capset_info;
	struct virtio_gpu_get_capset capset;
	struct virtio_gpu_ctx_create ctx_create;
	struct virtio_gpu_ctx_destroy ctx_destroy;
	struct virtio_gpu_ctx_resource ctx_resource;
	struct virtio_gpu_resource_create_3d create_3d;
	struct virtio_gpu_transfer_host_3d transfer_3d;
	struct virtio_gpu_cmd_submit submit;
	struct {
		struct virtio_gpu_cmd_submit submit;
		__le32 stream[1];
	} nop;
	struct virtio_gpu_resource_create_blob create_blob;
	struct virtio_gpu_resource_map_blob map_blob;
	struct virtio_gpu_resource_unmap_blob unmap_blob;
};

/* The fixed part of a response, by its type. */
union mvgpu_vg_resp {
	struct virtio_gpu_ctrl_hdr hdr;
	struct virtio_gpu_resp_capset_info capset_info;
	struct virtio_gpu_resp_map_info map_info;
};

/**
 * struct mvgpu_vg_cmd - A command to the device
 * @body: fixed part of the request; must be the first member
 * @size: bytes of @body that are sent
 * @resp: fixed part of the response
 * @resp_size: bytes of @resp that are expected
 * @expected: type of the response of a successful command
 * @fenced: the device responds when the GPU has finished its work so far
 * @defer: completion runs in process context, since @complete may sleep
 * @nofail: the command releases something and is allocated without failure
 * @complete: called once at the completion; the command is freed afterwards. May be NULL
 * @req: operation whose last command this is, or NULL
 * @priv: for @complete
 * @map: memory that the command holds a reference on until its completion, or NULL
 * @err: result, 0 or -errno
 * @own: payload that is freed with the command, from kvmalloc(); or NULL
 * @sg_body: @body
 * @sg_data: payload
 * @nr_data: pieces of @sg_data
 * @sg_resp: @resp and what follows it
 * @nr_resp: pieces of @sg_resp, 1 or 2
 * @in_flight: entry of vg->in_flight
 * @link: entry of vg->pending, vg->running, vg->deferred or a list of the caller
 * @seq: sequence number
 * @len: bytes that the device wrote
 */
struct mvgpu_vg_cmd {
	union mvgpu_vg_body body;
	u32 size;
	union mvgpu_vg_resp resp;
	u32 resp_size;
	u32 expected;
	bool fenced;
	bool defer;
	bool nofail;
	void (*complete)(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd);
	struct mvgpu_gpu_req *req;
	void *priv;
	struct mvgpu_vg_map *map;
	int err;
	void *own;
	struct scatterlist sg_body;
	struct scatterlist *sg_data;
	unsigned int nr_data;
	struct scatterlist sg_resp[2];
	unsigned int nr_resp;
	struct list_head in_flight;
	struct list_head link;
	u64 seq;
	u32 len;
};

#endif /* MVGPU_GVT_GPU_VIRTIO_COMMAND_TYPES_H */
