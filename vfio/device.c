// SPDX-License-Identifier: GPL-2.0
/* Life of the VFIO device of a vGPU. */
#include <linux/err.h>
#include "compat.h"
#include "gvt/vgpu/vgpu.h"
#include "vfio/config_access.h"
#include "vfio/device.h"
#include "vfio/edid_region.h"
#include "vfio/gfx.h"
#include "vfio/guest_mem.h"
#include "vfio/host_visible.h"
#include "vfio/ioctl.h"
#include "vfio/irq.h"
#include "vfio/irq_set.h"
#include "vfio/regions.h"
#include "vfio/vdev_types.h"

/* Pins nothing, because on 6.1 the container does not know the device yet. */
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
	ret = mvgpu_edid_region_open(vdev);
	if (ret)
		goto close_gfx;
	ret = mvgpu_hostvis_bar_open(vdev);
	if (ret)
		goto close_edid;
	mutex_lock(&vdev->lock);
	mvgpu_config_access_reset(vdev);
	mutex_unlock(&vdev->lock);
	return 0;

close_edid:
	mvgpu_edid_region_close(vdev);
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
	mvgpu_edid_region_close(vdev);
	mvgpu_gfx_close(vdev);
	/* The worker may have raised an interrupt before it ended. */
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
	.ioctl = mvgpu_ioctl,
	.mmap = mvgpu_region_mmap,
	.request = mvgpu_irq_request,
	.dma_unmap = mvgpu_guest_dma_unmap,
	MVGPU_VFIO_REGION_INFO_OP(mvgpu_region_info)
	MVGPU_VFIO_IOMMUFD_OPS
};

/**
 * mvgpu_vdev_create() - Register a VFIO device for a vGPU
 * @dev: the mdev
 * @vgpu: vGPU; must outlive the VFIO device
 *
 * A VMM can open the device before this returns.
 *
 * Context: process context. May sleep.
 *
 * Return: the VFIO device, or an ERR_PTR() with the error of the VFIO core.
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
 * mvgpu_vdev_destroy() - Unregister a VFIO device
 * @vdev: result of mvgpu_vdev_create()
 *
 * Context: process context. Sleeps until no VMM has the device open.
 */
void mvgpu_vdev_destroy(struct mvgpu_vdev *vdev)
{
	vfio_unregister_group_dev(&vdev->vdev);
	vfio_put_device(&vdev->vdev);
}
