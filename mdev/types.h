/* SPDX-License-Identifier: GPL-2.0 */
/* Types that a GPU offers. */
#ifndef MVGPU_MDEV_TYPES_H
#define MVGPU_MDEV_TYPES_H

#include "mdev/parent_types.h"

void mvgpu_types_init(struct mvgpu_parent *parent);
void mvgpu_type_slice(const struct mvgpu_type *type,
		      const u64 need[MVGPU_NR_POOLS],
		      struct mvgpu_slice *slice);
unsigned int mvgpu_type_available(struct mdev_type *mtype);
ssize_t mvgpu_type_description(struct mdev_type *mtype, char *buf);

#endif /* MVGPU_MDEV_TYPES_H */
