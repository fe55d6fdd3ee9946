/* SPDX-License-Identifier: GPL-2.0 */
/* BAR 2: MSI-X table and pending bits. */
#ifndef MVGPU_VFIO_MSIX_TABLE_H
#define MVGPU_VFIO_MSIX_TABLE_H

#include <linux/types.h>

struct mvgpu_vdev;

void mvgpu_msix_table_read(struct mvgpu_vdev *vdev, u32 offset, void *buf,
			   unsigned int len);
void mvgpu_msix_table_write(struct mvgpu_vdev *vdev, u32 offset,
			    const void *buf, unsigned int len);
void mvgpu_msix_table_reset(struct mvgpu_vdev *vdev);

#endif /* MVGPU_VFIO_MSIX_TABLE_H */
