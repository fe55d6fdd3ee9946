/* SPDX-License-Identifier: GPL-2.0 */
/* GPUs with renderers: structure. */
#ifndef MVGPU_GVT_GPU_RENDER_GPU_TYPES_H
#define MVGPU_GVT_GPU_RENDER_GPU_TYPES_H

#include <linux/device.h>
#include <linux/list.h>
#include "gvt/gpu/gpu_types.h"

#define MVGPU_RD_NODE_LEN 32

/**
 * struct mvgpu_rd_gpu - A GPU with renderers
 * @gpu: common part of all backends
 * @dev: device of a GPU that has none of its own; the release of its last reference frees
 *	the structure
 * @own_dev: @dev is the mdev parent; otherwise it is the PCI device, with a reference
 * @index: the N of device renderN
 * @node: name of the render node, for the renderers, or empty
 * @link: in the list of GPUs, see gpus.c
 */
struct mvgpu_rd_gpu {
	struct mvgpu_gpu gpu;
	struct device dev;
	bool own_dev;
	int index;
	char node[MVGPU_RD_NODE_LEN];
	struct list_head link;
};

#endif /* MVGPU_GVT_GPU_RENDER_GPU_TYPES_H */
