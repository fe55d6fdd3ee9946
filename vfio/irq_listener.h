/* SPDX-License-Identifier: GPL-2.0 */
/* Eventfds by which user space masks and unmasks INTx. */
#ifndef MVGPU_VFIO_IRQ_LISTENER_H
#define MVGPU_VFIO_IRQ_LISTENER_H

#include <linux/types.h>

struct eventfd_ctx;
struct mvgpu_vdev;

int mvgpu_irq_listener_set(struct mvgpu_vdev *vdev, bool mask, s32 fd);
void mvgpu_irq_listener_drop(struct mvgpu_vdev *vdev);
bool mvgpu_irq_is_listener(const struct mvgpu_vdev *vdev,
			   const struct eventfd_ctx *ctx);

#endif /* MVGPU_VFIO_IRQ_LISTENER_H */
