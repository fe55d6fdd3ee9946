/* SPDX-License-Identifier: GPL-2.0 */
/* Memory that the module lends in slots. */
#ifndef MVGPU_RENDER_SLOT_H
#define MVGPU_RENDER_SLOT_H

#include <sys/uio.h>
#include "render/link.h"

/**
 * struct rd_slot - Mapping of a slot
 * @base: address, NULL for none
 * @bytes: size
 */
struct rd_slot {
	void *base;
	u64 bytes;
};

int rd_slot_map(struct rd_link *link, const struct mvgpu_render_cmd *cmd,
		struct rd_slot *slot);
void rd_slot_unmap(struct rd_slot *slot);
int rd_slot_iov(const struct rd_slot *slot, const void *pieces, u32 bytes,
		struct iovec **iov, u32 *count, u64 *total);

#endif /* MVGPU_RENDER_SLOT_H */
