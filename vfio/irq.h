/* SPDX-License-Identifier: GPL-2.0 */
/* Interrupts of a vGPU: their state, and how they reach user space. */
#ifndef MVGPU_VFIO_IRQ_H
#define MVGPU_VFIO_IRQ_H

#include <linux/types.h>

struct eventfd_ctx;
struct mvgpu_irq;
struct mvgpu_vdev;
struct vfio_device;

void mvgpu_irq_init(struct mvgpu_irq *irq);

/* For the device. */
void mvgpu_irq_raise(struct mvgpu_vdev *vdev, u16 vector);
void mvgpu_irq_lower(struct mvgpu_vdev *vdev);
void mvgpu_irq_disable_intx(struct mvgpu_vdev *vdev, bool disabled);
bool mvgpu_irq_intx_level(struct mvgpu_vdev *vdev);
void mvgpu_irq_request(struct vfio_device *core, unsigned int count);

/* For requests of user space. */
u32 mvgpu_irq_index(struct mvgpu_vdev *vdev);
int mvgpu_irq_enter(struct mvgpu_vdev *vdev, u32 index);
void mvgpu_irq_leave(struct mvgpu_vdev *vdev);
void mvgpu_irq_replace(struct mvgpu_vdev *vdev, struct eventfd_ctx **slot,
		       struct eventfd_ctx *ctx);
void mvgpu_irq_replace_intx(struct mvgpu_vdev *vdev, struct eventfd_ctx *ctx);
void mvgpu_irq_set_masked(struct mvgpu_vdev *vdev, bool masked);
void mvgpu_irq_loopback(struct mvgpu_vdev *vdev, struct eventfd_ctx **slot);

#endif /* MVGPU_VFIO_IRQ_H */
