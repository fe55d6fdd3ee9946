// SPDX-License-Identifier: GPL-2.0
/* The render backend: any GPU, through a renderer process for each vGPU. */
#include "gvt/gpu/render/node.h"
#include "gvt/gpu/render/queue.h"
#include "gvt/gpu/render/registry.h"
#include "gvt/gpu/render/render.h"

/**
 * mvgpu_gpu_render_init() - Begin to accept GPUs and renderers
 * @owner: owner of the GPUs
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or -errno.
 */
int mvgpu_gpu_render_init(const struct mvgpu_gpu_owner *owner)
{
	int err = mvgpu_rd_queues_init();

	if (err)
		return err;
	err = mvgpu_rd_registry_init(owner);
	if (err)
		goto exit_queues;
	err = mvgpu_rd_node_init();
	if (err)
		goto exit_registry;
	return 0;

exit_registry:
	mvgpu_rd_registry_exit();
exit_queues:
	mvgpu_rd_queues_exit();
	return err;
}

/**
 * mvgpu_gpu_render_exit() - Remove all GPUs with renderers
 *
 * Context: process context, sleeps.
 */
void mvgpu_gpu_render_exit(void)
{
	mvgpu_rd_node_exit();
	mvgpu_rd_registry_exit();
	mvgpu_rd_queues_exit();
}
