// SPDX-License-Identifier: GPL-2.0
/*
 * Where in a GPU's window the slices of its vGPUs are. A slice is a power of 2
 * and lies on a multiple of its size, so that slices of one type leave no gaps
 * between them that no slice fits in.
 */
#include <linux/bitmap.h>
#include <linux/lockdep.h>
#include "mdev/parent.h"

#define UNIT MVGPU_MIB

static unsigned long find(const unsigned long *map, unsigned long units,
			  unsigned long from, u64 bytes)
{
	unsigned long nr = bytes / UNIT;

	return bitmap_find_next_zero_area((unsigned long *)map, units, from,
					  nr, nr - 1);
}

/**
 * mvgpu_range_init() - a window without slices
 * @parent: the GPU; nobody uses it yet
 *
 * Context: process; may sleep.
 * Return: 0 or -ENOMEM.
 */
int mvgpu_range_init(struct mvgpu_parent *parent)
{
	parent->hostvis_units = parent->pools.total[MVGPU_POOL_WINDOW] / UNIT;
	parent->hostvis_map = bitmap_zalloc(parent->hostvis_units, GFP_KERNEL);
	return parent->hostvis_units && !parent->hostvis_map ? -ENOMEM : 0;
}

/**
 * mvgpu_range_exit() - undo mvgpu_range_init()
 * @parent: the GPU, without vGPUs
 *
 * Context: process.
 */
void mvgpu_range_exit(struct mvgpu_parent *parent)
{
	bitmap_free(parent->hostvis_map);
}

/**
 * mvgpu_range_reserve() - find a slice of the window
 * @parent: the GPU; parent->lock held
 * @bytes: its size, a power of 2, whole MiB; 0 is nowhere
 * @base: where it begins, bytes
 *
 * Return: 0, or -ENOSPC: there is no such piece.
 */
int mvgpu_range_reserve(struct mvgpu_parent *parent, u64 bytes, u64 *base)
{
	unsigned long at;

	lockdep_assert_held(&parent->lock);
	*base = 0;
	if (!bytes)
		return 0;
	at = find(parent->hostvis_map, parent->hostvis_units, 0, bytes);
	if (at >= parent->hostvis_units)
		return -ENOSPC;
	bitmap_set(parent->hostvis_map, at, bytes / UNIT);
	*base = (u64)at * UNIT;
	return 0;
}

/**
 * mvgpu_range_release() - a slice of the window is free again
 * @parent: the GPU; parent->lock held
 * @bytes: as taken
 * @base: likewise
 */
void mvgpu_range_release(struct mvgpu_parent *parent, u64 bytes, u64 base)
{
	lockdep_assert_held(&parent->lock);
	if (bytes)
		bitmap_clear(parent->hostvis_map, base / UNIT, bytes / UNIT);
}

/**
 * mvgpu_range_room() - how many slices of the window there are left
 * @parent: the GPU; parent->lock held
 * @bytes: the size of one; 0 has room without end
 *
 * Return: how many.
 */
u32 mvgpu_range_room(struct mvgpu_parent *parent, u64 bytes)
{
	unsigned long at = 0;
	u32 room = 0;

	lockdep_assert_held(&parent->lock);
	if (!bytes)
		return U32_MAX;
	for (;; at += bytes / UNIT, room++) {
		at = find(parent->hostvis_map, parent->hostvis_units, at, bytes);
		if (at >= parent->hostvis_units)
			return room;
	}
}
