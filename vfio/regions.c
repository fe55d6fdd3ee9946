// SPDX-License-Identifier: GPL-2.0
/*
 * Regions of the device file: configuration space, BARs, the EDID region and the display
 * regions. The upper bits of a file offset are the index of a region.
 */
#include <linux/nospec.h>
#include "vfio/bars.h"
#include "vfio/config_access.h"
#include "vfio/edid_region.h"
#include "vfio/gfx.h"
#include "vfio/host_visible.h"
#include "vfio/regions.h"
#include "vfio/vdev_types.h"

/* Bit of a file offset at which the index of the region begins. */
#define REGIONS_SHIFT 40

/**
 * struct region - Region of the device file
 * @flags: VFIO_REGION_INFO_FLAG_* while its size is not 0
 * @subtype: subtype of VFIO_REGION_TYPE_GFX, 0 for none
 * @size: bytes, 0 if the region does not exist at present
 * @read: read @count bytes at @offset, which are inside of the region
 * @write: the same for a write; NULL: read-only
 */
struct region {
	u32 flags;
	u32 subtype;
	u64 (*size)(struct mvgpu_vdev *vdev);
	ssize_t (*read)(struct mvgpu_vdev *vdev, u64 offset, char __user *buf,
			size_t count);
	ssize_t (*write)(struct mvgpu_vdev *vdev, u64 offset,
			 const char __user *buf, size_t count);
};

static u64 regions_config_size(struct mvgpu_vdev *vdev)
{
	return MVGPU_CFG_SIZE;
}

static u64 regions_bar0_size(struct mvgpu_vdev *vdev)
{
	return MVGPU_REG_BAR_SIZE;
}

static u64 regions_bar2_size(struct mvgpu_vdev *vdev)
{
	return MVGPU_MSIX_BAR_SIZE;
}

static u64 regions_edid_size(struct mvgpu_vdev *vdev)
{
	return MVGPU_EDID_REGION_SIZE;
}

static u64 regions_primary_size(struct mvgpu_vdev *vdev)
{
	return mvgpu_gfx_region_size(vdev, false);
}

static u64 regions_cursor_size(struct mvgpu_vdev *vdev)
{
	return mvgpu_gfx_region_size(vdev, true);
}

static ssize_t regions_primary_read(struct mvgpu_vdev *vdev, u64 offset,
				    char __user *buf, size_t count)
{
	return mvgpu_gfx_region_read(vdev, false, offset, buf, count);
}

static ssize_t regions_cursor_read(struct mvgpu_vdev *vdev, u64 offset,
				   char __user *buf, size_t count)
{
	return mvgpu_gfx_region_read(vdev, true, offset, buf, count);
}

#define REGION_RW (VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE)
#define REGION_HOSTVIS (REGION_RW | VFIO_REGION_INFO_FLAG_MMAP)
#define REGION_DISPLAY (VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_MMAP)

/* A row without a size, or whose size is 0 at present, is no region. */
static const struct region regions[MVGPU_NR_REGIONS] = {
	[VFIO_PCI_BAR0_REGION_INDEX] = {
		REGION_RW, 0, regions_bar0_size, mvgpu_bar0_read,
		mvgpu_bar0_write },
	[VFIO_PCI_BAR2_REGION_INDEX] = {
		REGION_RW, 0, regions_bar2_size, mvgpu_bar2_read,
		mvgpu_bar2_write },
	[VFIO_PCI_BAR4_REGION_INDEX] = {
		REGION_HOSTVIS, 0, mvgpu_hostvis_bar_size, mvgpu_bar4_read,
		mvgpu_bar4_write },
	[VFIO_PCI_CONFIG_REGION_INDEX] = {
		REGION_RW, 0, regions_config_size, mvgpu_config_access_read,
		mvgpu_config_access_write },
	[MVGPU_REGION_EDID] = {
		REGION_RW, VFIO_REGION_SUBTYPE_GFX_EDID, regions_edid_size,
		mvgpu_edid_region_read, mvgpu_edid_region_write },
	[MVGPU_REGION_PRIMARY] = {
		REGION_DISPLAY, 0, regions_primary_size, regions_primary_read,
		NULL },
	[MVGPU_REGION_CURSOR] = {
		REGION_DISPLAY, 0, regions_cursor_size, regions_cursor_read,
		NULL },
};

static const struct region *regions_by_index(u64 index)
{
	if (index >= MVGPU_NR_REGIONS)
		return NULL;
	return &regions[array_index_nospec(index, MVGPU_NR_REGIONS)];
}

static u64 regions_size(struct mvgpu_vdev *vdev, const struct region *region)
{
	return region->size ? region->size(vdev) : 0;
}

static int regions_add_type(u32 subtype, struct vfio_info_cap *caps)
{
	struct vfio_region_info_cap_type cap = {
		.header.id = VFIO_REGION_INFO_CAP_TYPE,
		.header.version = 1,
		.type = VFIO_REGION_TYPE_GFX,
		.subtype = subtype,
	};

	return vfio_info_add_capability(caps, &cap.header, sizeof(cap));
}

