// SPDX-License-Identifier: GPL-2.0
/* Contexts: the guest's, and one of our own that clears resources. */
#include <unistd.h>
#include <virgl/virglrenderer.h>
#include "render/context.h"
#include "render/resource.h"
#include "render/ring.h"

/* Names are shown by tools for debugging, which cut them at this length. */
#define CONTEXT_NAME 64

static void context_end(struct rd_session *s, u32 id)
{
	virgl_renderer_context_destroy(id);
	rd_ring_drop(s, id);
	rd_fence_renew(s);
}

static struct rd_context *context_find(struct rd_session *s, u32 id)
{
	struct rd_entry *entry = rd_table_find(&s->contexts, id);

	return entry ? container_of(entry, struct rd_context, entry) : NULL;
}

/**
 * rd_context_is_opaque() - Find out what the streams of a context are
 * @s: session
 * @id: its number
 *
 * Return: true for a context whose protocol the library alone knows.
 */
bool rd_context_is_opaque(struct rd_session *s, u32 id)
{
	const struct rd_context *context = context_find(s, id);

	return context && context->kind == MVGPU_KIND_OPAQUE;
}

/**
 * rd_context_serial() - Tell a context from others that have the same number
 * @s: session
 * @id: its number
 *
 * Return: its serial number, 0 without a context.
 */
u64 rd_context_serial(struct rd_session *s, u32 id)
{
	const struct rd_context *context = context_find(s, id);

	return context ? context->serial : 0;
}

static void context_drop_own(struct rd_session *s)
{
	if (s->own_ctx)
		context_end(s, s->own_ctx);
	s->own_ctx = 0;
}

static int context_start(const struct mvgpu_render_cmd *cmd, const void *data)
{
	char name[CONTEXT_NAME] = "";
	u32 len = min_t(u32, cmd->data_len, sizeof(name) - 1);

	memcpy(name, data, len);
	len = strlen(name);
	if (cmd->arg)
		return virgl_renderer_context_create_with_flags(cmd->ctx, cmd->arg,
								len, name);
	return virgl_renderer_context_create(cmd->ctx, len, name);
}

/**
 * rd_context_create() - MVGPU_RENDER_OP_CTX_CREATE
 * @s: session
 * @cmd: command, whose context does not exist
 * @data: name
 *
 * Return: 0 or -errno.
 */
int rd_context_create(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		      const void *data)
{
	struct rd_context *context;

	if (cmd->arg & ~VIRGL_RENDERER_CONTEXT_FLAG_CAPSET_ID_MASK)
		return -EINVAL;
	if (s->contexts.count >= RD_MAX_CONTEXTS)
		return -ENOMEM;
	if (cmd->ctx == s->own_ctx)
		context_drop_own(s);
	context = calloc(1, sizeof(*context));
	if (!context)
		return -ENOMEM;
	if (context_start(cmd, data)) {
		free(context);
		return -EINVAL;
	}
	context->kind = mvgpu_capset_kind(cmd->arg);
	context->serial = ++s->serial;
	rd_table_add(&s->contexts, &context->entry, cmd->ctx);
	return 0;
}

/**
 * rd_context_destroy() - MVGPU_RENDER_OP_CTX_DESTROY
 * @s: session
 * @cmd: command, whose context exists
 * @data: unused
 *
 * Return: 0.
 */
int rd_context_destroy(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		       const void *data)
{
	struct rd_context *context = context_find(s, cmd->ctx);

	context_end(s, cmd->ctx);
	rd_table_remove(&s->contexts, &context->entry);
	free(context);
	return 0;
}

/* Versions of the library that check themselves abort otherwise. */
static bool context_can_share(u32 id)
{
	u32 type = 0;
	int fd = -1;

	if (virgl_renderer_resource_export_blob(id, &type, &fd))
		return false;
	close(fd);
	return type == VIRGL_RENDERER_BLOB_FD_TYPE_DMABUF;
}

/* Memory of another opaque context has to be a dma-buf. */
static bool context_may_attach(struct rd_session *s, const struct mvgpu_render_cmd *cmd)
{
	const struct rd_resource *res = rd_resource_find(s, cmd->res);

	return !res->owner || res->owner == rd_context_serial(s, cmd->ctx) ||
	       !rd_context_is_opaque(s, cmd->ctx) || context_can_share(cmd->res);
}

/**
 * rd_context_attach() - MVGPU_RENDER_OP_CTX_ATTACH
 * @s: session
 * @cmd: command, whose context and resource exist
 * @data: unused
 *
 * Return: 0; -EINVAL for memory of another opaque context that cannot be shared.
 */
int rd_context_attach(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		      const void *data)
{
	if (!context_may_attach(s, cmd))
		return -EINVAL;
	virgl_renderer_ctx_attach_resource(cmd->ctx, cmd->res);
	return 0;
}

/**
 * rd_context_detach() - MVGPU_RENDER_OP_CTX_DETACH
 * @s: session
 * @cmd: command, whose context and resource exist
 * @data: unused
 *
 * Return: 0.
 */
int rd_context_detach(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		      const void *data)
{
	virgl_renderer_ctx_detach_resource(cmd->ctx, cmd->res);
	return 0;
}

/**
 * rd_context_submit() - MVGPU_RENDER_OP_SUBMIT
 * @s: session
 * @cmd: command, whose context exists
 * @data: stream, which the module does not change before the command is taken
 *
 * A stream that the library rejects is executed up to the command that is wrong, and the
 * context reports it to OpenGL. So the submission took effect, as on other virtio GPUs. An
 * opaque stream goes to the process of its context, which may have died.
 *
 * Return: 0; -EIO for an opaque stream that nobody took.
 */
int rd_context_submit(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		      const void *data)
{
	int err = virgl_renderer_submit_cmd((void *)data, cmd->ctx, cmd->data_len / 4);

	return err && rd_context_is_opaque(s, cmd->ctx) ? -EIO : 0;
}

/**
 * rd_context_own() - Find or make the context that clears resources
 * @s: session
 *
 * The guest's contexts may have any number; this one has the largest that is free.
 *
 * Return: its number, or 0.
 */
u32 rd_context_own(struct rd_session *s)
{
	static const char name[] = "mvgpu";
	u32 id = U32_MAX >> 1;

	if (s->own_ctx)
		return s->own_ctx;
	while (rd_table_find(&s->contexts, id))
		id--;
	if (virgl_renderer_context_create(id, sizeof(name) - 1, name))
		return 0;
	s->own_ctx = id;
	return id;
}
