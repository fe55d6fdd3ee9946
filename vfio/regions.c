// SPDX-License-Identifier: GPL-2.0
/*
 * Regions of the device file: configuration space, BARs, the EDID region and
 * the display regions. The upper bits of a file offset are the index.
 *
 * One register access is one natural access: 1, 2, 4 or 8 bytes, aligned.
 * Anything else is refused rather than cut up, as a bus would not know it.
 * Configuration space is cut up, because VMMs read all of it at once. User
 * memory is copied before any lock is taken, and after all are dropped.
 */
#include <linux/nospec.h>
#include <linux/uaccess.h>
#include "gvt/vgpu/reset.h"
#include "gvt/vgpu/regs.h"
#include "vfio/vdev.h"

#define MSIX_VECTOR_MASKED	0x01
#define MSIX_VECTOR_CTRL	12
#define MSIX_VECTOR_SIZE	16

/* Longest natural access. */
#define BAR_ACCESS_MAX		8

/**
 * struct region - a region of the device file
 * @flags: VFIO_REGION_INFO_FLAG_* when its size is not 0
 * @subtype: of type VFIO_REGION_TYPE_GFX, 0 for none
 * @size: bytes, 0 when there is no such region now
 * @read: read @count bytes at @offset, inside the region
 * @write: likewise; NULL: read-only
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

static bool bar_access_ok(u64 offset, size_t count)
{
	return (count == 1 || count == 2 || count == 4 || count == 8) &&
	       IS_ALIGNED(offset, count);
}

/* BAR 2: the table is storage, pending bits and gaps read as zero. */
static void msix_read(struct mvgpu_vdev *vdev, u32 offset, void *buf,
		      unsigned int len)
{
	lockdep_assert_held(&vdev->lock);

	memset(buf, 0, len);
	if (offset - MVGPU_MSIX_TABLE < sizeof(vdev->msix_table))
		memcpy(buf, vdev->msix_table +
		       array_index_nospec(offset - MVGPU_MSIX_TABLE,
					  sizeof(vdev->msix_table)), len);
}

static void msix_write(struct mvgpu_vdev *vdev, u32 offset, const void *buf,
		       unsigned int len)
{
	lockdep_assert_held(&vdev->lock);

	if (offset - MVGPU_MSIX_TABLE < sizeof(vdev->msix_table))
		memcpy(vdev->msix_table +
		       array_index_nospec(offset - MVGPU_MSIX_TABLE,
					  sizeof(vdev->msix_table)), buf, len);
}

/* The table's size is a multiple of any natural access. */
static_assert(sizeof_field(struct mvgpu_vdev, msix_table) % BAR_ACCESS_MAX == 0);
static_assert(MVGPU_MSIX_TABLE == 0);

typedef void (*bar_load_fn)(struct mvgpu_vdev *vdev, u64 offset, void *val,
			    unsigned int len);
typedef void (*bar_store_fn)(struct mvgpu_vdev *vdev, u64 offset,
			     const void *val, unsigned int len);

static ssize_t bar_read(struct mvgpu_vdev *vdev, u64 offset, char __user *buf,
			size_t count, bar_load_fn load)
{
	u8 val[BAR_ACCESS_MAX] = {};

	if (!bar_access_ok(offset, count))
		return -EINVAL;
	if (!mvgpu_config_memory_on(&vdev->config))
		return -EIO;
	load(vdev, offset, val, count);
	return copy_to_user(buf, val, count) ? -EFAULT : count;
}

static ssize_t bar_write(struct mvgpu_vdev *vdev, u64 offset,
			 const char __user *buf, size_t count,
			 bar_store_fn store)
{
	u8 val[BAR_ACCESS_MAX];

	if (!bar_access_ok(offset, count))
		return -EINVAL;
	if (copy_from_user(val, buf, count))
		return -EFAULT;
	if (!mvgpu_config_memory_on(&vdev->config))
		return -EIO;
	store(vdev, offset, val, count);
	return count;
}

/* Without mvgpu_vdev.lock, so that no doorbell waits for a display query. */
static void bar0_load(struct mvgpu_vdev *vdev, u64 offset, void *val,
		      unsigned int len)
{
	mvgpu_regs_read(vdev->vgpu, offset, val, len);
}

