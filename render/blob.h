/* SPDX-License-Identifier: GPL-2.0 */
/* Blobs of a guest, and their mappings in this process. */
#ifndef MVGPU_RENDER_BLOB_H
#define MVGPU_RENDER_BLOB_H

#include "render/session.h"

int rd_blob_create(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		   const void *data);
int rd_blob_map(struct rd_session *s, const struct mvgpu_render_cmd *cmd, const void *data);
int rd_blob_unmap(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		  const void *data);
bool rd_blob_probe(struct rd_session *s);

#endif /* MVGPU_RENDER_BLOB_H */
