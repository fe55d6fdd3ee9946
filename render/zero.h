/* SPDX-License-Identifier: GPL-2.0 */
/* First contents of resources. */
#ifndef MVGPU_RENDER_ZERO_H
#define MVGPU_RENDER_ZERO_H

#include "gvt/virgl/size.h"
#include "render/session.h"

int rd_zero_levels(struct rd_session *s, u32 id,
		   const struct mvgpu_virgl_shape *shape, u32 first);
int rd_zero_contents(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		     const struct mvgpu_virgl_shape *shape);

#endif /* MVGPU_RENDER_ZERO_H */
