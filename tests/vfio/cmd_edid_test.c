// SPDX-License-Identifier: GPL-2.0
/* GET_DISPLAY_INFO and GET_EDID. */
#include "cmd_fixture.h"

CMD(info_good, gpu_display_info(dev))
CMD(edid_good, gpu_edid(dev, 0))
CMD(edid_last, gpu_edid(dev, cmd_heads(dev) - 1))
CMD(edid_beyond, gpu_edid(dev, cmd_heads(dev)))
CMD(edid_huge, gpu_edid(dev, 0xffffffff))

const struct cmd_row cmd_edid_rows[] = {
	{ "cmd: GET_DISPLAY_INFO is answered", info_good,
	  VIRTIO_GPU_RESP_OK_DISPLAY_INFO },
	{ "edid: the EDID of head 0 is returned",
	  edid_good, VIRTIO_GPU_RESP_OK_EDID },
	{ "edid: the EDID of the last head is returned",
	  edid_last, VIRTIO_GPU_RESP_OK_EDID },
	{ "edid: a head that does not exist is rejected",
	  edid_beyond, BAD_SCANOUT },
	{ "edid: head 0xffffffff is rejected", edid_huge, BAD_SCANOUT },
	{ }
};
