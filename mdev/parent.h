/* SPDX-License-Identifier: GPL-2.0 */
/* Registration of a GPU as an mdev parent, and its budget. */
#ifndef MVGPU_MDEV_PARENT_H
#define MVGPU_MDEV_PARENT_H

#include <linux/cleanup.h>
#include "mdev/parent_types.h"

struct mvgpu_parent *mvgpu_parent_register(struct mvgpu_gpu *gpu,
					   const u64 total[MVGPU_NR_POOLS],
					   const struct mvgpu_mdev_hooks *hooks);
void mvgpu_parent_unregister(struct mvgpu_parent *parent);
struct mvgpu_parent *mvgpu_parent_of(struct device *dev);
void mvgpu_parent_put(struct mvgpu_parent *parent);
DEFINE_FREE(mvgpu_parent, struct mvgpu_parent *, mvgpu_parent_put(_T))
u64 mvgpu_parent_total(struct mvgpu_parent *parent, enum mvgpu_pool_id pool);
u64 mvgpu_parent_used(struct mvgpu_parent *parent, enum mvgpu_pool_id pool);
u64 mvgpu_parent_left(struct mvgpu_parent *parent, enum mvgpu_pool_id pool);
int mvgpu_parent_set_total(struct mvgpu_parent *parent,
			   enum mvgpu_pool_id pool, u64 total);
ssize_t mvgpu_parent_rejection(struct mvgpu_parent *parent, char *buf);
int mvgpu_parent_reserve_locked(struct mvgpu_instance *inst,
				const u64 need[MVGPU_NR_POOLS]);
void mvgpu_parent_no_range_locked(struct mvgpu_instance *inst);

#endif /* MVGPU_MDEV_PARENT_H */