/**
 * mvgpu_region_info() - Describe a region
 * @core: device of the VFIO core
 * @info: request with the index; the other members are filled in
 * @caps: capabilities are added to it; the caller frees its buffer
 *
 * Context: process context. May sleep.
 *
 * Return: 0; -EINVAL for an index out of range; -ENOMEM.
 */
int mvgpu_region_info(struct vfio_device *core, struct vfio_region_info *info,
		      struct vfio_info_cap *caps)
{
	const struct region *region = regions_by_index(info->index);

	if (!region)
		return -EINVAL;
	info->offset = (u64)info->index << REGIONS_SHIFT;
	info->size = regions_size(to_mvgpu_vdev(core), region);
	info->flags = info->size ? region->flags : 0;
	if (!region->subtype)
		return 0;
	return regions_add_type(region->subtype, caps);
}

/*
 * Look up the region of a file offset, and the offset in the region. NULL unless one
 * region has all of the @count bytes there.
 */
static const struct region *regions_at(struct mvgpu_vdev *vdev, loff_t pos,
				       size_t count, u64 *offset)
{
	const struct region *region;
	u64 size;

	if (pos < 0)
		return NULL;
	region = regions_by_index((u64)pos >> REGIONS_SHIFT);
	if (!region)
		return NULL;
	*offset = (u64)pos & GENMASK_ULL(REGIONS_SHIFT - 1, 0);
	size = regions_size(vdev, region);
	if (*offset >= size || count > size - *offset)
		return NULL;
	return region;
}

/**
 * mvgpu_region_read() - Read the device file
 * @core: device of the VFIO core
 * @buf: destination
 * @count: bytes
 * @ppos: file offset; advanced by the bytes that were read
 *
 * Context: process context. Takes mvgpu_vdev.lock and vgpu->lock, may sleep.
 *
 * Return: the number of bytes read; -EINVAL outside of any region, across the end of one,
 * or for an access of a BAR that is not aligned or not of 1, 2, 4 or 8 bytes; -EIO for a
 * BAR while the guest has memory decoding off; -ENOMEM; -EFAULT.
 */
ssize_t mvgpu_region_read(struct vfio_device *core, char __user *buf,
			  size_t count, loff_t *ppos)
{
	struct mvgpu_vdev *vdev = to_mvgpu_vdev(core);
	const struct region *region;
	ssize_t ret;
	u64 offset;

	if (!count)
		return 0;
	region = regions_at(vdev, *ppos, count, &offset);
	if (!region)
		return -EINVAL;
	ret = region->read(vdev, offset, buf, count);
	if (ret > 0)
		*ppos += ret;
	return ret;
}

/**
 * mvgpu_region_write() - Write the device file
 * @core: device of the VFIO core
 * @buf: source
 * @count: bytes
 * @ppos: file offset; advanced by the bytes that were written
 *
 * Context: process context. Takes mvgpu_vdev.lock and vgpu->lock, may sleep.
 *
 * Return: the number of bytes written, or an error of mvgpu_region_read(); -EINVAL also
 * for a read-only region.
 */
ssize_t mvgpu_region_write(struct vfio_device *core, const char __user *buf,
			   size_t count, loff_t *ppos)
{
	struct mvgpu_vdev *vdev = to_mvgpu_vdev(core);
	const struct region *region;
	ssize_t ret;
	u64 offset;

	if (!count)
		return 0;
	region = regions_at(vdev, *ppos, count, &offset);
	if (!region || !region->write)
		return -EINVAL;
	ret = region->write(vdev, offset, buf, count);
	if (ret > 0)
		*ppos += ret;
	return ret;
}

/**
 * mvgpu_region_mmap() - Map the device file
 * @core: device of the VFIO core
 * @vma: mapping to set up
 *
 * The BAR of the host-visible region can be mapped, and the display regions for reading;
 * all of them only shared.
 *
 * Context: process context. mmap_lock is held. Takes no lock of mvgpu.
 *
 * Return: 0 or -EINVAL; -EPERM for a writable mapping of a display region.
 */
int mvgpu_region_mmap(struct vfio_device *core, struct vm_area_struct *vma)
{
	const unsigned int shift = REGIONS_SHIFT - PAGE_SHIFT;
	unsigned long pgoff = vma->vm_pgoff & (BIT(shift) - 1);
	unsigned long index = vma->vm_pgoff >> shift;

	if (index == VFIO_PCI_BAR4_REGION_INDEX)
		return mvgpu_hostvis_bar_map(to_mvgpu_vdev(core), vma, pgoff);
	if (index != MVGPU_REGION_PRIMARY && index != MVGPU_REGION_CURSOR)
		return -EINVAL;
	return mvgpu_gfx_region_mmap(to_mvgpu_vdev(core),
				     index == MVGPU_REGION_CURSOR, vma, pgoff);
}
