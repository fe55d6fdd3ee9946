/* SPDX-License-Identifier: GPL-2.0 */
/* A resource that a renderer has. */
#ifndef MVGPU_GVT_GPU_RENDER_RES_TYPES_H
#define MVGPU_GVT_GPU_RENDER_RES_TYPES_H

#include <linux/refcount.h>
#include <linux/types.h>
#include "gvt/virgl/size.h"

struct mvgpu_rd_mirror;
struct mvgpu_rd_session;
struct mvgpu_rd_slot;

/**
 * struct mvgpu_rd_res - A resource that a renderer has
 * @ref: references of the table, of each job that completes with it, and of callers that
 *	looked it up
 * @session: session that has it, a reference: its slot belongs to that one
 * @shape: size
 * @hostvis_size: bytes of the host-visible region that it takes when it is mapped, 0 when it
 *	cannot be
 * @mirror: what is shown while it is mapped, or NULL; under mvgpu_rd_client.pointer_lock
 * @slot: slot of the backing, or NULL; under mvgpu_rd_client.pointer_lock
 * @gone: its creation failed, so that no backing is lent for it; likewise
 */
struct mvgpu_rd_res {
	refcount_t ref;
	struct mvgpu_rd_session *session;
	struct mvgpu_virgl_shape shape;
	u64 hostvis_size;
	struct mvgpu_rd_mirror *mirror;
	struct mvgpu_rd_slot *slot;
	bool gone;
};

#endif /* MVGPU_GVT_GPU_RENDER_RES_TYPES_H */
