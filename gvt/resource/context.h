/* SPDX-License-Identifier: GPL-2.0 */
/* The rendering contexts of a vGPU. Under vgpu->lock. */
#ifndef MVGPU_GVT_RESOURCE_CONTEXT_H
#define MVGPU_GVT_RESOURCE_CONTEXT_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/xarray.h>
#include "gvt/sched/batch.h"
#include "gvt/virgl/kind.h"

struct mvgpu_vgpu;

/* Limits of one context. */
#define MVGPU_MAX_SUB_CONTEXTS	256
#define MVGPU_MAX_OBJECTS	64

/**
 * struct mvgpu_object - Description of the memory that a blob is to be created from
 * @node: entry in ctx->objects, the oldest first
 * @blob_id: blob id that the guest gave it
 * @desc: resource, without a host id
 */
struct mvgpu_object {
	struct list_head node;
	u32 blob_id;
	struct mvgpu_gpu_3d desc;
};

/**
 * struct mvgpu_context - Context of a guest
 * @guest_id: identifier on the guest's side
 * @host_id: identifier on the GPU's side
 * @capset: VIRTIO_GPU_CAPSET_*, or 0
 * @kind: what its streams are
 * @subs: identifiers of the sub-contexts that its streams created, executed or not
 * @nr_subs: number of entries in @subs
 * @objects: objects that its streams described and that no blob claimed
 * @nr_objects: number of entries in @objects
 * @linked: it is in the table: the guest has it
 * @users: references: one of the table, and one for each command that names it
 * @req: request to destroy it when the vGPU is reset
 */
struct mvgpu_context {
	u32 guest_id;
	u32 host_id;
	u32 capset;
	enum mvgpu_kind kind;
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
void mvgpu_context_remove_opaque(struct mvgpu_vgpu *vgpu);
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
