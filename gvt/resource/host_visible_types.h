/* SPDX-License-Identifier: GPL-2.0 */
/* The host-visible region of a vGPU: its ranges and their locks. */
#ifndef MVGPU_GVT_RESOURCE_HOST_VISIBLE_TYPES_H
#define MVGPU_GVT_RESOURCE_HOST_VISIBLE_TYPES_H

#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/types.h>

/**
 * struct mvgpu_hostvis - Ranges of the host-visible region that are in use
 * @lock: protects @ranges and their contents; leaf lock, taken by fault handlers
 * @zap_lock: serialises changes of what is shown until mappings reflect them; outside @lock,
 *	inside vgpu->lock
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
 */
struct mvgpu_hostvis_range {
	struct rb_node node;
	u64 first;
	u64 last;
	bool used;
	bool shown;
};

#endif /* MVGPU_GVT_RESOURCE_HOST_VISIBLE_TYPES_H */
