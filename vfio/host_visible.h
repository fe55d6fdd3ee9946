/* SPDX-License-Identifier: GPL-2.0 */
/* BAR 4: the host-visible region. */
#ifndef MVGPU_VFIO_HOST_VISIBLE_H
#define MVGPU_VFIO_HOST_VISIBLE_H

#include <linux/types.h>

struct mvgpu_vdev;
struct vm_area_struct;

int mvgpu_hostvis_bar_open(struct mvgpu_vdev *vdev);
void mvgpu_hostvis_bar_close(struct mvgpu_vdev *vdev);
void mvgpu_hostvis_bar_changed(struct mvgpu_vdev *vdev, u64 offset, u64 len);
u64 mvgpu_hostvis_bar_size(struct mvgpu_vdev *vdev);
int mvgpu_hostvis_bar_map(struct mvgpu_vdev *vdev, struct vm_area_struct *vma,
			  unsigned long pgoff);
void mvgpu_hostvis_bar_load(struct mvgpu_vdev *vdev, u64 offset, void *val,
			    unsigned int len);
void mvgpu_hostvis_bar_store(struct mvgpu_vdev *vdev, u64 offset,
			     const void *val, unsigned int len);

#endif /* MVGPU_VFIO_HOST_VISIBLE_H */
