/* SPDX-License-Identifier: GPL-2.0 */
/* Life of the VFIO device of a vGPU, as mdev/ uses it. */
#ifndef MVGPU_VFIO_DEVICE_H
#define MVGPU_VFIO_DEVICE_H

struct device;
struct mvgpu_vdev;
struct mvgpu_vgpu;

struct mvgpu_vdev *mvgpu_vdev_create(struct device *dev,
				     struct mvgpu_vgpu *vgpu);
void mvgpu_vdev_destroy(struct mvgpu_vdev *vdev);

#endif /* MVGPU_VFIO_DEVICE_H */
