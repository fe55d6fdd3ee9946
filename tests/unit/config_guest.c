// SPDX-License-Identifier: GPL-2.0
#include "config_guest.h"

u32 get(struct mvgpu_config *cfg, u32 offset, size_t len)
{
	u32 val = 0;

	assert_int_equal(mvgpu_config_read(cfg, offset, &val, len), 0);
	return val;
}

unsigned int put(struct mvgpu_config *cfg, u32 offset, size_t len, u32 val)
{
	unsigned int effects = ~0;

	assert_int_equal(mvgpu_config_write(cfg, offset, &val, len, &effects),
			 0);
	return effects;
}

u8 find_vcap(struct mvgpu_config *cfg, u8 type)
{
	u8 at = get(cfg, PCI_CAPABILITY_LIST, 1);
	int limit = 64;

	for (; at && limit; limit--, at = get(cfg, at + 1, 1))
		if (get(cfg, at, 1) == PCI_CAP_ID_VNDR &&
		    get(cfg, at + 3, 1) == type)
			return at;
	return 0;
}
