// SPDX-License-Identifier: GPL-2.0
/*
 * Ioctls of the device file. Each has a function, which copies the request in, calls the
 * part of the device that provides the answer, and copies the answer out.
 */
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "compat.h"
#include "gvt/vgpu/vgpu.h"
#include "vfio/config_access.h"
#include "vfio/gfx.h"
#include "vfio/ioctl.h"
#include "vfio/irq.h"
#include "vfio/irq_set.h"
#include "vfio/regions.h"
#include "vfio/vdev_types.h"

/*
 * Copy in the @minsz bytes that a structure of user space must have; the rest of @to is
 * zero. argsz is the first member of each such structure.
 */
static int ioctl_copy_in(void *to, size_t minsz, void __user *arg)
{
	u32 argsz;

	if (copy_from_user(to, arg, minsz))
		return -EFAULT;
	memcpy(&argsz, to, sizeof(argsz));
	return argsz < minsz ? -EINVAL : 0;
}

static long ioctl_get_info(struct mvgpu_vdev *vdev, void __user *arg)
{
	const size_t minsz = offsetofend(struct vfio_device_info, num_irqs);
	struct vfio_device_info info = {};
	size_t size;
	int ret;

	ret = ioctl_copy_in(&info, minsz, arg);
	if (ret)
		return ret;
	info.flags = VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET;
	info.num_regions = MVGPU_NR_REGIONS;
	info.num_irqs = VFIO_PCI_NUM_IRQS;
	size = min_t(size_t, info.argsz, sizeof(info));
	return copy_to_user(arg, &info, size) ? -EFAULT : 0;
}

static long ioctl_get_region_info(struct mvgpu_vdev *vdev, void __user *arg)
{
	return mvgpu_region_info_ioctl(&vdev->vdev, mvgpu_region_info, arg);
}

static long ioctl_get_irq_info(struct mvgpu_vdev *vdev, void __user *arg)
{
	const size_t minsz = offsetofend(struct vfio_irq_info, count);
	struct vfio_irq_info info = {};
	int ret;

	ret = ioctl_copy_in(&info, minsz, arg);
	if (!ret)
		ret = mvgpu_irq_info(&info);
	if (ret)
		return ret;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static long ioctl_set_irqs(struct mvgpu_vdev *vdev, void __user *arg)
{
	const size_t minsz = offsetofend(struct vfio_irq_set, count);
	struct vfio_irq_set set;
	void *data = NULL;
	size_t size;
	int ret;

	if (copy_from_user(&set, arg, minsz))
		return -EFAULT;
	ret = vfio_set_irqs_validate_and_prepare(&set,
						 mvgpu_irq_count(set.index),
						 VFIO_PCI_NUM_IRQS, &size);
	if (ret)
		return ret;
	/* The core limited the count, so this is at most one word per vector. */
	if (size) {
		data = memdup_user(arg + minsz, size);
		if (IS_ERR(data))
			return PTR_ERR(data);
	}
	ret = mvgpu_irq_set(vdev, &set, data);
	kfree(data);
	return ret;
}

/*
 * Everything but the settings of the VMM (eventfds, the monitor) returns to its state
 * after power-on. Bus mastering ends first, so that no interrupt is raised afterwards.
 */
static long ioctl_reset(struct mvgpu_vdev *vdev, void __user *arg)
{
	mutex_lock(&vdev->lock);
	mvgpu_config_access_reset(vdev);
	mvgpu_vgpu_reset(vdev->vgpu);
	mvgpu_irq_lower(vdev);
	mutex_unlock(&vdev->lock);
	return 0;
}

static long ioctl_query_gfx_plane(struct mvgpu_vdev *vdev, void __user *arg)
{
	const size_t minsz = offsetofend(struct vfio_device_gfx_plane_info,
					 region_index);
	struct vfio_device_gfx_plane_info info = {};
	int ret;

	ret = ioctl_copy_in(&info, minsz, arg);
	if (!ret)
		ret = mvgpu_gfx_query(vdev, &info);
	if (ret)
		return ret;
	return copy_to_user(arg, &info, minsz) ? -EFAULT : 0;
}

static long ioctl_get_gfx_dmabuf(struct mvgpu_vdev *vdev, void __user *arg)
{
	u32 id;

	if (get_user(id, (u32 __user *)arg))
		return -EFAULT;
	return mvgpu_gfx_get_dmabuf(vdev, id);
}

static const struct {
	unsigned int cmd;
	long (*fn)(struct mvgpu_vdev *vdev, void __user *arg);
} ioctls[] = {
	{ VFIO_DEVICE_GET_INFO, ioctl_get_info },
	{ VFIO_DEVICE_GET_REGION_INFO, ioctl_get_region_info },
	{ VFIO_DEVICE_GET_IRQ_INFO, ioctl_get_irq_info },
	{ VFIO_DEVICE_SET_IRQS, ioctl_set_irqs },
	{ VFIO_DEVICE_RESET, ioctl_reset },
	{ VFIO_DEVICE_QUERY_GFX_PLANE, ioctl_query_gfx_plane },
	{ VFIO_DEVICE_GET_GFX_DMABUF, ioctl_get_gfx_dmabuf },
};

/**
 * mvgpu_ioctl() - Execute an ioctl of the device file
 * @core: device of the VFIO core
 * @cmd: number of the ioctl
 * @arg: its argument, a pointer of user space
 *
 * Context: process context. Takes mvgpu_vdev.lock and vgpu->lock, may sleep.
 *
 * Return: the result of the ioctl; -ENOTTY for one that does not exist; -EINVAL if argsz
 * is too small; -EFAULT.
 */
long mvgpu_ioctl(struct vfio_device *core, unsigned int cmd, unsigned long arg)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ioctls); i++)
		if (ioctls[i].cmd == cmd)
			return ioctls[i].fn(to_mvgpu_vdev(core),
					    (void __user *)arg);
	return -ENOTTY;
}
