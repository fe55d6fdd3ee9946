/* SPDX-License-Identifier: GPL-2.0 */
/* Ioctls of the device file. */
#ifndef MVGPU_VFIO_IOCTL_H
#define MVGPU_VFIO_IOCTL_H

struct vfio_device;

long mvgpu_ioctl(struct vfio_device *core, unsigned int cmd, unsigned long arg);

#endif /* MVGPU_VFIO_IOCTL_H */
