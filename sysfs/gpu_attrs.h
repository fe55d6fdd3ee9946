/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The directory "mvgpu" of a GPU in sysfs. Documentation/ABI/testing/sysfs-mvgpu
 * describes it.
 */
#ifndef MVGPU_SYSFS_GPU_ATTRS_H
#define MVGPU_SYSFS_GPU_ATTRS_H

#include <linux/sysfs.h>

extern const struct attribute_group mvgpu_gpu_group;

#endif /* MVGPU_SYSFS_GPU_ATTRS_H */
