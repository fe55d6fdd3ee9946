/* SPDX-License-Identifier: GPL-2.0 */
/* Capability sets. */
#ifndef MVGPU_GVT_CMD_CAPSET_H
#define MVGPU_GVT_CMD_CAPSET_H

#include <linux/types.h>

struct mvgpu_vgpu;

bool mvgpu_capset_known(const struct mvgpu_vgpu *vgpu, u32 id);

#endif /* MVGPU_GVT_CMD_CAPSET_H */
