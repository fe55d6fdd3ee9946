/* SPDX-License-Identifier: GPL-2.0 */
/* The driver's side of virtio over PCI (virtio 1.2, 4.1). */
#ifndef VIRTIO_H
#define VIRTIO_H

#include "queue.h"
#include "vfio_dev.h"

/* Registers of the common configuration (4.1.4.3). */
enum {
	REG_DEVICE_FEATURE_SELECT = 0x00,
	REG_DEVICE_FEATURE = 0x04,
	REG_DRIVER_FEATURE_SELECT = 0x08,
	REG_DRIVER_FEATURE = 0x0c,
	REG_CONFIG_VECTOR = 0x10,
	REG_NUM_QUEUES = 0x12,
	REG_STATUS = 0x14,
	REG_GENERATION = 0x15,
	REG_QUEUE_SELECT = 0x16,
	REG_QUEUE_SIZE = 0x18,
	REG_QUEUE_VECTOR = 0x1a,
	REG_QUEUE_ENABLE = 0x1c,
	REG_QUEUE_NOTIFY_OFF = 0x1e,
	REG_QUEUE_DESC = 0x20,
	REG_QUEUE_DRIVER = 0x28,
	REG_QUEUE_DEVICE = 0x30,
	REG_QUEUE_NOTIFY_DATA = 0x38,
	REG_QUEUE_RESET = 0x3a,
};

enum { STATUS_ACKNOWLEDGE = 1, STATUS_DRIVER = 2, STATUS_DRIVER_OK = 4,
       STATUS_FEATURES_OK = 8, STATUS_NEEDS_RESET = 64, STATUS_FAILED = 128 };

#define NO_VECTOR 0xffff

#define F_INDIRECT	(1ULL << 28)
#define F_EVENT_IDX	(1ULL << 29)
#define F_VERSION_1	(1ULL << 32)
#define F_ACCESS	(1ULL << 33)
#define F_ORDER		(1ULL << 36)
#define F_RING_RESET	(1ULL << 40)

void virtio_find(struct dev *dev);
u64 reg_read(struct dev *dev, u32 reg, size_t len);
void reg_write(struct dev *dev, u32 reg, u64 value, size_t len);
u32 devcfg_read(struct dev *dev, u32 offset);
u8 isr_read(struct dev *dev);

u8 virtio_status(struct dev *dev);
void virtio_set_status(struct dev *dev, u8 status);
void virtio_reset(struct dev *dev);
u64 virtio_offered(struct dev *dev);
void virtio_accept(struct dev *dev, u64 features);
bool virtio_features_ok(struct dev *dev, u64 features);
void virtio_begin(struct dev *dev, u64 features);
void virtio_msix(struct dev *dev);
void virtio_start(struct dev *dev, u64 features);
bool virtio_wait_needs_reset(struct dev *dev);

#endif /* VIRTIO_H */
