/* SPDX-License-Identifier: GPL-2.0 */
/* State of GPUs and vGPUs for developers: /sys/kernel/debug/mvgpu. It is no ABI. */
#ifndef MVGPU_SYSFS_DEBUGFS_H
#define MVGPU_SYSFS_DEBUGFS_H

struct dentry;
struct mvgpu_gpu;
struct mvgpu_vgpu;

void mvgpu_debugfs_init(void);
void mvgpu_debugfs_exit(void);
struct dentry *mvgpu_debugfs_add(struct mvgpu_vgpu *vgpu);
struct dentry *mvgpu_debugfs_add_gpu(struct mvgpu_gpu *gpu);

#endif /* MVGPU_SYSFS_DEBUGFS_H */
