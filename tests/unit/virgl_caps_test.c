// SPDX-License-Identifier: GPL-2.0
/* Tests of the capability filter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "gvt/virgl/caps.h"

/* Sizes of VIRGL, and of VIRGL2 without and with the name of the renderer. */
#define V1	308
#define BITS	688
#define MEMORY	692
#define V2	760

static void two_bits_are_cleared(void **state)
{
	u8 set[V2];
	u8 want[V2];

	memset(set, 0xff, sizeof(set));
	memset(want, 0xff, sizeof(want));
	want[BITS] &= ~0x08;
	want[BITS + 2] &= ~0x04;
	mvgpu_virgl_caps_filter(set, sizeof(set));
	assert_memory_equal(set, want, sizeof(set));
}

static void short_sets_do_not_change(void **state)
{
	static const size_t sizes[] = { 0, 1, V1, BITS, BITS + 3 };
	u8 set[V2], want[V2];

	memset(want, 0xff, sizeof(want));
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		memset(set, 0xff, sizeof(set));
		mvgpu_virgl_caps_filter(set, sizes[i]);
		assert_memory_equal(set, want, sizeof(set));
	}
}

/* A GPU with @gpu MiB, or one that does not tell its memory if @gpu is 0. */
static void memory_is(u32 gpu, u64 vram, u32 want)
{
	u32 set[V2 / 4] = {}, wanted[V2 / 4] = {};

	set[BITS / 4] = cpu_to_le32(0xf0 | (gpu ? 4 : 0));
	set[MEMORY / 4] = cpu_to_le32(gpu);
	wanted[BITS / 4] = cpu_to_le32(0xf4);
	wanted[MEMORY / 4] = cpu_to_le32(want);
	mvgpu_virgl_caps_slice(set, sizeof(set), vram);
	assert_memory_equal(set, wanted, sizeof(set));
}

static void memory_is_that_of_the_slice(void **state)
{
	memory_is(1024, 256ull << 20, 256);
	memory_is(128, 256ull << 20, 128);
	memory_is(0, 256ull << 20, 256);
	memory_is(0, (3ull << 20) - 1, 2);
	memory_is(0, U64_MAX, U32_MAX);
}

static void memory_needs_its_field(void **state)
{
	static const size_t sizes[] = { 0, V1, BITS + 4, MEMORY + 3 };
	u32 set[V2 / 4], want[V2 / 4];

	memset(want, 0xff, sizeof(want));
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		memset(set, 0xff, sizeof(set));
		mvgpu_virgl_caps_slice(set, sizes[i], 1 << 20);
		assert_memory_equal(set, want, sizeof(set));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_bits_are_cleared),
		cmocka_unit_test(short_sets_do_not_change),
		cmocka_unit_test(memory_is_that_of_the_slice),
		cmocka_unit_test(memory_needs_its_field),
	};

	return cmocka_run_group_tests_name("virgl_caps", tests, NULL, NULL);
}
