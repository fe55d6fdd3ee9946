// SPDX-License-Identifier: GPL-2.0
/* Tests of the sizes: exact for valid resources, an error for others. */
#include "virgl_shape.h"

static u64 size_of(struct mvgpu_virgl_shape shape)
{
	u64 bytes;

	return mvgpu_virgl_size(&shape, &bytes) ? REJECTED : bytes;
}

static void formats_have_their_blocks(void **state)
{
	const struct expected *e;

	for_each_expected(e) {
		u32 w = e->width, h = e->height;

		assert_true(size_of(image_2d(e->format, 1, 1)) == e->bytes);
		assert_true(size_of(image_2d(e->format, w, h)) == e->bytes);
		assert_true(size_of(image_2d(e->format, w + 1, h)) ==
			    2 * e->bytes);
		assert_true(size_of(image_2d(e->format, w, h + 1)) ==
			    2 * e->bytes);
		assert_true(size_of(image_2d(e->format, 3 * w, 5 * h)) ==
			    15 * e->bytes);
	}
}

/* No format, unused numbers, planes, blocks with a depth, and the end. */
static void unknown_formats_are_rejected(void **state)
{
	static const u32 formats[] = {
		0, 73, 81, 86, 163, 166, 167, 259, 262, 307, 309, 310, 314,
		316, 323, 325, 348, 367, 371, 399, 429, 436, 447, 471, 472,
		475, 480, 481, 482, 1000, 0x7fffffff, U32_MAX,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		assert_true(size_of(image_2d(formats[i], 4, 4)) == REJECTED);
}

static void unknown_targets_are_rejected(void **state)
{
	u32 target;

	for (target = 9; target < 100; target++)
		assert_true(size_of(plain(target, RGBA8, 1, 1)) == REJECTED);
	assert_true(size_of(plain(U32_MAX, RGBA8, 1, 1)) == REJECTED);
}

static void a_buffer_is_as_large_as_it_is_wide(void **state)
{
	struct mvgpu_virgl_shape s = plain(MVGPU_VIRGL_BUFFER, R8, 12345, 1);

	assert_true(size_of(s) == 12345);
	s.format = 31;
	assert_true(size_of(s) == 12345);
	s.width = U32_MAX;
	assert_true(size_of(s) == U32_MAX);
	s.format = 481;
	assert_true(size_of(s) == REJECTED);
}

/* A valid shape with one field changed, and the expected size. */
static const struct change {
	u32 target;
	size_t field;
	u32 value;
	u64 size;
} changes[] = {
#define CHANGE(t, f, v, s)						\
	{ MVGPU_VIRGL_##t, offsetof(struct mvgpu_virgl_shape, f), v, s }
	/* 64 x 64 x 4 bytes = 16384; a cube has six layers. */
	CHANGE(BUFFER, height, 2, REJECTED),
	CHANGE(BUFFER, depth, 2, REJECTED),
	CHANGE(BUFFER, array_size, 2, REJECTED),
	CHANGE(BUFFER, last_level, 1, REJECTED),
	CHANGE(BUFFER, nr_samples, 1, 64),
	CHANGE(BUFFER, nr_samples, 2, REJECTED),
	CHANGE(BUFFER, width, 0, 0),
	CHANGE(1D, width, 0, REJECTED),
	CHANGE(1D, width, 16384, 65536),
	CHANGE(1D, width, 16385, REJECTED),
	CHANGE(1D, height, 0, 256),
	CHANGE(1D, height, 2, REJECTED),
	CHANGE(1D, array_size, 2, REJECTED),
	CHANGE(1D, last_level, 6, 508),
	CHANGE(1D, last_level, 7, REJECTED),
	CHANGE(1D, nr_samples, 4, REJECTED),
	CHANGE(2D, width, 0, REJECTED),
	CHANGE(2D, width, 16384, 4194304),
	CHANGE(2D, width, 16385, REJECTED),
	CHANGE(2D, width, U32_MAX, REJECTED),
	CHANGE(2D, height, 0, REJECTED),
	CHANGE(2D, height, 16384, 4194304),
	CHANGE(2D, height, 16385, REJECTED),
	CHANGE(2D, height, 0x80000000, REJECTED),
	CHANGE(2D, depth, 0, 16384),
	CHANGE(2D, depth, 2, REJECTED),
	CHANGE(2D, array_size, 0, 16384),
	CHANGE(2D, array_size, 2, REJECTED),
	CHANGE(2D, last_level, 1, 16384 + 4096),
	CHANGE(2D, last_level, 6, 21844),
	CHANGE(2D, last_level, 7, REJECTED),
	CHANGE(2D, last_level, 32, REJECTED),
	CHANGE(2D, last_level, 64, REJECTED),
	CHANGE(2D, last_level, U32_MAX, REJECTED),
	CHANGE(2D, nr_samples, 0, 16384),
	CHANGE(2D, nr_samples, 1, 16384),
	CHANGE(2D, nr_samples, 4, 65536),
	CHANGE(2D, nr_samples, 32, 524288),
	CHANGE(2D, nr_samples, 33, REJECTED),
	CHANGE(2D, nr_samples, U32_MAX, REJECTED),
	CHANGE(RECT, nr_samples, 2, REJECTED),
	CHANGE(RECT, last_level, 1, REJECTED),
	CHANGE(RECT, height, 32, 8192),
	CHANGE(3D, depth, 0, REJECTED),
	CHANGE(3D, depth, 8, 131072),
	CHANGE(3D, depth, 2048, 33554432),
	CHANGE(3D, depth, 2049, REJECTED),
	CHANGE(3D, array_size, 2, REJECTED),
	CHANGE(3D, nr_samples, 2, REJECTED),
	CHANGE(CUBE, array_size, 0, REJECTED),
	CHANGE(CUBE, array_size, 1, REJECTED),
	CHANGE(CUBE, array_size, 12, REJECTED),
	CHANGE(CUBE, width, 32, REJECTED),
	CHANGE(CUBE, last_level, 1, 6 * 20480),
	CHANGE(CUBE, nr_samples, 2, REJECTED),
	CHANGE(1D_ARRAY, array_size, 0, REJECTED),
	CHANGE(1D_ARRAY, array_size, 5, 1280),
	CHANGE(1D_ARRAY, height, 5, REJECTED),
	CHANGE(2D_ARRAY, array_size, 0, REJECTED),
	CHANGE(2D_ARRAY, array_size, 2048, 33554432),
	CHANGE(2D_ARRAY, array_size, 2049, REJECTED),
	CHANGE(2D_ARRAY, depth, 2, REJECTED),
	CHANGE(2D_ARRAY, nr_samples, 8, 131072),
	CHANGE(CUBE_ARRAY, array_size, 12, 196608),
	CHANGE(CUBE_ARRAY, array_size, 2046, 2046 * 16384),
	CHANGE(CUBE_ARRAY, array_size, 2047, REJECTED),
	CHANGE(CUBE_ARRAY, array_size, 2052, REJECTED),
	CHANGE(CUBE_ARRAY, array_size, 7, REJECTED),
	CHANGE(CUBE_ARRAY, height, 32, REJECTED),
};

static struct mvgpu_virgl_shape good_shape(u32 target)
{
	struct mvgpu_virgl_shape s = plain(target, RGBA8, 64, 64);

	if (target == MVGPU_VIRGL_BUFFER || target == MVGPU_VIRGL_1D ||
	    target == MVGPU_VIRGL_1D_ARRAY)
		s.height = 1;
	if (target == MVGPU_VIRGL_CUBE || target == MVGPU_VIRGL_CUBE_ARRAY)
		s.array_size = 6;
	return s;
}

static void shapes_are_what_their_target_allows(void **state)
{
	unsigned int i;
	u32 target;

	for (target = 0; target < MVGPU_VIRGL_TARGETS; target++)
		assert_true(size_of(good_shape(target)) != REJECTED);
	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		struct mvgpu_virgl_shape s = good_shape(changes[i].target);
		u64 size;

		memcpy((u8 *)&s + changes[i].field, &changes[i].value,
		       sizeof(u32));
		size = size_of(s);
		if (size != changes[i].size)
			fail_msg("change %u: %llu", i,
				 (unsigned long long)size);
	}
}

static void levels_shrink_to_whole_blocks(void **state)
{
	/* 16x8, 8x4, 4x2, 2x1, 1x1: 8 + 2 + 1 + 1 + 1 blocks */
	struct mvgpu_virgl_shape s = image_2d(DXT1, 16, 8);

	s.last_level = 4;
	assert_true(size_of(s) == 13 * 8);
	s.last_level = 5;
	assert_true(size_of(s) == REJECTED);
}

static void volumes_shrink_in_depth_and_arrays_do_not(void **state)
{
	struct mvgpu_virgl_shape s = plain(MVGPU_VIRGL_3D, R8, 4, 4);

	s.depth = 4;
	s.last_level = 2;
	assert_true(size_of(s) == 64 + 8 + 1);
	s.target = MVGPU_VIRGL_2D_ARRAY;
	s.depth = 1;
	s.array_size = 4;
	assert_true(size_of(s) == 64 + 16 + 4);
}

/* The longest side of a volume, also the depth, limits the levels. */
static void a_deep_volume_has_levels_for_its_depth(void **state)
{
	struct mvgpu_virgl_shape s = plain(MVGPU_VIRGL_3D, R8, 1, 1);

	s.depth = 8;
	s.last_level = 3;
	assert_true(size_of(s) == 15);
	s.last_level = 4;
	assert_true(size_of(s) == REJECTED);
}

static void multisampled_images_have_one_level(void **state)
{
	struct mvgpu_virgl_shape s = image_2d(RGBA8, 64, 64);

	s.nr_samples = 2;
	s.last_level = 1;
	assert_true(size_of(s) == REJECTED);
	s.nr_samples = 1;
	assert_true(size_of(s) == 20480);
}

static void the_largest_image_does_not_wrap(void **state)
{
	struct mvgpu_virgl_shape s = image_2d(27, 16384, 16384);

	s.target = MVGPU_VIRGL_2D_ARRAY;
	s.array_size = 2048;
	s.nr_samples = 32;
	assert_true(size_of(s) == 1ULL << 49);
}

/* B8G8R8A8, DXT1_RGB, and no format. */
static void formats_with_blocks_of_pixels_are_compressed(void **state)
{
	assert_false(mvgpu_virgl_compressed(1));
	assert_true(mvgpu_virgl_compressed(105));
	assert_false(mvgpu_virgl_compressed(U32_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_have_their_blocks),
		cmocka_unit_test(formats_with_blocks_of_pixels_are_compressed),
		cmocka_unit_test(unknown_formats_are_rejected),
		cmocka_unit_test(unknown_targets_are_rejected),
		cmocka_unit_test(a_buffer_is_as_large_as_it_is_wide),
		cmocka_unit_test(shapes_are_what_their_target_allows),
		cmocka_unit_test(levels_shrink_to_whole_blocks),
		cmocka_unit_test(volumes_shrink_in_depth_and_arrays_do_not),
		cmocka_unit_test(a_deep_volume_has_levels_for_its_depth),
		cmocka_unit_test(multisampled_images_have_one_level),
		cmocka_unit_test(the_largest_image_does_not_wrap),
	};

	return cmocka_run_group_tests_name("virgl_size", tests, NULL, NULL);
}
