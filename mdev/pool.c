// SPDX-License-Identifier: GPL-2.0
/* Budget of a GPU. Free-standing; the caller's lock protects the pools. */
#include "invariant.h"
#include "mdev/pool.h"

/**
 * struct pool_row - Properties of a pool
 * @name: name in attributes and messages
 * @unit: what it counts, for messages
 * @granule: totals are multiples of it; shares are rounded down to multiples of it
 * @min: smallest total
 * @max: largest total
 * @pow2: shares are rounded down to powers of 2, as the size of a BAR is one
 */
struct pool_row {
	const char *name;
	const char *unit;
	u64 granule;
	u64 min;
	u64 max;
	bool pow2;
};

/*
 * An eighth of 32 MiB of vram holds two small framebuffers. The maxima only keep sums of
 * a few totals far below 64 bits.
 */
static const struct pool_row pool_rows[MVGPU_NR_POOLS] = {
	[MVGPU_POOL_VRAM] = { "vram", "bytes", MVGPU_MIB,
			      32 * MVGPU_MIB, MVGPU_MIB << 20 },
	[MVGPU_POOL_HOSTVIS] = { "window", "bytes", MVGPU_MIB,
				0, MVGPU_MIB << 20, true },
	[MVGPU_POOL_CONTEXTS] = { "contexts", "contexts", 1, 0, 65536 },
	[MVGPU_POOL_VGPUS] = { "vgpus", "vGPUs", 1, 1, 1024 },
};

static u64 pool_free(const struct mvgpu_pools *pools, unsigned int pool)
{
	if (pools->used[pool] >= pools->total[pool])
		return 0;
	return pools->total[pool] - pools->used[pool];
}

/**
 * mvgpu_pools_reserve() - Reserve a part of each pool
 * @pools: budget
 * @need: amount per pool; 0 is always available
 * @shortage: filled in on error
 *
 * Either all amounts are reserved, or none.
 *
 * Context: any. The caller's lock protects @pools.
 *
 * Return: 0 or -ENOSPC.
 */
int mvgpu_pools_reserve(struct mvgpu_pools *pools,
			const u64 need[MVGPU_NR_POOLS],
			struct mvgpu_shortage *shortage)
{
	unsigned int i;

	for (i = 0; i < MVGPU_NR_POOLS; i++) {
		u64 free = pool_free(pools, i);

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
 * mvgpu_pools_release() - Release a part of each pool
 * @pools: budget
 * @need: amount per pool, of one or several reservations; a larger amount than is
 *	reserved releases all of it
 *
 * Context: any. The caller's lock protects @pools.
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

/* How often a reservation fits into amounts that limit returns for each pool. */
static u32 pool_fit(const struct mvgpu_pools *pools, const u64 need[MVGPU_NR_POOLS],
		    u64 (*limit)(const struct mvgpu_pools *pools, unsigned int pool))
{
	u64 fit = U32_MAX;
	unsigned int i;

	for (i = 0; i < MVGPU_NR_POOLS; i++)
		if (need[i])
			fit = min(fit, div64_u64(limit(pools, i), need[i]));
	return fit;
}

/**
 * mvgpu_pools_room() - Number of reservations that are still possible
 * @pools: budget
 * @need: amount per pool of each reservation; a pool whose amount is 0 does not count
 *
 * Context: any. The caller's lock protects @pools.
 *
 * Return: the minimum over the pools, at most U32_MAX.
 */
u32 mvgpu_pools_room(const struct mvgpu_pools *pools,
		     const u64 need[MVGPU_NR_POOLS])
{
	return pool_fit(pools, need, pool_free);
}

static u64 pool_total(const struct mvgpu_pools *pools, unsigned int pool)
{
	return pools->total[pool];
}

/**
 * mvgpu_pools_most() - Number of reservations that are possible when nothing is reserved
 * @pools: budget
 * @need: amount per pool of each reservation; a pool whose amount is 0 does not count
 *
 * Context: any. The caller's lock protects @pools.
 *
 * Return: the minimum over the pools, at most U32_MAX.
 */
u32 mvgpu_pools_most(const struct mvgpu_pools *pools,
		     const u64 need[MVGPU_NR_POOLS])
{
	return pool_fit(pools, need, pool_total);
}

static u64 pool_lower_pow2(u64 n)
{
	while (n & (n - 1))
		n &= n - 1;
	return n;
}

/**
 * mvgpu_pools_share() - Amounts that a slice needs
 * @pools: budget
 * @share: N of "1/N of the GPU", 1..
 * @need: set to 1/N of each total, rounded down to the pool's granule (of the host-visible
 *	region to a power of 2), and to one vGPU
 *
 * Context: any. The caller's lock protects @pools.
 */
void mvgpu_pools_share(const struct mvgpu_pools *pools, u32 share,
		       u64 need[MVGPU_NR_POOLS])
{
	unsigned int i;

	for (i = 0; i < MVGPU_NR_POOLS; i++) {
		u64 granule = pool_rows[i].granule;
		u64 part = div_u64(pools->total[i], share);

		need[i] = div64_u64(part, granule) * granule;
		if (pool_rows[i].pow2)
			need[i] = pool_lower_pow2(need[i]);
	}
	need[MVGPU_POOL_VGPUS] = 1;
}

/**
 * mvgpu_pool_total_valid() - Check the size of a pool
 * @pool: pool
 * @total: size, in the pool's unit
 *
 * Context: any.
 *
 * Return: true if @total is in range and a multiple of the granule.
 */
bool mvgpu_pool_total_valid(enum mvgpu_pool_id pool, u64 total)
{
	const struct pool_row *row = &pool_rows[pool];

	return total >= row->min && total <= row->max &&
	       IS_ALIGNED(total, row->granule);
}

/**
 * mvgpu_pool_name() - Name of a pool in attributes and messages
 * @pool: pool
 *
 * Context: any.
 *
 * Return: a constant string.
 */
const char *mvgpu_pool_name(enum mvgpu_pool_id pool)
{
	return pool_rows[pool].name;
}

/**
 * mvgpu_pool_unit() - Unit of a pool in messages
 * @pool: pool
 *
 * Context: any.
 *
 * Return: a constant string, in the plural.
 */
const char *mvgpu_pool_unit(enum mvgpu_pool_id pool)
{
	return pool_rows[pool].unit;
}
