/* SPDX-License-Identifier: GPL-2.0 */
/* Contexts of a guest. */
#ifndef MVGPU_RENDER_CONTEXT_H
#define MVGPU_RENDER_CONTEXT_H

#include "gvt/virgl/kind.h"
#include "render/session.h"

/**
 * struct rd_context - Context
 * @entry: its place in the table
 * @kind: what its streams are
 * @serial: its number among all contexts that there have been, from 1 on
 */
struct rd_context {
	struct rd_entry entry;
	enum mvgpu_kind kind;
	u64 serial;
};

bool rd_context_is_opaque(struct rd_session *s, u32 id);
u64 rd_context_serial(struct rd_session *s, u32 id);
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
