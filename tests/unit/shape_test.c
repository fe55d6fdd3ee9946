// SPDX-License-Identifier: GPL-2.0
/* Promise of a type: its vram holds two framebuffers of each head's mode. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "mdev/pool.h"
#include "mdev/shape.h"

static void the_default_gpu_offers_the_full_shapes(void **state)
{
	struct mvgpu_shape shape;

	(void)state;
	mvgpu_shape_pick(1, 512 * MVGPU_MIB, &shape);
	assert_int_equal(shape.heads, 4);
	assert_int_equal(shape.max_width, 3840);
	assert_int_equal(shape.max_height, 2160);
	mvgpu_shape_pick(8, 64 * MVGPU_MIB, &shape);
	assert_int_equal(shape.heads, 1);
	assert_int_equal(shape.max_width, 1920);
	assert_int_equal(shape.max_height, 1200);
}

static void every_shape_fits_its_vram(void **state)
{
	struct mvgpu_shape shape;
	u64 total;
	u32 share;

	(void)state;
	for (total = 32; total <= 2048; total++) {
		for (share = 1; share <= MVGPU_SHAPE_MAX_SHARE; share *= 2) {
			u64 vram = total / share * MVGPU_MIB;

			mvgpu_shape_pick(share, vram, &shape);
			assert_true(mvgpu_shape_fits(shape.heads,
						     shape.max_width,
						     shape.max_height, vram));
			assert_true(shape.max_width >= 640);
			assert_true(shape.max_height >= 480);
		}
	}
}

static void less_vram_never_means_a_larger_mode(void **state)
{
	struct mvgpu_shape shape, larger;
	u64 mib;

	(void)state;
	mvgpu_shape_pick(1, 512 * MVGPU_MIB, &larger);
	for (mib = 511; mib >= 32; mib--) {
		mvgpu_shape_pick(1, mib * MVGPU_MIB, &shape);
		assert_true(shape.max_width <= larger.max_width);
		assert_true(shape.max_height <= larger.max_height);
		larger = shape;
	}
	assert_true(shape.max_width < 3840);
}

static void smaller_slices_weigh_less(void **state)
{
	struct mvgpu_shape shape;
	u32 share, weight = U32_MAX;

	(void)state;
	for (share = 1; share <= MVGPU_SHAPE_MAX_SHARE; share *= 2) {
		mvgpu_shape_pick(share, 512 * MVGPU_MIB / share, &shape);
		assert_true(shape.weight < weight);
		assert_true(shape.weight > 0);
		weight = shape.weight;
	}
}

static void the_edge_is_exact(void **state)
{
	u64 frame = 1920 * 1080 * 4;

	(void)state;
	frame = (frame + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
	assert_true(mvgpu_shape_fits(3, 1920, 1080, 6 * frame));
	assert_false(mvgpu_shape_fits(3, 1920, 1080, 6 * frame - 1));
	assert_false(mvgpu_shape_fits(4, 1920, 1080, 6 * frame));
}

static void huge_modes_do_not_wrap(void **state)
{
	(void)state;
	assert_false(mvgpu_shape_fits(1, U32_MAX, U32_MAX, 1ULL << 62));
	assert_false(mvgpu_shape_fits(16, 1U << 31, 1U << 31, 512));
	assert_false(mvgpu_shape_fits(U32_MAX, U32_MAX, 2, 512));
	assert_false(mvgpu_shape_fits(1U << 31, 1U << 31, 1, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_default_gpu_offers_the_full_shapes),
		cmocka_unit_test(every_shape_fits_its_vram),
		cmocka_unit_test(less_vram_never_means_a_larger_mode),
		cmocka_unit_test(smaller_slices_weigh_less),
		cmocka_unit_test(the_edge_is_exact),
		cmocka_unit_test(huge_modes_do_not_wrap),
	};

	return cmocka_run_group_tests_name("shape", tests, NULL, NULL);
}
