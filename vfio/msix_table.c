// SPDX-License-Identifier: GPL-2.0
/*
 * BAR 2: MSI-X table and pending bits. VMMs emulate both, so the table is only storage,
 * and the pending bits read as zero.
 */
#include <linux/nospec.h>
#include <linux/string.h>
#include "vfio/msix_table.h"
#include "vfio/vdev_types.h"

#define MSIX_VECTOR_MASKED	0x01
#define MSIX_VECTOR_CTRL	12
#define MSIX_VECTOR_SIZE	16

/* An aligned access of up to 8 bytes is inside of the table as a whole, or outside. */
static_assert(sizeof_field(struct mvgpu_vdev, msix_table) % 8 == 0);
static_assert(MVGPU_MSIX_TABLE == 0);

/**
 * mvgpu_msix_table_read() - Read BAR 2
 * @vdev: VFIO device
 * @offset: first byte, inside of the BAR
 * @buf: destination; zero where the table is not
 * @len: 1, 2, 4 or 8; @offset is a multiple of it
 *
 * Context: mvgpu_vdev.lock is held.
 */
void mvgpu_msix_table_read(struct mvgpu_vdev *vdev, u32 offset, void *buf,
			   unsigned int len)
{
	lockdep_assert_held(&vdev->lock);

	memset(buf, 0, len);
	if (offset - MVGPU_MSIX_TABLE < sizeof(vdev->msix_table))
		memcpy(buf, vdev->msix_table +
		       array_index_nospec(offset - MVGPU_MSIX_TABLE,
					  sizeof(vdev->msix_table)), len);
}

/**
 * mvgpu_msix_table_write() - Write BAR 2
 * @vdev: VFIO device
 * @offset: first byte, inside of the BAR
 * @buf: bytes; ignored where the table is not
 * @len: 1, 2, 4 or 8; @offset is a multiple of it
 *
 * Context: mvgpu_vdev.lock is held.
 */
void mvgpu_msix_table_write(struct mvgpu_vdev *vdev, u32 offset,
			    const void *buf, unsigned int len)
{
	lockdep_assert_held(&vdev->lock);

	if (offset - MVGPU_MSIX_TABLE < sizeof(vdev->msix_table))
		memcpy(vdev->msix_table +
		       array_index_nospec(offset - MVGPU_MSIX_TABLE,
					  sizeof(vdev->msix_table)), buf, len);
}

/**
 * mvgpu_msix_table_reset() - Set the table to its state after power-on
 * @vdev: VFIO device
 *
 * Context: mvgpu_vdev.lock is held.
 */
void mvgpu_msix_table_reset(struct mvgpu_vdev *vdev)
{
	unsigned int i;

	lockdep_assert_held(&vdev->lock);

	memset(vdev->msix_table, 0, sizeof(vdev->msix_table));
	for (i = 0; i < MVGPU_MSIX_VECTORS; i++)
		vdev->msix_table[i * MSIX_VECTOR_SIZE + MSIX_VECTOR_CTRL] =
			MSIX_VECTOR_MASKED;
}
