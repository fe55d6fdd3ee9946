/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Backing: guest pages pinned while a resource uses them, as a list of pieces
 * in the order the guest gave them. Backends see pieces of host pages, never
 * guest addresses.
 */
#ifndef MVGPU_GVT_MEM_BACKING_H
#define MVGPU_GVT_MEM_BACKING_H

#include <linux/bvec.h>
#include <linux/list.h>
#include <linux/types.h>

struct mvgpu_surface;
struct mvgpu_vgpu;

/* QEMU's limit too; a Linux guest never needs more. */
#define MVGPU_BACKING_MAX_ENTRIES 16384
/* What a vGPU's backings may pin beyond twice its vram, bytes. */
#define MVGPU_BACKING_SLACK (16UL << 20)

/**
 * struct mvgpu_extent - a page-aligned stretch of guest memory that is pinned
 * @iova: first guest address
 * @nr: pages
 */
struct mvgpu_extent {
	u64 iova;
	u32 nr;
};

/**
 * struct mvgpu_backing - the memory behind a resource
 * @size: bytes in all pieces
 * @whole: every piece is a whole page
 * @readonly: the VMM gave some of it for reading only
 * @nr_vec: pieces, none crosses a page
 * @vec: the pieces
 * @start: byte offset of each piece, for a binary search
 * @users: who has it: its resource, until it is unpinned, and one per command that
 *	names it; under vgpu->lock
 * @nr_extents: pinned stretches
 * @extents: what to unpin
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
