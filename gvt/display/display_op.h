/* SPDX-License-Identifier: GPL-2.0 */
/* Operations that the display requests of the GPU. */
#ifndef MVGPU_GVT_DISPLAY_DISPLAY_OP_H
#define MVGPU_GVT_DISPLAY_DISPLAY_OP_H

#include "gvt/display/display_op_types.h"

void mvgpu_display_op_init(struct mvgpu_display_op *op, struct mvgpu_vgpu *vgpu);
void mvgpu_display_op_begin(struct mvgpu_display_op *op, struct mvgpu_resource *res);
bool mvgpu_display_op_collect(struct mvgpu_display_op *op);
bool mvgpu_display_op_wait(struct mvgpu_display_op *op, unsigned long timeout);
bool mvgpu_display_op_drain(struct mvgpu_display_op *op);

#endif /* MVGPU_GVT_DISPLAY_DISPLAY_OP_H */
