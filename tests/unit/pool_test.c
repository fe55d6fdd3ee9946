// SPDX-License-Identifier: GPL-2.0
/* Promises of the budget: never over-committed, given back, right for mixes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "mdev/pool.h"

#define ROUNDS	20000
#define SLOTS	64

/* A GPU as the module makes it by default. */
static void gpu(struct mvgpu_pools *pools)
{
	*pools = (struct mvgpu_pools) {
		.total = { 512 * MVGPU_MIB, 0, 64, 8 },
	};
}

static u32 random_u32(void)
{
	static u64 state = 0x9e3779b97f4a7c15ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 16;
}

static void assert_same(const struct mvgpu_pools *a,
			const struct mvgpu_pools *b)
{
	assert_memory_equal(a->total, b->total, sizeof(a->total));
	assert_memory_equal(a->used, b->used, sizeof(a->used));
}

static void each_type_fits_as_often_as_it_says(void **state)
{
	struct mvgpu_shortage lack;
	struct mvgpu_pools pools;
	u64 need[MVGPU_NR_POOLS];
	u32 share, i;

	(void)state;
	for (share = 1; share <= 8; share *= 2) {
		gpu(&pools);
		mvgpu_pools_share(&pools, share, need);
		for (i = 0; i < share; i++) {
			assert_int_equal(mvgpu_pools_room(&pools, need),
					 share - i);
			assert_int_equal(mvgpu_pools_reserve(&pools, need,
							     &lack), 0);
		}
		assert_int_equal(mvgpu_pools_room(&pools, need), 0);
		assert_int_equal(mvgpu_pools_reserve(&pools, need, &lack),
				 -ENOSPC);
	}
}

static void room_falls_for_all_types_at_each_create(void **state)
{
	u64 half[MVGPU_NR_POOLS], eighth[MVGPU_NR_POOLS];
	u64 whole[MVGPU_NR_POOLS];
	struct mvgpu_shortage lack;
	struct mvgpu_pools pools;

	(void)state;
	gpu(&pools);
	mvgpu_pools_share(&pools, 1, whole);
	mvgpu_pools_share(&pools, 2, half);
	mvgpu_pools_share(&pools, 8, eighth);
	assert_int_equal(mvgpu_pools_reserve(&pools, eighth, &lack), 0);
	assert_int_equal(mvgpu_pools_room(&pools, whole), 0);
	assert_int_equal(mvgpu_pools_room(&pools, half), 1);
	assert_int_equal(mvgpu_pools_room(&pools, eighth), 7);
	assert_int_equal(mvgpu_pools_reserve(&pools, half, &lack), 0);
	assert_int_equal(mvgpu_pools_room(&pools, half), 0);
	assert_int_equal(mvgpu_pools_room(&pools, eighth), 3);
	assert_int_equal(mvgpu_pools_most(&pools, whole), 1);
	assert_int_equal(mvgpu_pools_most(&pools, half), 2);
	assert_int_equal(mvgpu_pools_most(&pools, eighth), 8);
}

static void the_scarcest_pool_decides(void **state)
{
	u64 need[MVGPU_NR_POOLS];
	struct mvgpu_pools pools;

	(void)state;
	gpu(&pools);
	mvgpu_pools_share(&pools, 8, need);
	pools.total[MVGPU_POOL_VGPUS] = 3;
	assert_int_equal(mvgpu_pools_room(&pools, need), 3);
	assert_int_equal(mvgpu_pools_most(&pools, need), 3);
	pools.total[MVGPU_POOL_CONTEXTS] = 17;
	assert_int_equal(mvgpu_pools_room(&pools, need), 2);
	pools.total[MVGPU_POOL_VRAM] = 127 * MVGPU_MIB;
	assert_int_equal(mvgpu_pools_room(&pools, need), 1);
}

static void a_refusal_takes_nothing_and_names_the_pool(void **state)
{
	u64 need[MVGPU_NR_POOLS] = { MVGPU_MIB, 0, 65, 1 };
	struct mvgpu_pools pools, before;
	struct mvgpu_shortage lack;

	(void)state;
	gpu(&pools);
	pools.used[MVGPU_POOL_CONTEXTS] = 10;
	before = pools;
	assert_int_equal(mvgpu_pools_reserve(&pools, need, &lack), -ENOSPC);
	assert_same(&pools, &before);
	assert_int_equal(lack.pool, MVGPU_POOL_CONTEXTS);
	assert_int_equal(lack.need, 65);
	assert_int_equal(lack.free, 54);
	assert_string_equal(mvgpu_pool_name(lack.pool), "contexts");
	assert_string_equal(mvgpu_pool_unit(MVGPU_POOL_VRAM), "bytes");
}

