/* SPDX-License-Identifier: GPL-2.0 */
/* The EDID region, by which the VMM describes its monitor. */
#ifndef MVGPU_VFIO_EDID_REGION_H
#define MVGPU_VFIO_EDID_REGION_H

#include <linux/types.h>
#include "gvt/display/edid.h"

struct mvgpu_vdev;

#define MVGPU_EDID_REGION_SIZE	(2 * MVGPU_EDID_MAX)

int mvgpu_edid_region_open(struct mvgpu_vdev *vdev);
void mvgpu_edid_region_close(struct mvgpu_vdev *vdev);
ssize_t mvgpu_edid_region_read(struct mvgpu_vdev *vdev, u64 offset,
			       char __user *buf, size_t count);
ssize_t mvgpu_edid_region_write(struct mvgpu_vdev *vdev, u64 offset,
				const char __user *buf, size_t count);

#endif /* MVGPU_VFIO_EDID_REGION_H */
