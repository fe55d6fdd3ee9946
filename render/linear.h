/* SPDX-License-Identifier: GPL-2.0 */
/* Pixels of blobs of opaque contexts. */
#ifndef MVGPU_RENDER_LINEAR_H
#define MVGPU_RENDER_LINEAR_H

#include <sys/uio.h>
#include "render/session.h"

struct rd_resource;

int rd_linear_copy(const struct mvgpu_render_transfer *t, const void *base, u64 size,
		   const struct iovec *iov, u64 total);
int rd_linear_read(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		   const struct mvgpu_render_transfer *t, const struct rd_resource *res);
int rd_linear_export(u32 id, int *fd);

#endif /* MVGPU_RENDER_LINEAR_H */
