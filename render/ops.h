/* SPDX-License-Identifier: GPL-2.0 */
/* Execution of commands. */
#ifndef MVGPU_RENDER_OPS_H
#define MVGPU_RENDER_OPS_H

#include "render/session.h"

void rd_ops_execute(struct rd_session *s, const struct mvgpu_render_cmd *cmd);

#endif /* MVGPU_RENDER_OPS_H */
