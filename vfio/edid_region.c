// SPDX-License-Identifier: GPL-2.0
/*
 * The EDID region, by which the VMM describes the monitor of the console head. It begins
 * with struct vfio_region_gfx_edid; the EDID is at EDID_BLOB_OFFSET.
 *
 * The administrator decides whether the head has a monitor. If it has none, the link reads
 * as down, whatever the VMM wrote.
 *
 * A VMM takes the link down, writes the EDID and its size, and takes the link up. The
 * guest sees only the last step, so the contents of the region may be inconsistent before.
 * An invalid EDID is rejected at the last step, and the guest keeps the one that it has.
 * A device reset unplugs nothing, as the monitor is not a part of the device.
 */
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "gvt/display/monitor.h"
#include "vfio/edid_region.h"
#include "vfio/vdev_types.h"

#define EDID_BLOB_OFFSET	MVGPU_EDID_MAX

static_assert(sizeof(struct vfio_region_gfx_edid) <= EDID_BLOB_OFFSET);
static_assert(EDID_BLOB_OFFSET + MVGPU_EDID_MAX == MVGPU_EDID_REGION_SIZE);

#define EDID_FIELD(name) offsetof(struct vfio_region_gfx_edid, name)

/**
 * mvgpu_edid_region_open() - Set up the region for a VMM
 * @vdev: VFIO device
 *
 * The region describes the present console head until the device is closed. At first it
 * contains the EDID that the head has.
 *
 * Context: process context. Takes mvgpu_vdev.lock and vgpu->lock, may sleep.
 *
 * Return: 0, to be followed by mvgpu_edid_region_close(), or -ENOMEM.
 */
int mvgpu_edid_region_open(struct mvgpu_vdev *vdev)
{
	struct mvgpu_edid_region *edid = &vdev->edid;
	struct mvgpu_vgpu *vgpu = vdev->vgpu;
	u8 *blob = kzalloc(MVGPU_EDID_MAX, GFP_KERNEL_ACCOUNT);

	if (!blob)
		return -ENOMEM;
	mutex_lock(&vdev->lock);
	edid->blob = blob;
	mutex_lock(&vgpu->lock);
	edid->head = min_t(u32, vgpu->console, MVGPU_MAX_HEADS - 1);
	edid->size = mvgpu_monitor_edid(vgpu, edid->head, edid->blob);
	mutex_unlock(&vgpu->lock);
	mutex_unlock(&vdev->lock);
	return 0;
}

/**
 * mvgpu_edid_region_close() - Free the region of a VMM
 * @vdev: VFIO device that is being closed
 *
 * Context: process context. Takes mvgpu_vdev.lock, may sleep.
 */
void mvgpu_edid_region_close(struct mvgpu_vdev *vdev)
{
	mutex_lock(&vdev->lock);
	kfree(vdev->edid.blob);
	vdev->edid.blob = NULL;
	mutex_unlock(&vdev->lock);
}

/* State of the link as the guest sees it. */
static u32 edid_link(const struct mvgpu_vdev *vdev)
{
	guard(mutex)(&vdev->vgpu->lock);
	return mvgpu_monitor_present(vdev->vgpu, vdev->edid.head) ?
		VFIO_DEVICE_GFX_LINK_STATE_UP : VFIO_DEVICE_GFX_LINK_STATE_DOWN;
}

static void edid_header(struct mvgpu_vdev *vdev,
			struct vfio_region_gfx_edid *header)
{
	lockdep_assert_held(&vdev->lock);

	*header = (struct vfio_region_gfx_edid) {
		.edid_offset = EDID_BLOB_OFFSET,
		.edid_max_size = MVGPU_EDID_MAX,
		.edid_size = vdev->edid.size,
		.max_xres = vdev->vgpu->slice.max_width,
		.max_yres = vdev->vgpu->slice.max_height,
		.link_state = edid_link(vdev),
	};
}

