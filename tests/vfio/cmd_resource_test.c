// SPDX-License-Identifier: GPL-2.0
/* RESOURCE_CREATE_2D and RESOURCE_UNREF. */
#include "cmd_fixture.h"

CMD(create_good, gpu_create_2d(dev, FRESH, 1, 17, 3))
CMD(create_max_id, gpu_create_2d(dev, 0xffffffff, 1, 17, 3))
CMD(create_0, gpu_create_2d(dev, 0, 1, 16, 16))
CMD(create_taken, gpu_create_2d(dev, BARE, 1, 16, 16))
CMD(create_format_0, gpu_create_2d(dev, FRESH, 0, 16, 16))
CMD(create_format_5, gpu_create_2d(dev, FRESH, 5, 16, 16))
CMD(create_format_huge, gpu_create_2d(dev, FRESH, 0xffffffff, 16, 16))
CMD(create_no_width, gpu_create_2d(dev, FRESH, 1, 0, 16))
CMD(create_no_height, gpu_create_2d(dev, FRESH, 1, 16, 0))
CMD(create_overflow, gpu_create_2d(dev, FRESH, 1, 0x10000, 0x10000))
CMD(create_overflow_2, gpu_create_2d(dev, FRESH, 1, 0x40000001, 1))
CMD(create_too_wide, gpu_create_2d(dev, FRESH, 1, 0xffffffff, 0xffffffff))
CMD(create_vram, gpu_create_2d(dev, FRESH, 1, 16384, 16384))

CMD(unref_good, gpu_unref(dev, BARE))
CMD(unref_backed, gpu_unref(dev, BACKED))
CMD(unref_0, gpu_unref(dev, 0))
CMD(unref_unknown, gpu_unref(dev, UNKNOWN))

static u32 unref_twice(struct dev *dev)
{
	is(gpu_unref(dev, BARE), OK);
	return gpu_unref(dev, BARE);
}

const struct cmd_row cmd_resource_rows[] = {
	{ "create: a resource with valid parameters is created",
	  create_good, OK },
	{ "create: a resource with the largest id is created",
	  create_max_id, OK },
	{ "create: id 0 is rejected", create_0, BAD_ID },
	{ "create: an id that is in use is rejected", create_taken, BAD_ID },
	{ "create: format 0 is rejected", create_format_0, BAD_PARAM },
	{ "create: format 5 is rejected", create_format_5, BAD_PARAM },
	{ "create: format 0xffffffff is rejected",
	  create_format_huge, BAD_PARAM },
	{ "create: a width of 0 is rejected", create_no_width, BAD_PARAM },
	{ "create: a height of 0 is rejected", create_no_height, BAD_PARAM },
	{ "create: a size of 65536 x 65536 is rejected",
	  create_overflow, BAD_PARAM },
	{ "create: a width whose bytes overflow 32 bits is rejected",
	  create_overflow_2, BAD_PARAM },
	{ "create: a size of 0xffffffff x 0xffffffff is rejected",
	  create_too_wide, BAD_PARAM },
	{ "create: a resource larger than the slice's memory is rejected",
	  create_vram,
	  ERR(OUT_OF_MEMORY) },

	{ "unref: a resource is released", unref_good, OK },
	{ "unref: a resource with a backing is released", unref_backed, OK },
	{ "unref: id 0 is rejected", unref_0, BAD_ID },
	{ "unref: an unknown id is rejected", unref_unknown, BAD_ID },
	{ "unref: the second RESOURCE_UNREF of a resource is rejected",
	  unref_twice, BAD_ID },
	{ }
};
