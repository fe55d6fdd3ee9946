// SPDX-License-Identifier: GPL-2.0
/* Tests of the geometry: results are exact and never wrap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "gvt/mem/geometry.h"

#define RECT(x, y, w, h) (&(struct mvgpu_gpu_rect){ x, y, w, h })

static const u32 edges[] = {
	0, 1, 2, 3, 100, 0x3fffffff, 0x40000000, 0x7fffffff, 0x80000000,
	U32_MAX - 1, U32_MAX,
};

/* The definition in 64-bit numbers, which cannot wrap here. */
static bool inside_slowly(const struct mvgpu_gpu_rect *r, u32 w, u32 h)
{
	return r->width && r->height && (u64)r->x + r->width <= w &&
	       (u64)r->y + r->height <= h;
}

static void a_rectangle_is_inside_only_with_all_its_pixels(void **state)
{
	struct mvgpu_gpu_rect r = { .y = 1, .height = 1 };
	size_t i, j, k;

	assert_true(mvgpu_rect_inside(RECT(0, 0, 64, 32), 64, 32));
	assert_false(mvgpu_rect_inside(RECT(0, 1, 64, 32), 64, 32));
	assert_false(mvgpu_rect_inside(RECT(0, 0, 64, 0), 64, 32));
	assert_false(mvgpu_rect_inside(RECT(U32_MAX, 0, 1, 1), 64, 32));
	for (i = 0; i < ARRAY_SIZE(edges); i++)
		for (j = 0; j < ARRAY_SIZE(edges); j++)
			for (k = 0; k < ARRAY_SIZE(edges); k++) {
				r.x = edges[i];
				r.width = edges[j];
				assert_int_equal(mvgpu_rect_inside(&r, edges[k],
								   2),
						 inside_slowly(&r, edges[k],
							       2));
			}
	r = (struct mvgpu_gpu_rect){ .x = 1, .width = 1 };
	for (i = 0; i < ARRAY_SIZE(edges); i++)
		for (j = 0; j < ARRAY_SIZE(edges); j++)
			for (k = 0; k < ARRAY_SIZE(edges); k++) {
				r.y = edges[i];
				r.height = edges[j];
				assert_int_equal(mvgpu_rect_inside(&r, 2,
								   edges[k]),
						 inside_slowly(&r, 2,
							       edges[k]));
			}
}

static void an_intersection_is_the_common_part(void **state)
{
	struct mvgpu_gpu_rect out;

	assert_true(mvgpu_rect_intersect(RECT(10, 10, 20, 20),
					 RECT(20, 5, 100, 10), &out));
	assert_memory_equal(&out, RECT(20, 10, 10, 5), sizeof(out));
	assert_false(mvgpu_rect_intersect(RECT(0, 0, 10, 10),
					  RECT(10, 0, 10, 10), &out));
	assert_false(mvgpu_rect_intersect(RECT(0, 0, 10, 10),
					  RECT(0, 10, 10, 10), &out));
	assert_false(mvgpu_rect_intersect(RECT(0, 0, 0, 10),
					  RECT(0, 0, 10, 10), &out));
	/* the far ends do not wrap */
	assert_true(mvgpu_rect_intersect(RECT(U32_MAX, 0, U32_MAX, 1),
					 RECT(5, 0, U32_MAX, 1), &out));
	assert_memory_equal(&out, RECT(U32_MAX, 0, 5, 1), sizeof(out));
}

static void storage_is_width_by_height_by_four(void **state)
{
	u64 size;

	assert_int_equal(mvgpu_storage_size(1, 1, &size), 0);
	assert_int_equal(size, 4);
	assert_int_equal(mvgpu_storage_size(16384, 16384, &size), 0);
	assert_int_equal(size, 1ULL << 30);
	assert_int_equal(mvgpu_storage_size(0x10000, 0x10000, &size), 0);
	assert_int_equal(size, 1ULL << 34);
	assert_int_equal(mvgpu_storage_size(0, 5, &size), -EINVAL);
	assert_int_equal(mvgpu_storage_size(5, 0, &size), -EINVAL);
	assert_int_equal(mvgpu_storage_size(0x3fffffff, 5, &size), 0);
	assert_int_equal(size, 5ULL * 0xfffffffc);
	assert_int_equal(mvgpu_storage_size(0x40000000, 1, &size), -EOVERFLOW);
	assert_int_equal(mvgpu_storage_size(U32_MAX, U32_MAX, &size),
			 -EOVERFLOW);
	assert_int_equal(mvgpu_storage_size(0x3fffffff, U32_MAX, &size),
			 -EOVERFLOW);
}

