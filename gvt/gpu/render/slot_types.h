/* SPDX-License-Identifier: GPL-2.0 */
/* Memory that is lent to a renderer: structures. */
#ifndef MVGPU_GVT_GPU_RENDER_SLOT_TYPES_H
#define MVGPU_GVT_GPU_RENDER_SLOT_TYPES_H

#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/xarray.h>

struct bio_vec;
struct mvgpu_rd_slots;

/* More than a vGPU may have resources, each of which has one backing. */
#define MVGPU_RD_SLOTS 32768U

/**
 * struct mvgpu_rd_slot - Memory that is lent
 * @slots: slots of the session
 * @index: number of the slot
 * @nr_pages: pages lent; 0 once they are taken back
 * @vec: pieces of a backing, page N of the slot is that of piece N; or NULL
 * @pages: pages of a surface, or NULL
 */
struct mvgpu_rd_slot {
	struct mvgpu_rd_slots *slots;
	u32 index;
	u64 nr_pages;
	const struct bio_vec *vec;
	struct page *const *pages;
};

/**
 * struct mvgpu_rd_slots - Slots of a session
 * @lock: page lock, held while pages are mapped, so that a zap finds them; protects the
 *	slots
 * @table: number -> struct mvgpu_rd_slot
 * @mapping: address space of the session's file
 * @base: first byte in @mapping that belongs to the session; other files may share the
 *	address space
 * @dummy: page that is mapped where nothing is lent
 */
struct mvgpu_rd_slots {
	struct mutex lock;	/* see above */
	struct xarray table;
	struct address_space *mapping;
	u64 base;
	struct page *dummy;
};

#endif /* MVGPU_GVT_GPU_RENDER_SLOT_TYPES_H */