static void bar0_store(struct mvgpu_vdev *vdev, u64 offset, const void *val,
		       unsigned int len)
{
	mvgpu_regs_write(vdev->vgpu, offset, val, len);
}

static void bar2_load(struct mvgpu_vdev *vdev, u64 offset, void *val,
		      unsigned int len)
{
	mutex_lock(&vdev->lock);
	msix_read(vdev, offset, val, len);
	mutex_unlock(&vdev->lock);
}

static void bar2_store(struct mvgpu_vdev *vdev, u64 offset, const void *val,
		       unsigned int len)
{
	mutex_lock(&vdev->lock);
	msix_write(vdev, offset, val, len);
	mutex_unlock(&vdev->lock);
}

static ssize_t bar0_read(struct mvgpu_vdev *vdev, u64 offset, char __user *buf,
			 size_t count)
{
	return bar_read(vdev, offset, buf, count, bar0_load);
}

static ssize_t bar0_write(struct mvgpu_vdev *vdev, u64 offset,
			  const char __user *buf, size_t count)
{
	return bar_write(vdev, offset, buf, count, bar0_store);
}

static ssize_t bar2_read(struct mvgpu_vdev *vdev, u64 offset, char __user *buf,
			 size_t count)
{
	return bar_read(vdev, offset, buf, count, bar2_load);
}

static ssize_t bar2_write(struct mvgpu_vdev *vdev, u64 offset,
			  const char __user *buf, size_t count)
{
	return bar_write(vdev, offset, buf, count, bar2_store);
}

/* virtio 1.2, 4.1.4.9: an access to pci_cfg_data is one to the BAR. */
static bool window_ready(struct mvgpu_vdev *vdev,
			 struct mvgpu_config_window *win)
{
	lockdep_assert_held(&vdev->lock);

	return mvgpu_config_memory_on(&vdev->config) &&
	       !mvgpu_config_window(&vdev->config, win);
}

static void window_read(struct mvgpu_vdev *vdev)
{
	struct mvgpu_config_window win;
	u8 data[4];

	if (!window_ready(vdev, &win))
		return;
	mvgpu_config_window_data(&vdev->config, data);
	if (win.bar == MVGPU_REG_BAR)
		mvgpu_regs_read(vdev->vgpu, win.offset, data, win.len);
	else
		msix_read(vdev, win.offset, data, win.len);
	mvgpu_config_set_window_data(&vdev->config, data);
}

static void window_write(struct mvgpu_vdev *vdev)
{
	struct mvgpu_config_window win;
	u8 data[4];

	if (!window_ready(vdev, &win))
		return;
	mvgpu_config_window_data(&vdev->config, data);
	if (win.bar == MVGPU_REG_BAR)
		mvgpu_regs_write(vdev->vgpu, win.offset, data, win.len);
	else
		msix_write(vdev, win.offset, data, win.len);
}

static void config_command_changed(struct mvgpu_vdev *vdev)
{
	lockdep_assert_held(&vdev->lock);

	mvgpu_reset_bus_master(vdev->vgpu,
				       mvgpu_config_bus_master(&vdev->config));
	mvgpu_irq_disable_intx(vdev, mvgpu_config_intx_off(&vdev->config));
	mvgpu_hostvis_bar_changed(vdev, 0, 0);
}

static ssize_t config_read(struct mvgpu_vdev *vdev, u64 offset,
			   char __user *buf, size_t count)
{
	u8 val[MVGPU_CFG_SIZE];
	size_t done, n;

	mutex_lock(&vdev->lock);
	mvgpu_config_set_intx(&vdev->config, mvgpu_irq_intx_level(vdev));
	for (done = 0; done < count; done += n) {
		n = mvgpu_config_chunk(offset + done, count - done);
		if (mvgpu_config_in_window(offset + done, n))
			window_read(vdev);
		mvgpu_config_read(&vdev->config, offset + done, val + done, n);
	}
	mutex_unlock(&vdev->lock);
	return copy_to_user(buf, val, count) ? -EFAULT : count;
}

static ssize_t config_write(struct mvgpu_vdev *vdev, u64 offset,
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
			config_command_changed(vdev);
		if (effects & MVGPU_CFG_PCI_CFG)
			window_write(vdev);
	}
	mutex_unlock(&vdev->lock);
	return count;
}

