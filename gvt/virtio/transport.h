/* SPDX-License-Identifier: GPL-2.0 */
/* The virtio-pci transport: the device's side of virtio 1.2, 4.1. vgpu->lock held. */
#ifndef MVGPU_GVT_VIRTIO_TRANSPORT_H
#define MVGPU_GVT_VIRTIO_TRANSPORT_H

#include <linux/types.h>
#include "gvt/virtio/transport_types.h"

struct mvgpu_vgpu;

void mvgpu_transport_init(struct mvgpu_vgpu *vgpu);
void mvgpu_transport_reset(struct mvgpu_vgpu *vgpu);
void mvgpu_transport_need_reset(struct mvgpu_vgpu *vgpu, const char *why);
void mvgpu_transport_config_event(struct mvgpu_vgpu *vgpu, u32 events);
void mvgpu_transport_event_seen(struct mvgpu_vgpu *vgpu, u32 events);
void mvgpu_transport_event_clear(struct mvgpu_vgpu *vgpu, u32 events);
void mvgpu_transport_queue_notify(struct mvgpu_vgpu *vgpu, unsigned int queue);
bool mvgpu_transport_live(const struct mvgpu_vgpu *vgpu);
void mvgpu_transport_set_status(struct mvgpu_vgpu *vgpu, u8 status);
void mvgpu_transport_queue_enable(struct mvgpu_vgpu *vgpu, unsigned int queue);
void mvgpu_transport_queue_init(struct mvgpu_queue_state *q);
void mvgpu_transport_kick_queues(struct mvgpu_vgpu *vgpu);
u64 mvgpu_transport_features(const struct mvgpu_vgpu *vgpu);

#endif /* MVGPU_GVT_VIRTIO_TRANSPORT_H */
