/* SPDX-License-Identifier: GPL-2.0 */
/* Attributes in sysfs. Documentation/ABI/testing/sysfs-mvgpu describes them. */
#ifndef MVGPU_SYSFS_ATTRS_H
#define MVGPU_SYSFS_ATTRS_H

#include <linux/sysfs.h>

/* gpu_attrs.c: the directory "mvgpu" of a GPU. */
extern const struct attribute_group mvgpu_gpu_group;

/* vgpu_attrs.c: what a vGPU's own directory holds; the mdev driver's groups. */
extern const struct attribute_group *mvgpu_vgpu_groups[];

/* stats.c: the directory "stats" of a vGPU. */
extern const struct attribute_group mvgpu_stats_group;

#endif /* MVGPU_SYSFS_ATTRS_H */
