// SPDX-License-Identifier: GPL-2.0
/* The rendering contexts of one vGPU: table, contents and ceilings. */
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/virtio_gpu.h>
#include "invariant.h"
#include "gvt/gpu/gpu.h"
#include "gvt/resource/context.h"
#include "gvt/sched/batch.h"
#include "gvt/vgpu/vgpu_types.h"

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

static int context_enter(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx)
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
 * Return: 0; -EEXIST for identifier 0 and for one in use; -ENOSPC beyond the slice;
 * -ENOMEM.
 */
int mvgpu_context_add(struct mvgpu_vgpu *vgpu, u32 id,
		      struct mvgpu_context **out)
{
	struct mvgpu_context *ctx;

	if (!id || mvgpu_context_find(vgpu, id))
		return -EEXIST;
	if (vgpu->nr_contexts >= vgpu->slice.contexts)
		return -ENOSPC;
	ctx = kzalloc(sizeof(*ctx), GFP_KERNEL_ACCOUNT);
	if (!ctx)
		return -ENOMEM;
	ctx->guest_id = id;
	ctx->users = 1;
	xa_init(&ctx->subs);
	INIT_LIST_HEAD(&ctx->objects);
	if (context_enter(vgpu, ctx)) {
		kfree(ctx);
		return -ENOMEM;
	}
	ctx->linked = true;
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
	mvgpu_invariant(ctx->linked);
	xa_erase(&vgpu->contexts, ctx->guest_id);
	ctx->linked = false;
}

static void context_free(struct mvgpu_context *ctx)
{
	struct mvgpu_object *object, *next;

	list_for_each_entry_safe(object, next, &ctx->objects, node)
		mvgpu_context_drop_object(ctx, object);
	xa_destroy(&ctx->subs);
	kfree(ctx);
}

/**
 * mvgpu_context_get() - keep a context's memory and its host id
 * @ctx: the context; its vgpu->lock held
 *
 * Return: @ctx.
 */
struct mvgpu_context *mvgpu_context_get(struct mvgpu_context *ctx)
{
	mvgpu_invariant(ctx->users);
	ctx->users++;
	return ctx;
}

/**
 * mvgpu_context_put() - undo mvgpu_context_get()
 * @vgpu: the vGPU; vgpu->lock held
 * @ctx: the context, or NULL. With the last reference its host id is free.
 */
void mvgpu_context_put(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx)
{
	lockdep_assert_held(&vgpu->lock);
	if (!ctx)
		return;
	mvgpu_invariant(ctx->users);
	if (--ctx->users)
		return;
	mvgpu_invariant(!ctx->linked);
	mvgpu_gpu_ctx_free(vgpu->gpu, ctx->host_id);
	context_free(ctx);
}

/**
 * mvgpu_context_reap() - what a context took of the slice is free again
 * @vgpu: the vGPU; vgpu->lock held
 * @ctx: the context, unlinked; the backend has forgotten it. Freed when no
 *	command names it.
 */
void mvgpu_context_reap(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx)
{
	lockdep_assert_held(&vgpu->lock);
	mvgpu_invariant(vgpu->nr_contexts);
	vgpu->nr_contexts--;
	mvgpu_context_put(vgpu, ctx);
}

/**
 * mvgpu_context_add_sub() - a stream makes a sub-context
 * @ctx: the context; its vgpu->lock held
 * @id: its number, any; one that there is makes no other
 *
 * Each costs the GPU's driver as much as a context does. May sleep.
 *
 * Return: 0, -ENOSPC beyond the ceiling, -ENOMEM.
 */
int mvgpu_context_add_sub(struct mvgpu_context *ctx, u32 id)
{
	int err;

	if (!id || xa_load(&ctx->subs, id))
		return 0;
	if (ctx->nr_subs >= MVGPU_MAX_SUB_CONTEXTS)
		return -ENOSPC;
	err = xa_insert(&ctx->subs, id, xa_mk_value(1), GFP_KERNEL_ACCOUNT);
	if (!err)
		ctx->nr_subs++;
	return err;
}

/**
 * mvgpu_context_drop_sub() - a stream ends a sub-context
 * @ctx: the context; its vgpu->lock held
 * @id: its number, any
 */
void mvgpu_context_drop_sub(struct mvgpu_context *ctx, u32 id)
{
	if (xa_erase(&ctx->subs, id))
		ctx->nr_subs--;
}

/**
 * mvgpu_context_add_object() - a stream describes what a blob shall be
 * @ctx: the context; its vgpu->lock held
 * @blob_id: the guest's number for it; one that there is waits behind that
 * @desc: the resource as the guest wants it, copied
 *
 * May sleep.
 *
 * Return: 0, -ENOSPC beyond the ceiling, -ENOMEM.
 */
int mvgpu_context_add_object(struct mvgpu_context *ctx, u32 blob_id,
			     const struct mvgpu_gpu_3d *desc)
{
	struct mvgpu_object *object;

	if (ctx->nr_objects >= MVGPU_MAX_OBJECTS)
		return -ENOSPC;
	object = kmalloc(sizeof(*object), GFP_KERNEL_ACCOUNT);
	if (!object)
		return -ENOMEM;
	object->blob_id = blob_id;
	object->desc = *desc;
	list_add_tail(&object->node, &ctx->objects);
	ctx->nr_objects++;
	return 0;
}

/**
 * mvgpu_context_object() - what a blob shall be
 * @ctx: the context; its vgpu->lock held
 * @blob_id: the guest's number for it, any; the GPU's have 32 bits
 *
 * Return: the oldest of that number, or NULL.
 */
struct mvgpu_object *mvgpu_context_object(struct mvgpu_context *ctx,
					  u64 blob_id)
{
	struct mvgpu_object *object;

	list_for_each_entry(object, &ctx->objects, node)
		if (object->blob_id == blob_id)
			return object;
	return NULL;
}

/**
 * mvgpu_context_drop_object() - a blob was made of it
 * @ctx: the context; its vgpu->lock held
 * @object: one of its objects; freed
 */
void mvgpu_context_drop_object(struct mvgpu_context *ctx,
			       struct mvgpu_object *object)
{
	list_del(&object->node);
	ctx->nr_objects--;
	kfree(object);
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
	mvgpu_batch_wait(vgpu, &batch);
	xa_for_each(&vgpu->contexts, id, ctx) {
		mvgpu_context_unlink(vgpu, ctx);
		mvgpu_context_reap(vgpu, ctx);
	}
}
