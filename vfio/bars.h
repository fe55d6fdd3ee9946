/* SPDX-License-Identifier: GPL-2.0 */
/* Trapped accesses of the BARs. */
#ifndef MVGPU_VFIO_BARS_H
#define MVGPU_VFIO_BARS_H

#include <linux/types.h>

struct mvgpu_vdev;

ssize_t mvgpu_bar0_read(struct mvgpu_vdev *vdev, u64 offset, char __user *buf,
			size_t count);
ssize_t mvgpu_bar0_write(struct mvgpu_vdev *vdev, u64 offset,
			 const char __user *buf, size_t count);
ssize_t mvgpu_bar2_read(struct mvgpu_vdev *vdev, u64 offset, char __user *buf,
			size_t count);
ssize_t mvgpu_bar2_write(struct mvgpu_vdev *vdev, u64 offset,
			 const char __user *buf, size_t count);
ssize_t mvgpu_bar4_read(struct mvgpu_vdev *vdev, u64 offset, char __user *buf,
			size_t count);
ssize_t mvgpu_bar4_write(struct mvgpu_vdev *vdev, u64 offset,
			 const char __user *buf, size_t count);

#endif /* MVGPU_VFIO_BARS_H */
