// SPDX-License-Identifier: GPL-2.0
/*
 * Blobs, and their mappings in this process, which the module shows to the guest.
 *
 * Memory of the host is that of an object which a command in a stream creates. The module
 * keeps this command from the guest's streams and hands it over together with the blob.
 */
#include <virgl/virglrenderer.h>
#include "gvt/virgl/object.h"
#include "gvt/virgl/scan.h"
#include "render/blob.h"
#include "render/context.h"
#include "render/resource.h"
#include "render/zero.h"

#define BLOB_GUEST	BIT(0)
#define BLOB_HOST3D	BIT(1)
#define BLOB_MAPPABLE	BIT(0)
#define BLOB_CACHED	1

/* A resource and a buffer that no guest has, to try what the library can. */
#define BLOB_TRIAL	(U32_MAX >> 1)
#define BLOB_FORMAT_R8	64
#define BLOB_BIND_VERTEX BIT(4)
#define BLOB_MAP_PERSISTENT BIT(1)
#define BLOB_MAP_COHERENT BIT(2)

static void blob_create_object(const struct mvgpu_render_blob *b, u32 ctx)
{
	const struct mvgpu_render_resource *o = &b->object;
	u32 stream[MVGPU_VIRGL_OBJECT_DWORDS] = {
		[MVGPU_VIRGL_OBJECT_HEADER] = MVGPU_VIRGL_PIPE_RESOURCE_CREATE |
			(MVGPU_VIRGL_OBJECT_DWORDS - 1) << 16,
		[MVGPU_VIRGL_OBJECT_TARGET] = o->target,
		[MVGPU_VIRGL_OBJECT_FORMAT] = o->format,
		[MVGPU_VIRGL_OBJECT_BIND] = o->bind,
		[MVGPU_VIRGL_OBJECT_WIDTH] = o->width,
		[MVGPU_VIRGL_OBJECT_HEIGHT] = o->height,
		[MVGPU_VIRGL_OBJECT_DEPTH] = o->depth,
		[MVGPU_VIRGL_OBJECT_ARRAY_SIZE] = o->array_size,
		[MVGPU_VIRGL_OBJECT_LAST_LEVEL] = o->last_level,
		[MVGPU_VIRGL_OBJECT_NR_SAMPLES] = o->nr_samples,
		[MVGPU_VIRGL_OBJECT_FLAGS] = o->flags,
		[MVGPU_VIRGL_OBJECT_BLOB_ID] = b->blob_id,
	};

	virgl_renderer_submit_cmd(stream, ctx, MVGPU_VIRGL_OBJECT_DWORDS);
}

static bool blob_has_host(const struct mvgpu_render_blob *b)
{
	return b->mem & BLOB_HOST3D;
}

/* An opaque context has the memory already, as its driver made it. */
static bool blob_has_object(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
			    const struct mvgpu_render_blob *b)
{
	return blob_has_host(b) && !rd_context_is_opaque(s, cmd->ctx);
}

/* Without the object, the library finds nothing under its number, and says so. */
static int blob_make(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		     const struct mvgpu_render_blob *b, const struct rd_resource *res)
{
	const struct virgl_renderer_resource_create_blob_args args = {
		.res_handle = cmd->res, .ctx_id = cmd->ctx, .blob_mem = b->mem,
		.blob_flags = b->flags, .blob_id = b->blob_id, .size = b->size,
		.iovecs = res->iov, .num_iovs = res->count,
	};

	if (blob_has_object(s, cmd, b))
		blob_create_object(b, cmd->ctx);
	return virgl_renderer_resource_create_blob(&args) ? -EINVAL : 0;
}

static int blob_clear(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		      const struct mvgpu_render_blob *b, const struct rd_resource *res)
{
	int err = 0;

	if (blob_has_object(s, cmd, b))
		err = rd_zero_levels(s, cmd->res, &res->shape, 0);
	if (err)
		virgl_renderer_resource_unref(cmd->res);
	return err;
}

static int blob_map_backing(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
			    const struct mvgpu_render_blob *b, struct rd_resource *res)
{
	int err;

	if (!(b->mem & BLOB_GUEST))
		return 0;
	err = rd_slot_map(s->link, cmd, &res->backing);
	if (err)
		return err;
	err = rd_slot_iov(&res->backing, b + 1, cmd->data_len - sizeof(*b), &res->iov,
			  &res->count, &res->total);
	if (!err && res->total < b->size) {
		free(res->iov);
		err = -EINVAL;
	}
	if (err)
		rd_slot_unmap(&res->backing);
	return err;
}

static int blob_build(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		      const struct mvgpu_render_blob *b, struct rd_resource *res)
{
	int err = blob_map_backing(s, cmd, b, res);

	if (err)
		return err;
	err = blob_make(s, cmd, b, res);
	if (!err)
		err = blob_clear(s, cmd, b, res);
	if (!err || !res->iov)
		return err;
	free(res->iov);
	rd_slot_unmap(&res->backing);
	return err;
}

static int blob_check_command(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
			      const struct mvgpu_render_blob *b)
{
	bool guest = b->mem & BLOB_GUEST;
	bool has_slot = cmd->slot != MVGPU_RENDER_NO_SLOT;

	if (!b->mem || b->mem > (BLOB_GUEST | BLOB_HOST3D) || !b->size ||
	    b->size > RD_MAX_RESOURCE_BYTES || guest != has_slot)
		return -EINVAL;
	if (blob_has_object(s, cmd, b) && b->blob_id > U32_MAX)
		return -EINVAL;
	if (!guest && cmd->data_len > sizeof(*b))
		return -EINVAL;
	return blob_has_host(b) && !cmd->ctx ? -EINVAL : 0;
}