/**
 * mvgpu_edid_region_read() - Read the EDID region
 * @vdev: VFIO device
 * @offset: first byte
 * @buf: destination
 * @count: bytes, any number; inside of the region
 *
 * Context: process context. Takes mvgpu_vdev.lock and vgpu->lock, may sleep.
 *
 * Return: @count, -ENOMEM or -EFAULT.
 */
ssize_t mvgpu_edid_region_read(struct mvgpu_vdev *vdev, u64 offset,
			       char __user *buf, size_t count)
{
	struct vfio_region_gfx_edid header;
	ssize_t ret = count;
	u8 *image;

	image = kzalloc(MVGPU_EDID_REGION_SIZE, GFP_KERNEL_ACCOUNT);
	if (!image)
		return -ENOMEM;
	mutex_lock(&vdev->lock);
	edid_header(vdev, &header);
	memcpy(image, &header, sizeof(header));
	memcpy(image + EDID_BLOB_OFFSET, vdev->edid.blob, MVGPU_EDID_MAX);
	mutex_unlock(&vdev->lock);
	if (copy_to_user(buf, image + offset, count))
		ret = -EFAULT;
	kfree(image);
	return ret;
}

static int edid_set_link(struct mvgpu_vdev *vdev, u32 state)
{
	struct mvgpu_edid_region *edid = &vdev->edid;

	lockdep_assert_held(&vdev->lock);

	switch (state) {
	case VFIO_DEVICE_GFX_LINK_STATE_UP:
		return mvgpu_monitor_plug(vdev->vgpu, edid->head, edid->blob,
					  edid->size);
	case VFIO_DEVICE_GFX_LINK_STATE_DOWN:
		mvgpu_monitor_unplug(vdev->vgpu, edid->head);
		return 0;
	default:
		return -EINVAL;
	}
}

static int edid_set_field(struct mvgpu_vdev *vdev, u64 offset, u32 value)
{
	lockdep_assert_held(&vdev->lock);

	if (offset == EDID_FIELD(link_state))
		return edid_set_link(vdev, value);
	if (offset != EDID_FIELD(edid_size) || value > MVGPU_EDID_MAX)
		return -EINVAL;
	vdev->edid.size = value;
	return 0;
}

static ssize_t edid_write_field(struct mvgpu_vdev *vdev, u64 offset,
				const char __user *buf)
{
	u32 value;
	int ret;

	if (copy_from_user(&value, buf, sizeof(value)))
		return -EFAULT;
	mutex_lock(&vdev->lock);
	ret = edid_set_field(vdev, offset, value);
	mutex_unlock(&vdev->lock);
	return ret ?: sizeof(value);
}

static ssize_t edid_write_blob(struct mvgpu_vdev *vdev, u64 offset,
			       const char __user *buf, size_t count)
{
	u8 *copy = memdup_user(buf, count);

	if (IS_ERR(copy))
		return PTR_ERR(copy);
	mutex_lock(&vdev->lock);
	memcpy(vdev->edid.blob + offset, copy, count);
	mutex_unlock(&vdev->lock);
	kfree(copy);
	return count;
}

/**
 * mvgpu_edid_region_write() - Write the EDID region
 * @vdev: VFIO device
 * @offset: first byte
 * @buf: source
 * @count: bytes inside of the region: a whole field, or any part of the EDID
 *
 * Context: process context. Takes mvgpu_vdev.lock and vgpu->lock, may sleep.
 *
 * Return: @count; -EINVAL for a field that is read-only or does not exist, for a bad value,
 * or for a link up with an invalid EDID; -ENOMEM; -EFAULT.
 */
ssize_t mvgpu_edid_region_write(struct mvgpu_vdev *vdev, u64 offset,
				const char __user *buf, size_t count)
{
	if (offset >= EDID_BLOB_OFFSET)
		return edid_write_blob(vdev, offset - EDID_BLOB_OFFSET, buf,
				       count);
	if (count != sizeof(u32))
		return -EINVAL;
	return edid_write_field(vdev, offset, buf);
}
