// SPDX-License-Identifier: GPL-2.0
/* What all backends share: host ids, and the shape of a 3D resource. */
#include <linux/xarray.h>
#include "gvt/gpu/gpu.h"

/**
 * mvgpu_gpu_init() - set up the part of a GPU that is the same in all backends
 * @gpu: embedded in the backend's own structure
 * @ops: the backend
 * @dev: what becomes the mdev parent; the caller's reference must last as long
 *	as @gpu
 *
 * @gpu->caps stays the backend's to fill. May not fail, needs no lock.
 */
void mvgpu_gpu_init(struct mvgpu_gpu *gpu, const struct mvgpu_gpu_ops *ops,
		    struct device *dev)
{
	gpu->ops = ops;
	gpu->dev = dev;
	gpu->next_id = 1;
	xa_init_flags(&gpu->ids, XA_FLAGS_ALLOC1);
	gpu->next_ctx_id = 1;
	xa_init_flags(&gpu->ctx_ids, XA_FLAGS_ALLOC1);
}

/**
 * mvgpu_gpu_exit() - undo mvgpu_gpu_init()
 * @gpu: the GPU, every vGPU of it gone
 *
 * Sleeps.
 */
void mvgpu_gpu_exit(struct mvgpu_gpu *gpu)
{
	xa_destroy(&gpu->ids);
	xa_destroy(&gpu->ctx_ids);
}

static int gpu_alloc_id(struct xarray *ids, u32 *id, u32 *next)
{
	int ret = xa_alloc_cyclic(ids, id, xa_mk_value(1),
				  XA_LIMIT(1, MVGPU_HOST_ID_MAX), next,
				  GFP_KERNEL_ACCOUNT);

	if (ret >= 0)
		return 0;
	/* Without memory it is one that was found free, and is not ours. */
	*id = 0;
	return ret;
}

/**
 * mvgpu_gpu_id_alloc() - draw a host id for a resource
 * @gpu: the GPU
 * @id: the id, 1..MVGPU_HOST_ID_MAX; 0 on error
 *
 * Cyclic: physical devices cache things by number, so a freed id comes back as
 * late as possible. Any thread that may sleep; the xarray locks itself.
 *
 * Return: 0, -ENOMEM, or -EBUSY when all are taken.
 */
int mvgpu_gpu_id_alloc(struct mvgpu_gpu *gpu, u32 *id)
{
	return gpu_alloc_id(&gpu->ids, id, &gpu->next_id);
}

/**
 * mvgpu_gpu_id_free() - give a resource's host id back
 * @gpu: the GPU
 * @id: from mvgpu_gpu_id_alloc(); the backend has forgotten it
 *
 * Any context.
 */
void mvgpu_gpu_id_free(struct mvgpu_gpu *gpu, u32 id)
{
	xa_erase(&gpu->ids, id);
}

/**
 * mvgpu_gpu_ctx_alloc() - draw a host id for a context
 * @gpu: the GPU
 * @ctx: the id, 1..MVGPU_HOST_ID_MAX
 *
 * As mvgpu_gpu_id_alloc(), from the space of contexts.
 *
 * Return: 0, -ENOMEM, or -EBUSY when all are taken.
 */
int mvgpu_gpu_ctx_alloc(struct mvgpu_gpu *gpu, u32 *ctx)
{
	return gpu_alloc_id(&gpu->ctx_ids, ctx, &gpu->next_ctx_id);
}

/**
 * mvgpu_gpu_ctx_free() - give a context's host id back
 * @gpu: the GPU
 * @ctx: from mvgpu_gpu_ctx_alloc(); the backend has forgotten it
 *
 * Any context.
 */
void mvgpu_gpu_ctx_free(struct mvgpu_gpu *gpu, u32 ctx)
{
	xa_erase(&gpu->ctx_ids, ctx);
}

/**
 * mvgpu_gpu_shape() - what of a 3D resource decides about its size
 * @desc: the resource, any values
 *
 * Any context.
 *
 * Return: its shape.
 */
struct mvgpu_virgl_shape mvgpu_gpu_shape(const struct mvgpu_gpu_3d *desc)
{
	return (struct mvgpu_virgl_shape) {
		.target = desc->target,
		.format = desc->format,
		.width = desc->width,
		.height = desc->height,
		.depth = desc->depth,
		.array_size = desc->array_size,
		.last_level = desc->last_level,
		.nr_samples = desc->nr_samples,
	};
}
