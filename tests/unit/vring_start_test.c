// SPDX-License-Identifier: GPL-2.0
/* Tests of the ring walker: where a ring may be and how large. */
#include "vring_guest.h"

static int try_start(u16 num, u64 d, u64 a, u64 u)
{
	return mvgpu_vring_start(&vr, num, d, a, u, true, true);
}

static void size_must_be_a_power_of_two_up_to_the_limit(void **state)
{
	unsigned int num;

	for (num = 0; num <= U16_MAX; num++)
		assert_int_equal(try_start(num, DESC, AVAIL, USED),
				 num && num <= MVGPU_VRING_MAX &&
				 !(num & (num - 1)) ? 0 : -EINVAL);
}

static void parts_must_be_aligned(void **state)
{
	assert_int_equal(try_start(NUM, DESC + 8, AVAIL, USED), -EINVAL);
	assert_int_equal(try_start(NUM, DESC, AVAIL + 1, USED), -EINVAL);
	assert_int_equal(try_start(NUM, DESC, AVAIL, USED + 2), -EINVAL);
	assert_non_null(vr.fault);
}

static void parts_must_not_wrap_the_address_space(void **state)
{
	assert_int_equal(try_start(NUM, -64ULL, AVAIL, USED), -EINVAL);
	assert_int_equal(try_start(NUM, DESC, -16ULL, USED), -EINVAL);
	assert_int_equal(try_start(NUM, DESC, AVAIL, -16ULL), -EINVAL);
}

static void parts_have_the_sizes_of_the_specification(void **state)
{
	u64 addr;

	assert_int_equal(mvgpu_vring_part(&vr, 0, &addr), 16 * NUM);
	assert_int_equal(addr, DESC);
	assert_int_equal(mvgpu_vring_part(&vr, 1, &addr), 6 + 2 * NUM);
	assert_int_equal(addr, AVAIL);
	assert_int_equal(mvgpu_vring_part(&vr, 2, &addr), 6 + 8 * NUM);
	assert_int_equal(addr, USED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(size_must_be_a_power_of_two_up_to_the_limit),
		TEST(parts_must_be_aligned),
		TEST(parts_must_not_wrap_the_address_space),
		TEST(parts_have_the_sizes_of_the_specification),
	};

	return cmocka_run_group_tests_name("vring_start", tests, NULL, NULL);
}
