// SPDX-License-Identifier: GPL-2.0
/* Tests of the sizes: exact for valid resources, an error for others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "gvt/virgl/size.h"

#define RGBA8	67
#define DXT1	105
#define R8	64

#define REFUSED	U64_MAX

static u64 size_of(struct mvgpu_virgl_shape shape)
{
	u64 bytes;

	return mvgpu_virgl_size(&shape, &bytes) ? REFUSED : bytes;
}

static struct mvgpu_virgl_shape plain(u32 target, u32 format, u32 width,
				      u32 height)
{
	return (struct mvgpu_virgl_shape){
		.target = target, .format = format, .width = width,
		.height = height, .depth = 1, .array_size = 1,
	};
}

static struct mvgpu_virgl_shape image_2d(u32 format, u32 width, u32 height)
{
	return plain(MVGPU_VIRGL_2D, format, width, height);
}

/* A format of each kind: bytes, width and height of a block. */
static const struct expected {
	u32 format;
	u8 bytes, width, height;
	const char *name;
} expected[] = {
	{ 1, 4, 1, 1, "B8G8R8A8_UNORM" },
	{ 2, 4, 1, 1, "B8G8R8X8_UNORM" },
	{ 5, 2, 1, 1, "B5G5R5A1_UNORM" },
	{ 7, 2, 1, 1, "B5G6R5_UNORM" },
	{ 8, 4, 1, 1, "R10G10B10A2_UNORM" },
	{ 10, 1, 1, 1, "A8_UNORM" },
	{ 12, 2, 1, 1, "L8A8_UNORM" },
	{ 15, 4, 2, 1, "YUYV" },
	{ 16, 2, 1, 1, "Z16_UNORM" },
	{ 18, 4, 1, 1, "Z32_FLOAT" },
	{ 19, 4, 1, 1, "Z24_UNORM_S8_UINT" },
	{ 23, 1, 1, 1, "S8_UINT" },
	{ 24, 8, 1, 1, "R64_FLOAT" },
	{ 27, 32, 1, 1, "R64G64B64A64_FLOAT" },
	{ 28, 4, 1, 1, "R32_FLOAT" },
	{ 30, 12, 1, 1, "R32G32B32_FLOAT" },
	{ 31, 16, 1, 1, "R32G32B32A32_FLOAT" },
	{ 47, 16, 1, 1, "R32G32B32A32_SSCALED" },
	{ 50, 6, 1, 1, "R16G16B16_UNORM" },
	{ 63, 8, 1, 1, "R16G16B16A16_SSCALED" },
	{ 64, 1, 1, 1, "R8_UNORM" },
	{ 65, 2, 1, 1, "R8G8_UNORM" },
	{ 66, 3, 1, 1, "R8G8B8_UNORM" },
	{ 67, 4, 1, 1, "R8G8B8A8_UNORM" },
	{ 85, 4, 1, 1, "R8G8B8A8_SSCALED" },
	{ 90, 16, 1, 1, "R32G32B32A32_FIXED" },
	{ 94, 8, 1, 1, "R16G16B16A16_FLOAT" },
	{ 100, 4, 1, 1, "B8G8R8A8_SRGB" },
	{ 105, 8, 4, 4, "DXT1_RGB" },
	{ 107, 16, 4, 4, "DXT3_RGBA" },
	{ 108, 16, 4, 4, "DXT5_RGBA" },
	{ 110, 8, 4, 4, "DXT1_SRGBA" },
	{ 112, 16, 4, 4, "DXT5_SRGBA" },
	{ 113, 8, 4, 4, "RGTC1_UNORM" },
	{ 116, 16, 4, 4, "RGTC2_SNORM" },
	{ 124, 4, 1, 1, "R11G11B10_FLOAT" },
	{ 125, 4, 1, 1, "R9G9B9E5_FLOAT" },
	{ 126, 8, 1, 1, "Z32_FLOAT_S8X24_UINT" },
	{ 134, 4, 1, 1, "R8G8B8X8_UNORM" },
	{ 161, 8, 1, 1, "L32A32_FLOAT" },
	{ 177, 1, 1, 1, "R8_UINT" },
	{ 192, 8, 1, 1, "R16G16B16A16_SINT" },
	{ 196, 16, 1, 1, "R32G32B32A32_UINT" },
	{ 224, 8, 1, 1, "L32A32_SINT" },
	{ 226, 8, 4, 4, "ETC1_RGB8" },
	{ 238, 8, 1, 1, "R16G16B16X16_SINT" },
	{ 241, 16, 1, 1, "R32G32B32X32_SINT" },
	{ 254, 2, 1, 1, "B5G6R5_SRGB" },
	{ 255, 16, 4, 4, "BPTC_RGBA_UNORM" },
	{ 258, 16, 4, 4, "BPTC_RGB_UFLOAT" },
	{ 269, 8, 4, 4, "ETC2_RGB8" },
	{ 273, 16, 4, 4, "ETC2_RGBA8" },
	{ 275, 8, 4, 4, "ETC2_R11_UNORM" },
	{ 278, 16, 4, 4, "ETC2_RG11_SNORM" },
	{ 279, 16, 4, 4, "ASTC_4x4" },
	{ 280, 16, 5, 4, "ASTC_5x4" },
	{ 286, 16, 8, 8, "ASTC_8x8" },
	{ 292, 16, 12, 12, "ASTC_12x12" },
	{ 293, 16, 4, 4, "ASTC_4x4_SRGB" },
	{ 303, 16, 10, 8, "ASTC_10x8_SRGB" },
	{ 306, 16, 12, 12, "ASTC_12x12_SRGB" },
	{ 328, 3, 1, 1, "Z16_UNORM_S8_UINT" },
	{ 395, 16, 8, 4, "FXT1_RGB" },
	{ 413, 32, 1, 1, "R64G64B64A64_UINT" },
	{ 457, 16, 4, 4, "ASTC_4x4_FLOAT" },
	{ 470, 16, 12, 12, "ASTC_12x12_FLOAT" },
	{ 474, 15, 4, 2, "R10G10B10_420_UNORM_PACKED" },
};

