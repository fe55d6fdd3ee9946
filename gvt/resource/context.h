/* SPDX-License-Identifier: GPL-2.0 */
/* The rendering contexts of one vGPU. Everything here is under vgpu->lock. */
#ifndef MVGPU_GVT_RESOURCE_CONTEXT_H
#define MVGPU_GVT_RESOURCE_CONTEXT_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/xarray.h>
#include "gvt/sched/batch.h"

struct mvgpu_vgpu;

/* Ceilings of one context. */
#define MVGPU_MAX_SUB_CONTEXTS	256
#define MVGPU_MAX_OBJECTS	64

/**
 * struct mvgpu_object - what a blob of the GPU's memory shall be made of
 * @node: in ctx->objects, the oldest first
 * @blob_id: the guest's number for it
 * @desc: the resource, but for its host id
 */
struct mvgpu_object {
	struct list_head node;
	u32 blob_id;
	struct mvgpu_gpu_3d desc;
};

/**
 * struct mvgpu_context - a context of a guest
 * @guest_id: its number on the guest's side
 * @host_id: its number on the GPU's side
 * @capset: what its streams are (VIRTIO_GPU_CAPSET_*, 0: virgl)
 * @subs: numbers of its sub-contexts: those that its streams made, executed
 *	or not
 * @nr_subs: how many
 * @objects: what its streams described for blobs, not claimed by any
 * @nr_objects: how many
 * @linked: it is in the table: the guest has it
 * @users: the mediator's own reference and one per command that names it
 * @req: its end, when the vGPU is reset
 */
struct mvgpu_context {
	u32 guest_id;
	u32 host_id;
	u32 capset;
	struct xarray subs;
	u32 nr_subs;
	struct list_head objects;
	u32 nr_objects;
	bool linked;
	u32 users;
	struct mvgpu_batch_req req;
};

struct mvgpu_context *mvgpu_context_find(struct mvgpu_vgpu *vgpu, u32 id);
int mvgpu_context_add(struct mvgpu_vgpu *vgpu, u32 id,
		      struct mvgpu_context **out);
struct mvgpu_context *mvgpu_context_get(struct mvgpu_context *ctx);
void mvgpu_context_put(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx);
void mvgpu_context_unlink(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx);
void mvgpu_context_reap(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx);
void mvgpu_context_remove_all(struct mvgpu_vgpu *vgpu);
int mvgpu_context_add_sub(struct mvgpu_context *ctx, u32 id);
void mvgpu_context_drop_sub(struct mvgpu_context *ctx, u32 id);
int mvgpu_context_add_object(struct mvgpu_context *ctx, u32 blob_id,
			     const struct mvgpu_gpu_3d *desc);
struct mvgpu_object *mvgpu_context_object(struct mvgpu_context *ctx,
					  u64 blob_id);
void mvgpu_context_drop_object(struct mvgpu_context *ctx,
			       struct mvgpu_object *object);

#endif /* MVGPU_GVT_RESOURCE_CONTEXT_H */