/* A blob without an object has no shape: it is treated as a buffer. */
static int blob_shape(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		      const struct mvgpu_render_blob *b, struct mvgpu_virgl_shape *shape)
{
	if (blob_has_object(s, cmd, b)) {
		*shape = rd_resource_shape(&b->object);
		return rd_resource_check(s, shape);
	}
	*shape = (struct mvgpu_virgl_shape) { .target = MVGPU_VIRGL_BUFFER };
	return s->resources.count >= RD_MAX_RESOURCES ? -ENOMEM : 0;
}

/**
 * rd_blob_create() - MVGPU_RENDER_OP_RES_CREATE_BLOB
 * @s: session
 * @cmd: command, whose resource does not exist, and whose context does unless it is 0
 * @data: struct mvgpu_render_blob, and struct mvgpu_render_iov with a slot
 *
 * Return: 0 or -errno.
 */
int rd_blob_create(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		   const void *data)
{
	const struct mvgpu_render_blob *b = data;
	struct mvgpu_virgl_shape shape;
	struct rd_resource *res;
	int err = blob_check_command(s, cmd, b);

	if (!err)
		err = blob_shape(s, cmd, b, &shape);
	if (err)
		return err;
	res = calloc(1, sizeof(*res));
	if (!res)
		return -ENOMEM;
	res->shape = shape;
	res->bytes = b->size;
	res->blob_bytes = b->flags & BLOB_MAPPABLE && blob_has_host(b) ? b->size : 0;
	res->owner = blob_has_host(b) && !blob_has_object(s, cmd, b) ?
		     rd_context_serial(s, cmd->ctx) : 0;
	err = blob_build(s, cmd, b, res);
	if (err)
		free(res);
	else
		rd_table_add(&s->resources, &res->entry, cmd->res);
	return err;
}

static u32 blob_map_info(u32 id)
{
	u32 info = 0;

	if (virgl_renderer_resource_get_map_info(id, &info))
		return BLOB_CACHED;
	info &= VIRGL_RENDERER_MAP_CACHE_MASK;
	return info ? info : BLOB_CACHED;
}

/* The library promises neither where a mapping begins nor how long it is. */
static int blob_map(u32 id, u64 bytes, struct mvgpu_render_done *answer)
{
	void *base = NULL;
	u64 size = 0;

	if (virgl_renderer_resource_map(id, &base, &size))
		return -EINVAL;
	if (!base || !IS_ALIGNED((uintptr_t)base, PAGE_SIZE) || !IS_ALIGNED(size, PAGE_SIZE) ||
	    size < bytes) {
		virgl_renderer_resource_unmap(id);
		return -EINVAL;
	}
	answer->addr = (uintptr_t)base;
	answer->size = size;
	answer->map_info = blob_map_info(id);
	return 0;
}

/**
 * rd_blob_map() - MVGPU_RENDER_OP_MAP
 * @s: session, whose answer is set to where the blob is
 * @cmd: command, whose resource exists
 * @data: unused
 *
 * Return: 0, also for what is mapped, wherever it is then; -EINVAL for what cannot be mapped, or
 * not as whole pages.
 */
int rd_blob_map(struct rd_session *s, const struct mvgpu_render_cmd *cmd, const void *data)
{
	struct rd_resource *res = rd_resource_find(s, cmd->res);
	int err;

	if (!res->blob_bytes)
		return -EINVAL;
	/* The module had no memory for what the former MAP answered, and asks again. */
	if (res->base)
		virgl_renderer_resource_unmap(cmd->res);
	err = blob_map(cmd->res, res->blob_bytes, &s->answer);
	res->base = err ? NULL : (void *)(uintptr_t)s->answer.addr;
	res->base_bytes = s->answer.size;
	return err;
}

/**
 * rd_blob_unmap() - MVGPU_RENDER_OP_UNMAP
 * @s: session
 * @cmd: command, whose resource exists
 * @data: unused
 *
 * Return: 0; -EINVAL for what is not mapped.
 */
int rd_blob_unmap(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		  const void *data)
{
	struct rd_resource *res = rd_resource_find(s, cmd->res);

	if (!res->base)
		return -EINVAL;
	virgl_renderer_resource_unmap(cmd->res);
	res->base = NULL;
	return 0;
}

/**
 * rd_blob_probe() - Find out whether buffers can be blobs that a guest accesses
 * @s: session that is open, without resources
 *
 * Return: true when one could be made, and mapped in whole pages.
 */
bool rd_blob_probe(struct rd_session *s)
{
	const struct mvgpu_render_blob blob = {
		.mem = BLOB_HOST3D, .flags = BLOB_MAPPABLE, .blob_id = 1, .size = PAGE_SIZE,
		.object = {
			.target = MVGPU_VIRGL_BUFFER, .format = BLOB_FORMAT_R8,
			.bind = BLOB_BIND_VERTEX, .width = PAGE_SIZE, .height = 1,
			.depth = 1, .array_size = 1,
			.flags = BLOB_MAP_PERSISTENT | BLOB_MAP_COHERENT,
		},
	};
	const struct mvgpu_render_cmd cmd = {
		.ctx = rd_context_own(s), .res = BLOB_TRIAL, .slot = MVGPU_RENDER_NO_SLOT,
	};
	struct mvgpu_render_done answer;
	const struct rd_resource none = {};
	bool good;

	if (!cmd.ctx || blob_make(s, &cmd, &blob, &none))
		return false;
	good = !blob_map(BLOB_TRIAL, PAGE_SIZE, &answer);
	if (good)
		virgl_renderer_resource_unmap(BLOB_TRIAL);
	virgl_renderer_resource_unref(BLOB_TRIAL);
	return good;
}
