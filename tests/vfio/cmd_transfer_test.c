// SPDX-License-Identifier: GPL-2.0
/* TRANSFER_TO_HOST_2D. */
#include "cmd_fixture.h"

CMD(transfer_good, gpu_transfer(dev, BACKED, ALL, 0))
CMD(transfer_part, gpu_transfer(dev, BACKED, RECT(8, 8, 8, 8),
				8 * 4 + 8 * SIDE * 4))
CMD(transfer_unknown, gpu_transfer(dev, UNKNOWN, ALL, 0))
CMD(transfer_0, gpu_transfer(dev, 0, ALL, 0))
CMD(transfer_bare, gpu_transfer(dev, BARE, ALL, 0))
CMD(transfer_wide, gpu_transfer(dev, BACKED, RECT(0, 0, SIDE + 1, 1), 0))
CMD(transfer_high, gpu_transfer(dev, BACKED, RECT(0, 0, 1, SIDE + 1), 0))
CMD(transfer_right, gpu_transfer(dev, BACKED, RECT(SIDE, 0, 1, 1), 0))
CMD(transfer_wraps, gpu_transfer(dev, BACKED, RECT(0xffffffff, 0, 2, 1), 0))
CMD(transfer_wraps_y, gpu_transfer(dev, BACKED, RECT(0, 0xffffffff, 1, 2), 0))
CMD(transfer_empty, gpu_transfer(dev, BACKED, RECT(0, 0, 0, 0), 0))
CMD(transfer_offset_1, gpu_transfer(dev, BACKED, ALL, 4))
CMD(transfer_offset, gpu_transfer(dev, BACKED, RECT(0, 0, 1, 1), BYTES))
CMD(transfer_offset_huge, gpu_transfer(dev, BACKED, RECT(0, 0, 1, 1),
				       ~0ULL - 3))
CMD(transfer_blob, gpu_transfer(dev, BLOB, ALL, 0))

const struct cmd_row cmd_transfer_rows[] = {
	{ "transfer: a transfer of a whole resource succeeds",
	  transfer_good, OK },
	{ "transfer: a transfer of a part of a resource succeeds",
	  transfer_part, OK },
	{ "transfer: an unknown id is rejected", transfer_unknown, BAD_ID },
	{ "transfer: id 0 is rejected", transfer_0, BAD_ID },
	{ "transfer: a resource without a backing is rejected",
	  transfer_bare, ERR(UNSPEC) },
	{ "transfer: a rectangle that is too wide is rejected",
	  transfer_wide, BAD_PARAM },
	{ "transfer: a rectangle that is too high is rejected",
	  transfer_high, BAD_PARAM },
	{ "transfer: a rectangle outside the resource is rejected",
	  transfer_right, BAD_PARAM },
	{ "transfer: a rectangle whose x + width overflows is rejected",
	  transfer_wraps, BAD_PARAM },
	{ "transfer: a rectangle whose y + height overflows is rejected",
	  transfer_wraps_y, BAD_PARAM },
	{ "transfer: an empty rectangle is rejected",
	  transfer_empty, BAD_PARAM },
	{ "transfer: a transfer that ends one pixel past the backing is rejected",
	  transfer_offset_1,
	  BAD_PARAM },
	{ "transfer: an offset past the backing is rejected",
	  transfer_offset, BAD_PARAM },
	{ "transfer: an offset near 2^64 is rejected",
	  transfer_offset_huge, BAD_PARAM },
	{ "transfer: a transfer of a blob succeeds and does nothing",
	  transfer_blob, OK, B },
	{ }
};
