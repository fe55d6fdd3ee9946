/* SPDX-License-Identifier: GPL-2.0 */
/* Memory that may only be read, and that a library writes nevertheless. */
#ifndef MVGPU_RENDER_GUARD_H
#define MVGPU_RENDER_GUARD_H

#include "shim.h"

/**
 * struct rd_guard - Mapping that may only be read
 * @next: next one
 * @base: address
 * @bytes: size, whole pages
 */
struct rd_guard {
	struct rd_guard *next;
	u8 *base;
	u64 bytes;
};

void rd_guard_add(struct rd_guard *guard, void *base, u64 bytes);
void rd_guard_remove(struct rd_guard *guard);

#endif /* MVGPU_RENDER_GUARD_H */
