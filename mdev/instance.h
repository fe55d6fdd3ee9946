/* SPDX-License-Identifier: GPL-2.0 */
/* The mdev driver, and the attributes of a vGPU that change its slice. */
#ifndef MVGPU_MDEV_INSTANCE_H
#define MVGPU_MDEV_INSTANCE_H

#include "mdev/parent_types.h"

extern struct mdev_driver mvgpu_mdev_driver;

int mvgpu_instance_driver_init(const struct attribute_group *groups[]);
void mvgpu_instance_driver_exit(void);
int mvgpu_instance_set_vram(struct mvgpu_instance *inst, u64 bytes);
int mvgpu_instance_set_heads(struct mvgpu_instance *inst, u32 heads);
int mvgpu_instance_set_max_resolution(struct mvgpu_instance *inst,
				      u32 width, u32 height);

#endif /* MVGPU_MDEV_INSTANCE_H */
