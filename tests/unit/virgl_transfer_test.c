// SPDX-License-Identifier: GPL-2.0
/* Tests of the ends of transfers: exact for valid ones, an error for others. */
#include "virgl_shape.h"

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

	return mvgpu_virgl_transfer_end(s, t, &end) ? REJECTED : end;
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
	assert_true(end_of(&s, &t) == REJECTED);
}

/* A valid transfer with one field changed, and the expected end. */
static const struct {
	size_t field;
	u32 value;
	u64 end;
} transfers[] = {
#define T(f, v, e) { offsetof(struct mvgpu_virgl_transfer, f), v, e }
	/* Box 2,4,0 8x4x1 of 16x16 RGBA8, 2 levels: 3 * 64 + 32. */
	T(level, 1, REJECTED),
	T(level, 2, REJECTED),
	T(level, U32_MAX, REJECTED),
	T(x, 8, 224),
	T(x, 9, REJECTED),
	T(x, U32_MAX, REJECTED),
	T(x, U32_MAX - 7, REJECTED),
	T(y, 12, 224),
	T(y, 13, REJECTED),
	T(y, U32_MAX - 3, REJECTED),
	T(z, 1, REJECTED),
	T(z, U32_MAX, REJECTED),
	T(width, 14, 248),
	T(width, 15, REJECTED),
	T(width, U32_MAX, REJECTED),
	T(width, 0x80000000, REJECTED),
	T(height, 12, 736),
	T(height, 13, REJECTED),
	T(height, U32_MAX, REJECTED),
	T(depth, 2, REJECTED),
	T(depth, U32_MAX, REJECTED),
	T(stride, 31, REJECTED),
	T(stride, 32, 128),
	T(stride, U32_MAX, 3ULL * U32_MAX + 32),
	T(layer_stride, 255, REJECTED),
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
		assert_true(end_of(&s, &t) == REJECTED);
	}
}

static void an_end_behind_64_bits_is_refused(void **state)
{
	struct mvgpu_virgl_shape s = image_2d(RGBA8, 16, 16);
	struct mvgpu_virgl_transfer t = { .width = 1, .height = 1, .depth = 1 };

	t.offset = U64_MAX - 4 - 1;
	assert_true(end_of(&s, &t) == U64_MAX - 1);
	t.offset = U64_MAX - 3;
	assert_true(end_of(&s, &t) == REJECTED);
	s = plain(MVGPU_VIRGL_BUFFER, R8, 16, 1);
	t.offset = U64_MAX;
	assert_true(end_of(&s, &t) == REJECTED);
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
		assert_true(end_of(&s, &t) == REJECTED);
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
	assert_true(end_of(&s, &t) == REJECTED);
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
	assert_true(end_of(&s, &t) == REJECTED);
	t.x = U32_MAX;
	assert_true(end_of(&s, &t) == REJECTED);
	t.x = 0;
	t.height = 2;
	assert_true(end_of(&s, &t) == REJECTED);
	t.height = 1;
	t.depth = 2;
	assert_true(end_of(&s, &t) == REJECTED);
	t.depth = 1;
	t.level = 1;
	assert_true(end_of(&s, &t) == REJECTED);
}

static void a_transfer_without_a_resource_is_rejected(void **state)
{
	struct mvgpu_virgl_transfer t = { .width = 1, .height = 1, .depth = 1 };
	struct mvgpu_virgl_shape s = plain(9, RGBA8, 16, 16);

	assert_true(end_of(&s, &t) == REJECTED);
	s = image_2d(0, 16, 16);
	assert_true(end_of(&s, &t) == REJECTED);
	s = plain(MVGPU_VIRGL_BUFFER, 481, 16, 1);
	assert_true(end_of(&s, &t) == REJECTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
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

	return cmocka_run_group_tests_name("virgl_transfer", tests, NULL, NULL);
}
