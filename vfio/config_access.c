// SPDX-License-Identifier: GPL-2.0
/*
 * Accesses of configuration space, and what they cause: PCI_CFG accesses, bus mastering,
 * the interrupt-disable bit, memory decoding.
 *
 * VMMs read the whole space at once, so an access is split into those of a bus. User
 * memory is copied before a lock is taken, and after all are released.
 */
#include <linux/uaccess.h>
#include "gvt/vgpu/regs.h"
#include "gvt/vgpu/reset.h"
#include "vfio/config_access.h"
#include "vfio/host_visible.h"
#include "vfio/irq.h"
#include "vfio/msix_table.h"
#include "vfio/vdev_types.h"

/* Virtio 1.2, 4.1.4.9: an access to pci_cfg_data is one to a BAR. */
static bool access_pci_cfg_ready(struct mvgpu_vdev *vdev,
				 struct mvgpu_config_pci_cfg *access)
{
	lockdep_assert_held(&vdev->lock);

	return mvgpu_config_memory_on(&vdev->config) &&
	       !mvgpu_config_pci_cfg(&vdev->config, access);
}

static void access_pci_cfg_read(struct mvgpu_vdev *vdev)
{
	struct mvgpu_config_pci_cfg access;
	u8 data[4];

	if (!access_pci_cfg_ready(vdev, &access))
		return;
	mvgpu_config_pci_cfg_data(&vdev->config, data);
	if (access.bar == MVGPU_REG_BAR)
		mvgpu_regs_read(vdev->vgpu, access.offset, data, access.len);
	else
		mvgpu_msix_table_read(vdev, access.offset, data, access.len);
	mvgpu_config_set_pci_cfg_data(&vdev->config, data);
}

static void access_pci_cfg_write(struct mvgpu_vdev *vdev)
{
	struct mvgpu_config_pci_cfg access;
	u8 data[4];

	if (!access_pci_cfg_ready(vdev, &access))
		return;
	mvgpu_config_pci_cfg_data(&vdev->config, data);
	if (access.bar == MVGPU_REG_BAR)
		mvgpu_regs_write(vdev->vgpu, access.offset, data, access.len);
	else
		mvgpu_msix_table_write(vdev, access.offset, data, access.len);
}

static void access_command_changed(struct mvgpu_vdev *vdev)
{
	lockdep_assert_held(&vdev->lock);

	mvgpu_reset_bus_master(vdev->vgpu,
			       mvgpu_config_bus_master(&vdev->config));
	mvgpu_irq_disable_intx(vdev, mvgpu_config_intx_off(&vdev->config));
	mvgpu_hostvis_bar_changed(vdev, 0, 0);
}

/**
 * mvgpu_config_access_read() - Read configuration space
 * @vdev: VFIO device
 * @offset: first byte, inside of the space
 * @buf: destination
 * @count: bytes, inside of the space
 *
 * Context: process context. Takes mvgpu_vdev.lock and vgpu->lock, may sleep.
 *
 * Return: @count or -EFAULT.
 */
ssize_t mvgpu_config_access_read(struct mvgpu_vdev *vdev, u64 offset,
				 char __user *buf, size_t count)
{
	u8 val[MVGPU_CFG_SIZE];
	size_t done, n;

	mutex_lock(&vdev->lock);
	mvgpu_config_set_intx(&vdev->config, mvgpu_irq_intx_level(vdev));
	for (done = 0; done < count; done += n) {
		n = mvgpu_config_chunk(offset + done, count - done);
		if (mvgpu_config_in_pci_cfg_data(offset + done, n))
			access_pci_cfg_read(vdev);
		mvgpu_config_read(&vdev->config, offset + done, val + done, n);
	}
	mutex_unlock(&vdev->lock);
	return copy_to_user(buf, val, count) ? -EFAULT : count;
}

/**
 * mvgpu_config_access_write() - Write configuration space
 * @vdev: VFIO device
 * @offset: first byte, inside of the space
 * @buf: source
 * @count: bytes, inside of the space
 *
 * Context: process context. Takes mvgpu_vdev.lock and vgpu->lock, may sleep.
 *
 * Return: @count or -EFAULT.
 */
ssize_t mvgpu_config_access_write(struct mvgpu_vdev *vdev, u64 offset,
				  const char __user *buf, size_t count)
{
	u8 val[MVGPU_CFG_SIZE];
	unsigned int effects;
	size_t done, n;

	if (copy_from_user(val, buf, count))
		return -EFAULT;
	mutex_lock(&vdev->lock);
	for (done = 0; done < count; done += n) {
		n = mvgpu_config_chunk(offset + done, count - done);
		mvgpu_config_write(&vdev->config, offset + done, val + done, n,
				   &effects);
		if (effects & MVGPU_CFG_COMMAND)
			access_command_changed(vdev);
		if (effects & MVGPU_CFG_PCI_CFG)
			access_pci_cfg_write(vdev);
	}
	mutex_unlock(&vdev->lock);
	return count;
}

/**
 * mvgpu_config_access_reset() - Set configuration space to its state after power-on
 * @vdev: VFIO device
 *
 * The MSI-X table is reset as well.
 *
 * Context: process context. mvgpu_vdev.lock is held. Takes vgpu->lock, may sleep.
 */
void mvgpu_config_access_reset(struct mvgpu_vdev *vdev)
{
	lockdep_assert_held(&vdev->lock);

	mvgpu_config_init(&vdev->config, vdev->vgpu->slice.hostvis_size);
	mvgpu_msix_table_reset(vdev);
	access_command_changed(vdev);
}
