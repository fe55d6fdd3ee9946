/* SPDX-License-Identifier: GPL-2.0 */
/* Commands about contexts, in the form of the protocol; none of them is sent here. */
#ifndef MVGPU_GVT_GPU_VIRTIO_ENCODE_CONTEXT_H
#define MVGPU_GVT_GPU_VIRTIO_ENCODE_CONTEXT_H

#include <linux/types.h>

struct mvgpu_vg;
struct mvgpu_vg_cmd;

struct mvgpu_vg_cmd *mvgpu_vg_ctx_create_cmd(struct mvgpu_vg *vg, u32 ctx,
					     u32 capset, const char *name);
struct mvgpu_vg_cmd *mvgpu_vg_ctx_destroy_cmd(u32 ctx);
struct mvgpu_vg_cmd *mvgpu_vg_ctx_resource_cmd(u32 type, u32 ctx, u32 host_id);
struct mvgpu_vg_cmd *mvgpu_vg_submit_cmd(struct mvgpu_vg *vg, u32 ctx,
					 const void *stream, u32 size,
					 void *own);
struct mvgpu_vg_cmd *mvgpu_vg_nop_cmd(struct mvgpu_vg *vg);

#endif /* MVGPU_GVT_GPU_VIRTIO_ENCODE_CONTEXT_H */
