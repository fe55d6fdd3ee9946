// SPDX-License-Identifier: GPL-2.0
/*
 * First contents of resources. The memory of a new one is as the OpenGL driver left it.
 * Every level is therefore filled with zeros by a transfer before its owner can name it.
 *
 * Transfers cannot reach multisampled resources. A command in a context of our own clears
 * them where the driver has it. Elsewhere they are as the driver made them, from memory of
 * this process, which has seen no other guest.
 */
#include <sys/mman.h>
#include <virgl/virglrenderer.h>
#include "gvt/virgl/scan.h"
#include "render/context.h"
#include "render/slot.h"
#include "render/transfer.h"
#include "render/zero.h"

#define ZERO_FACES 6
#define ZERO_CLEAR_DWORDS 13

static u32 zero_level_pixels(u32 pixels, u32 level)
{
	return max(pixels >> level, 1U);
}

/* Returns the layers or slices of a level that one transfer reaches: one face of a cube. */
static u32 zero_level_depth(const struct mvgpu_virgl_shape *shape, u32 level)
{
	if (shape->target == MVGPU_VIRGL_3D)
		return zero_level_pixels(shape->depth, level);
	if (shape->target == MVGPU_VIRGL_CUBE)
		return 1;
	return max(shape->array_size, 1U);
}

static struct rd_box zero_whole_level(const struct mvgpu_virgl_shape *s, u32 level)
{
	return (struct rd_box) {
		.width = s->target == MVGPU_VIRGL_BUFFER ? s->width :
			zero_level_pixels(s->width, level),
		.height = zero_level_pixels(s->height, level),
		.depth = zero_level_depth(s, level),
	};
}

/* Calculates the bytes in memory that a transfer of a whole level takes. */
static int zero_level_bytes(const struct mvgpu_virgl_shape *shape, u32 level, u64 *bytes)
{
	struct rd_box box = zero_whole_level(shape, level);
	struct mvgpu_virgl_transfer t = {
		.level = level, .width = box.width, .height = box.height,
		.depth = box.depth,
	};

	return mvgpu_virgl_transfer_end(shape, &t, bytes);
}

static int zero_write(u32 id, u32 level, struct rd_box *box, struct iovec *iov)
{
	if (virgl_renderer_transfer_write_iov(id, 0, level, 0, 0,
					      (struct virgl_box *)box, 0, iov, 1))
		return -EIO;
	return 0;
}

/*
 * Layer by layer, because the library writes nothing of several layers of a compressed
 * format, and one face of a cube at most.
 */
static int zero_level(u32 id, const struct mvgpu_virgl_shape *shape, u32 level,
		      struct iovec *iov)
{
	struct rd_box box = zero_whole_level(shape, level);
	u32 layers = shape->target == MVGPU_VIRGL_CUBE ? ZERO_FACES : box.depth;
	int err = 0;

	for (box.depth = 1; !err && box.z < layers; box.z++)
		err = zero_write(id, level, &box, iov);
	return err;
}

static int zero_from(u32 id, const struct mvgpu_virgl_shape *shape, u32 first,
		     struct iovec *iov)
{
	u32 level;
	u64 bytes;
	int err;

	for (level = first; level <= shape->last_level; level++) {
		err = zero_level_bytes(shape, level, &bytes);
		if (err)
			return err;
		iov->iov_len = bytes;
		err = zero_level(id, shape, level, iov);
		if (err)
			return err;
	}
	return 0;
}

/* CLEAR_TEXTURE consists of resource, level, box and 16 bytes of colour, here zeros. */
static int zero_multisampled(struct rd_session *s, u32 id,
			     const struct mvgpu_virgl_shape *shape)
{
	struct rd_box all = zero_whole_level(shape, 0);
	u32 stream[ZERO_CLEAR_DWORDS] = {
		MVGPU_VIRGL_CLEAR_TEXTURE | (ZERO_CLEAR_DWORDS - 1) << 16,
		id, 0, 0, 0, 0, all.width, all.height, all.depth,
	};
	u32 ctx = rd_context_own(s);

	if (!ctx)
		return -EIO;
	virgl_renderer_ctx_attach_resource(ctx, id);
	virgl_renderer_submit_cmd(stream, ctx, ZERO_CLEAR_DWORDS);
	virgl_renderer_ctx_detach_resource(ctx, id);
	return 0;
}

/**
 * rd_zero_levels() - Fill levels of a new resource with zeros
 * @s: session
 * @id: resource
 * @shape: size, checked by mvgpu_virgl_size()
 * @first: first level
 *
 * Memory that is only read needs no pages, however large it is.
 *
 * Return: 0 or -errno.
 */
int rd_zero_levels(struct rd_session *s, u32 id,
		   const struct mvgpu_virgl_shape *shape, u32 first)
{
	struct iovec iov;
	u64 bytes;
	int err;

	if (shape->nr_samples > 1)
		return zero_multisampled(s, id, shape);
	err = zero_level_bytes(shape, 0, &bytes);
	if (err || !bytes || first > shape->last_level)
		return err;
	iov.iov_base = mmap(NULL, bytes, PROT_READ,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (iov.iov_base == MAP_FAILED)
		return -ENOMEM;
	err = zero_from(id, shape, first, &iov);
	munmap(iov.iov_base, bytes);
	return err;
}

/**
 * rd_zero_contents() - Fill a new resource with the contents of a slot
 * @s: session
 * @cmd: command with the slot
 * @shape: size of the resource, which is no cube and not multisampled
 *
 * Other levels than the first are filled with zeros.
 *
 * Return: 0 or -errno.
 */
int rd_zero_contents(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		     const struct mvgpu_virgl_shape *shape)
{
	struct rd_slot slot;
	struct iovec iov;
	u64 bytes;
	int err;

	if (shape->nr_samples > 1 || shape->target == MVGPU_VIRGL_CUBE ||
	    zero_level_bytes(shape, 0, &bytes))
		return -EINVAL;
	err = rd_slot_map(s->link, cmd, &slot);
	if (err)
		return err;
	iov = (struct iovec) { .iov_base = slot.base, .iov_len = bytes };
	err = bytes > slot.bytes ? -EINVAL :
		zero_level(cmd->res, shape, 0, &iov);
	rd_slot_unmap(&slot);
	return err ? err : rd_zero_levels(s, cmd->res, shape, 1);
}
