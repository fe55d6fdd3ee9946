// SPDX-License-Identifier: GPL-2.0
/*
 * Execution of commands: contents are copied, and a stream only counts up the first word of
 * each blob that the guest may access. An opaque stream is found behind that word.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include "contexts.h"
#include "ops.h"
#include "store.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BLOB_MEM_HOST3D 2
#define FOURCC(a, b, c, d) ((u32)(a) | (u32)(b) << 8 | (u32)(c) << 16 | (u32)(d) << 24)

static const void *data_of(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	return s->data + cmd->data;
}

static int nothing(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	return 0;
}

static int create_context(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	return context_add(cmd->ctx, cmd->arg);
}

static int destroy_context(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	return context_drop(cmd->ctx);
}

/* The contents are in the slot, without gaps. */
static void fill(struct session *s, const struct mvgpu_render_cmd *cmd,
		 struct store *store)
{
	size_t size = store_size(store);
	void *mem = session_map_slot(s, cmd);

	memcpy(store->bytes, mem, size < cmd->slot_bytes ? size : cmd->slot_bytes);
	munmap(mem, cmd->slot_bytes);
}

static int create(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	int err;

	if (cmd->data_len != sizeof(struct mvgpu_render_resource))
		return -EINVAL;
	err = store_create(cmd->res, data_of(s, cmd));
	if (!err && cmd->slot != MVGPU_RENDER_NO_SLOT)
		fill(s, cmd, store_find(cmd->res));
	return err;
}

static int destroy(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	return store_destroy(cmd->res);
}

static int attach(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	struct store *store = store_find(cmd->res);
	int err;

	if (!store)
		return -ENOENT;
	if (store->map || cmd->slot == MVGPU_RENDER_NO_SLOT)
		return -EINVAL;
	err = store_set_iov(store, data_of(s, cmd), cmd->data_len);
	if (err)
		return err;
	store->map = session_map_slot(s, cmd);
	store->map_bytes = cmd->slot_bytes;
	return 0;
}

static int detach(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	struct store *store = store_find(cmd->res);

	if (!store)
		return -ENOENT;
	store_forget_backing(store);
	return 0;
}

/* A transfer with a slot of its own does not touch the backing of the resource. */
static int transfer_slot(struct session *s, const struct mvgpu_render_cmd *cmd,
			 struct store *store, const struct mvgpu_render_transfer *t)
{
	struct store other = { .shape = store->shape, .pixel = store->pixel,
			       .bytes = store->bytes,
			       .blob_bytes = store->blob_bytes };
	int err = store_set_iov(&other, t + 1, cmd->data_len - sizeof(*t));

	if (err)
		return err;
	other.map = session_map_slot(s, cmd);
	other.map_bytes = cmd->slot_bytes;
	err = store_transfer(&other, t, cmd->op == MVGPU_RENDER_OP_TRANSFER_TO);
	store_forget_backing(&other);
	return err;
}

static int transfer(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	const struct mvgpu_render_transfer *t = data_of(s, cmd);
	struct store *store = store_find(cmd->res);

	if (!store)
		return -ENOENT;
	if (cmd->data_len < sizeof(*t))
		return -EINVAL;
	if (cmd->slot != MVGPU_RENDER_NO_SLOT)
		return transfer_slot(s, cmd, store, t);
	return store_transfer(store, t, cmd->op == MVGPU_RENDER_OP_TRANSFER_TO);
}

/* Every blob id has memory of any size. */
static int create_opaque(const struct mvgpu_render_cmd *cmd,
			 const struct mvgpu_render_blob *blob)
{
	if (blob->mem != BLOB_MEM_HOST3D || cmd->slot != MVGPU_RENDER_NO_SLOT)
		return -EINVAL;
	return store_create_memory(cmd->res, blob->size);
}

static int create_blob(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	const struct mvgpu_render_blob *blob = data_of(s, cmd);
	struct store *store;
	int err;

	if (cmd->data_len < sizeof(*blob))
		return -EINVAL;
	if (context_is_opaque(cmd->ctx))
		return create_opaque(cmd, blob);
	err = store_create_blob(cmd->res, blob);
	if (err || cmd->slot == MVGPU_RENDER_NO_SLOT)
		return err;
	store = store_find(cmd->res);
	err = store_set_iov(store, blob + 1, cmd->data_len - sizeof(*blob));
	if (err) {
		store_destroy(cmd->res);
		return err;
	}
	store->map = session_map_slot(s, cmd);
	store->map_bytes = cmd->slot_bytes;
	return 0;
}

