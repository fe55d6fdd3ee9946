// SPDX-License-Identifier: GPL-2.0
/* GET_CAPSET_INFO and GET_CAPSET. */
#include "cmd_fixture.h"

CMD(capset_info_0, gpu_capset_info(dev, 0))
CMD(capset_info_huge, gpu_capset_info(dev, 0xffffffff))
CMD(capset_1, gpu_capset(dev, 1, 0))

const struct cmd_row cmd_capset_rows[] = {
	{ "capset: GET_CAPSET_INFO of index 0 is rejected without 3D",
	  capset_info_0,
	  BAD_PARAM, NEED_2D },
	{ "capset: GET_CAPSET_INFO of index 0xffffffff is rejected",
	  capset_info_huge, BAD_PARAM },
	{ "capset: GET_CAPSET of virgl is rejected without 3D",
	  capset_1, BAD_PARAM,
	  NEED_2D },
	{ }
};
