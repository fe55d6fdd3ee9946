// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of what a renderer answers to MAP: whole pages that a process can have; and to EXPORT:
 * lines of a texture in a dma-buf.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "gvt/gpu/render/answer.h"

#define BYTES (4 * PAGE_SIZE)
#define LIMIT 0x7ffffffff000ULL

static struct mvgpu_render_done done;

static int start(void **state)
{
	done = (struct mvgpu_render_done) {
		.map_info = 1, .addr = 0x7f0000000000, .size = BYTES,
	};
	return 0;
}

static int check(void)
{
	return mvgpu_rd_answer_check(&done, BYTES, LIMIT);
}

static void the_pages_of_the_blob_are_accepted(void **state)
{
	for (done.map_info = 1; done.map_info <= 3; done.map_info++)
		assert_int_equal(check(), 0);
}

static void more_pages_than_the_blob_has_are_accepted(void **state)
{
	done.size += PAGE_SIZE;
	assert_int_equal(check(), 0);
}

static void fewer_pages_are_rejected(void **state)
{
	done.size -= PAGE_SIZE;
	assert_int_equal(check(), -EPROTO);
	done.size = 0;
	assert_int_equal(check(), -EPROTO);
}

static void parts_of_pages_are_rejected(void **state)
{
	done.addr += 8;
	assert_int_equal(check(), -EPROTO);
	done.addr += PAGE_SIZE - 8;
	assert_int_equal(check(), 0);
	done.size += 1;
	assert_int_equal(check(), -EPROTO);
}

static void the_last_pages_of_a_process_are_accepted(void **state)
{
	done.addr = LIMIT - BYTES;
	assert_int_equal(check(), 0);
}

static void addresses_beyond_a_process_are_rejected(void **state)
{
	static const u64 addresses[] = {
		0, LIMIT - BYTES + PAGE_SIZE, LIMIT, 0xffff888000000000ULL,
		-(u64)PAGE_SIZE, -(u64)BYTES,
	};

	for (size_t i = 0; i < ARRAY_SIZE(addresses); i++) {
		done.addr = addresses[i];
		assert_int_equal(check(), -EPROTO);
	}
}

static void a_size_that_wraps_is_rejected(void **state)
{
	done.size = -(u64)PAGE_SIZE;
	assert_int_equal(check(), -EPROTO);
	done.size = -done.addr;
	assert_int_equal(check(), -EPROTO);
	done.size = LIMIT;
	assert_int_equal(check(), -EPROTO);
}

static void unknown_caching_modes_are_rejected(void **state)
{
	done.map_info = 0;
	assert_int_equal(check(), -EPROTO);
	done.map_info = 4;
	assert_int_equal(check(), -EPROTO);
	done.map_info = 0x101;
	assert_int_equal(check(), -EPROTO);
}

#define WIDTH 640
#define HEIGHT 480
#define STRIDE 2560
#define AB24 0x34324241
#define NV12 0x3231564e
#define TABLES (1 << 20)

static int start_export(void **state)
{
	done = (struct mvgpu_render_done) {
		.stride = STRIDE, .fourcc = AB24, .modifier = 1, .fd = 3,
	};
	return 0;
}

static int check_export(u64 bytes)
{
	return mvgpu_rd_answer_check_export(&done, WIDTH, HEIGHT, bytes);
}

static void a_texture_in_a_dma_buf_is_accepted(void **state)
{
	assert_int_equal(check_export(STRIDE * HEIGHT), 0);
	assert_int_equal(check_export(STRIDE * HEIGHT + 1), 0);
	done.modifier = -1ULL;
	done.stride = STRIDE + 256;
	assert_int_equal(check_export((STRIDE + 256) * HEIGHT), 0);
}

static void lines_beyond_the_end_are_rejected(void **state)
{
	assert_int_equal(check_export(STRIDE * HEIGHT - 1), -EINVAL);
	done.stride = U32_MAX;
	assert_int_equal(check_export(STRIDE * HEIGHT), -EINVAL);
	assert_int_equal(check_export((u64)U32_MAX * HEIGHT - 1), -EINVAL);
	/* 32 bits of the product would be 0. */
	done.stride = 1U << 31;
	assert_int_equal(check_export(STRIDE * HEIGHT), -EINVAL);
}

static void more_memory_than_a_texture_needs_is_rejected(void **state)
{
	assert_int_equal(check_export(2 * STRIDE * HEIGHT + TABLES), 0);
	assert_int_equal(check_export(2 * STRIDE * HEIGHT + TABLES + 1), -EINVAL);
	assert_int_equal(check_export(U64_MAX), -EINVAL);
	done.stride = 3 * STRIDE + 2 * TABLES / HEIGHT;
	assert_int_equal(check_export(done.stride * HEIGHT), -EINVAL);
}

static void memory_of_unknown_size_is_accepted(void **state)
{
	assert_int_equal(check_export(0), 0);
	done.stride = STRIDE - 4;
	assert_int_equal(check_export(0), -EINVAL);
	done.stride = U32_MAX;
	assert_int_equal(check_export(0), -EINVAL);
}

static void lines_that_overlap_are_rejected(void **state)
{
	done.stride = STRIDE - 1;
	assert_int_equal(check_export(STRIDE * HEIGHT), -EINVAL);
	done.stride = 0;
	assert_int_equal(check_export(STRIDE * HEIGHT), -EINVAL);
}

static void formats_without_four_bytes_a_pixel_are_rejected(void **state)
{
	done.fourcc = NV12;
	assert_int_equal(check_export(STRIDE * HEIGHT), -EINVAL);
	done.fourcc = 0;
	assert_int_equal(check_export(STRIDE * HEIGHT), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_pages_of_the_blob_are_accepted, start),
		cmocka_unit_test_setup(more_pages_than_the_blob_has_are_accepted, start),
		cmocka_unit_test_setup(fewer_pages_are_rejected, start),
		cmocka_unit_test_setup(parts_of_pages_are_rejected, start),
		cmocka_unit_test_setup(the_last_pages_of_a_process_are_accepted, start),
		cmocka_unit_test_setup(addresses_beyond_a_process_are_rejected, start),
		cmocka_unit_test_setup(a_size_that_wraps_is_rejected, start),
		cmocka_unit_test_setup(unknown_caching_modes_are_rejected, start),
		cmocka_unit_test_setup(a_texture_in_a_dma_buf_is_accepted, start_export),
		cmocka_unit_test_setup(lines_beyond_the_end_are_rejected, start_export),
		cmocka_unit_test_setup(more_memory_than_a_texture_needs_is_rejected,
				       start_export),
		cmocka_unit_test_setup(memory_of_unknown_size_is_accepted, start_export),
		cmocka_unit_test_setup(lines_that_overlap_are_rejected, start_export),
		cmocka_unit_test_setup(formats_without_four_bytes_a_pixel_are_rejected,
				       start_export),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
