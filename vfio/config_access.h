/* SPDX-License-Identifier: GPL-2.0 */
/* Accesses of configuration space, and what they cause. */
#ifndef MVGPU_VFIO_CONFIG_ACCESS_H
#define MVGPU_VFIO_CONFIG_ACCESS_H

#include <linux/types.h>

struct mvgpu_vdev;

ssize_t mvgpu_config_access_read(struct mvgpu_vdev *vdev, u64 offset,
				 char __user *buf, size_t count);
ssize_t mvgpu_config_access_write(struct mvgpu_vdev *vdev, u64 offset,
				  const char __user *buf, size_t count);
void mvgpu_config_access_reset(struct mvgpu_vdev *vdev);

#endif /* MVGPU_VFIO_CONFIG_ACCESS_H */
