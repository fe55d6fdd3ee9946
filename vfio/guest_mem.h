/* SPDX-License-Identifier: GPL-2.0 */
/* Access to guest memory, and the other services that the mediator needs. */
#ifndef MVGPU_VFIO_GUEST_MEM_H
#define MVGPU_VFIO_GUEST_MEM_H

#include "gvt/vgpu/guest_types.h"

struct vfio_device;

extern const struct mvgpu_guest_ops mvgpu_guest_ops;

void mvgpu_guest_dma_unmap(struct vfio_device *core, u64 iova, u64 len);

#endif /* MVGPU_VFIO_GUEST_MEM_H */
