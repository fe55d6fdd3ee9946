/* SPDX-License-Identifier: GPL-2.0 */
/* Access to guest memory for the ring walker. Under vgpu->lock. */
#ifndef MVGPU_GVT_VIRTIO_RING_MEM_H
#define MVGPU_GVT_VIRTIO_RING_MEM_H

#include "gvt/virtio/transport_types.h"

struct mvgpu_ring_mem mvgpu_ring_mem(struct mvgpu_queue_state *q);
struct mvgpu_ring_mem mvgpu_payload_mem(struct mvgpu_vgpu *vgpu);
void mvgpu_ring_map(struct mvgpu_queue_state *q);
void mvgpu_ring_unmap(struct mvgpu_queue_state *q);
void mvgpu_ring_dma_unmap(struct mvgpu_queue_state *q, u64 iova, u64 len);

#endif /* MVGPU_GVT_VIRTIO_RING_MEM_H */
