/* SPDX-License-Identifier: GPL-2.0 */
/* Capability sets of a GPU that there is not. */
#ifndef FAKE_CAPSETS_H
#define FAKE_CAPSETS_H

#include "types.h"
#include "uapi/mvgpu_render.h"

#define NR_CAPSETS 2
#define CAPSET_VENUS 4
#define CAPSET_DRM 6

void capsets_make(struct mvgpu_render_add *add);
void capsets_load(const char *path);
void capsets_add_opaque(struct mvgpu_render_add *add, u32 id);

#endif /* FAKE_CAPSETS_H */
