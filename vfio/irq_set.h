/* SPDX-License-Identifier: GPL-2.0 */
/* VFIO_DEVICE_GET_IRQ_INFO and VFIO_DEVICE_SET_IRQS. */
#ifndef MVGPU_VFIO_IRQ_SET_H
#define MVGPU_VFIO_IRQ_SET_H

#include <linux/types.h>

struct mvgpu_vdev;
struct vfio_irq_info;
struct vfio_irq_set;

int mvgpu_irq_info(struct vfio_irq_info *info);
unsigned int mvgpu_irq_count(u32 index);
int mvgpu_irq_set(struct mvgpu_vdev *vdev, const struct vfio_irq_set *set,
		  const void *data);
void mvgpu_irq_shutdown(struct mvgpu_vdev *vdev);

#endif /* MVGPU_VFIO_IRQ_SET_H */
