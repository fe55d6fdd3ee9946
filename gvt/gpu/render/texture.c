// SPDX-License-Identifier: GPL-2.0
/* The table of the resources that a renderer has, with a reference for each user. */
#include <linux/cleanup.h>
#include <linux/slab.h>
#include "gvt/gpu/render/client.h"
#include "gvt/gpu/render/job.h"
#include "gvt/gpu/render/res.h"
#include "gvt/gpu/render/session.h"
#include "gvt/gpu/render/slot.h"
#include "gvt/gpu/render/texture.h"

#define RD_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/**
 * mvgpu_rd_texture_find() - Look up a resource, also one of a session that has ended
 * @rd: client
 * @id: resource
 *
 * Context: process context.
 *
 * Return: resource with a reference for the caller, or NULL.
 */
struct mvgpu_rd_res *mvgpu_rd_texture_find(struct mvgpu_rd_client *rd, u32 id)
{
	struct mvgpu_rd_res *res;

	xa_lock(&rd->textures);
	res = xa_load(&rd->textures, id);
	if (res)
		refcount_inc(&res->ref);
	xa_unlock(&rd->textures);
	return res;
}

static bool texture_is_current(struct mvgpu_rd_client *rd, const struct mvgpu_rd_res *res)
{
	guard(spinlock_irqsave)(&rd->pointer_lock);
	return res && res->session == rd->session && mvgpu_rd_session_alive(res->session);
}

/**
 * mvgpu_rd_texture_get() - Look up a resource that the renderer has
 * @rd: client
 * @id: resource
 * @found: resource with a reference for the caller; NULL on error
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -ENOENT; -ENODEV without a renderer.
 */
int mvgpu_rd_texture_get(struct mvgpu_rd_client *rd, u32 id, struct mvgpu_rd_res **found)
{
	struct mvgpu_rd_session *session = mvgpu_rd_client_session(rd);

	*found = NULL;
	if (!session)
		return -ENODEV;
	mvgpu_rd_session_put(session);
	*found = mvgpu_rd_texture_find(rd, id);
	if (texture_is_current(rd, *found))
		return 0;
	mvgpu_rd_res_put(*found);
	*found = NULL;
	return -ENOENT;
}

/**
 * mvgpu_rd_texture_check() - Find out whether the renderer has a resource
 * @rd: client
 * @id: resource
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -ENOENT; -ENODEV without a renderer.
 */
int mvgpu_rd_texture_check(struct mvgpu_rd_client *rd, u32 id)
{
	struct mvgpu_rd_res *res;
	int err = mvgpu_rd_texture_get(rd, id, &res);

	mvgpu_rd_res_put(res);
	return err;
}

static struct mvgpu_rd_res *texture_new(struct mvgpu_rd_client *rd,
					const struct mvgpu_virgl_shape *shape)
{
	struct mvgpu_rd_res *res = kzalloc(sizeof(*res), RD_GFP);

	if (!res)
		return NULL;
	refcount_set(&res->ref, 1);
	res->shape = *shape;
	res->session = mvgpu_rd_client_session(rd);
	return res;
}

/**
 * mvgpu_rd_texture_add() - Add a resource that the renderer is about to create
 * @rd: client
 * @id: resource
 * @shape: size
 * @added: resource without a backing, whose reference is that of the table
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -ENOMEM; -EBUSY when @id is in use; -ENODEV without a renderer.
 */
int mvgpu_rd_texture_add(struct mvgpu_rd_client *rd, u32 id,
			 const struct mvgpu_virgl_shape *shape,
			 struct mvgpu_rd_res **added)
{
	struct mvgpu_rd_res *res = texture_new(rd, shape);
	int err = -ENODEV;

	if (!res)
		return -ENOMEM;
	if (res->session)
		err = xa_insert(&rd->textures, id, res, RD_GFP);
	if (err)
		mvgpu_rd_res_put(res);
	*added = err ? NULL : res;
	return err;
}

/**
 * mvgpu_rd_texture_remove() - Remove a resource that the renderer did not create
 * @rd: client
 * @id: resource
 * @res: the same, on which there is a reference; another one that has @id meanwhile stays
 *
 * The mediator unpins the backing as soon as the creation has failed, while the attachment
 * may still be in flight. So the memory is taken back here, and none is lent afterwards.
 *
 * Context: process context, may sleep. Takes rd->pointer_lock.
 */
