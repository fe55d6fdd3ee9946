/* SPDX-License-Identifier: GPL-2.0 */
/* The host-visible region of a vGPU: its ranges and their locks. */
#ifndef MVGPU_GVT_RESOURCE_HOST_VISIBLE_TYPES_H
#define MVGPU_GVT_RESOURCE_HOST_VISIBLE_TYPES_H

#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/types.h>

struct mvgpu_gpu_mirror;

/**
 * struct mvgpu_hostvis - Ranges of the host-visible region that are in use
 * @lock: protects @ranges and their contents; leaf lock, taken by fault handlers
 * @zap_lock: serialises changes of what is shown until mappings reflect them; outside @lock,
 *	inside vgpu->lock. Taken while memory is reclaimed: nothing is allocated under it.
 * @ranges: ranges in use, by offset; they do not overlap
 */
struct mvgpu_hostvis {
	struct mutex lock;	/* see above */
	struct mutex zap_lock;	/* see above */
	struct rb_root ranges;
};

/**
 * struct mvgpu_hostvis_range - Range of a blob
 * @node: entry in hostvis->ranges while @used
 * @first: first page in the vGPU's part of the region
 * @last: last page
 * @used: the range is reserved; under vgpu->lock
 * @shown: the blob is mapped there and may be accessed; changes under both locks
 * @mirror: what is shown, with a reference, until the range is released; NULL: the part of
 *	the GPU's region. Changes under @lock of the region
 */
struct mvgpu_hostvis_range {
	struct rb_node node;
	u64 first;
	u64 last;
	bool used;
	bool shown;
	struct mvgpu_gpu_mirror *mirror;
};

/**
 * struct mvgpu_hostvis_page - What is shown in a page of the region
 * @mirror: mirror, with a reference for the caller; NULL for memory of the GPU's region
 * @page: number of the page in @mirror
 * @pfn: frame, without a mirror
 * @left: number of pages from there on that belong to the same blob, 1..
 */
struct mvgpu_hostvis_page {
	struct mvgpu_gpu_mirror *mirror;
	u64 page;
	u64 pfn;
	u64 left;
};

#endif /* MVGPU_GVT_RESOURCE_HOST_VISIBLE_TYPES_H */
