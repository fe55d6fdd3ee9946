/* SPDX-License-Identifier: GPL-2.0 */
/* The device file of the module. */
#ifndef MVGPU_RENDER_DEVICE_H
#define MVGPU_RENDER_DEVICE_H

#include "render/link.h"

#define RD_DEVICE "/dev/mvgpu-render"

#define RD_OTHER_ABI \
	"the module has another version of the interface; use the program of its version"

int rd_device_open(const char *device);
int rd_device_attach(struct rd_link *link, const char *device, const char *uuid);

#endif /* MVGPU_RENDER_DEVICE_H */
