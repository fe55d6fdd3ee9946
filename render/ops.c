// SPDX-License-Identifier: GPL-2.0
/*
 * The operations: what each takes, and who executes it. All numbers are looked up here
 * before the library sees them.
 */
#include <virgl/virglrenderer.h>
#include "render/blob.h"
#include "render/context.h"
#include "render/export.h"
#include "render/gl.h"
#include "render/ops.h"
#include "render/resource.h"
#include "render/ring.h"
#include "render/say.h"
#include "render/transfer.h"

/**
 * enum ops_id - What a number in a command has to be
 * @OPS_ANY: it is not used
 * @OPS_KNOWN: it exists
 * @OPS_NEW: it does not exist
 * @OPS_KNOWN_OR_0: it exists, or is 0
 */
enum ops_id { OPS_ANY, OPS_KNOWN, OPS_NEW, OPS_KNOWN_OR_0 };

/**
 * struct ops_op - Operation
 * @run: executes it: 0 or -errno
 * @ctx: what the context has to be
 * @res: what the resource has to be
 * @min_data: smallest number of bytes of data
 * @data_unit: bytes of data are a multiple, 0 for exactly @min_data
 */
struct ops_op {
	int (*run)(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		   const void *data);
	enum ops_id ctx;
	enum ops_id res;
	u32 min_data;
	u32 data_unit;
};

/* What the module passes on beside OpenGL. */
#define OPS_EXTRAS (BIT(MVGPU_CAPSET_VENUS) | BIT(MVGPU_CAPSET_DRM))

static int ops_open(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		    const void *data)
{
	int err;

	if (s->open)
		return -EINVAL;
	s->capsets = cmd->arg;
	err = rd_gl_open(s);
	if (err)
		return err;
	/* The guest was promised what it cannot have. */
	if (!(s->capsets & OPS_EXTRAS & ~s->started))
		return 0;
	rd_say("virglrenderer lacks what the GPU was added with; remove and add the GPU");
	return -EIO;
}

static int ops_nop(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		   const void *data)
{
	return 0;
}

#define IOV_BYTES	sizeof(struct mvgpu_render_iov)
#define TRANSFER_BYTES	sizeof(struct mvgpu_render_transfer)
#define RESOURCE_BYTES	sizeof(struct mvgpu_render_resource)
#define BLOB_BYTES	sizeof(struct mvgpu_render_blob)

static const struct ops_op ops[] = {
	[MVGPU_RENDER_OP_OPEN] = { ops_open },
	[MVGPU_RENDER_OP_NOP] = { ops_nop, .data_unit = 1 },
	[MVGPU_RENDER_OP_CTX_CREATE] = { rd_context_create, .ctx = OPS_NEW,
					 .data_unit = 1 },
	[MVGPU_RENDER_OP_CTX_DESTROY] = { rd_context_destroy, .ctx = OPS_KNOWN },
	[MVGPU_RENDER_OP_CTX_ATTACH] = { rd_context_attach, .ctx = OPS_KNOWN,
					 .res = OPS_KNOWN },
	[MVGPU_RENDER_OP_CTX_DETACH] = { rd_context_detach, .ctx = OPS_KNOWN,
					 .res = OPS_KNOWN },
	[MVGPU_RENDER_OP_SUBMIT] = { rd_context_submit, .ctx = OPS_KNOWN,
				     .data_unit = 4 },
	[MVGPU_RENDER_OP_RES_CREATE] = { rd_resource_create, .res = OPS_NEW,
					 .min_data = RESOURCE_BYTES },
	[MVGPU_RENDER_OP_RES_DESTROY] = { rd_resource_destroy, .res = OPS_KNOWN },
	[MVGPU_RENDER_OP_ATTACH] = { rd_resource_attach, .res = OPS_KNOWN,
				     .min_data = IOV_BYTES,
				     .data_unit = IOV_BYTES },
	[MVGPU_RENDER_OP_DETACH] = { rd_resource_detach, .res = OPS_KNOWN },
	[MVGPU_RENDER_OP_TRANSFER_TO] = { rd_transfer_to, .ctx = OPS_KNOWN_OR_0,
					  .res = OPS_KNOWN,
					  .min_data = TRANSFER_BYTES,
					  .data_unit = IOV_BYTES },
	[MVGPU_RENDER_OP_TRANSFER_FROM] = { rd_transfer_from,
					    .ctx = OPS_KNOWN_OR_0,
					    .res = OPS_KNOWN,
					    .min_data = TRANSFER_BYTES,
					    .data_unit = IOV_BYTES },
	[MVGPU_RENDER_OP_RES_CREATE_BLOB] = { rd_blob_create,
					      .ctx = OPS_KNOWN_OR_0, .res = OPS_NEW,
					      .min_data = BLOB_BYTES,
					      .data_unit = IOV_BYTES },
	[MVGPU_RENDER_OP_MAP] = { rd_blob_map, .res = OPS_KNOWN },
	[MVGPU_RENDER_OP_UNMAP] = { rd_blob_unmap, .res = OPS_KNOWN },
	[MVGPU_RENDER_OP_EXPORT] = { rd_export, .res = OPS_KNOWN },
};

