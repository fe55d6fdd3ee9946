// SPDX-License-Identifier: GPL-2.0
/* UPDATE_CURSOR. */
#include "cmd_fixture.h"

/*
 * If the guest gives room for a response on the cursor queue, the response must be
 * valid.
 */
static u32 cursor_answer(struct dev *dev, u32 scanout, u32 id)
{
	struct virtio_gpu_update_cursor *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, sizeof(*c));
	u32 got;

	c->pos.scanout_id = scanout;
	c->resource_id = id;
	got = gpu_send(dev, 1, sizeof(*c), 24);
	if (!dev->queue[1].len)
		is(got, 0);
	return got == OK ? 0 : got;
}

CMD(cursor_good, cursor_answer(dev, 0, BACKED))
CMD(cursor_hide, cursor_answer(dev, 0, 0))

static u32 rejected(u32 got)
{
	return !got || got >= ERR(UNSPEC) ? 0 : got;
}

CMD(cursor_head, rejected(cursor_answer(dev, cmd_heads(dev), BACKED)))
CMD(cursor_unknown, rejected(cursor_answer(dev, 0, UNKNOWN)))

const struct cmd_row cmd_cursor_rows[] = {
	{ "cursor: UPDATE_CURSOR with an image is completed", cursor_good, 0 },
	{ "cursor: UPDATE_CURSOR that hides the cursor is completed",
	  cursor_hide, 0 },
	{ "cursor: UPDATE_CURSOR of a head that does not exist is completed",
	  cursor_head, 0 },
	{ "cursor: UPDATE_CURSOR with an unknown id is completed",
	  cursor_unknown, 0 },
	{ }
};
