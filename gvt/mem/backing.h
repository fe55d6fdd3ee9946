/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Backings: guest pages that are pinned while a resource uses them, as a list of pieces in the
 * order in which the guest sent them. Backends see pieces of host pages, never guest addresses.
 */
#ifndef MVGPU_GVT_MEM_BACKING_H
#define MVGPU_GVT_MEM_BACKING_H

#include <linux/bvec.h>
#include <linux/list.h>
#include <linux/types.h>

struct mvgpu_surface;
struct mvgpu_vgpu;

/* This is QEMU's limit as well; a Linux guest never needs more. */
#define MVGPU_BACKING_MAX_ENTRIES 16384
/* Bytes that the backings of a vGPU may pin in addition to twice its vram. */
#define MVGPU_BACKING_SLACK (16UL << 20)

/**
 * struct mvgpu_extent - Page-aligned range of guest memory that is pinned
 * @iova: first guest address
 * @nr: pages
 */
struct mvgpu_extent {
	u64 iova;
	u32 nr;
};

/**
 * struct mvgpu_backing - Guest memory behind a resource
 * @size: bytes in all pieces
 * @whole: every piece is a whole page
 * @readonly: the VMM allows some of it to be read only
 * @nr_vec: number of @vec
 * @vec: pieces, none of which crosses a page
 * @start: byte offset of each piece, for a binary search
 * @users: references: one of its resource until it is unpinned, and one for each command that
 *	names it; under vgpu->lock
 * @nr_extents: number of @extents
 * @extents: ranges to be unpinned
 */
struct mvgpu_backing {
	u64 size;
	bool whole;
	bool readonly;
	u32 nr_vec;
	struct bio_vec *vec;
	u64 *start;
	u32 users;
	u32 nr_extents;
	struct mvgpu_extent *extents;
};

struct virtio_gpu_mem_entry;

struct mvgpu_backing *
mvgpu_backing_pin(struct mvgpu_vgpu *vgpu,
		  const struct virtio_gpu_mem_entry *entries, u32 nr_entries);
void mvgpu_backing_unpin(struct mvgpu_vgpu *vgpu,
			 struct mvgpu_backing *backing);
struct mvgpu_backing *mvgpu_backing_get(struct mvgpu_backing *backing);
void mvgpu_backing_put(struct mvgpu_backing *backing);
bool mvgpu_backing_overlaps(const struct mvgpu_backing *backing, u64 iova,
			    u64 len);

struct mvgpu_surface *
mvgpu_backing_borrow(const struct mvgpu_backing *backing, u64 size);

#endif /* MVGPU_GVT_MEM_BACKING_H */