void mvgpu_rd_texture_remove(struct mvgpu_rd_client *rd, u32 id, struct mvgpu_rd_res *res)
{
	struct mvgpu_rd_slot *slot;

	scoped_guard(spinlock_irqsave, &rd->pointer_lock) {
		res->gone = true;
		slot = res->slot;
		res->slot = NULL;
	}
	mvgpu_rd_slot_free(slot);
	if (xa_cmpxchg(&rd->textures, id, res, NULL, RD_GFP) == res)
		mvgpu_rd_res_put(res);
}

/**
 * mvgpu_rd_texture_job() - Create a job for a resource, and for the session that has it
 * @op: MVGPU_RENDER_OP_*
 * @id: resource
 * @res: the same
 * @data_bytes: bytes of data, as mvgpu_rd_job_new()
 *
 * Context: process context, may sleep.
 *
 * Return: job, or NULL.
 */
struct mvgpu_rd_job *mvgpu_rd_texture_job(u32 op, u32 id, struct mvgpu_rd_res *res,
					  size_t data_bytes)
{
	struct mvgpu_rd_job *job = mvgpu_rd_job_new(op, data_bytes);

	if (!job)
		return NULL;
	mvgpu_rd_res_get(res);
	mvgpu_rd_session_get(res->session);
	job->wire.res = id;
	job->res = res;
	job->session = res->session;
	return job;
}

/**
 * mvgpu_rd_texture_set_slot() - Make a slot that of the backing
 * @rd: client
 * @res: resource
 * @slot: slot, which becomes the resource's unless there is an error
 *
 * Context: any. Takes rd->pointer_lock.
 *
 * Return: 0; -EBUSY when there is a backing; -ENOENT when the creation of the resource failed.
 */
int mvgpu_rd_texture_set_slot(struct mvgpu_rd_client *rd, struct mvgpu_rd_res *res,
			      struct mvgpu_rd_slot *slot)
{
	guard(spinlock_irqsave)(&rd->pointer_lock);
	if (res->gone)
		return -ENOENT;
	if (res->slot)
		return -EBUSY;
	res->slot = slot;
	return 0;
}

/* The slot of the backing becomes the caller's; NULL when there is none. */
static struct mvgpu_rd_slot *texture_take_slot(struct mvgpu_rd_client *rd,
					       struct mvgpu_rd_res *res)
{
	struct mvgpu_rd_slot *slot = NULL;

	guard(spinlock_irqsave)(&rd->pointer_lock);
	swap(res->slot, slot);
	return slot;
}

/**
 * mvgpu_rd_texture_back_job() - Create a job that takes the memory of a resource back
 * @rd: client
 * @op: MVGPU_RENDER_OP_DETACH or MVGPU_RENDER_OP_RES_DESTROY
 * @id: resource
 * @res: the same; the caller's reference becomes that of the job
 *
 * Context: process context, sleeps. Takes rd->pointer_lock.
 *
 * Return: job, which frees the slot of the backing.
 */
struct mvgpu_rd_job *mvgpu_rd_texture_back_job(struct mvgpu_rd_client *rd, u32 op, u32 id,
					       struct mvgpu_rd_res *res)
{
	struct mvgpu_rd_job *job = mvgpu_rd_job_new_sure(op);

	mvgpu_rd_session_get(res->session);
	job->wire.res = id;
	job->res = res;
	job->session = res->session;
	job->slot = texture_take_slot(rd, res);
	return job;
}

/**
 * mvgpu_rd_texture_drop_slot() - Free the slot of the backing
 * @rd: client
 * @res: resource
 * @slot: slot; nothing happens unless it is that of the backing. Only compared, as it may have
 *	been freed.
 *
 * Context: process context, may sleep. Takes rd->pointer_lock.
 */
void mvgpu_rd_texture_drop_slot(struct mvgpu_rd_client *rd, struct mvgpu_rd_res *res,
				const struct mvgpu_rd_slot *slot)
{
	struct mvgpu_rd_slot *old = NULL;

	scoped_guard(spinlock_irqsave, &rd->pointer_lock)
		if (res->slot == slot)
			swap(res->slot, old);
	mvgpu_rd_slot_free(old);
}
