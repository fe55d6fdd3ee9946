/* SPDX-License-Identifier: GPL-2.0 */
/* Transfers between resources and lent memory. */
#ifndef MVGPU_RENDER_TRANSFER_H
#define MVGPU_RENDER_TRANSFER_H

#include "render/session.h"

/**
 * struct rd_box - Box as the library has it (struct virgl_box)
 * @x: pixels
 * @y: pixels
 * @z: layer
 * @width: pixels
 * @height: pixels
 * @depth: layers
 */
struct rd_box {
	u32 x, y, z, width, height, depth;
};

int rd_transfer_to(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		   const void *data);
int rd_transfer_from(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		     const void *data);

#endif /* MVGPU_RENDER_TRANSFER_H */