static ssize_t primary_read(struct mvgpu_vdev *vdev, u64 offset,
			    char __user *buf, size_t count)
{
	return mvgpu_gfx_region_read(vdev, false, offset, buf, count);
}

static ssize_t cursor_read(struct mvgpu_vdev *vdev, u64 offset,
			   char __user *buf, size_t count)
{
	return mvgpu_gfx_region_read(vdev, true, offset, buf, count);
}

static u64 config_size(struct mvgpu_vdev *vdev)
{
	return MVGPU_CFG_SIZE;
}

static u64 bar0_size(struct mvgpu_vdev *vdev)
{
	return MVGPU_REG_BAR_SIZE;
}

static u64 bar2_size(struct mvgpu_vdev *vdev)
{
	return MVGPU_MSIX_BAR_SIZE;
}

static ssize_t bar4_read(struct mvgpu_vdev *vdev, u64 offset, char __user *buf,
			 size_t count)
{
	return bar_read(vdev, offset, buf, count, mvgpu_hostvis_bar_load);
}

static ssize_t bar4_write(struct mvgpu_vdev *vdev, u64 offset,
			  const char __user *buf, size_t count)
{
	return bar_write(vdev, offset, buf, count, mvgpu_hostvis_bar_store);
}

static u64 edid_size(struct mvgpu_vdev *vdev)
{
	return MVGPU_EDID_REGION_SIZE;
}

static u64 primary_size(struct mvgpu_vdev *vdev)
{
	return mvgpu_gfx_region_size(vdev, false);
}

static u64 cursor_size(struct mvgpu_vdev *vdev)
{
	return mvgpu_gfx_region_size(vdev, true);
}

#define REGION_RW (VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE)
#define REGION_WINDOW (REGION_RW | VFIO_REGION_INFO_FLAG_MMAP)
#define REGION_DISPLAY (VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_MMAP)

/* A row without a size, or with none now, is a region that does not exist. */
static const struct region regions[MVGPU_NR_REGIONS] = {
	[VFIO_PCI_BAR0_REGION_INDEX] = {
		REGION_RW, 0, bar0_size, bar0_read, bar0_write },
	[VFIO_PCI_BAR2_REGION_INDEX] = {
		REGION_RW, 0, bar2_size, bar2_read, bar2_write },
	[VFIO_PCI_BAR4_REGION_INDEX] = {
		REGION_WINDOW, 0, mvgpu_hostvis_bar_size, bar4_read,
		bar4_write },
	[VFIO_PCI_CONFIG_REGION_INDEX] = {
		REGION_RW, 0, config_size, config_read, config_write },
	[MVGPU_REGION_EDID] = {
		REGION_RW, VFIO_REGION_SUBTYPE_GFX_EDID, edid_size,
		mvgpu_edid_region_read, mvgpu_edid_region_write },
	[MVGPU_REGION_PRIMARY] = {
		REGION_DISPLAY, 0, primary_size, primary_read, NULL },
	[MVGPU_REGION_CURSOR] = {
		REGION_DISPLAY, 0, cursor_size, cursor_read, NULL },
};

static const struct region *region_by_index(u64 index)
{
	if (index >= MVGPU_NR_REGIONS)
		return NULL;
	return &regions[array_index_nospec(index, MVGPU_NR_REGIONS)];
}

static u64 region_size(struct mvgpu_vdev *vdev, const struct region *region)
{
	return region->size ? region->size(vdev) : 0;
}

static int region_add_type(u32 subtype, struct vfio_info_cap *caps)
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
 * mvgpu_region_info - describe a region
 * @core: the device
 * @info: index in, the rest out
 * @caps: capabilities are added to it; the caller frees its buffer
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -EINVAL for an index out of range; -ENOMEM.
 */
int mvgpu_region_info(struct vfio_device *core, struct vfio_region_info *info,
		      struct vfio_info_cap *caps)
{
	const struct region *region = region_by_index(info->index);