static const struct ops_op *ops_find(u32 op)
{
	return op < ARRAY_SIZE(ops) && ops[op].run ? &ops[op] : NULL;
}

static int ops_check_id(struct rd_table *table, u32 id, enum ops_id rule)
{
	bool known = id && rd_table_find(table, id);

	switch (rule) {
	case OPS_KNOWN:
		return known ? 0 : -ENOENT;
	case OPS_NEW:
		return !id || known ? -EINVAL : 0;
	case OPS_KNOWN_OR_0:
		return !id || known ? 0 : -ENOENT;
	default:
		return 0;
	}
}

static int ops_check_data(const struct rd_link *link, const struct ops_op *op,
			  const struct mvgpu_render_cmd *cmd)
{
	u32 more = cmd->data_len - op->min_data;

	if (!IS_ALIGNED(cmd->data, 8) ||
	    (u64)cmd->data + cmd->data_len > link->shape.data_bytes)
		return -EINVAL;
	if (cmd->data_len < op->min_data)
		return -EINVAL;
	return (op->data_unit ? more % op->data_unit : more) ? -EINVAL : 0;
}

/*
 * What the library does for no context, as the creation of a resource, it does in the OpenGL
 * context that happens to be current, behind the back of what it remembers of that one. So
 * the context of nobody is made current first. A stream selects its own.
 */
static void ops_leave_context(const struct rd_session *s, u32 op)
{
	if (s->open && op != MVGPU_RENDER_OP_SUBMIT && op != MVGPU_RENDER_OP_NOP)
		virgl_renderer_force_ctx_0();
}

static int ops_run(struct rd_session *s, const struct mvgpu_render_cmd *cmd)
{
	const struct ops_op *op = ops_find(cmd->op);
	int err;

	if (!op)
		return -EOPNOTSUPP;
	if (!s->open && cmd->op != MVGPU_RENDER_OP_OPEN)
		return -EINVAL;
	err = ops_check_data(s->link, op, cmd);
	if (!err)
		err = ops_check_id(&s->contexts, cmd->ctx, op->ctx);
	if (!err)
		err = ops_check_id(&s->resources, cmd->res, op->res);
	if (err)
		return err;
	ops_leave_context(s, cmd->op);
	return op->run(s, cmd, s->link->data + cmd->data);
}

/* True when a fence completes the command. */
static bool ops_fence(struct rd_session *s, const struct mvgpu_render_cmd *cmd)
{
	if (!(cmd->flags & MVGPU_RENDER_F_FENCED))
		return false;
	if (cmd->flags & MVGPU_RENDER_F_RING) {
		s->answer.err = rd_ring_fence(s, cmd, &s->answer);
		return !s->answer.err;
	}
	return !rd_fence_add(s, cmd->ctx, &s->answer);
}

/**
 * rd_ops_execute() - Execute a command, and complete it now or by a fence
 * @s: session
 * @cmd: command
 *
 * A command that took effect completes with 0, also when the GPU cannot have a fence: the
 * module takes any error for a command without an effect. A ring without fences is an error,
 * as its context has no process any more.
 */
void rd_ops_execute(struct rd_session *s, const struct mvgpu_render_cmd *cmd)
{
	rd_fence_before(s, cmd);
	s->answer = (struct mvgpu_render_done) { .cookie = cmd->cookie };
	s->answer.err = ops_run(s, cmd);
	if (!s->answer.err && ops_fence(s, cmd))
		return;
	rd_link_complete(s->link, &s->answer);
	rd_export_end(s);
}
