// SPDX-License-Identifier: GPL-2.0
/* The common part of all backends: host ids, shapes of 3D resources, checks of read-backs. */
#include <linux/xarray.h>
#include "gvt/gpu/gpu.h"
#include "gvt/mem/geometry.h"
#include "gvt/mem/surface.h"

/**
 * mvgpu_gpu_init() - Set up the part of a GPU that all backends have in common
 * @gpu: embedded in the structure of the backend
 * @ops: operations of the backend
 * @dev: device that becomes the mdev parent; the caller's reference must last as long as
 *	@gpu
 *
 * The backend fills in @gpu->caps.
 *
 * Context: process context.
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
 * mvgpu_gpu_exit() - Undo mvgpu_gpu_init()
 * @gpu: GPU without vGPUs
 *
 * Context: process context.
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
	/* Without memory this is an identifier that was found free but is not allocated. */
	*id = 0;
	return ret;
}

/**
 * mvgpu_gpu_id_alloc() - Allocate a host id for a resource
 * @gpu: GPU
 * @id: identifier, 1..MVGPU_HOST_ID_MAX; 0 on error
 *
 * Allocation is cyclic: physical devices cache things by identifier, so a freed one is
 * used again as late as possible.
 *
 * Context: process context, may sleep. The xarray has its own lock.
 *
 * Return: 0; -ENOMEM; -EBUSY when all are in use.
 */
int mvgpu_gpu_id_alloc(struct mvgpu_gpu *gpu, u32 *id)
{
	return gpu_alloc_id(&gpu->ids, id, &gpu->next_id);
}

/**
 * mvgpu_gpu_id_free() - Free the host id of a resource
 * @gpu: GPU
 * @id: identifier of mvgpu_gpu_id_alloc(), which the backend does not know any more
 *
 * Context: any.
 */
void mvgpu_gpu_id_free(struct mvgpu_gpu *gpu, u32 id)
{
	xa_erase(&gpu->ids, id);
}

/**
 * mvgpu_gpu_ctx_alloc() - Allocate a host id for a context
 * @gpu: GPU
 * @ctx: identifier, 1..MVGPU_HOST_ID_MAX; 0 on error
 *
 * As mvgpu_gpu_id_alloc(), in the space of contexts.
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -ENOMEM; -EBUSY when all are in use.
 */
int mvgpu_gpu_ctx_alloc(struct mvgpu_gpu *gpu, u32 *ctx)
{
	return gpu_alloc_id(&gpu->ctx_ids, ctx, &gpu->next_ctx_id);
}

/**
 * mvgpu_gpu_ctx_free() - Free the host id of a context
 * @gpu: GPU
 * @ctx: identifier of mvgpu_gpu_ctx_alloc(), which the backend does not know any more
 *
 * Context: any.
 */
void mvgpu_gpu_ctx_free(struct mvgpu_gpu *gpu, u32 ctx)
{
	xa_erase(&gpu->ctx_ids, ctx);
}

/**
 * mvgpu_gpu_shape() - Get what determines the size of a 3D resource
 * @desc: resource, any values
 *
 * Context: any.
 *
 * Return: shape of the resource.
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

/* The rectangle is inside source and surface, whose pixels have the same format. */
static bool gpu_readback_fits(const struct mvgpu_gpu_readback *desc, u32 width, u32 height,
			      u32 fourcc)
{
	const struct mvgpu_surface *dst = desc->dst;
	struct mvgpu_gpu_rect at = {
		.x = desc->x, .y = desc->y,
		.width = desc->rect.width, .height = desc->rect.height,
	};

	return fourcc &&
	       mvgpu_fourcc_with_alpha(fourcc) == mvgpu_fourcc_with_alpha(dst->fourcc) &&
	       mvgpu_rect_inside(&desc->rect, width, height) &&
	       mvgpu_rect_inside(&at, dst->width, dst->height);
}

/**
 * mvgpu_gpu_readback_valid() - Check a read-back against its source and its destination
 * @shape: shape of the source, as the backend keeps it
 * @desc: read-back
 *
 * Context: any.
 *
 * Return: true when the source is two-dimensional and has the format of the surface, and
 * the rectangle is inside both.
 */
bool mvgpu_gpu_readback_valid(const struct mvgpu_virgl_shape *shape,
			      const struct mvgpu_gpu_readback *desc)
{
	return (shape->target == MVGPU_VIRGL_2D || shape->target == MVGPU_VIRGL_RECT) &&
	       shape->nr_samples <= 1 &&
	       gpu_readback_fits(desc, shape->width, shape->height,
				 mvgpu_format_fourcc(shape->format));
}

/**
 * mvgpu_gpu_readback_linear_valid() - Check a read-back of a blob of an opaque context
 * @desc: read-back; that its framebuffer is inside the blob was checked with the size of that
 *
 * Context: any.
 *
 * Return: true when the framebuffer is a possible one and has the format of the surface, and
 * the rectangle is inside both.
 */
bool mvgpu_gpu_readback_linear_valid(const struct mvgpu_gpu_readback *desc)
{
	const struct mvgpu_fb *fb = &desc->fb;

	return !mvgpu_fb_check(fb, S64_MAX) &&
	       gpu_readback_fits(desc, fb->width, fb->height, fb->fourcc);
}
