/* SPDX-License-Identifier: GPL-2.0 */
/* Fences: the order of responses. Under vgpu->lock. */
#ifndef MVGPU_GVT_CMD_FENCE_H
#define MVGPU_GVT_CMD_FENCE_H

#include <linux/types.h>

struct mvgpu_cmd;

void mvgpu_fence_request(struct mvgpu_cmd *cmd);
bool mvgpu_fence_ring_valid(const struct mvgpu_cmd *cmd);
void mvgpu_fence_on_ring(struct mvgpu_cmd *cmd, u32 ctx);
void mvgpu_fence_echo(struct mvgpu_cmd *cmd);
bool mvgpu_fence_must_wait(const struct mvgpu_cmd *cmd);

#endif /* MVGPU_GVT_CMD_FENCE_H */
