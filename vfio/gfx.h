/* SPDX-License-Identifier: GPL-2.0 */
/* Export of framebuffers: VFIO_DEVICE_QUERY_GFX_PLANE, VFIO_DEVICE_GET_GFX_DMABUF. */
#ifndef MVGPU_VFIO_GFX_H
#define MVGPU_VFIO_GFX_H

#include <linux/types.h>

struct mvgpu_vdev;
struct vfio_device_gfx_plane_info;
struct vm_area_struct;

int mvgpu_gfx_open(struct mvgpu_vdev *vdev);
void mvgpu_gfx_close(struct mvgpu_vdev *vdev);
int mvgpu_gfx_query(struct mvgpu_vdev *vdev,
		    struct vfio_device_gfx_plane_info *info);
int mvgpu_gfx_get_dmabuf(struct mvgpu_vdev *vdev, u32 id);
u64 mvgpu_gfx_region_size(struct mvgpu_vdev *vdev, bool cursor);
ssize_t mvgpu_gfx_region_read(struct mvgpu_vdev *vdev, bool cursor, u64 offset,
			      char __user *buf, size_t count);
int mvgpu_gfx_region_mmap(struct mvgpu_vdev *vdev, bool cursor,
			  struct vm_area_struct *vma, unsigned long pgoff);

#endif /* MVGPU_VFIO_GFX_H */
