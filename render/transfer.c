// SPDX-License-Identifier: GPL-2.0
/*
 * Transfers, with the backing of a resource or with a slot of the command.
 *
 * Layers are transferred one by one, because the library does not do all of several. Blobs
 * of opaque contexts have no layers: linear.c has their lines.
 */
#include <virgl/virglrenderer.h>
#include "render/linear.h"
#include "render/resource.h"
#include "render/transfer.h"

/**
 * struct transfer - Transfer whose memory is known
 * @cmd: command
 * @t: box and strides
 * @iov: pieces of the memory
 * @count: number of pieces
 * @total: bytes of the pieces
 */
struct transfer {
	const struct mvgpu_render_cmd *cmd;
	const struct mvgpu_render_transfer *t;
	struct iovec *iov;
	u32 count;
	u64 total;
};

static struct mvgpu_virgl_transfer transfer_box(const struct mvgpu_render_transfer *t)
{
	return (struct mvgpu_virgl_transfer) {
		.level = t->level, .x = t->x, .y = t->y, .z = t->z,
		.width = t->width, .height = t->height, .depth = t->depth,
		.offset = t->offset, .stride = t->stride,
		.layer_stride = t->layer_stride,
	};
}

static int transfer_check(const struct mvgpu_virgl_shape *shape,
			  const struct transfer *transfer)
{
	struct mvgpu_virgl_transfer box = transfer_box(transfer->t);
	u64 end;

	if (mvgpu_virgl_transfer_end(shape, &box, &end) || end > transfer->total)
		return -EINVAL;
	return 0;
}

/* Returns the bytes from layer to layer in memory; the box has several. */
static u64 transfer_layer_bytes(const struct mvgpu_virgl_shape *shape,
				const struct mvgpu_render_transfer *t)
{
	struct mvgpu_virgl_transfer box = transfer_box(t);
	u64 two = 0, one = 0;

	box.depth = 2;
	mvgpu_virgl_transfer_end(shape, &box, &two);
	box.depth = 1;
	mvgpu_virgl_transfer_end(shape, &box, &one);
	return two - one;
}

static int transfer_write(const struct transfer *transfer, struct rd_box *box, u64 offset)
{
	const struct mvgpu_render_transfer *t = transfer->t;

	if (virgl_renderer_transfer_write_iov(transfer->cmd->res, transfer->cmd->ctx,
					      t->level, t->stride, t->layer_stride,
					      (struct virgl_box *)box, offset,
					      transfer->iov, transfer->count))
		return -EINVAL;
	return 0;
}

static int transfer_read(const struct transfer *transfer, struct rd_box *box, u64 offset)
{
	const struct mvgpu_render_transfer *t = transfer->t;

	if (virgl_renderer_transfer_read_iov(transfer->cmd->res, transfer->cmd->ctx,
					     t->level, t->stride, t->layer_stride,
					     (struct virgl_box *)box, offset,
					     transfer->iov, transfer->count))
		return -EINVAL;
	return 0;
}

static int transfer_layer(const struct transfer *transfer, struct rd_box *box, u64 offset)
{
	if (transfer->cmd->op == MVGPU_RENDER_OP_TRANSFER_TO)
		return transfer_write(transfer, box, offset);
	return transfer_read(transfer, box, offset);
}

/*
 * The library reads only the first of several layers, and of several layers of a compressed
 * format or faces of a cube it does not write all.
 */
static int transfer_layers(const struct mvgpu_virgl_shape *shape,
			   const struct transfer *transfer)
{
	const struct mvgpu_render_transfer *t = transfer->t;
	struct rd_box box = { t->x, t->y, t->z, t->width, t->height, 1 };
	u64 layer = t->depth > 1 ? transfer_layer_bytes(shape, t) : 0;
	u64 offset = t->offset;
	u32 i;
	int err = transfer_layer(transfer, &box, offset);

	for (i = 1; !err && i < t->depth; i++) {
		box.z++;
		offset += layer;
		err = transfer_layer(transfer, &box, offset);
	}
	return err;
}

/*
 * The library takes a box without layers for one with a layer, and reads it from a buffer
 * that it made without a byte.
 */
static bool transfer_is_empty(const struct mvgpu_render_transfer *t)
{
	return !t->width || !t->height || !t->depth;
}

static int transfer_with_pieces(const struct rd_resource *res,
				struct transfer *transfer)
{
	int err = transfer_check(&res->shape, transfer);

	if (err || transfer_is_empty(transfer->t))
		return err;
	return transfer_layers(&res->shape, transfer);
}

static int transfer_by_backing(const struct rd_resource *res,
			       struct transfer *transfer)
{
	if (!res->iov || transfer->cmd->data_len != sizeof(*transfer->t))
		return -EINVAL;
	transfer->iov = res->iov;
	transfer->count = res->count;
	transfer->total = res->total;
	return transfer_with_pieces(res, transfer);
}

static int transfer_by_slot(struct rd_session *s, const struct rd_resource *res,
			    struct transfer *transfer)
{
	struct rd_slot slot;
	int err = rd_slot_map(s->link, transfer->cmd, &slot);

	if (err)
		return err;
	err = rd_slot_iov(&slot, transfer->t + 1,
			  transfer->cmd->data_len - sizeof(*transfer->t),
			  &transfer->iov, &transfer->count, &transfer->total);
	if (!err) {
		err = transfer_with_pieces(res, transfer);
		free(transfer->iov);
	}
	rd_slot_unmap(&slot);
	return err;
}

static int transfer_do(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		       const void *data)
{
	struct transfer transfer = { .cmd = cmd, .t = data };
	struct rd_resource *res = rd_resource_find(s, cmd->res);

	if (cmd->slot == MVGPU_RENDER_NO_SLOT)
		return transfer_by_backing(res, &transfer);
	return transfer_by_slot(s, res, &transfer);
}

/**
 * rd_transfer_to() - MVGPU_RENDER_OP_TRANSFER_TO
 * @s: session
 * @cmd: command, whose resource and context exist
 * @data: struct mvgpu_render_transfer and struct mvgpu_render_iov
 *
 * Return: 0 or -errno.
 */
int rd_transfer_to(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		   const void *data)
{
	return transfer_do(s, cmd, data);
}

/**
 * rd_transfer_from() - MVGPU_RENDER_OP_TRANSFER_FROM
 * @s: session
 * @cmd: command, whose resource and context exist
 * @data: struct mvgpu_render_transfer and struct mvgpu_render_iov
 *
 * Return: 0 or -errno.
 */
int rd_transfer_from(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		     const void *data)
{
	const struct rd_resource *res = rd_resource_find(s, cmd->res);

	if (res->owner)
		return rd_linear_read(s, cmd, data, res);
	return transfer_do(s, cmd, data);
}
