// SPDX-License-Identifier: GPL-2.0
/*
 * The VFIO device of a vGPU: its life, and the ioctls, each a row of a table
 * and a function that copies in, asks the room's other files, copies out.
 */
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "vfio/vdev.h"

/*
 * Copy in what a user's structure must have and at most what we know; the
 * rest of ours is zero. @argsz is its first member, as in all of them.
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
	/* No more than one word per vector: the core bounded the count. */
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
 * All but what the VMM chose (eventfds, the monitor) goes back to power-on.
 * The bus goes quiet first, so that nothing raises an interrupt afterwards.
 */
static long ioctl_reset(struct mvgpu_vdev *vdev, void __user *arg)
{
	mutex_lock(&vdev->lock);
	mvgpu_region_reset_pci(vdev);
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

static long vdev_ioctl(struct vfio_device *core, unsigned int cmd,
		       unsigned long arg)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ioctls); i++)
		if (ioctls[i].cmd == cmd)
			return ioctls[i].fn(to_mvgpu_vdev(core),
					    (void __user *)arg);
	return -ENOTTY;
}

/* Pins nothing: on 6.1 the container does not know the device yet. */
static int vdev_open(struct vfio_device *core)
{
	struct mvgpu_vdev *vdev = to_mvgpu_vdev(core);
	int ret;

	ret = mvgpu_vgpu_open(vdev->vgpu, &mvgpu_guest_ops, vdev);
	if (ret)
		return ret;
	ret = mvgpu_gfx_open(vdev);
	if (ret)
		goto close_vgpu;
	ret = mvgpu_hostvis_bar_open(vdev);
	if (ret)
		goto close_gfx;
	mutex_lock(&vdev->lock);
	mvgpu_region_reset_pci(vdev);
	mvgpu_edid_region_open(vdev);
	mutex_unlock(&vdev->lock);
	return 0;

close_gfx:
	mvgpu_gfx_close(vdev);
close_vgpu:
	mvgpu_vgpu_close(vdev->vgpu);
	return ret;
}

static void vdev_close(struct vfio_device *core)
{
	struct mvgpu_vdev *vdev = to_mvgpu_vdev(core);

	mvgpu_irq_shutdown(vdev);
	mvgpu_vgpu_close(vdev->vgpu);
	mvgpu_hostvis_bar_close(vdev);
	mvgpu_gfx_close(vdev);
	/* What the worker raised on its way out is forgotten, too. */
	mvgpu_irq_lower(vdev);
}

static void vdev_release(struct vfio_device *core)
{
	mutex_destroy(&to_mvgpu_vdev(core)->lock);
	mvgpu_vfio_free_device(core);
}

static const struct vfio_device_ops vdev_ops = {
	.name = "mvgpu",
	.release = vdev_release,
	.open_device = vdev_open,
	.close_device = vdev_close,
	.read = mvgpu_region_read,
	.write = mvgpu_region_write,
	.ioctl = vdev_ioctl,
	.mmap = mvgpu_region_mmap,
	.request = mvgpu_irq_request,
	.dma_unmap = mvgpu_guest_dma_unmap,
	MVGPU_VFIO_REGION_INFO_OP(mvgpu_region_info)
	MVGPU_VFIO_IOMMUFD_OPS
};

/**
 * mvgpu_vdev_create - give a vGPU its VFIO face
 * @dev: the mdev
 * @vgpu: the vGPU; must outlive the face
 *
 * From its return on a VMM can open it.
 *
 * Context: process context, may sleep.
 *
 * Return: the face, or an ERR_PTR() of what the VFIO core answered.
 */
struct mvgpu_vdev *mvgpu_vdev_create(struct device *dev,
				     struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_vdev *vdev;
	int ret;

	vdev = vfio_alloc_device(mvgpu_vdev, vdev, dev, &vdev_ops);
	if (IS_ERR(vdev))
		return vdev;
	vdev->vgpu = vgpu;
	mutex_init(&vdev->lock);
	mvgpu_irq_init(&vdev->irq);
	mvgpu_config_init(&vdev->config, vgpu->slice.hostvis_size);
	ret = vfio_register_emulated_iommu_dev(&vdev->vdev);
	if (ret) {
		vfio_put_device(&vdev->vdev);
		return ERR_PTR(ret);
	}
	return vdev;
}

/**
 * mvgpu_vdev_destroy - take the VFIO face away
 * @vdev: what mvgpu_vdev_create() returned
 *
 * Context: process context; sleeps until no VMM has the device open.
 */
void mvgpu_vdev_destroy(struct mvgpu_vdev *vdev)
{
	vfio_unregister_group_dev(&vdev->vdev);
	vfio_put_device(&vdev->vdev);
}