static void a_span_ends_with_its_last_pixel(void **state)
{
	u64 end;

	assert_int_equal(mvgpu_span_end(0, 400, 100, 10, &end), 0);
	assert_int_equal(end, 4000);
	assert_int_equal(mvgpu_span_end(8, 400, 10, 3, &end), 0);
	assert_int_equal(end, 8 + 2 * 400 + 40);
	assert_int_equal(mvgpu_span_end(0, 0, 1, U32_MAX, &end), 0);
	assert_int_equal(end, 4);
	assert_int_equal(mvgpu_span_end(0, 4, 0, 1, &end), -EINVAL);
	assert_int_equal(mvgpu_span_end(0, 4, 1, 0, &end), -EINVAL);
	assert_int_equal(mvgpu_span_end(U64_MAX, 4, 1, 1, &end), -EOVERFLOW);
	assert_int_equal(mvgpu_span_end(U64_MAX - 4, 4, 1, 1, &end), 0);
	assert_int_equal(end, U64_MAX);
	assert_int_equal(mvgpu_span_end(0, U32_MAX, 1, U32_MAX, &end), 0);
	assert_true(end == (u64)(U32_MAX - 1) * U32_MAX + 4);
	assert_int_equal(mvgpu_span_end(0, U32_MAX, U32_MAX, U32_MAX, &end),
			 -EOVERFLOW);
	assert_int_equal(mvgpu_span_end(1ULL << 63, U32_MAX, 1, U32_MAX,
					&end), -EOVERFLOW);
}

static struct mvgpu_fb fb_of(u32 width, u32 height, u32 stride, u64 offset)
{
	return (struct mvgpu_fb) { width, height, stride, offset,
				   mvgpu_format_fourcc(1) };
}

static void a_framebuffer_outside_its_resource_is_rejected(void **state)
{
	struct mvgpu_fb fb = fb_of(100, 10, 512, 64);
	u64 need = 64 + 9 * 512 + 400;

	assert_int_equal(mvgpu_fb_check(&fb, need), 0);
	assert_int_equal(mvgpu_fb_check(&fb, need - 1), -EINVAL);
	fb.stride = 399;
	assert_int_equal(mvgpu_fb_check(&fb, U64_MAX), -EINVAL);
	fb.stride = 400;
	assert_int_equal(mvgpu_fb_check(&fb, U64_MAX), 0);
	fb.offset = U32_MAX;
	assert_int_equal(mvgpu_fb_check(&fb, 4096), -EINVAL);
	fb = fb_of(0x40000001, 1, 4, 0);
	assert_int_equal(mvgpu_fb_check(&fb, U64_MAX), -EINVAL);
	fb = fb_of(0, 1, 4, 0);
	assert_int_equal(mvgpu_fb_check(&fb, U64_MAX), -EINVAL);
	fb = fb_of(1, 0, 4, 0);
	assert_int_equal(mvgpu_fb_check(&fb, U64_MAX), -EINVAL);
	fb = fb_of(1, 1, 4, 0);
	fb.fourcc = 0;
	assert_int_equal(mvgpu_fb_check(&fb, U64_MAX), -EINVAL);
}

static void the_first_byte_counts_lines_and_pixels(void **state)
{
	struct mvgpu_fb fb = fb_of(100, 100, 512, 4096);

	assert_int_equal(mvgpu_first_byte(&fb, RECT(0, 0, 1, 1)), 4096);
	assert_int_equal(mvgpu_first_byte(&fb, RECT(3, 2, 1, 1)),
			 4096 + 1024 + 12);
	fb = fb_of(0x3fffffff, 0x7fffffff, 0xfffffffc, 0);
	assert_true(mvgpu_first_byte(&fb, RECT(0x3ffffffe, 0x7ffffffe, 1, 1)) ==
		    0x7ffffffeULL * 0xfffffffc + 4ULL * 0x3ffffffe);
}

static struct virtio_gpu_mem_entry entry(u64 addr, u32 len)
{
	return (struct virtio_gpu_mem_entry) {
		.addr = cpu_to_le64(addr), .length = cpu_to_le32(len),
	};
}

static void entries_are_added_up_and_cut_at_pages(void **state)
{
	struct virtio_gpu_mem_entry e[3] = {
		entry(0x1000, 0x1000), entry(0x2fff, 2), entry(0x10001, 0x2000),
	};
	u64 size, pieces;

	assert_int_equal(mvgpu_entries_measure(e, 1, &size, &pieces), 0);
	assert_int_equal(size, 0x1000);
	assert_int_equal(pieces, 1);
	assert_int_equal(mvgpu_entries_measure(e, 3, &size, &pieces), 0);
	assert_int_equal(size, 0x3002);
	assert_int_equal(pieces, 1 + 2 + 3);
	e[0] = entry(0, U32_MAX);
	assert_int_equal(mvgpu_entries_measure(e, 1, &size, &pieces), 0);
	assert_int_equal(pieces, 0x100000);
}

