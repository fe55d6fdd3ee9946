/* SPDX-License-Identifier: GPL-2.0 */
/* The command table, and the checks that need nothing but the command. Free-standing. */
#ifndef MVGPU_GVT_CMD_CHECK_H
#define MVGPU_GVT_CMD_CHECK_H

#include "shim.h"
#include <linux/virtio_gpu.h>
#include "gvt/virtio/layout.h"

/* MVGPU_CMD_NAME for each row of list.h, from 0. */
enum mvgpu_cmd_id {
#define CTRL(name, ...) MVGPU_CMD_##name,
#define CURSOR(name, ...) MVGPU_CMD_##name,
#include "gvt/cmd/list.h"
#undef CURSOR
#undef CTRL
	MVGPU_NR_CMDS
};

/**
 * struct mvgpu_cmd_row - Row of the command table
 * @type: VIRTIO_GPU_CMD_*
 * @id: index of the row, and of the handler
 * @queue: queue that the command may come on
 * @size: bytes of the fixed part, header included
 * @resp_size: bytes of a good response, header included; 0: there is no response
 * @entries_at: offset of the le32 count of memory entries that follow the fixed part, 0
 *	for none
 * @max_entries: largest count of memory entries
 * @feature: device feature (bit number + 1) that must have been negotiated, 0 for none
 * @name: name in the specification, for logs and traces
 */
struct mvgpu_cmd_row {
	u32 type;
	u8 id;
	u8 queue;
	u16 size;
	u16 resp_size;
	u16 entries_at;
	u32 max_entries;
	u8 feature;
	const char *name;
};

const struct mvgpu_cmd_row *mvgpu_cmd_lookup(u32 type);
const struct mvgpu_cmd_row *mvgpu_cmd_row(unsigned int index);
u32 mvgpu_cmd_check(const void *req, size_t len, unsigned int queue,
		    u64 features, const struct mvgpu_cmd_row **row);

#endif /* MVGPU_GVT_CMD_CHECK_H */
