// SPDX-License-Identifier: GPL-2.0
/*
 * Resources. All are in a table of our own, as calls of the library do not bear numbers that
 * it does not know, nor those that it knows already.
 */
#include <virgl/virglrenderer.h>
#include "render/resource.h"
#include "render/zero.h"

/**
 * rd_resource_find() - Find a resource
 * @s: session
 * @id: its number
 *
 * Return: the resource, or NULL.
 */
struct rd_resource *rd_resource_find(struct rd_session *s, u32 id)
{
	struct rd_entry *entry = rd_table_find(&s->resources, id);

	return entry ? container_of(entry, struct rd_resource, entry) : NULL;
}

/**
 * rd_resource_shape() - Take the size from the description of a resource
 * @r: description
 *
 * Return: the size, which may be impossible.
 */
struct mvgpu_virgl_shape rd_resource_shape(const struct mvgpu_render_resource *r)
{
	return (struct mvgpu_virgl_shape) {
		.target = r->target, .format = r->format,
		.width = r->width, .height = r->height, .depth = r->depth,
		.array_size = r->array_size, .last_level = r->last_level,
		.nr_samples = r->nr_samples,
	};
}

static int resource_start(u32 id, const struct mvgpu_render_resource *r)
{
	struct virgl_renderer_resource_create_args args = {
		.handle = id, .target = r->target, .format = r->format,
		.bind = r->bind, .width = r->width, .height = r->height,
		.depth = r->depth, .array_size = r->array_size,
		.last_level = r->last_level, .nr_samples = r->nr_samples,
		.flags = r->flags,
	};

	return virgl_renderer_resource_create(&args, NULL, 0) ? -EINVAL : 0;
}

/**
 * rd_resource_check() - Check the size of a new resource
 * @s: session
 * @shape: size
 *
 * The module counts what all resources of a vGPU take; this is for single ones.
 *
 * Return: 0; -EINVAL for an impossible size; -ENOMEM for too many or too large resources.
 */
int rd_resource_check(struct rd_session *s, const struct mvgpu_virgl_shape *shape)
{
	u64 bytes;
	int err = mvgpu_virgl_size(shape, &bytes);

	if (err)
		return err;
	if (s->resources.count >= RD_MAX_RESOURCES ||
	    bytes > RD_MAX_RESOURCE_BYTES)
		return -ENOMEM;
	return 0;
}

/* Such a buffer is the memory of the guest alone: the library has no storage for it. */
#define RESOURCE_BIND_STAGING BIT(19)

static int resource_clear(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
			  const struct mvgpu_virgl_shape *shape, u32 bind)
{
	if (shape->target == MVGPU_VIRGL_BUFFER && bind == RESOURCE_BIND_STAGING)
		return 0;
	return rd_zero_levels(s, cmd->res, shape, 0);
}

/* Gives a resource of the library its first contents, or removes it. */
static int resource_fill(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
			 const struct mvgpu_virgl_shape *shape, u32 bind)
{
	int err;

	if (cmd->slot == MVGPU_RENDER_NO_SLOT)
		err = resource_clear(s, cmd, shape, bind);
	else
		err = rd_zero_contents(s, cmd, shape);
	if (err)
		virgl_renderer_resource_unref(cmd->res);
	return err;
}

/**
 * rd_resource_create() - MVGPU_RENDER_OP_RES_CREATE
 * @s: session
 * @cmd: command, whose resource does not exist
 * @data: struct mvgpu_render_resource
 *
 * Return: 0 or -errno.
 */
int rd_resource_create(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		       const void *data)
{
	const struct mvgpu_render_resource *r = data;
	struct mvgpu_virgl_shape shape = rd_resource_shape(r);
	struct rd_resource *res;
	int err = rd_resource_check(s, &shape);

	if (err)
		return err;
	res = calloc(1, sizeof(*res));
	if (!res)
		return -ENOMEM;
	res->shape = shape;
	err = resource_start(cmd->res, r);
	if (!err)
		err = resource_fill(s, cmd, &shape, r->bind);
	if (err)
		free(res);
	else
		rd_table_add(&s->resources, &res->entry, cmd->res);
	return err;
}

static void resource_end_backing(struct rd_resource *res)
{
	if (!res->iov)
		return;
	virgl_renderer_resource_detach_iov(res->entry.id, NULL, NULL);
	free(res->iov);
	res->iov = NULL;
	rd_slot_unmap(&res->backing);
}

/**
 * rd_resource_destroy() - MVGPU_RENDER_OP_RES_DESTROY
 * @s: session
 * @cmd: command, whose resource exists
 * @data: unused
 *
 * Return: 0.
 */
int rd_resource_destroy(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
			const void *data)
{
	struct rd_resource *res = rd_resource_find(s, cmd->res);

	if (res->base)
		virgl_renderer_resource_unmap(cmd->res);
	resource_end_backing(res);
	virgl_renderer_resource_unref(cmd->res);
	rd_table_remove(&s->resources, &res->entry);
	free(res);
	return 0;
}

static int resource_attach_pieces(struct rd_resource *res, const void *data, u32 bytes)
{
	struct iovec *iov;
	int err = rd_slot_iov(&res->backing, data, bytes, &iov, &res->count,
			      &res->total);

	if (err)
		return err;
	if (virgl_renderer_resource_attach_iov(res->entry.id, iov, res->count)) {
		free(iov);
		return -EINVAL;
	}
	res->iov = iov;
	return 0;
}

/**
 * rd_resource_attach() - MVGPU_RENDER_OP_ATTACH
 * @s: session
 * @cmd: command, whose resource exists
 * @data: struct mvgpu_render_iov
 *
 * Return: 0 or -errno; -EINVAL for a resource that has a backing.
 */
int rd_resource_attach(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		       const void *data)
{
	struct rd_resource *res = rd_resource_find(s, cmd->res);
	int err;

	if (res->iov)
		return -EINVAL;
	err = rd_slot_map(s->link, cmd, &res->backing);
	if (err)
		return err;
	err = resource_attach_pieces(res, data, cmd->data_len);
	if (err)
		rd_slot_unmap(&res->backing);
	return err;
}

/**
 * rd_resource_detach() - MVGPU_RENDER_OP_DETACH
 * @s: session
 * @cmd: command, whose resource exists
 * @data: unused
 *
 * Return: 0, also without a backing.
 */
int rd_resource_detach(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		       const void *data)
{
	resource_end_backing(rd_resource_find(s, cmd->res));
	return 0;
}
