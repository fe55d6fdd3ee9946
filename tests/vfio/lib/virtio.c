// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <unistd.h>
#include "pci.h"
#include "virtio.h"

static void note_structure(struct dev *dev, u32 cap)
{
	u8 type = cfg_read(dev, cap + 3, 1);
	struct structure *s = &dev->structure[type];

	if (type >= NR_STRUCTURES || s->cap)
		return;
	s->cap = cap;
	s->bar = cfg_read(dev, cap + 4, 1);
	s->offset = cfg_read(dev, cap + 8, 4);
	s->len = cfg_read(dev, cap + 12, 4);
	if (type == VIRTIO_NOTIFY)
		dev->notify_multiplier = cfg_read(dev, cap + 16, 4);
}

/**
 * virtio_find() - find the virtio structures, enable memory and DMA
 * @dev: the device
 */
void virtio_find(struct dev *dev)
{
	u32 at = cfg_read(dev, PCI_CAPABILITY_LIST, 1);

	memset(dev->structure, 0, sizeof(dev->structure));
	for (unsigned int i = 0; at && i < 48; i++) {
		if (cfg_read(dev, at, 1) == PCI_CAP_ID_VNDR)
			note_structure(dev, at);
		at = cfg_read(dev, at + 1, 1);
	}
	for (unsigned int i = VIRTIO_COMMON; i < NR_STRUCTURES; i++)
		holds(dev->structure[i].cap, "no virtio capability %u", i);
	cfg_command(dev, 0, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
}

/**
 * reg_read() - read a register of the common configuration
 * @dev: the device
 * @reg: REG_*
 * @len: its bytes
 *
 * Return: its value.
 */
u64 reg_read(struct dev *dev, u32 reg, size_t len)
{
	struct structure *s = &dev->structure[VIRTIO_COMMON];

	return bar_read(dev, s->bar, s->offset + reg, len);
}

/**
 * reg_write() - write a register of the common configuration
 * @dev: the device
 * @reg: REG_*
 * @value: what
 * @len: its bytes
 */
void reg_write(struct dev *dev, u32 reg, u64 value, size_t len)
{
	struct structure *s = &dev->structure[VIRTIO_COMMON];

	bar_write(dev, s->bar, s->offset + reg, value, len);
}

/**
 * devcfg_read() - read the device configuration
 * @dev: the device
 * @offset: in struct virtio_gpu_config
 *
 * Return: the field.
 */
u32 devcfg_read(struct dev *dev, u32 offset)
{
	struct structure *s = &dev->structure[VIRTIO_DEVICE];

	return bar_read(dev, s->bar, s->offset + offset, 4);
}

/**
 * isr_read() - read and clear the ISR
 * @dev: the device
 *
 * Return: its bits.
 */
u8 isr_read(struct dev *dev)
{
	struct structure *s = &dev->structure[VIRTIO_ISR];

	return bar_read(dev, s->bar, s->offset, 1);
}

/**
 * virtio_status() - read device_status
 * @dev: the device
 *
 * Return: STATUS_*.
 */
u8 virtio_status(struct dev *dev)
{
	return reg_read(dev, REG_STATUS, 1);
}

/**
 * virtio_set_status() - write device_status
 * @dev: the device
 * @status: all of it
 */
void virtio_set_status(struct dev *dev, u8 status)
{
	reg_write(dev, REG_STATUS, status, 1);
}

/**
 * virtio_reset() - reset and wait for it
 * @dev: the device
 */
void virtio_reset(struct dev *dev)
{
	virtio_set_status(dev, 0);
	for (int i = 0; virtio_status(dev); i++) {
		holds(i < WAIT_MS, "the reset does not end");
		usleep(1000);
	}
	for (unsigned int i = 0; i < NR_QUEUES; i++)
		queue_clear(&dev->queue[i]);
}

/**
 * virtio_offered() - device_feature, both halves
 * @dev: the device
 *
 * Return: the bits.
 */
u64 virtio_offered(struct dev *dev)
{
	u64 low;

	reg_write(dev, REG_DEVICE_FEATURE_SELECT, 0, 4);
	low = reg_read(dev, REG_DEVICE_FEATURE, 4);
	reg_write(dev, REG_DEVICE_FEATURE_SELECT, 1, 4);
	return low | reg_read(dev, REG_DEVICE_FEATURE, 4) << 32;
}

/**
 * virtio_accept() - write driver_feature, both halves
 * @dev: the device
 * @features: the bits
 */
void virtio_accept(struct dev *dev, u64 features)
{
	reg_write(dev, REG_DRIVER_FEATURE_SELECT, 0, 4);
	reg_write(dev, REG_DRIVER_FEATURE, (u32)features, 4);
	reg_write(dev, REG_DRIVER_FEATURE_SELECT, 1, 4);
	reg_write(dev, REG_DRIVER_FEATURE, features >> 32, 4);
}

/**
 * virtio_features_ok() - reset and negotiate
 * @dev: the device
 * @features: to accept, all of them
 *
 * Return: whether the device kept FEATURES_OK.
 */
bool virtio_features_ok(struct dev *dev, u64 features)
{
	u8 status = STATUS_ACKNOWLEDGE | STATUS_DRIVER;

	virtio_reset(dev);
	virtio_set_status(dev, STATUS_ACKNOWLEDGE);
	virtio_set_status(dev, status);
	virtio_accept(dev, features);
	virtio_set_status(dev, status | STATUS_FEATURES_OK);
	return virtio_status(dev) & STATUS_FEATURES_OK;
}

/**
 * virtio_begin() - reset and negotiate; no queues yet
 * @dev: the device
 * @features: to accept out of those offered
 */
void virtio_begin(struct dev *dev, u64 features)
{
	features &= virtio_offered(dev);
	holds(virtio_features_ok(dev, features), "features 0x%llx refused",
	      (unsigned long long)features);
	dev->features = features;
	dev->event_idx = features & F_EVENT_IDX;
}

/**
 * virtio_msix() - an eventfd for each vector, vector i for queue i - 1
 * @dev: the device
 */
void virtio_msix(struct dev *dev)
{
	for (unsigned int i = 0; i < NR_VECTORS; i++)
		if (dev->irq[i] < 0)
			dev->irq[i] = new_eventfd();
	is(irq_set_fds(dev, VFIO_PCI_MSIX_IRQ_INDEX, 0, NR_VECTORS, dev->irq),
	   0);
	reg_write(dev, REG_CONFIG_VECTOR, 0, 2);
	is(reg_read(dev, REG_CONFIG_VECTOR, 2), 0);
	for (unsigned int i = 0; i < NR_QUEUES; i++) {
		reg_write(dev, REG_QUEUE_SELECT, i, 2);
		reg_write(dev, REG_QUEUE_VECTOR, i + 1, 2);
		is(reg_read(dev, REG_QUEUE_VECTOR, 2), i + 1);
	}
}

/**
 * virtio_start() - from reset to DRIVER_OK, with both queues and MSI-X
 * @dev: the device
 * @features: to accept out of those offered
 */
void virtio_start(struct dev *dev, u64 features)
{
	virtio_begin(dev, features);
	virtio_msix(dev);
	for (unsigned int i = 0; i < NR_QUEUES; i++)
		queue_enable(dev, i);
	virtio_set_status(dev, virtio_status(dev) | STATUS_DRIVER_OK);
}

/**
 * virtio_wait_needs_reset() - wait for DEVICE_NEEDS_RESET
 * @dev: the device
 *
 * Return: whether it came.
 */
bool virtio_wait_needs_reset(struct dev *dev)
{
	for (int ms = 0; ms < WAIT_MS; ms += 5) {
		if (virtio_status(dev) & STATUS_NEEDS_RESET)
			return true;
		usleep(5000);
	}
	return false;
}
