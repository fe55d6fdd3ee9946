/* SPDX-License-Identifier: GPL-2.0 */
/* The state of the virtio-pci transport and of its queues. */
#ifndef MVGPU_GVT_VIRTIO_TRANSPORT_TYPES_H
#define MVGPU_GVT_VIRTIO_TRANSPORT_TYPES_H

#include <linux/atomic.h>
#include <linux/types.h>
#include "gvt/vgpu/guest_types.h"
#include "gvt/virtio/layout.h"
#include "gvt/virtio/vring.h"

struct mvgpu_vgpu;

/**
 * struct mvgpu_queue_state - Virtqueue as the guest configured it
 * @vgpu: vGPU that it belongs to
 * @size: queue_size register
 * @enabled: queue_enable register
 * @vector: MSI-X vector or MVGPU_NO_VECTOR
 * @desc: queue_desc register
 * @avail: queue_driver register
 * @used: queue_device register
 * @vring: state of the ring walker, valid while @enabled
 * @map: parts of the ring, pinned and mapped by the worker while the queue runs; a part
 *	that cannot be mapped is accessed by copying
 * @map_tried: mapping was tried and is not to be tried again ...
 * @unmaps_completed: ... unless mvgpu_unmap_completed() differs from this
 */
struct mvgpu_queue_state {
	struct mvgpu_vgpu *vgpu;
	u16 size;
	bool enabled;
	u16 vector;
	u64 desc;
	u64 avail;
	u64 used;
	struct mvgpu_vring vring;
	struct mvgpu_guest_map map[MVGPU_VRING_PARTS];
	bool map_tried;
	unsigned int unmaps_completed;
};

/**
 * struct mvgpu_transport - Registers; under vgpu->lock except @isr
 * @device_features: features that are offered
 * @driver_features: features that the guest accepted
 * @device_feature_select: register
 * @driver_feature_select: register
 * @queue_select: register
 * @config_vector: MSI-X vector or MVGPU_NO_VECTOR
 * @status: device status
 * @config_generation: changes with the device configuration
 * @isr: pending bits; atomic, cleared when read
 * @bus_master: the guest allows the device to do DMA
 * @events: VIRTIO_GPU_EVENT_* pending in the device configuration
 * @seen: subset of @events that the guest acts on: it has read the new state
 * @missed: subset of @seen that occurred again after it read the state
 * @queue: queues
 */
struct mvgpu_transport {
	u64 device_features;
	u64 driver_features;
	u32 device_feature_select;
	u32 driver_feature_select;
	u16 queue_select;
	u16 config_vector;
	u8 status;
	u8 config_generation;
	atomic_t isr;
	bool bus_master;
	u32 events;
	u32 seen;
	u32 missed;
	struct mvgpu_queue_state queue[MVGPU_NR_QUEUES];
};

#endif /* MVGPU_GVT_VIRTIO_TRANSPORT_TYPES_H */
