/* SPDX-License-Identifier: GPL-2.0 */
/* Errors of the layers below as responses of the protocol. */
#ifndef MVGPU_GVT_CMD_RESP_H
#define MVGPU_GVT_CMD_RESP_H

#include <linux/types.h>

u32 mvgpu_resp_from_errno(int err);

#endif /* MVGPU_GVT_CMD_RESP_H */
