/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The directory "stats" of a vGPU in sysfs. Documentation/ABI/testing/sysfs-mvgpu
 * describes it.
 */
#ifndef MVGPU_SYSFS_STATS_H
#define MVGPU_SYSFS_STATS_H

#include <linux/sysfs.h>

extern const struct attribute_group mvgpu_stats_group;

#endif /* MVGPU_SYSFS_STATS_H */