#define for_each_expected(e)						\
	for (e = expected; e < expected + ARRAY_SIZE(expected); e++)

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
		assert_true(size_of(image_2d(formats[i], 4, 4)) == REFUSED);
}

static void unknown_targets_are_rejected(void **state)
{
	u32 target;

	for (target = 9; target < 100; target++)
		assert_true(size_of(plain(target, RGBA8, 1, 1)) == REFUSED);
	assert_true(size_of(plain(U32_MAX, RGBA8, 1, 1)) == REFUSED);
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
	assert_true(size_of(s) == REFUSED);
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
	CHANGE(BUFFER, height, 2, REFUSED),
	CHANGE(BUFFER, depth, 2, REFUSED),
	CHANGE(BUFFER, array_size, 2, REFUSED),
	CHANGE(BUFFER, last_level, 1, REFUSED),
	CHANGE(BUFFER, nr_samples, 1, 64),
	CHANGE(BUFFER, nr_samples, 2, REFUSED),
	CHANGE(BUFFER, width, 0, 0),
	CHANGE(1D, width, 0, REFUSED),
	CHANGE(1D, width, 16384, 65536),
	CHANGE(1D, width, 16385, REFUSED),
	CHANGE(1D, height, 0, 256),
	CHANGE(1D, height, 2, REFUSED),
	CHANGE(1D, array_size, 2, REFUSED),
	CHANGE(1D, last_level, 6, 508),
	CHANGE(1D, last_level, 7, REFUSED),
	CHANGE(1D, nr_samples, 4, REFUSED),
	CHANGE(2D, width, 0, REFUSED),
	CHANGE(2D, width, 16384, 4194304),
	CHANGE(2D, width, 16385, REFUSED),
	CHANGE(2D, width, U32_MAX, REFUSED),
	CHANGE(2D, height, 0, REFUSED),
	CHANGE(2D, height, 16384, 4194304),
	CHANGE(2D, height, 16385, REFUSED),
	CHANGE(2D, height, 0x80000000, REFUSED),
	CHANGE(2D, depth, 0, 16384),
	CHANGE(2D, depth, 2, REFUSED),
	CHANGE(2D, array_size, 0, 16384),
	CHANGE(2D, array_size, 2, REFUSED),
	CHANGE(2D, last_level, 1, 16384 + 4096),
	CHANGE(2D, last_level, 6, 21844),
	CHANGE(2D, last_level, 7, REFUSED),
	CHANGE(2D, last_level, 32, REFUSED),
	CHANGE(2D, last_level, 64, REFUSED),
	CHANGE(2D, last_level, U32_MAX, REFUSED),
	CHANGE(2D, nr_samples, 0, 16384),
	CHANGE(2D, nr_samples, 1, 16384),
	CHANGE(2D, nr_samples, 4, 65536),
	CHANGE(2D, nr_samples, 32, 524288),
	CHANGE(2D, nr_samples, 33, REFUSED),
	CHANGE(2D, nr_samples, U32_MAX, REFUSED),
	CHANGE(RECT, nr_samples, 2, REFUSED),
	CHANGE(RECT, last_level, 1, REFUSED),
	CHANGE(RECT, height, 32, 8192),
	CHANGE(3D, depth, 0, REFUSED),
	CHANGE(3D, depth, 8, 131072),
	CHANGE(3D, depth, 2048, 33554432),
	CHANGE(3D, depth, 2049, REFUSED),
	CHANGE(3D, array_size, 2, REFUSED),
	CHANGE(3D, nr_samples, 2, REFUSED),
	CHANGE(CUBE, array_size, 0, REFUSED),
	CHANGE(CUBE, array_size, 1, REFUSED),
	CHANGE(CUBE, array_size, 12, REFUSED),
	CHANGE(CUBE, width, 32, REFUSED),
	CHANGE(CUBE, last_level, 1, 6 * 20480),
	CHANGE(CUBE, nr_samples, 2, REFUSED),
	CHANGE(1D_ARRAY, array_size, 0, REFUSED),
	CHANGE(1D_ARRAY, array_size, 5, 1280),
	CHANGE(1D_ARRAY, height, 5, REFUSED),
	CHANGE(2D_ARRAY, array_size, 0, REFUSED),
	CHANGE(2D_ARRAY, array_size, 2048, 33554432),
	CHANGE(2D_ARRAY, array_size, 2049, REFUSED),
	CHANGE(2D_ARRAY, depth, 2, REFUSED),
	CHANGE(2D_ARRAY, nr_samples, 8, 131072),
	CHANGE(CUBE_ARRAY, array_size, 12, 196608),
	CHANGE(CUBE_ARRAY, array_size, 2046, 2046 * 16384),
	CHANGE(CUBE_ARRAY, array_size, 2047, REFUSED),
	CHANGE(CUBE_ARRAY, array_size, 2052, REFUSED),
	CHANGE(CUBE_ARRAY, array_size, 7, REFUSED),
	CHANGE(CUBE_ARRAY, height, 32, REFUSED),
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
		assert_true(size_of(good_shape(target)) != REFUSED);
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
	assert_true(size_of(s) == REFUSED);
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
	assert_true(size_of(s) == REFUSED);
}

