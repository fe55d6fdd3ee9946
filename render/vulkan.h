/* SPDX-License-Identifier: GPL-2.0 */
/* The devices of Vulkan that guests see. */
#ifndef MVGPU_RENDER_VULKAN_H
#define MVGPU_RENDER_VULKAN_H

#include "render/extra.h"

void rd_vulkan_select(const char *node);
bool rd_vulkan_device(const char *node, char name[RD_EXTRA_NAME_BYTES]);

#endif /* MVGPU_RENDER_VULKAN_H */
