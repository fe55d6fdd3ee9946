/* SPDX-License-Identifier: GPL-2.0 */
/* Capability sets of the renderer. */
#ifndef MVGPU_RENDER_CAPSET_H
#define MVGPU_RENDER_CAPSET_H

#include "shim.h"
#include "uapi/mvgpu_render.h"

#define RD_RENDERER_BYTES 64

/**
 * struct rd_capsets - Capability sets
 * @set: sets, whose data is allocated
 * @count: number of sets
 */
struct rd_capsets {
	struct mvgpu_render_capset set[MVGPU_RENDER_MAX_CAPSETS];
	u32 count;
};

int rd_capset_read(struct rd_capsets *sets);
int rd_capset_add(struct rd_capsets *sets, u32 id);
void rd_capset_free(struct rd_capsets *sets);
u32 rd_capset_max_pixels(const struct rd_capsets *sets);
void rd_capset_renderer(const struct rd_capsets *sets, char name[RD_RENDERER_BYTES]);

#endif /* MVGPU_RENDER_CAPSET_H */
