/* SPDX-License-Identifier: GPL-2.0 */
/* The resources of one vGPU. Everything here is under vgpu->lock. */
#ifndef MVGPU_GVT_RESOURCE_H
#define MVGPU_GVT_RESOURCE_H

#include <linux/types.h>
#include <linux/uuid.h>

struct mvgpu_backing;
struct mvgpu_surface;
struct mvgpu_vgpu;

/* Ceilings of one vGPU, whatever its slice. */
#define MVGPU_MAX_RESOURCES	16384

/**
 * struct mvgpu_resource - a resource of a guest
 * @guest_id: its number on the guest's side
 * @host_id: its number on the GPU's side, 0 for a guest-memory blob (which
 *	has no host side)
 * @blob: made by RESOURCE_CREATE_BLOB
 * @format: VIRTIO_GPU_FORMAT_* (2D)
 * @width: pixels (2D)
 * @height: pixels (2D)
 * @size: bytes of storage (2D) or of the blob
 * @charged: bytes taken from the slice
 * @backing: pinned guest memory or NULL
 * @uuid: valid when @has_uuid
 * @has_uuid: RESOURCE_ASSIGN_UUID was done
 */
struct mvgpu_resource {
	u32 guest_id;
	u32 host_id;
	bool blob;
	u32 format;
	u32 width;
	u32 height;
	u64 size;
	u64 charged;
	struct mvgpu_backing *backing;
	uuid_t uuid;
	bool has_uuid;
};

struct mvgpu_resource *mvgpu_resource_find(struct mvgpu_vgpu *vgpu, u32 id);
u32 mvgpu_resource_add(struct mvgpu_vgpu *vgpu, u32 id, u64 charge,
		       struct mvgpu_resource **out);
void mvgpu_resource_remove(struct mvgpu_vgpu *vgpu,
			   struct mvgpu_resource *res);
void mvgpu_resource_detach(struct mvgpu_vgpu *vgpu,
			   struct mvgpu_resource *res);
void mvgpu_resource_remove_all(struct mvgpu_vgpu *vgpu);
void mvgpu_resource_dma_unmap(struct mvgpu_vgpu *vgpu, u64 iova, u64 len);
u32 mvgpu_format_fourcc(u32 format);

#endif /* MVGPU_GVT_RESOURCE_H */
