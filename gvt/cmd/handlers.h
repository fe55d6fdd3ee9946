/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Handlers of the commands in list.h.
 *
 * They return the response type (VIRTIO_GPU_RESP_*), or MVGPU_CMD_PENDING after
 * they passed cmd->req to the backend. The properties in the row were checked
 * before: queue, size, memory entries, feature.
 *
 * Context: worker of the vGPU, vgpu->lock held, may sleep.
 */
#ifndef MVGPU_GVT_CMD_HANDLERS_H
#define MVGPU_GVT_CMD_HANDLERS_H

#include "gvt/cmd/cmd_types.h"

typedef u32 (*mvgpu_cmd_fn)(struct mvgpu_cmd *cmd);

/* The build fails if the fixed part of a response does not fit into cmd->resp. */
#define CTRL(name, handler, request, response, ...)			\
	static_assert(sizeof(struct response) <= MVGPU_RESP_MAX_BYTES);	\
	u32 mvgpu_cmd_##handler(struct mvgpu_cmd *cmd);

#define CURSOR(name, handler, ...) u32 mvgpu_cmd_##handler(struct mvgpu_cmd *cmd);
#include "gvt/cmd/list.h"
#undef CURSOR
#undef CTRL

#endif /* MVGPU_GVT_CMD_HANDLERS_H */
