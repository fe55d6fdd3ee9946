// SPDX-License-Identifier: GPL-2.0
/* The rendering contexts of one vGPU: table and ceiling. */
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/virtio_gpu.h>
#include "gvt/context.h"
#include "gvt/gpu.h"
#include "gvt/vgpu.h"

/**
 * mvgpu_context_find() - look a guest's context up
 * @vgpu: the vGPU; vgpu->lock held
 * @id: what the guest calls it, any number
 *
 * Return: the context, or NULL.
 */
struct mvgpu_context *mvgpu_context_find(struct mvgpu_vgpu *vgpu, u32 id)
{
	lockdep_assert_held(&vgpu->lock);
	return id ? xa_load(&vgpu->contexts, id) : NULL;
}

static int enter(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx)
{
	int err = mvgpu_gpu_ctx_alloc(vgpu->gpu, &ctx->host_id);

	if (err)
		return err;
	err = xa_insert(&vgpu->contexts, ctx->guest_id, ctx,
			GFP_KERNEL_ACCOUNT);
	if (err)
		mvgpu_gpu_ctx_free(vgpu->gpu, ctx->host_id);
	return err;
}

/**
 * mvgpu_context_add() - enter a new context into the table
 * @vgpu: the vGPU; vgpu->lock held
 * @id: what the guest calls it, any number
 * @out: the context, with a host id that the backend does not know yet
 *
 * May sleep.
 *
 * Return: 0; VIRTIO_GPU_RESP_ERR_INVALID_CONTEXT_ID for number 0 and one in
 * use; VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY beyond the slice or without memory.
 */
u32 mvgpu_context_add(struct mvgpu_vgpu *vgpu, u32 id,
		      struct mvgpu_context **out)
{
	struct mvgpu_context *ctx;

	if (!id || mvgpu_context_find(vgpu, id))
		return VIRTIO_GPU_RESP_ERR_INVALID_CONTEXT_ID;
	if (vgpu->nr_contexts >= vgpu->slice.contexts)
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	ctx = kzalloc(sizeof(*ctx), GFP_KERNEL_ACCOUNT);
	if (!ctx)
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	ctx->guest_id = id;
	if (enter(vgpu, ctx)) {
		kfree(ctx);
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	}
	vgpu->nr_contexts++;
	*out = ctx;
	return 0;
}

/**
 * mvgpu_context_unlink() - the guest has a context no longer
 * @vgpu: the vGPU; vgpu->lock held
 * @ctx: the context; the backend may still have it
 */
void mvgpu_context_unlink(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx)
{
	lockdep_assert_held(&vgpu->lock);
	xa_erase(&vgpu->contexts, ctx->guest_id);
}

/**
 * mvgpu_context_free() - forget a context
 * @vgpu: the vGPU; vgpu->lock held
 * @ctx: the context, unlinked; the backend has forgotten it. Freed.
 */
void mvgpu_context_free(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx)
{
	lockdep_assert_held(&vgpu->lock);
	mvgpu_gpu_ctx_free(vgpu->gpu, ctx->host_id);
	vgpu->nr_contexts--;
	kfree(ctx);
}

/**
 * mvgpu_context_remove_all() - forget every context
 * @vgpu: the vGPU; vgpu->lock held, no command under way
 *
 * Sleeps until the backend has forgotten them.
 */
void mvgpu_context_remove_all(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_gpu *gpu = vgpu->gpu;
	struct mvgpu_context *ctx;
	struct mvgpu_batch batch;
	unsigned long id;

	lockdep_assert_held(&vgpu->lock);
	mvgpu_batch_init(&batch);
	xa_for_each(&vgpu->contexts, id, ctx)
		gpu->ops->ctx_destroy(gpu, ctx->host_id,
				      mvgpu_batch_add(&batch, &ctx->req));
	mvgpu_batch_wait(&batch);
	xa_for_each(&vgpu->contexts, id, ctx) {
		mvgpu_context_unlink(vgpu, ctx);
		mvgpu_context_free(vgpu, ctx);
	}
}
