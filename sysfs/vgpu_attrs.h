/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The directory of a vGPU in sysfs. Documentation/ABI/testing/sysfs-mvgpu describes it.
 */
#ifndef MVGPU_SYSFS_VGPU_ATTRS_H
#define MVGPU_SYSFS_VGPU_ATTRS_H

#include <linux/sysfs.h>

extern const struct attribute_group *mvgpu_vgpu_groups[];

#endif /* MVGPU_SYSFS_VGPU_ATTRS_H */
