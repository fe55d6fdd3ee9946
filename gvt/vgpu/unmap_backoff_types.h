/* SPDX-License-Identifier: GPL-2.0 */
/* State of the unmap back-off of a vGPU. */
#ifndef MVGPU_GVT_VGPU_UNMAP_BACKOFF_TYPES_H
#define MVGPU_GVT_VGPU_UNMAP_BACKOFF_TYPES_H

#include <linux/list.h>
#include <linux/types.h>

/**
 * struct mvgpu_unmaps - Unmaps that restrict what a vGPU may pin; under the lock of
 * unmap_backoff.c
 * @parts: its parts in unmaps that have not completed
 * @nr_parts: number of entries in @parts
 * @first_pin: number of the first pin since it was opened, 0: there was none
 * @completed: unmaps that completed; wraps around
 */
struct mvgpu_unmaps {
	struct list_head parts;
	unsigned int nr_parts;
	u64 first_pin;
	unsigned int completed;
};

#endif /* MVGPU_GVT_VGPU_UNMAP_BACKOFF_TYPES_H */
