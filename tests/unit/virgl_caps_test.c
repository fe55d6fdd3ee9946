// SPDX-License-Identifier: GPL-2.0
/* Promises of the capability filter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "gvt/virgl_caps.h"

/* Bytes of VIRGL, and of VIRGL2 up to the renderer's name and with it. */
#define V1	308
#define BITS	688
#define V2	760

static void takes_two_bits(void **state)
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

static void short_sets_stay(void **state)
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_two_bits),
		cmocka_unit_test(short_sets_stay),
	};

	return cmocka_run_group_tests_name("virgl_caps", tests, NULL, NULL);
}
