/* SPDX-License-Identifier: GPL-2.0 */
/* Budget of a GPU: a pool per quantity, and what is reserved of it. Free-standing. */
#ifndef MVGPU_MDEV_POOL_H
#define MVGPU_MDEV_POOL_H

#include "shim.h"

enum mvgpu_pool_id {
	MVGPU_POOL_VRAM,	/* bytes of resource storage */
	MVGPU_POOL_HOSTVIS,	/* bytes of the host-visible region */
	MVGPU_POOL_CONTEXTS,
	MVGPU_POOL_VGPUS,
	MVGPU_NR_POOLS
};

#define MVGPU_MIB BIT_ULL(20)

/**
 * struct mvgpu_pools - Budget of a GPU
 * @total: size of each pool
 * @used: reserved part, at most @total
 */
struct mvgpu_pools {
	u64 total[MVGPU_NR_POOLS];
	u64 used[MVGPU_NR_POOLS];
};

/**
 * struct mvgpu_shortage - Why a reservation was rejected
 * @pool: first pool that has not enough left
 * @need: amount that was requested of it
 * @free: amount that it has left
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
u32 mvgpu_pools_most(const struct mvgpu_pools *pools,
		     const u64 need[MVGPU_NR_POOLS]);
void mvgpu_pools_share(const struct mvgpu_pools *pools, u32 share,
		       u64 need[MVGPU_NR_POOLS]);
bool mvgpu_pool_total_valid(enum mvgpu_pool_id pool, u64 total);
const char *mvgpu_pool_name(enum mvgpu_pool_id pool);
const char *mvgpu_pool_unit(enum mvgpu_pool_id pool);

#endif /* MVGPU_MDEV_POOL_H */
