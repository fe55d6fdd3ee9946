// SPDX-License-Identifier: GPL-2.0
/* The rendering contexts of a vGPU: table, contents and limits. */
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/virtio_gpu.h>
#include "invariant.h"
#include "gvt/gpu/client.h"
#include "gvt/resource/context.h"
#include "gvt/sched/batch.h"
#include "gvt/vgpu/vgpu_types.h"

/**
 * mvgpu_context_find() - Find a context of the guest
 * @vgpu: vGPU
 * @id: identifier that the guest gave it, any value
 *
 * Context: vgpu->lock held.
 *
 * Return: context, or NULL.
 */
struct mvgpu_context *mvgpu_context_find(struct mvgpu_vgpu *vgpu, u32 id)
{
	lockdep_assert_held(&vgpu->lock);
	return id ? xa_load(&vgpu->contexts, id) : NULL;
}

static int context_enter(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx)
{
	int err = mvgpu_gpu_client_ctx_id(vgpu->client, ctx->guest_id,
					  &ctx->host_id);

	if (err)
		return err;
	err = xa_insert(&vgpu->contexts, ctx->guest_id, ctx,
			GFP_KERNEL_ACCOUNT);
	if (err)
		mvgpu_gpu_client_ctx_id_free(vgpu->client, ctx->host_id);
	return err;
}

/**
 * mvgpu_context_add() - Enter a new context into the table
 * @vgpu: vGPU
 * @id: identifier that the guest gave it, any value
 * @out: context, with a host id that the backend does not know yet
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: 0; -EEXIST for identifier 0 and for one in use; -ENOSPC beyond the slice; -ENOMEM.
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
 * mvgpu_context_unlink() - Remove a context from the guest's table
 * @vgpu: vGPU
 * @ctx: context; the backend may still have it
 *
 * Context: vgpu->lock held.
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
 * mvgpu_context_get() - Take a reference to a context and its host id
 * @ctx: context
 *
 * Context: vgpu->lock held.
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
 * mvgpu_context_put() - Drop a reference
 * @vgpu: vGPU
 * @ctx: context, or NULL; with the last reference its host id is freed
 *
 * Context: vgpu->lock held.
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
	mvgpu_gpu_client_ctx_id_free(vgpu->client, ctx->host_id);
	context_free(ctx);
}

/**
 * mvgpu_context_reap() - Return what a context took of the slice
 * @vgpu: vGPU
 * @ctx: context that is not in the table and that the backend has destroyed; freed when no
 *	command references it
 *
 * Context: vgpu->lock held.
 */
void mvgpu_context_reap(struct mvgpu_vgpu *vgpu, struct mvgpu_context *ctx)
{
	lockdep_assert_held(&vgpu->lock);
	mvgpu_invariant(vgpu->nr_contexts);
	vgpu->nr_contexts--;
	mvgpu_context_put(vgpu, ctx);
}

/**
 * mvgpu_context_add_sub() - Account a sub-context that a stream creates
 * @ctx: context
 * @id: its identifier, any value; an existing one is not accounted again
 *
 * Each costs the driver of the GPU as much as a context.
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: 0; -ENOSPC beyond the limit; -ENOMEM.
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
 * mvgpu_context_drop_sub() - Account the end of a sub-context
 * @ctx: context
 * @id: its identifier, any value
 *
 * Context: vgpu->lock held.
 */
void mvgpu_context_drop_sub(struct mvgpu_context *ctx, u32 id)
{
	if (xa_erase(&ctx->subs, id))
		ctx->nr_subs--;
}

/**
 * mvgpu_context_add_object() - Record what a stream describes for a blob
 * @ctx: context
 * @blob_id: blob id that the guest gave it; one in use queues behind the existing one
 * @desc: resource as the guest wants it, copied
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: 0; -ENOSPC beyond the limit; -ENOMEM.
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
 * mvgpu_context_object() - Find what was described for a blob
 * @ctx: context
 * @blob_id: blob id of the guest, any value; those of streams have 32 bits
 *
 * Context: vgpu->lock held.
 *
 * Return: oldest object of that blob id, or NULL.
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
 * mvgpu_context_drop_object() - Free an object that a blob was created from
 * @ctx: context
 * @object: one of its objects
 *
 * Context: vgpu->lock held.
 */
void mvgpu_context_drop_object(struct mvgpu_context *ctx,
			       struct mvgpu_object *object)
{
	list_del(&object->node);
	ctx->nr_objects--;
	kfree(object);
}

static bool context_goes(const struct mvgpu_context *ctx, bool all)
{
	return all || ctx->kind == MVGPU_KIND_OPAQUE;
}

static void context_remove(struct mvgpu_vgpu *vgpu, bool all)
{
	const struct mvgpu_gpu_ops *ops = vgpu->gpu->ops;
	struct mvgpu_context *ctx;
	struct mvgpu_batch batch;
	unsigned long id;

	lockdep_assert_held(&vgpu->lock);
	mvgpu_batch_init(&batch);
	xa_for_each(&vgpu->contexts, id, ctx)
		if (context_goes(ctx, all))
			ops->ctx_destroy(vgpu->client, ctx->host_id,
					 mvgpu_batch_add(&batch, &ctx->req));
	mvgpu_batch_wait(vgpu, &batch);
	xa_for_each(&vgpu->contexts, id, ctx) {
		if (!context_goes(ctx, all))
			continue;
		mvgpu_context_unlink(vgpu, ctx);
		mvgpu_context_reap(vgpu, ctx);
	}
}

/**
 * mvgpu_context_remove_opaque() - Destroy the opaque contexts of a vGPU
 * @vgpu: vGPU, from which no further command is taken
 *
 * A ring may wait for commands that will not come; with its context its fences complete.
 *
 * Context: vgpu->lock held. Sleeps until the backend has destroyed them.
 */
void mvgpu_context_remove_opaque(struct mvgpu_vgpu *vgpu)
{
	context_remove(vgpu, false);
}

/**
 * mvgpu_context_remove_all() - Destroy the contexts of a vGPU
 * @vgpu: vGPU without a command in flight
 *
 * Context: vgpu->lock held. Sleeps until the backend has destroyed them.
 */
void mvgpu_context_remove_all(struct mvgpu_vgpu *vgpu)
{
	context_remove(vgpu, true);
}
