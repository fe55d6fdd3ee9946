/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MVGPU_GVT_RESOURCE_HOST_VISIBLE_TYPES_H
#define MVGPU_GVT_RESOURCE_HOST_VISIBLE_TYPES_H

#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/types.h>

/**
 * struct mvgpu_hostvis - what is where
 * @lock: protects @ranges and what they say; a leaf, taken by fault handlers
 * @zap_lock: one change of what is shown at a time, until mappings know of it;
 *	outside @lock, inside vgpu->lock
 * @ranges: those in use, by their place; no two overlap
 */
struct mvgpu_hostvis {
	struct mutex lock;	/* see above */
	struct mutex zap_lock;	/* see above */
	struct rb_root ranges;
};

/**
 * struct mvgpu_hostvis_range - the place of a blob
 * @node: in window->ranges while @used
 * @first: first page in the vGPU's window
 * @last: last page
 * @used: the place is taken; under vgpu->lock
 * @shown: the blob is there and may be seen; changes under both locks of the
 *	window
 */
struct mvgpu_hostvis_range {
	struct rb_node node;
	u64 first;
	u64 last;
	bool used;
	bool shown;
};

#endif /* MVGPU_GVT_RESOURCE_HOST_VISIBLE_TYPES_H */
