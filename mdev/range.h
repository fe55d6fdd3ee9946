/* SPDX-License-Identifier: GPL-2.0 */
/* Ranges of a GPU's host-visible region that its vGPUs have. */
#ifndef MVGPU_MDEV_RANGE_H
#define MVGPU_MDEV_RANGE_H

#include <linux/types.h>

struct mvgpu_parent;

int mvgpu_range_init(struct mvgpu_parent *parent);
void mvgpu_range_exit(struct mvgpu_parent *parent);
int mvgpu_range_reserve(struct mvgpu_parent *parent, u64 bytes, u64 *base);
void mvgpu_range_release(struct mvgpu_parent *parent, u64 bytes, u64 base);
u32 mvgpu_range_room(struct mvgpu_parent *parent, u64 bytes);

#endif /* MVGPU_MDEV_RANGE_H */