static void multisampled_images_have_one_level(void **state)
{
	struct mvgpu_virgl_shape s = image_2d(RGBA8, 64, 64);

	s.nr_samples = 2;
	s.last_level = 1;
	assert_true(size_of(s) == REFUSED);
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

/* The end of the last byte of a box, computed from every block. */
static u64 last_byte(const struct expected *e,
		     const struct mvgpu_virgl_shape *s,
		     const struct mvgpu_virgl_transfer *t)
{
	u32 w = s->width >> t->level ? s->width >> t->level : 1;
	u32 h = s->height >> t->level ? s->height >> t->level : 1;
	u64 stride = t->stride;
	u64 layer, end = 0;
	u32 x, y, z;

	for (x = 0; !t->stride && x < w; x += e->width)
		stride += e->bytes;
	layer = t->layer_stride;
	for (y = 0; !t->layer_stride && y < h; y += e->height)
		layer += stride;
	for (z = 0; z < t->depth; z++)
		for (y = 0; y < t->height; y += e->height)
			for (x = 0; x < t->width; x += e->width)
				end = max(end, z * layer +
					  y / e->height * stride +
					  x / e->width * e->bytes + e->bytes);
	return t->offset + end;
}

static u64 end_of(const struct mvgpu_virgl_shape *s,
		  const struct mvgpu_virgl_transfer *t)
{
	u64 end;

	return mvgpu_virgl_transfer_end(s, t, &end) ? REFUSED : end;
}

/* The seed is fixed, so that all runs are the same. */
static u32 pick(u32 *seed, u32 below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

static void random_transfer(const struct expected *e,
			    struct mvgpu_virgl_shape *s,
			    struct mvgpu_virgl_transfer *t, u32 *seed)
{
	u32 lines;

	*s = plain(MVGPU_VIRGL_2D_ARRAY, e->format, 1 + pick(seed, 40),
		   1 + pick(seed, 40));
	s->array_size = 1 + pick(seed, 5);
	s->last_level = s->width > 1 || s->height > 1;
	t->level = pick(seed, s->last_level + 1);
	t->width = 1 + pick(seed, max(s->width >> t->level, 1U));
	t->height = 1 + pick(seed, max(s->height >> t->level, 1U));
	t->depth = 1 + pick(seed, s->array_size);
	t->x = pick(seed, max(s->width >> t->level, 1U) - t->width + 1);
	t->y = pick(seed, max(s->height >> t->level, 1U) - t->height + 1);
	t->z = pick(seed, s->array_size - t->depth + 1);
	t->offset = pick(seed, 100000);
	t->stride = pick(seed, 2) * (40 * e->bytes + pick(seed, 99));
	t->layer_stride = 0;
	lines = max(s->height >> t->level, 1U);
	if (pick(seed, 2))
		t->layer_stride = lines * max(t->stride, 40U * e->bytes);
}

static void a_transfer_ends_where_its_last_block_ends(void **state)
{
	struct mvgpu_virgl_transfer t;
	struct mvgpu_virgl_shape s;
	const struct expected *e;
	u32 seed = 1, i;

	for_each_expected(e) {
		for (i = 0; i < 200; i++) {
			random_transfer(e, &s, &t, &seed);
			assert_true(end_of(&s, &t) == last_byte(e, &s, &t));
		}
	}
}

static void an_empty_box_counts_as_one_pixel(void **state)
{
	struct mvgpu_virgl_shape s = image_2d(RGBA8, 16, 16);
	struct mvgpu_virgl_transfer t = { .offset = 100 };

	assert_true(end_of(&s, &t) == 104);
	t.x = 16;
	t.y = 16;
	t.z = 1;
	assert_true(end_of(&s, &t) == 104);
	t.z = 2;
	assert_true(end_of(&s, &t) == REFUSED);
}

/* A valid transfer with one field changed, and the expected end. */
static const struct {
	size_t field;
	u32 value;
	u64 end;
} transfers[] = {
#define T(f, v, e) { offsetof(struct mvgpu_virgl_transfer, f), v, e }
	/* Box 2,4,0 8x4x1 of 16x16 RGBA8, 2 levels: 3 * 64 + 32. */
	T(level, 1, REFUSED),
	T(level, 2, REFUSED),
	T(level, U32_MAX, REFUSED),
	T(x, 8, 224),
	T(x, 9, REFUSED),
	T(x, U32_MAX, REFUSED),
	T(x, U32_MAX - 7, REFUSED),
	T(y, 12, 224),
	T(y, 13, REFUSED),
	T(y, U32_MAX - 3, REFUSED),
	T(z, 1, REFUSED),
	T(z, U32_MAX, REFUSED),
	T(width, 14, 248),
	T(width, 15, REFUSED),
	T(width, U32_MAX, REFUSED),
	T(width, 0x80000000, REFUSED),
	T(height, 12, 736),
	T(height, 13, REFUSED),
	T(height, U32_MAX, REFUSED),
	T(depth, 2, REFUSED),
	T(depth, U32_MAX, REFUSED),
	T(stride, 31, REFUSED),
	T(stride, 32, 128),
	T(stride, U32_MAX, 3ULL * U32_MAX + 32),
	T(layer_stride, 255, REFUSED),
	T(layer_stride, 256, 224),
	T(layer_stride, U32_MAX, 224),
};

static void a_transfer_stays_inside_its_level(void **state)
{
	struct mvgpu_virgl_shape s = image_2d(RGBA8, 16, 16);
	unsigned int i;

	s.last_level = 1;
	for (i = 0; i < ARRAY_SIZE(transfers); i++) {
		struct mvgpu_virgl_transfer t = {
			.x = 2, .y = 4, .width = 8, .height = 4, .depth = 1,
		};

		assert_true(end_of(&s, &t) == 224);
		memcpy((u8 *)&t + transfers[i].field, &transfers[i].value,
		       sizeof(u32));
		if (end_of(&s, &t) != transfers[i].end)
			fail_msg("transfer %u", i);
	}
}

static void a_level_behind_the_last_is_rejected(void **state)
{
	struct mvgpu_virgl_transfer t = { .width = 1, .height = 1, .depth = 1 };
	struct mvgpu_virgl_shape s = image_2d(RGBA8, 16, 16);

	for (s.last_level = 0; s.last_level < 5; s.last_level++) {
		t.level = s.last_level;
		assert_true(end_of(&s, &t) == 4);
		t.level++;
		assert_true(end_of(&s, &t) == REFUSED);
	}
}

static void an_end_behind_64_bits_is_refused(void **state)
{
	struct mvgpu_virgl_shape s = image_2d(RGBA8, 16, 16);
	struct mvgpu_virgl_transfer t = { .width = 1, .height = 1, .depth = 1 };

	t.offset = U64_MAX - 4 - 1;
	assert_true(end_of(&s, &t) == U64_MAX - 1);
	t.offset = U64_MAX - 3;
	assert_true(end_of(&s, &t) == REFUSED);
	s = plain(MVGPU_VIRGL_BUFFER, R8, 16, 1);
	t.offset = U64_MAX;
	assert_true(end_of(&s, &t) == REFUSED);
}

static void layers_of_all_targets_count(void **state)
{
	static const struct {
		u32 target, depth, array_size, layers;
	} cases[] = {
		{ MVGPU_VIRGL_3D, 5, 1, 5 },
		{ MVGPU_VIRGL_CUBE, 1, 6, 6 },
		{ MVGPU_VIRGL_2D_ARRAY, 1, 7, 7 },
		{ MVGPU_VIRGL_CUBE_ARRAY, 1, 12, 12 },
		{ MVGPU_VIRGL_RECT, 1, 1, 1 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct mvgpu_virgl_transfer t = { .width = 4, .height = 4 };
		struct mvgpu_virgl_shape s = plain(cases[i].target, R8, 4, 4);

		s.depth = cases[i].depth;
		s.array_size = cases[i].array_size;
		t.depth = cases[i].layers;
		assert_true(end_of(&s, &t) == 16 * cases[i].layers);
		t.depth++;
		assert_true(end_of(&s, &t) == REFUSED);
	}
}

/* Level 1 of a volume has half its slices, level 1 of an array all layers. */
static void a_level_has_its_own_depth(void **state)
{
	struct mvgpu_virgl_transfer t = {
		.level = 1, .width = 2, .height = 2, .depth = 4,
	};
	struct mvgpu_virgl_shape s = plain(MVGPU_VIRGL_3D, R8, 4, 4);

	s.depth = 4;
	s.last_level = 1;
	assert_true(end_of(&s, &t) == REFUSED);
	t.depth = 2;
	assert_true(end_of(&s, &t) == 8);
	s.target = MVGPU_VIRGL_2D_ARRAY;
	s.depth = 1;
	s.array_size = 4;
	t.depth = 4;
	assert_true(end_of(&s, &t) == 16);
}

static void a_buffer_transfer_is_its_bytes(void **state)
{
	struct mvgpu_virgl_shape s = plain(MVGPU_VIRGL_BUFFER, 31, 100, 1);
	struct mvgpu_virgl_transfer t = {
		.x = 90, .width = 10, .height = 1, .depth = 1, .offset = 7,
	};

	assert_true(end_of(&s, &t) == 17);
	t.x = 91;
	assert_true(end_of(&s, &t) == REFUSED);
	t.x = U32_MAX;
	assert_true(end_of(&s, &t) == REFUSED);
	t.x = 0;
	t.height = 2;
	assert_true(end_of(&s, &t) == REFUSED);
	t.height = 1;
	t.depth = 2;
	assert_true(end_of(&s, &t) == REFUSED);
	t.depth = 1;
	t.level = 1;
	assert_true(end_of(&s, &t) == REFUSED);
}

static void a_transfer_without_a_resource_is_rejected(void **state)
{
	struct mvgpu_virgl_transfer t = { .width = 1, .height = 1, .depth = 1 };
	struct mvgpu_virgl_shape s = plain(9, RGBA8, 16, 16);

	assert_true(end_of(&s, &t) == REFUSED);
	s = image_2d(0, 16, 16);
	assert_true(end_of(&s, &t) == REFUSED);
	s = plain(MVGPU_VIRGL_BUFFER, 481, 16, 1);
	assert_true(end_of(&s, &t) == REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_have_their_blocks),
		cmocka_unit_test(unknown_formats_are_rejected),
		cmocka_unit_test(unknown_targets_are_rejected),
		cmocka_unit_test(a_buffer_is_as_large_as_it_is_wide),
		cmocka_unit_test(shapes_are_what_their_target_allows),
		cmocka_unit_test(levels_shrink_to_whole_blocks),
		cmocka_unit_test(volumes_shrink_in_depth_and_arrays_do_not),
		cmocka_unit_test(a_deep_volume_has_levels_for_its_depth),
		cmocka_unit_test(multisampled_images_have_one_level),
		cmocka_unit_test(the_largest_image_does_not_wrap),
		cmocka_unit_test(a_transfer_ends_where_its_last_block_ends),
		cmocka_unit_test(an_empty_box_counts_as_one_pixel),
		cmocka_unit_test(a_transfer_stays_inside_its_level),
		cmocka_unit_test(a_level_behind_the_last_is_rejected),
		cmocka_unit_test(an_end_behind_64_bits_is_refused),
		cmocka_unit_test(layers_of_all_targets_count),
		cmocka_unit_test(a_level_has_its_own_depth),
		cmocka_unit_test(a_buffer_transfer_is_its_bytes),
		cmocka_unit_test(a_transfer_without_a_resource_is_rejected),
	};

	return cmocka_run_group_tests_name("virgl_size", tests, NULL, NULL);
}
