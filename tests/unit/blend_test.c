// SPDX-License-Identifier: GPL-2.0
/* Tests of composing a cursor over a framebuffer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "gvt/display/blend.h"

#define FOURCC(s) ((u32)(s)[0] | (s)[1] << 8 | (s)[2] << 16 | (u32)(s)[3] << 24)

static void a_cursor_is_cut_at_each_edge(void **state)
{
	static const struct {
		s32 at;
		u32 first, skip, len;
	} rows[] = {
		{ 0, 0, 0, 64 }, { 10, 10, 0, 64 }, { -10, 0, 10, 54 },
		{ -63, 0, 63, 1 }, { 99, 99, 0, 1 }, { 60, 60, 0, 40 },
	};
	struct mvgpu_overlap over;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_true(mvgpu_overlap(rows[i].at, 5, 64, 100, 200, &over));
		assert_int_equal(over.x, rows[i].first);
		assert_int_equal(over.from_x, rows[i].skip);
		assert_int_equal(over.width, rows[i].len);
		assert_int_equal(over.y, 5);
		assert_int_equal(over.height, 64);
		assert_true(mvgpu_overlap(5, rows[i].at, 64, 200, 100, &over));
		assert_int_equal(over.y, rows[i].first);
		assert_int_equal(over.from_y, rows[i].skip);
		assert_int_equal(over.height, rows[i].len);
	}
}

static void a_cursor_beside_the_framebuffer_does_not_overlap(void **state)
{
	static const u32 beside[] = {
		100, 101, 0x7fffffff, 0x80000000, -64u, -65u,
	};
	struct mvgpu_overlap over;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(beside); i++) {
		assert_false(mvgpu_overlap(beside[i], 0, 64, 100, 100, &over));
		assert_false(mvgpu_overlap(0, beside[i], 64, 100, 100, &over));
	}
}

/* The cursor is 40, 50, 60 of alpha 0, 51 and 255, the framebuffer 10, 20, 30. */
static void alpha_weighs_cursor_and_framebuffer(void **state)
{
	static const u8 alphas[] = { 0, 51, 255 };
	static const u8 want[][3] = {
		{ 50, 70, 90 }, { 48, 66, 84 }, { 40, 50, 60 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(alphas); i++) {
		u8 dst[] = { 10, 20, 30, 77 }, src[] = { 40, 50, 60, alphas[i] };

		mvgpu_blend(dst, FOURCC("XB24"), src, FOURCC("AB24"), 1);
		assert_memory_equal(dst, want[i], 3);
		assert_int_equal(dst[3], 77);
	}
}

static void colours_that_are_too_bright_do_not_wrap(void **state)
{
	u8 dst[] = { 200, 200, 200, 0 }, src[] = { 255, 100, 0, 0 };
	const u8 want[] = { 255, 255, 200, 0 };

	mvgpu_blend(dst, FOURCC("XR24"), src, FOURCC("AR24"), 1);
	assert_memory_equal(dst, want, 4);
}

static void each_format_has_its_own_order_of_bytes(void **state)
{
	static const struct {
		const char *fourcc;
		u8 red[4];
	} rows[] = {
		{ "AR24", { 0, 0, 9, 255 } }, { "BA24", { 255, 9, 0, 0 } },
		{ "AB24", { 9, 0, 0, 255 } }, { "RA24", { 255, 0, 0, 9 } },
	};
	static const u8 want[] = { 0, 0, 9, 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		u8 dst[4] = { 1, 2, 3 };

		mvgpu_blend(dst, FOURCC("XR24"), rows[i].red,
			    FOURCC(rows[i].fourcc), 1);
		assert_memory_equal(dst, want, 4);
	}
}

static void an_unknown_format_changes_nothing(void **state)
{
	u8 dst[] = { 1, 2, 3, 4 }, src[] = { 9, 9, 9, 9 };
	const u8 want[] = { 1, 2, 3, 4 };

	mvgpu_blend(dst, FOURCC("XR24"), src, FOURCC("NV12"), 1);
	mvgpu_blend(dst, 0, src, FOURCC("AR24"), 1);
	assert_memory_equal(dst, want, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cursor_is_cut_at_each_edge),
		cmocka_unit_test(a_cursor_beside_the_framebuffer_does_not_overlap),
		cmocka_unit_test(alpha_weighs_cursor_and_framebuffer),
		cmocka_unit_test(colours_that_are_too_bright_do_not_wrap),
		cmocka_unit_test(each_format_has_its_own_order_of_bytes),
		cmocka_unit_test(an_unknown_format_changes_nothing),
	};

	return cmocka_run_group_tests_name("blend", tests, NULL, NULL);
}
