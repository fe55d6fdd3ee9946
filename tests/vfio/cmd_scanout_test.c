// SPDX-License-Identifier: GPL-2.0
/* SET_SCANOUT and RESOURCE_FLUSH. */
#include "cmd_fixture.h"

CMD(scanout_good, gpu_set_scanout(dev, 0, BACKED, ALL))
CMD(scanout_part, gpu_set_scanout(dev, 0, BACKED, RECT(16, 16, 32, 32)))
CMD(scanout_off, gpu_set_scanout(dev, 0, 0, RECT(0, 0, 0, 0)))
CMD(scanout_head, gpu_set_scanout(dev, cmd_heads(dev), BACKED, ALL))
CMD(scanout_huge, gpu_set_scanout(dev, 0xffffffff, BACKED, ALL))
CMD(scanout_off_head, gpu_set_scanout(dev, 16, 0, RECT(0, 0, 0, 0)))
CMD(scanout_unknown, gpu_set_scanout(dev, 0, UNKNOWN, ALL))
CMD(scanout_wide, gpu_set_scanout(dev, 0, BACKED, RECT(0, 0, SIDE + 1, SIDE)))
CMD(scanout_high, gpu_set_scanout(dev, 0, BACKED, RECT(0, 1, SIDE, SIDE)))
CMD(scanout_empty, gpu_set_scanout(dev, 0, BACKED, RECT(0, 0, 0, 0)))
CMD(scanout_no_height, gpu_set_scanout(dev, 0, BACKED, RECT(0, 0, SIDE, 0)))
CMD(scanout_wraps, gpu_set_scanout(dev, 0, BACKED,
				   RECT(0xfffffff0, 0, 32, 16)))

CMD(flush_good, gpu_flush(dev, BACKED, ALL))
CMD(flush_part, gpu_flush(dev, BACKED, RECT(1, 2, 3, 4)))
CMD(flush_0, gpu_flush(dev, 0, ALL))
CMD(flush_unknown, gpu_flush(dev, UNKNOWN, ALL))
CMD(flush_wide, gpu_flush(dev, BACKED, RECT(0, 0, SIDE + 1, 1)))
CMD(flush_wraps, gpu_flush(dev, BACKED, RECT(0, 0xffffffff, 1, 2)))

const struct cmd_row cmd_scanout_rows[] = {
	{ "scanout: a resource is shown", scanout_good, OK },
	{ "scanout: a part of a resource is shown", scanout_part, OK },
	{ "scanout: a head is turned off", scanout_off, OK },
	{ "scanout: a head that does not exist is rejected",
	  scanout_head, BAD_SCANOUT },
	{ "scanout: head 0xffffffff is rejected", scanout_huge, BAD_SCANOUT },
	{ "scanout: turning off a head that does not exist is rejected",
	  scanout_off_head,
	  BAD_SCANOUT },
	{ "scanout: an unknown id is rejected", scanout_unknown, BAD_ID },
	{ "scanout: a rectangle that is too wide is rejected",
	  scanout_wide, BAD_PARAM },
	{ "scanout: a rectangle that is too high is rejected",
	  scanout_high, BAD_PARAM },
	{ "scanout: an empty rectangle is rejected", scanout_empty, BAD_PARAM },
	{ "scanout: a rectangle of no height is rejected",
	  scanout_no_height, BAD_PARAM },
	{ "scanout: a rectangle whose x + width overflows is rejected",
	  scanout_wraps, BAD_PARAM },

	{ "flush: a flush of a whole resource succeeds", flush_good, OK },
	{ "flush: a flush of a part of a resource succeeds", flush_part, OK },
	{ "flush: id 0 is rejected", flush_0, BAD_ID },
	{ "flush: an unknown id is rejected", flush_unknown, BAD_ID },
	{ "flush: a rectangle that is too wide is rejected",
	  flush_wide, BAD_PARAM },
	{ "flush: a rectangle whose y + height overflows is rejected",
	  flush_wraps, BAD_PARAM },
	{ }
};
