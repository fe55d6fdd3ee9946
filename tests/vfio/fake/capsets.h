/* SPDX-License-Identifier: GPL-2.0 */
/* Capability sets of a GPU that there is not. */
#ifndef FAKE_CAPSETS_H
#define FAKE_CAPSETS_H

#include "types.h"
#include "uapi/mvgpu_render.h"

#define NR_CAPSETS 2

void capsets_make(struct mvgpu_render_add *add, const char *path);

#endif /* FAKE_CAPSETS_H */
