/* SPDX-License-Identifier: GPL-2.0 */
/* The resources of a vGPU. Under vgpu->lock. */
#ifndef MVGPU_GVT_RESOURCE_RESOURCE_H
#define MVGPU_GVT_RESOURCE_RESOURCE_H

#include <linux/types.h>
#include <linux/uuid.h>
#include "gvt/gpu/gpu_types.h"
#include "gvt/resource/host_visible_types.h"
#include "gvt/sched/batch.h"

struct mvgpu_backing;
struct mvgpu_surface;
struct mvgpu_vgpu;

/* Limits of one vGPU, whatever its slice. */
#define MVGPU_MAX_RESOURCES	16384
/* Views of one resource that keep their surface between page flips. */
#define MVGPU_RES_VIEWS		16

/**
 * struct mvgpu_resource - Resource of a guest
 * @guest_id: identifier on the guest's side
 * @host_id: identifier on the GPU's side, 0 for a blob of guest memory (which does not exist
 *	on the host)
 * @blob: created by RESOURCE_CREATE_BLOB
 * @on_gpu: texture or buffer of the GPU, also as a blob: its pixels are only there
 * @opaque: blob of an opaque context, when @on_gpu: bytes without a shape, in which a
 *	framebuffer lies as the guest says
 * @format: VIRTIO_GPU_FORMAT_* (2D), VIRGL_FORMAT_* (3D)
 * @width: pixels (2D, 3D)
 * @height: pixels (2D, 3D)
 * @three: description of a 3D resource, when @on_gpu
 * @exported: its export for display clients was tried, whether it succeeded or not
 * @size: bytes of storage (2D, 3D) or of the blob
 * @mappable: blob that may be mapped into the host-visible region
 * @range: its range of the host-visible region
 * @mapping: count of its mappings, which tells them apart
 * @unmapping: an unmap is in flight
 * @charged: bytes charged to the slice until the resource is destroyed
 * @backing: pinned guest memory or NULL
 * @uuid: valid when @has_uuid
 * @has_uuid: RESOURCE_ASSIGN_UUID was executed
 * @linked: it is in the table: the guest has it
 * @users: references: one of the table, and one for each command that names it
 * @req: request to destroy it when the vGPU is reset
 * @storage: all of its bytes: the storage of the backend (2D), the guest's own pages once a
 *	blob of whole pages was shown, or that of a texture once it was exported; else NULL
 * @views: framebuffers inside @storage that were shown, so that the same one has the same
 *	surface, and id, each time
 * @next_view: view to be replaced next
 */
struct mvgpu_resource {
	u32 guest_id;
	u32 host_id;
	bool blob;
	bool on_gpu;
	bool opaque;
	u32 format;
	u32 width;
	u32 height;
	struct mvgpu_gpu_3d three;
	bool exported;
	u64 size;
	bool mappable;
	struct mvgpu_hostvis_range range;
	u32 mapping;
	bool unmapping;
	u64 charged;
	struct mvgpu_backing *backing;
	uuid_t uuid;
	bool has_uuid;
	bool linked;
	u32 users;
	struct mvgpu_batch_req req;
	struct mvgpu_surface *storage;
	struct mvgpu_surface *views[MVGPU_RES_VIEWS];
	u32 next_view;
};

struct mvgpu_resource *mvgpu_resource_find(struct mvgpu_vgpu *vgpu, u32 id);
int mvgpu_resource_add(struct mvgpu_vgpu *vgpu, u32 id, u64 charge,
		       struct mvgpu_resource **out);
int mvgpu_resource_to_gpu(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res,
			  const struct mvgpu_gpu_3d *desc);
struct mvgpu_resource *mvgpu_resource_get(struct mvgpu_resource *res);
void mvgpu_resource_put(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res);
void mvgpu_resource_unpin(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res);
void mvgpu_resource_reap(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res);

#endif /* MVGPU_GVT_RESOURCE_RESOURCE_H */