static void release_restores(void **state)
{
	u64 need[MVGPU_NR_POOLS];
	struct mvgpu_pools pools, before;
	struct mvgpu_shortage lack;

	(void)state;
	gpu(&pools);
	mvgpu_pools_share(&pools, 4, need);
	assert_int_equal(mvgpu_pools_reserve(&pools, need, &lack), 0);
	before = pools;
	assert_int_equal(mvgpu_pools_reserve(&pools, need, &lack), 0);
	mvgpu_pools_release(&pools, need);
	assert_same(&pools, &before);
}

static void release_never_goes_below_zero(void **state)
{
	u64 need[MVGPU_NR_POOLS] = { U64_MAX, 1, 1, 1 };
	struct mvgpu_pools pools;
	unsigned int i;

	(void)state;
	gpu(&pools);
	pools.used[MVGPU_POOL_VRAM] = MVGPU_MIB;
	mvgpu_pools_release(&pools, need);
	for (i = 0; i < MVGPU_NR_POOLS; i++)
		assert_int_equal(pools.used[i], 0);
}

static void huge_numbers_do_not_wrap(void **state)
{
	u64 need[MVGPU_NR_POOLS] = { U64_MAX, 0, 0, 1 };
	struct mvgpu_shortage lack;
	struct mvgpu_pools pools;

	(void)state;
	gpu(&pools);
	pools.used[MVGPU_POOL_VRAM] = MVGPU_MIB;
	assert_int_equal(mvgpu_pools_reserve(&pools, need, &lack), -ENOSPC);
	assert_int_equal(lack.pool, MVGPU_POOL_VRAM);
	assert_true(lack.need == U64_MAX);
	assert_int_equal(pools.used[MVGPU_POOL_VRAM], MVGPU_MIB);

	pools.total[MVGPU_POOL_VRAM] = U64_MAX;
	pools.total[MVGPU_POOL_VGPUS] = U64_MAX;
	need[MVGPU_POOL_VRAM] = 1;
	assert_true(mvgpu_pools_room(&pools, need) == U32_MAX);
	need[MVGPU_POOL_VRAM] = U64_MAX - MVGPU_MIB;
	assert_int_equal(mvgpu_pools_reserve(&pools, need, &lack), 0);
	assert_true(pools.used[MVGPU_POOL_VRAM] == U64_MAX);
	assert_int_equal(mvgpu_pools_room(&pools, need), 0);
}

static void a_pool_of_nothing_stops_only_who_needs_it(void **state)
{
	u64 need[MVGPU_NR_POOLS];
	struct mvgpu_shortage lack;
	struct mvgpu_pools pools;

	(void)state;
	gpu(&pools);
	pools.total[MVGPU_POOL_CONTEXTS] = 0;
	mvgpu_pools_share(&pools, 2, need);
	assert_int_equal(need[MVGPU_POOL_CONTEXTS], 0);
	assert_int_equal(need[MVGPU_POOL_HOSTVIS], 0);
	assert_int_equal(mvgpu_pools_room(&pools, need), 2);
	assert_int_equal(mvgpu_pools_reserve(&pools, need, &lack), 0);

	need[MVGPU_POOL_CONTEXTS] = 1;
	assert_int_equal(mvgpu_pools_room(&pools, need), 0);
	assert_int_equal(mvgpu_pools_reserve(&pools, need, &lack), -ENOSPC);
	assert_int_equal(lack.pool, MVGPU_POOL_CONTEXTS);
	assert_int_equal(lack.free, 0);
}

static void shares_of_an_odd_total_do_not_exceed_it(void **state)
{
	u64 need[MVGPU_NR_POOLS];
	struct mvgpu_pools pools;
	u32 share;

	(void)state;
	gpu(&pools);
	pools.total[MVGPU_POOL_VRAM] = 101 * MVGPU_MIB;
	pools.total[MVGPU_POOL_CONTEXTS] = 13;
	for (share = 1; share <= 8; share *= 2) {
		mvgpu_pools_share(&pools, share, need);
		assert_int_equal(need[MVGPU_POOL_VRAM] % MVGPU_MIB, 0);
		assert_int_equal(need[MVGPU_POOL_VGPUS], 1);
		assert_int_equal(mvgpu_pools_room(&pools, need), share);
	}
	assert_int_equal(need[MVGPU_POOL_VRAM], 12 * MVGPU_MIB);
	assert_int_equal(need[MVGPU_POOL_CONTEXTS], 1);
}

