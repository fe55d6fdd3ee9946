// SPDX-License-Identifier: GPL-2.0
/*
 * Trapped accesses of the BARs: registers (BAR 0), MSI-X table (BAR 2) and host-visible
 * region (BAR 4).
 *
 * An access has 1, 2, 4 or 8 bytes and is aligned. Any other access is rejected, not
 * split, as it would not exist on a bus. User memory is copied before a lock is taken,
 * and after all are released.
 */
#include <linux/uaccess.h>
#include "gvt/vgpu/regs.h"
#include "vfio/bars.h"
#include "vfio/host_visible.h"
#include "vfio/msix_table.h"
#include "vfio/vdev_types.h"

#define BARS_ACCESS_MAX 8

typedef void (*bars_load_fn)(struct mvgpu_vdev *vdev, u64 offset, void *val,
			     unsigned int len);
typedef void (*bars_store_fn)(struct mvgpu_vdev *vdev, u64 offset,
			      const void *val, unsigned int len);

static bool bars_access_ok(u64 offset, size_t count)
{
	return (count == 1 || count == 2 || count == 4 || count == 8) &&
	       IS_ALIGNED(offset, count);
}

static ssize_t bars_read(struct mvgpu_vdev *vdev, u64 offset, char __user *buf,
			 size_t count, bars_load_fn load)
{
	u8 val[BARS_ACCESS_MAX] = {};

	if (!bars_access_ok(offset, count))
		return -EINVAL;
	if (!mvgpu_config_memory_on(&vdev->config))
		return -EIO;
	load(vdev, offset, val, count);
	return copy_to_user(buf, val, count) ? -EFAULT : count;
}

static ssize_t bars_write(struct mvgpu_vdev *vdev, u64 offset,
			  const char __user *buf, size_t count,
			  bars_store_fn store)
{
	u8 val[BARS_ACCESS_MAX];

	if (!bars_access_ok(offset, count))
		return -EINVAL;
	if (copy_from_user(val, buf, count))
		return -EFAULT;
	if (!mvgpu_config_memory_on(&vdev->config))
		return -EIO;
	store(vdev, offset, val, count);
	return count;
}

/* Without mvgpu_vdev.lock, so that no doorbell waits for a display query. */
static void bars_load_regs(struct mvgpu_vdev *vdev, u64 offset, void *val,
			   unsigned int len)
{
	mvgpu_regs_read(vdev->vgpu, offset, val, len);
}

static void bars_store_regs(struct mvgpu_vdev *vdev, u64 offset,
			    const void *val, unsigned int len)
{
	mvgpu_regs_write(vdev->vgpu, offset, val, len);
}

static void bars_load_msix(struct mvgpu_vdev *vdev, u64 offset, void *val,
			   unsigned int len)
{
	mutex_lock(&vdev->lock);
	mvgpu_msix_table_read(vdev, offset, val, len);
	mutex_unlock(&vdev->lock);
}

static void bars_store_msix(struct mvgpu_vdev *vdev, u64 offset,
			    const void *val, unsigned int len)
{
	mutex_lock(&vdev->lock);
	mvgpu_msix_table_write(vdev, offset, val, len);
	mutex_unlock(&vdev->lock);
}

/**
 * mvgpu_bar0_read() - Read a register of the vGPU
 * @vdev: VFIO device
 * @offset: first byte, inside of the BAR
 * @buf: destination
 * @count: bytes, inside of the BAR
 *
 * Context: process context. Takes vgpu->lock, may sleep.
 *
 * Return: @count; -EINVAL unless @count is 1, 2, 4 or 8 and @offset a multiple of it; -EIO
 * while the guest has memory decoding off; -EFAULT.
 */
ssize_t mvgpu_bar0_read(struct mvgpu_vdev *vdev, u64 offset, char __user *buf,
			size_t count)
{
	return bars_read(vdev, offset, buf, count, bars_load_regs);
}

/**
 * mvgpu_bar0_write() - Write a register of the vGPU
 * @vdev: VFIO device
 * @offset: first byte, inside of the BAR
 * @buf: source
 * @count: bytes, inside of the BAR
 *
 * Context: process context. Takes vgpu->lock, but not for a doorbell; may sleep.
 *
 * Return: as mvgpu_bar0_read().
 */
ssize_t mvgpu_bar0_write(struct mvgpu_vdev *vdev, u64 offset,
			 const char __user *buf, size_t count)
{
	return bars_write(vdev, offset, buf, count, bars_store_regs);
}

/**
 * mvgpu_bar2_read() - Read the MSI-X table
 * @vdev: VFIO device
 * @offset: first byte, inside of the BAR
 * @buf: destination
 * @count: bytes, inside of the BAR
 *
 * Context: process context. Takes mvgpu_vdev.lock, may sleep.
 *
 * Return: as mvgpu_bar0_read().
 */
ssize_t mvgpu_bar2_read(struct mvgpu_vdev *vdev, u64 offset, char __user *buf,
			size_t count)
{
	return bars_read(vdev, offset, buf, count, bars_load_msix);
}

/**
 * mvgpu_bar2_write() - Write the MSI-X table
 * @vdev: VFIO device
 * @offset: first byte, inside of the BAR
 * @buf: source
 * @count: bytes, inside of the BAR
 *
 * Context: process context. Takes mvgpu_vdev.lock, may sleep.
 *
 * Return: as mvgpu_bar0_read().
 */
ssize_t mvgpu_bar2_write(struct mvgpu_vdev *vdev, u64 offset,
			 const char __user *buf, size_t count)
{
	return bars_write(vdev, offset, buf, count, bars_store_msix);
}

/**
 * mvgpu_bar4_read() - Read the host-visible region without a mapping
 * @vdev: VFIO device that has the region
 * @offset: first byte, inside of the BAR
 * @buf: destination
 * @count: bytes, inside of the BAR
 *
 * Context: process context. Takes the page lock of the BAR, may sleep.
 *
 * Return: as mvgpu_bar0_read().
 */
ssize_t mvgpu_bar4_read(struct mvgpu_vdev *vdev, u64 offset, char __user *buf,
			size_t count)
{
	return bars_read(vdev, offset, buf, count, mvgpu_hostvis_bar_load);
}

/**
 * mvgpu_bar4_write() - Write the host-visible region without a mapping
 * @vdev: VFIO device that has the region
 * @offset: first byte, inside of the BAR
 * @buf: source
 * @count: bytes, inside of the BAR
 *
 * Context: process context. Takes the page lock of the BAR, may sleep.
 *
 * Return: as mvgpu_bar0_read().
 */
ssize_t mvgpu_bar4_write(struct mvgpu_vdev *vdev, u64 offset,
			 const char __user *buf, size_t count)
{
	return bars_write(vdev, offset, buf, count, mvgpu_hostvis_bar_store);
}
