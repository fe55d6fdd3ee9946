/* SPDX-License-Identifier: GPL-2.0 */
/* Contexts of a guest. */
#ifndef MVGPU_RENDER_CONTEXT_H
#define MVGPU_RENDER_CONTEXT_H

#include "render/session.h"

/**
 * struct rd_context - Context
 * @entry: its place in the table
 */
struct rd_context {
	struct rd_entry entry;
};

int rd_context_create(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		      const void *data);
int rd_context_destroy(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		       const void *data);
int rd_context_attach(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		      const void *data);
int rd_context_detach(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		      const void *data);
int rd_context_submit(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		      const void *data);
u32 rd_context_own(struct rd_session *s);

#endif /* MVGPU_RENDER_CONTEXT_H */
