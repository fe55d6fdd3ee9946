/* SPDX-License-Identifier: GPL-2.0 */
/* A resource that the device has. */
#ifndef MVGPU_GVT_GPU_VIRTIO_TEXTURE_TYPES_H
#define MVGPU_GVT_GPU_VIRTIO_TEXTURE_TYPES_H

#include <linux/refcount.h>
#include <linux/types.h>
#include "gvt/virgl/size.h"

struct mvgpu_vg_map;

/**
 * struct mvgpu_vg_res - A resource that the device has
 * @ref: references of the table, of each command that completes with it, and of callers
 *	that looked it up
 * @epoch: vg->epoch when the resource was created
 * @shape: size
 * @map: backing, or NULL; protected by vg->lock
 * @hostvis_size: bytes of the host-visible region that a mapping takes, 0 when the
 *	resource cannot be mapped
 * @mapped: the resource may be mapped; the calls of its owner are serialised
 */
struct mvgpu_vg_res {
	refcount_t ref;
	u32 epoch;
	struct mvgpu_virgl_shape shape;
	struct mvgpu_vg_map *map;
	u32 hostvis_size;
	bool mapped;
};

#endif /* MVGPU_GVT_GPU_VIRTIO_TEXTURE_TYPES_H */
