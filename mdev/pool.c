// SPDX-License-Identifier: GPL-2.0
/* Budgets of a GPU. Free-standing; the caller's lock covers the pools. */
#include "invariant.h"
#include "mdev/pool.h"

/**
 * struct mvgpu_pool_row - what is known of a pool
 * @name: as in attributes and messages
 * @unit: what it counts, for messages
 * @granule: shares are rounded down to multiples of it, totals are multiples
 * @pow2: shares are rounded down to powers of 2: a BAR has no other size
 * @min: smallest total
 * @max: largest total
 */
struct mvgpu_pool_row {
	const char *name;
	const char *unit;
	u64 granule;
	u64 min;
	u64 max;
	bool pow2;
};

/*
 * vram: at 32 MiB even an eighth holds two small framebuffers. The upper ends
 * only keep sums of a few totals far from 64 bits.
 */
static const struct mvgpu_pool_row mvgpu_pool_rows[MVGPU_NR_POOLS] = {
	[MVGPU_POOL_VRAM] = { "vram", "bytes", MVGPU_MIB,
			      32 * MVGPU_MIB, MVGPU_MIB << 20 },
	[MVGPU_POOL_WINDOW] = { "window", "bytes", MVGPU_MIB,
				0, MVGPU_MIB << 20, true },
	[MVGPU_POOL_CONTEXTS] = { "contexts", "contexts", 1, 0, 65536 },
	[MVGPU_POOL_VGPUS] = { "vgpus", "vGPUs", 1, 1, 1024 },
};

static u64 mvgpu_pool_free(const struct mvgpu_pools *pools, unsigned int pool)
{
	if (pools->used[pool] >= pools->total[pool])
		return 0;
	return pools->total[pool] - pools->used[pool];
}

/**
 * mvgpu_pools_reserve() - take a vector out of the pools, all of it or nothing
 * @pools: budget
 * @need: what is wanted of each pool; 0 always fits
 * @shortage: filled when it does not fit
 *
 * Context: any; the caller's lock covers @pools.
 * Return: 0 or -ENOSPC.
 */
int mvgpu_pools_reserve(struct mvgpu_pools *pools,
			const u64 need[MVGPU_NR_POOLS],
			struct mvgpu_shortage *shortage)
{
	unsigned int i;

	for (i = 0; i < MVGPU_NR_POOLS; i++) {
		u64 free = mvgpu_pool_free(pools, i);

		if (need[i] <= free)
			continue;
		shortage->pool = i;
		shortage->need = need[i];
		shortage->free = free;
		return -ENOSPC;
	}
	for (i = 0; i < MVGPU_NR_POOLS; i++)
		pools->used[i] += need[i];
	for (i = 0; i < MVGPU_NR_POOLS; i++)
		mvgpu_invariant(pools->used[i] <= pools->total[i]);
	return 0;
}

/**
 * mvgpu_pools_release() - give back what was reserved
 * @pools: budget
 * @need: what one or several reservations took; more than is taken empties
 *	the pool
 *
 * Context: any; the caller's lock covers @pools.
 */
void mvgpu_pools_release(struct mvgpu_pools *pools,
			 const u64 need[MVGPU_NR_POOLS])
{
	unsigned int i;

	for (i = 0; i < MVGPU_NR_POOLS; i++) {
		mvgpu_invariant(need[i] <= pools->used[i]);
		pools->used[i] -= min(need[i], pools->used[i]);
	}
}

/**
 * mvgpu_pools_room() - how often a vector fits into what is free
 * @pools: budget
 * @need: the vector; pools it takes nothing of do not count
 *
 * Context: any; the caller's lock covers @pools.
 * Return: the minimum over the pools, U32_MAX at most.
 */
u32 mvgpu_pools_room(const struct mvgpu_pools *pools,
		     const u64 need[MVGPU_NR_POOLS])
{
	u64 room = U32_MAX;
	unsigned int i;

	for (i = 0; i < MVGPU_NR_POOLS; i++) {
		u64 fit;

		if (!need[i])
			continue;
		fit = div64_u64(mvgpu_pool_free(pools, i), need[i]);
		room = min(room, fit);
	}
	return room;
}

static u64 lower_pow2(u64 n)
{
	while (n & (n - 1))
		n &= n - 1;
	return n;
}

/**
 * mvgpu_pools_share() - the vector of a slice
 * @pools: budget
 * @share: N of "1/N of the GPU", 1..
 * @need: set to 1/N of each total, rounded down to the pool's granule (of the
 *	window: to a power of 2), and to one vGPU
 *
 * Context: any; the caller's lock covers @pools.
 */
void mvgpu_pools_share(const struct mvgpu_pools *pools, u32 share,
		       u64 need[MVGPU_NR_POOLS])
{
	unsigned int i;

	for (i = 0; i < MVGPU_NR_POOLS; i++) {
		u64 granule = mvgpu_pool_rows[i].granule;
		u64 part = div_u64(pools->total[i], share);

		need[i] = div64_u64(part, granule) * granule;
		if (mvgpu_pool_rows[i].pow2)
			need[i] = lower_pow2(need[i]);
	}
	need[MVGPU_POOL_VGPUS] = 1;
}

/**
 * mvgpu_pool_total_valid() - may a pool be that large?
 * @pool: which
 * @total: what somebody wants to set, in the pool's unit
 *
 * Context: any.
 * Return: true when @total is in range and a multiple of the granule.
 */
bool mvgpu_pool_total_valid(enum mvgpu_pool_id pool, u64 total)
{
	const struct mvgpu_pool_row *row = &mvgpu_pool_rows[pool];

	return total >= row->min && total <= row->max &&
	       IS_ALIGNED(total, row->granule);
}

/**
 * mvgpu_pool_name() - the name of a pool in attributes and messages
 * @pool: which
 *
 * Context: any.
 * Return: a constant string.
 */
const char *mvgpu_pool_name(enum mvgpu_pool_id pool)
{
	return mvgpu_pool_rows[pool].name;
}

/**
 * mvgpu_pool_unit() - what a pool counts, for messages
 * @pool: which
 *
 * Context: any.
 * Return: a constant string, in the plural.
 */
const char *mvgpu_pool_unit(enum mvgpu_pool_id pool)
{
	return mvgpu_pool_rows[pool].unit;
}