static int map_blob(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	struct store *store = store_find(cmd->res);

	if (!store)
		return -ENOENT;
	if (!store->memory_bytes || store->mapped)
		return -EINVAL;
	store->mapped = true;
	s->answer.map_info = 1;
	s->answer.addr = (uintptr_t)store->bytes;
	s->answer.size = store->memory_bytes;
	return 0;
}

static int unmap_blob(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	struct store *store = store_find(cmd->res);

	if (!store)
		return -ENOENT;
	store->mapped = false;
	return 0;
}

static const u32 fourccs[] = {
	[1] = FOURCC('A', 'R', '2', '4'), [2] = FOURCC('A', 'R', '2', '4'),
	[67] = FOURCC('A', 'B', '2', '4'), [134] = FOURCC('A', 'B', '2', '4'),
};

/* As drivers do that have no formats with padding. */
static int export_texture(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	struct store *store = store_find(cmd->res);

	if (!store)
		return -ENOENT;
	if (store->dmabuf >= 0 && !store->shape.width) {
		s->answer.fd = store->dmabuf;
		return 0;
	}
	if (store->dmabuf < 0 || store->shape.format >= ARRAY_SIZE(fourccs))
		return -EOPNOTSUPP;
	s->answer.stride = store->shape.width * store->pixel;
	s->answer.modifier = 0;
	s->answer.fourcc = fourccs[store->shape.format];
	s->answer.fd = store->dmabuf;
	return 0;
}

/* What a GPU does to the memory of blobs. */
static void count_up(struct store *store)
{
	__atomic_fetch_add((u32 *)store->bytes, 1, __ATOMIC_SEQ_CST);
}

static int submit(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	store_each_mapped(count_up);
	if (context_is_opaque(cmd->ctx))
		store_write_mapped(sizeof(u32), data_of(s, cmd), cmd->data_len);
	return 0;
}

static const struct {
	const char *name;
	int (*execute)(struct session *s, const struct mvgpu_render_cmd *cmd);
} ops[] = {
	[MVGPU_RENDER_OP_OPEN] = { "open", nothing },
	[MVGPU_RENDER_OP_NOP] = { "nop", nothing },
	[MVGPU_RENDER_OP_CTX_CREATE] = { "ctx-create", create_context },
	[MVGPU_RENDER_OP_CTX_DESTROY] = { "ctx-destroy", destroy_context },
	[MVGPU_RENDER_OP_CTX_ATTACH] = { "ctx-attach", nothing },
	[MVGPU_RENDER_OP_CTX_DETACH] = { "ctx-detach", nothing },
	[MVGPU_RENDER_OP_SUBMIT] = { "submit", submit },
	[MVGPU_RENDER_OP_RES_CREATE] = { "res-create", create },
	[MVGPU_RENDER_OP_RES_DESTROY] = { "res-destroy", destroy },
	[MVGPU_RENDER_OP_ATTACH] = { "attach", attach },
	[MVGPU_RENDER_OP_DETACH] = { "detach", detach },
	[MVGPU_RENDER_OP_TRANSFER_TO] = { "transfer-to", transfer },
	[MVGPU_RENDER_OP_TRANSFER_FROM] = { "transfer-from", transfer },
	[MVGPU_RENDER_OP_RES_CREATE_BLOB] = { "create-blob", create_blob },
	[MVGPU_RENDER_OP_MAP] = { "map", map_blob },
	[MVGPU_RENDER_OP_UNMAP] = { "unmap", unmap_blob },
	[MVGPU_RENDER_OP_EXPORT] = { "export", export_texture },
};

/**
 * op_name() - name an operation
 * @op: MVGPU_RENDER_OP_*
 *
 * Return: its name, also in arguments of the program.
 */
const char *op_name(u32 op)
{
	return op < ARRAY_SIZE(ops) && ops[op].name ? ops[op].name : "unknown";
}

/**
 * op_number() - find an operation
 * @name: of op_name()
 *
 * Return: MVGPU_RENDER_OP_* or -1.
 */
long op_number(const char *name)
{
	for (u32 op = 0; op < ARRAY_SIZE(ops); op++)
		if (ops[op].name && !strcmp(ops[op].name, name))
			return op;
	return -1;
}

/**
 * op_execute() - execute a command
 * @s: session
 * @cmd: command
 *
 * Return: 0 or -errno, for its completion.
 */
int op_execute(struct session *s, const struct mvgpu_render_cmd *cmd)
{
	if (cmd->op >= ARRAY_SIZE(ops) || !ops[cmd->op].execute)
		return -EOPNOTSUPP;
	return ops[cmd->op].execute(s, cmd);
}
