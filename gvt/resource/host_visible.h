/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host-visible window of a vGPU: which blob appears where in it. It is a
 * stretch of the GPU's own window that no other vGPU has. What a VMM may see
 * of it are the blobs alone.
 */
#ifndef MVGPU_GVT_RESOURCE_HOST_VISIBLE_H
#define MVGPU_GVT_RESOURCE_HOST_VISIBLE_H

#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/types.h>

struct mvgpu_guest_ops;
struct mvgpu_vgpu;

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

/* For the VFIO face; takes the window's leaf lock. */
bool mvgpu_hostvis_page(struct mvgpu_vgpu *vgpu, u64 page, u64 *pfn, u64 *left);

void mvgpu_hostvis_init(struct mvgpu_hostvis *window);
void mvgpu_hostvis_exit(struct mvgpu_hostvis *window);
void mvgpu_hostvis_hide_all(struct mvgpu_vgpu *vgpu);

/* Inside the mediator, vgpu->lock held. */
int mvgpu_hostvis_reserve(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range,
		      u64 offset, u64 size);
void mvgpu_hostvis_show(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range);
void mvgpu_hostvis_hide(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range);
void mvgpu_hostvis_release(struct mvgpu_vgpu *vgpu, struct mvgpu_hostvis_range *range);
void mvgpu_hostvis_set_guest(struct mvgpu_vgpu *vgpu,
			    const struct mvgpu_guest_ops *guest, void *priv);

#endif /* MVGPU_GVT_RESOURCE_HOST_VISIBLE_H */
