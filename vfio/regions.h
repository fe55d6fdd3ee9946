/* SPDX-License-Identifier: GPL-2.0 */
/* Regions of the device file. */
#ifndef MVGPU_VFIO_REGIONS_H
#define MVGPU_VFIO_REGIONS_H

#include <linux/types.h>

struct vfio_device;
struct vfio_info_cap;
struct vfio_region_info;
struct vm_area_struct;

int mvgpu_region_info(struct vfio_device *core, struct vfio_region_info *info,
		      struct vfio_info_cap *caps);
ssize_t mvgpu_region_read(struct vfio_device *core, char __user *buf,
			  size_t count, loff_t *ppos);
ssize_t mvgpu_region_write(struct vfio_device *core, const char __user *buf,
			   size_t count, loff_t *ppos);
int mvgpu_region_mmap(struct vfio_device *core, struct vm_area_struct *vma);

#endif /* MVGPU_VFIO_REGIONS_H */