static void shares_of_the_window_are_powers_of_two(void **state)
{
	static const u64 want[] = { 64, 32, 16, 8 };
	u64 need[MVGPU_NR_POOLS];
	struct mvgpu_pools pools;
	u32 i;

	(void)state;
	gpu(&pools);
	pools.total[MVGPU_POOL_HOSTVIS] = 101 * MVGPU_MIB;
	for (i = 0; i < 4; i++) {
		mvgpu_pools_share(&pools, 1U << i, need);
		assert_int_equal(need[MVGPU_POOL_HOSTVIS], want[i] * MVGPU_MIB);
	}
	pools.total[MVGPU_POOL_HOSTVIS] = 7 * MVGPU_MIB;
	mvgpu_pools_share(&pools, 8, need);
	assert_int_equal(need[MVGPU_POOL_HOSTVIS], 0);
}

static void totals_are_bounded(void **state)
{
	(void)state;
	assert_true(mvgpu_pool_total_valid(MVGPU_POOL_VRAM, 32 * MVGPU_MIB));
	assert_false(mvgpu_pool_total_valid(MVGPU_POOL_VRAM, 31 * MVGPU_MIB));
	assert_false(mvgpu_pool_total_valid(MVGPU_POOL_VRAM,
					    33 * MVGPU_MIB + 1));
	assert_false(mvgpu_pool_total_valid(MVGPU_POOL_VRAM, U64_MAX));
	assert_false(mvgpu_pool_total_valid(MVGPU_POOL_VRAM, 0));
	assert_true(mvgpu_pool_total_valid(MVGPU_POOL_CONTEXTS, 0));
	assert_false(mvgpu_pool_total_valid(MVGPU_POOL_CONTEXTS, 65537));
	assert_false(mvgpu_pool_total_valid(MVGPU_POOL_VGPUS, 0));
	assert_true(mvgpu_pool_total_valid(MVGPU_POOL_VGPUS, 1024));
	assert_false(mvgpu_pool_total_valid(MVGPU_POOL_VGPUS, 1025));
}

/* What the pools must hold: exactly what the slots hold, and no more. */
static void check_sum(const struct mvgpu_pools *pools,
		      u64 slot[SLOTS][MVGPU_NR_POOLS])
{
	unsigned int i, s;

	for (i = 0; i < MVGPU_NR_POOLS; i++) {
		u64 sum = 0;

		for (s = 0; s < SLOTS; s++)
			sum += slot[s][i];
		assert_int_equal(pools->used[i], sum);
		assert_true(sum <= pools->total[i]);
	}
}

static void step(struct mvgpu_pools *pools, u64 slot[MVGPU_NR_POOLS])
{
	struct mvgpu_shortage lack;
	bool fits;

	if (slot[MVGPU_POOL_VGPUS]) {
		mvgpu_pools_release(pools, slot);
		memset(slot, 0, sizeof(u64) * MVGPU_NR_POOLS);
		return;
	}
	mvgpu_pools_share(pools, 1U << random_u32() % 4, slot);
	if (random_u32() % 4 == 0)
		slot[MVGPU_POOL_VRAM] = random_u32() % (600 * MVGPU_MIB);
	fits = mvgpu_pools_room(pools, slot) > 0;
	assert_int_equal(mvgpu_pools_reserve(pools, slot, &lack) == 0, fits);
	if (!fits) {
		assert_true(lack.need > lack.free);
		memset(slot, 0, sizeof(u64) * MVGPU_NR_POOLS);
	}
}

static void random_mixes_never_over_commit(void **state)
{
	static u64 slot[SLOTS][MVGPU_NR_POOLS];
	struct mvgpu_pools pools, empty;
	unsigned int i;

	(void)state;
	gpu(&pools);
	pools.total[MVGPU_POOL_HOSTVIS] = 77 * MVGPU_MIB;
	empty = pools;
	for (i = 0; i < ROUNDS; i++) {
		step(&pools, slot[random_u32() % SLOTS]);
		check_sum(&pools, slot);
	}
	for (i = 0; i < SLOTS; i++)
		mvgpu_pools_release(&pools, slot[i]);
	assert_same(&pools, &empty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_type_fits_as_often_as_it_says),
		cmocka_unit_test(room_falls_for_all_types_at_each_create),
		cmocka_unit_test(the_scarcest_pool_decides),
		cmocka_unit_test(a_refusal_takes_nothing_and_names_the_pool),
		cmocka_unit_test(release_restores),
		cmocka_unit_test(release_never_goes_below_zero),
		cmocka_unit_test(huge_numbers_do_not_wrap),
		cmocka_unit_test(a_pool_of_nothing_stops_only_who_needs_it),
		cmocka_unit_test(shares_of_an_odd_total_do_not_exceed_it),
		cmocka_unit_test(shares_of_the_window_are_powers_of_two),
		cmocka_unit_test(totals_are_bounded),
		cmocka_unit_test(random_mixes_never_over_commit),
	};

	return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