static void invalid_entries_are_rejected(void **state)
{
	struct virtio_gpu_mem_entry e[2] = { entry(0x1000, 16) };
	u64 size, pieces;

	assert_int_equal(mvgpu_entries_measure(e, 0, &size, &pieces), -EINVAL);
	e[1] = entry(0x2000, 0);
	assert_int_equal(mvgpu_entries_measure(e, 2, &size, &pieces), -EINVAL);
	e[1] = entry(U64_MAX, 2);
	assert_int_equal(mvgpu_entries_measure(e, 2, &size, &pieces), -EINVAL);
	e[1] = entry(U64_MAX, 1);
	assert_int_equal(mvgpu_entries_measure(e, 2, &size, &pieces), 0);
	assert_int_equal(size, 17);
	assert_int_equal(pieces, 2);
}

struct format_case {
	u32 format;
	const char *fourcc;
	const char *alpha;
};

/* The protocol names formats by bytes in memory, DRM by little-endian words. */
static const struct format_case format_cases[] = {
	{ VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM, "AR24", "AR24" },
	{ VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, "XR24", "AR24" },
	{ VIRTIO_GPU_FORMAT_A8R8G8B8_UNORM, "BA24", "BA24" },
	{ VIRTIO_GPU_FORMAT_X8R8G8B8_UNORM, "BX24", "BA24" },
	{ VIRTIO_GPU_FORMAT_R8G8B8A8_UNORM, "AB24", "AB24" },
	{ VIRTIO_GPU_FORMAT_R8G8B8X8_UNORM, "XB24", "AB24" },
	{ VIRTIO_GPU_FORMAT_A8B8G8R8_UNORM, "RA24", "RA24" },
	{ VIRTIO_GPU_FORMAT_X8B8G8R8_UNORM, "RX24", "RA24" },
};

static void each_format_of_the_specification_has_its_drm_name(void **state)
{
	u32 fourcc, i, known = 0;

	for (i = 0; i < ARRAY_SIZE(format_cases); i++) {
		fourcc = mvgpu_format_fourcc(format_cases[i].format);
		assert_memory_equal(&fourcc, format_cases[i].fourcc, 4);
		fourcc = mvgpu_fourcc_with_alpha(fourcc);
		assert_memory_equal(&fourcc, format_cases[i].alpha, 4);
	}
	for (i = 0; i < 1000; i++)
		known += !!mvgpu_format_fourcc(i);
	assert_int_equal(known, ARRAY_SIZE(format_cases));
	assert_int_equal(mvgpu_format_fourcc(U32_MAX), 0);
}

static u32 fourcc_of(const char *name)
{
	u32 fourcc;

	memcpy(&fourcc, name, 4);
	return fourcc;
}

static void padding_and_alpha_have_the_same_bytes(void **state)
{
	static const char *const padded[] = { "XR24", "BX24", "XB24", "RX24" };
	u32 fourcc;

	for (size_t i = 0; i < ARRAY_SIZE(padded); i++) {
		fourcc = fourcc_of(padded[i]);
		assert_int_equal(mvgpu_fourcc_without_alpha(fourcc), fourcc);
		assert_int_equal(mvgpu_fourcc_without_alpha(mvgpu_fourcc_with_alpha(fourcc)),
				 fourcc);
	}
	assert_int_equal(mvgpu_fourcc_without_alpha(fourcc_of("NV12")), 0);
	assert_int_equal(mvgpu_fourcc_without_alpha(0), 0);
}

static void a_guests_rectangle_is_little_endian(void **state)
{
	const u8 bytes[16] = { 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4 };
	struct virtio_gpu_rect le;
	struct mvgpu_gpu_rect r;

	memcpy(&le, bytes, sizeof(le));
	mvgpu_rect_load(&le, &r);
	assert_memory_equal(&r, RECT(1, 0x200, 0x30000, 0x4000000), sizeof(r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rectangle_is_inside_only_with_all_its_pixels),
		cmocka_unit_test(an_intersection_is_the_common_part),
		cmocka_unit_test(storage_is_width_by_height_by_four),
		cmocka_unit_test(a_span_ends_with_its_last_pixel),
		cmocka_unit_test(a_framebuffer_outside_its_resource_is_rejected),
		cmocka_unit_test(the_first_byte_counts_lines_and_pixels),
		cmocka_unit_test(entries_are_added_up_and_cut_at_pages),
		cmocka_unit_test(invalid_entries_are_rejected),
		cmocka_unit_test(each_format_of_the_specification_has_its_drm_name),
		cmocka_unit_test(padding_and_alpha_have_the_same_bytes),
		cmocka_unit_test(a_guests_rectangle_is_little_endian),
	};

	return cmocka_run_group_tests_name("geometry", tests, NULL, NULL);
}
