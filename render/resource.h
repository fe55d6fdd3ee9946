/* SPDX-License-Identifier: GPL-2.0 */
/* Resources of a guest. */
#ifndef MVGPU_RENDER_RESOURCE_H
#define MVGPU_RENDER_RESOURCE_H

#include "gvt/virgl/size.h"
#include "render/session.h"
#include "render/slot.h"

/**
 * struct rd_resource - Resource
 * @entry: its place in the table
 * @shape: its size
 * @backing: mapping of the slot of its backing, whose base is NULL without one
 * @iov: pieces of the backing, which the library uses until it is detached
 * @count: number of pieces
 * @total: bytes of the pieces
 * @blob_bytes: bytes of a blob that can be mapped, 0 for other resources
 * @owner: serial number of the opaque context whose memory it is, or 0
 * @bytes: size of a blob
 * @base: where a blob is mapped that the guest may access, else NULL
 * @base_bytes: bytes there
 */
struct rd_resource {
	struct rd_entry entry;
	struct mvgpu_virgl_shape shape;
	struct rd_slot backing;
	struct iovec *iov;
	u32 count;
	u64 total;
	u64 blob_bytes;
	u64 owner;
	u64 bytes;
	void *base;
	u64 base_bytes;
};

struct rd_resource *rd_resource_find(struct rd_session *s, u32 id);
struct mvgpu_virgl_shape rd_resource_shape(const struct mvgpu_render_resource *r);
int rd_resource_check(struct rd_session *s, const struct mvgpu_virgl_shape *shape);
int rd_resource_create(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		       const void *data);
int rd_resource_destroy(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
			const void *data);
int rd_resource_attach(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		       const void *data);
int rd_resource_detach(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		       const void *data);

#endif /* MVGPU_RENDER_RESOURCE_H */