	if (!region)
		return -EINVAL;
	info->offset = (u64)info->index << MVGPU_REGION_SHIFT;
	info->size = region_size(to_mvgpu_vdev(core), region);
	info->flags = info->size ? region->flags : 0;
	if (!region->subtype)
		return 0;
	return region_add_type(region->subtype, caps);
}

/*
 * The region of a file offset and the offset in it; NULL when @count bytes
 * there are not all inside one.
 */
static const struct region *region_at(struct mvgpu_vdev *vdev, loff_t pos,
				      size_t count, u64 *offset)
{
	const struct region *region;
	u64 size;

	if (pos < 0)
		return NULL;
	region = region_by_index((u64)pos >> MVGPU_REGION_SHIFT);
	if (!region)
		return NULL;
	*offset = (u64)pos & GENMASK_ULL(MVGPU_REGION_SHIFT - 1, 0);
	size = region_size(vdev, region);
	if (*offset >= size || count > size - *offset)
		return NULL;
	return region;
}

/**
 * mvgpu_region_read - read() of the device file
 * @core: the device
 * @buf: where to
 * @count: bytes
 * @ppos: file offset; advanced by what was read
 *
 * Context: process context, may sleep; takes mvgpu_vdev.lock and vgpu->lock.
 *
 * Return: bytes read; -EINVAL outside of any region, across the end of one,
 * or for a register access that is none of 1, 2, 4, 8 bytes, aligned; -EIO
 * when the guest switched memory decoding off; -EFAULT.
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
	region = region_at(vdev, *ppos, count, &offset);
	if (!region)
		return -EINVAL;
	ret = region->read(vdev, offset, buf, count);
	if (ret > 0)
		*ppos += ret;
	return ret;
}

/**
 * mvgpu_region_write - write() of the device file
 * @core: the device
 * @buf: where from
 * @count: bytes
 * @ppos: file offset; advanced by what was written
 *
 * Context: process context, may sleep; takes mvgpu_vdev.lock and vgpu->lock.
 *
 * Return: bytes written, or as mvgpu_region_read(); -EINVAL also for a
 * read-only region.
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
	region = region_at(vdev, *ppos, count, &offset);
	if (!region || !region->write)
		return -EINVAL;
	ret = region->write(vdev, offset, buf, count);
	if (ret > 0)
		*ppos += ret;
	return ret;
}

/**
 * mvgpu_region_mmap - mmap() of the device file
 * @core: the device
 * @vma: what is to be mapped
 *
 * The window can be mapped, and the display regions, these read-only; all of
 * them shared only.
 *
 * Context: under mmap_lock; takes no lock of ours.
 *
 * Return: 0 or -EINVAL; -EPERM for a writable mapping of a display region.
 */
int mvgpu_region_mmap(struct vfio_device *core, struct vm_area_struct *vma)
{
	const unsigned int shift = MVGPU_REGION_SHIFT - PAGE_SHIFT;
	unsigned long pgoff = vma->vm_pgoff & (BIT(shift) - 1);
	unsigned long index = vma->vm_pgoff >> shift;

	if (index == VFIO_PCI_BAR4_REGION_INDEX)
		return mvgpu_hostvis_bar_map(to_mvgpu_vdev(core), vma, pgoff);
	if (index != MVGPU_REGION_PRIMARY && index != MVGPU_REGION_CURSOR)
		return -EINVAL;
	return mvgpu_gfx_region_mmap(to_mvgpu_vdev(core),
				     index == MVGPU_REGION_CURSOR, vma, pgoff);
}

/**
 * mvgpu_region_reset_pci - configuration space and MSI-X table after power-on
 * @vdev: the device; the caller holds mvgpu_vdev.lock
 *
 * Context: process context; takes vgpu->lock.
 */
void mvgpu_region_reset_pci(struct mvgpu_vdev *vdev)
{
	unsigned int i;

	lockdep_assert_held(&vdev->lock);

	mvgpu_config_init(&vdev->config, vdev->vgpu->slice.hostvis_size);
	memset(vdev->msix_table, 0, sizeof(vdev->msix_table));
	for (i = 0; i < MVGPU_MSIX_VECTORS; i++)
		vdev->msix_table[i * MSIX_VECTOR_SIZE + MSIX_VECTOR_CTRL] =
			MSIX_VECTOR_MASKED;
	config_command_changed(vdev);
}
