// SPDX-License-Identifier: GPL-2.0
/*
 * Ranges of a GPU's host-visible region that its vGPUs have. The size of a range is a
 * power of 2, and its offset a multiple of its size, so that ranges of one type leave no
 * gap between them that is too small for another one.
 */
#include <linux/bitmap.h>
#include <linux/lockdep.h>
#include "mdev/parent_types.h"
#include "mdev/range.h"

#define RANGE_UNIT MVGPU_MIB

static unsigned long range_find(const unsigned long *map, unsigned long units,
				unsigned long from, u64 bytes)
{
	unsigned long nr = bytes / RANGE_UNIT;

	return bitmap_find_next_zero_area((unsigned long *)map, units, from,
					  nr, nr - 1);
}

/**
 * mvgpu_range_init() - Set up the ranges of a GPU
 * @parent: parent that is not in use yet; its pools have their sizes
 *
 * Context: process context. May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int mvgpu_range_init(struct mvgpu_parent *parent)
{
	parent->hostvis_units =
		parent->pools.total[MVGPU_POOL_HOSTVIS] / RANGE_UNIT;
	parent->hostvis_map = bitmap_zalloc(parent->hostvis_units, GFP_KERNEL);
	return parent->hostvis_units && !parent->hostvis_map ? -ENOMEM : 0;
}

/**
 * mvgpu_range_exit() - Undo mvgpu_range_init()
 * @parent: parent without vGPUs
 *
 * Context: process context.
 */
void mvgpu_range_exit(struct mvgpu_parent *parent)
{
	bitmap_free(parent->hostvis_map);
}

/**
 * mvgpu_range_reserve() - Reserve a range
 * @parent: parent
 * @bytes: its size, a power of 2 and whole MiB, or 0 for none
 * @base: set to its offset in the region, bytes
 *
 * Context: parent->lock is held.
 *
 * Return: 0, or -ENOSPC if no free range is large enough.
 */
int mvgpu_range_reserve(struct mvgpu_parent *parent, u64 bytes, u64 *base)
{
	unsigned long at;

	lockdep_assert_held(&parent->lock);
	*base = 0;
	if (!bytes)
		return 0;
	at = range_find(parent->hostvis_map, parent->hostvis_units, 0, bytes);
	if (at >= parent->hostvis_units)
		return -ENOSPC;
	bitmap_set(parent->hostvis_map, at, bytes / RANGE_UNIT);
	*base = (u64)at * RANGE_UNIT;
	return 0;
}

/**
 * mvgpu_range_release() - Release a range
 * @parent: parent
 * @bytes: size of mvgpu_range_reserve()
 * @base: offset that it returned
 *
 * Context: parent->lock is held.
 */
void mvgpu_range_release(struct mvgpu_parent *parent, u64 bytes, u64 base)
{
	lockdep_assert_held(&parent->lock);
	if (bytes)
		bitmap_clear(parent->hostvis_map, base / RANGE_UNIT,
			     bytes / RANGE_UNIT);
}

/**
 * mvgpu_range_room() - Number of ranges that can still be reserved
 * @parent: parent
 * @bytes: size of each
 *
 * Context: parent->lock is held.
 *
 * Return: the number; U32_MAX if @bytes is 0.
 */
u32 mvgpu_range_room(struct mvgpu_parent *parent, u64 bytes)
{
	unsigned long at = 0;
	u32 room = 0;

	lockdep_assert_held(&parent->lock);
	if (!bytes)
		return U32_MAX;
	for (;; at += bytes / RANGE_UNIT, room++) {
		at = range_find(parent->hostvis_map, parent->hostvis_units, at,
				bytes);
		if (at >= parent->hostvis_units)
			return room;
	}
}
