/* SPDX-License-Identifier: GPL-2.0 */
/* Budgets of a GPU: what there is, what is taken. Free-standing. */
#ifndef MVGPU_MDEV_POOL_H
#define MVGPU_MDEV_POOL_H

#include "shim.h"

enum mvgpu_pool_id {
	MVGPU_POOL_VRAM,	/* bytes of resource storage */
	MVGPU_POOL_WINDOW,	/* bytes of the host-visible window */
	MVGPU_POOL_CONTEXTS,
	MVGPU_POOL_VGPUS,
	MVGPU_NR_POOLS
};

#define MVGPU_MIB BIT_ULL(20)

/**
 * struct mvgpu_pools - the budget of one GPU
 * @total: what there is
 * @used: what is taken; never more than @total
 */
struct mvgpu_pools {
	u64 total[MVGPU_NR_POOLS];
	u64 used[MVGPU_NR_POOLS];
};

/**
 * struct mvgpu_shortage - why a reservation did not fit
 * @pool: the first pool that is short
 * @need: what was asked of it
 * @free: what it has
 */
struct mvgpu_shortage {
	enum mvgpu_pool_id pool;
	u64 need;
	u64 free;
};

int mvgpu_pools_reserve(struct mvgpu_pools *pools,
			const u64 need[MVGPU_NR_POOLS],
			struct mvgpu_shortage *shortage);
void mvgpu_pools_release(struct mvgpu_pools *pools,
			 const u64 need[MVGPU_NR_POOLS]);
u32 mvgpu_pools_room(const struct mvgpu_pools *pools,
		     const u64 need[MVGPU_NR_POOLS]);
void mvgpu_pools_share(const struct mvgpu_pools *pools, u32 share,
		       u64 need[MVGPU_NR_POOLS]);
bool mvgpu_pool_total_valid(enum mvgpu_pool_id pool, u64 total);
const char *mvgpu_pool_name(enum mvgpu_pool_id pool);
const char *mvgpu_pool_unit(enum mvgpu_pool_id pool);

#endif /* MVGPU_MDEV_POOL_H */
