// SPDX-License-Identifier: GPL-2.0
/*
 * Pixels of blobs of opaque contexts, for displays. The library knows no shape of this memory
 * and does not transfer it: it is copied here as lines of bytes, or exported as it is.
 */
#include <setjmp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <linux/dma-buf.h>
#include <virgl/virglrenderer.h>
#include "render/linear.h"
#include "render/resource.h"

/**
 * struct lines - Lines of bytes in memory
 * @first: offset of the first byte
 * @stride: bytes from line to line
 * @bytes: bytes of a line, 1..
 * @count: lines, 1..
 */
struct lines {
	u64 first;
	u32 stride;
	u32 bytes;
	u32 count;
};

static bool linear_inside(const struct lines *lines, u64 limit)
{
	u64 end;

	return !__builtin_mul_overflow((u64)(lines->count - 1), lines->stride, &end) &&
	       !__builtin_add_overflow(end, lines->first, &end) &&
	       !__builtin_add_overflow(end, lines->bytes, &end) && end <= limit;
}

static struct lines linear_source(const struct mvgpu_render_transfer *t)
{
	return (struct lines) {
		.first = (u64)t->y * t->layer_stride + t->z + t->x,
		.stride = t->layer_stride, .bytes = t->width, .count = t->height,
	};
}

static struct lines linear_target(const struct mvgpu_render_transfer *t)
{
	return (struct lines) {
		.first = t->offset, .stride = t->stride, .bytes = t->width,
		.count = t->height,
	};
}

/* Copies bytes to an offset in pieces, which have enough. */
static void linear_put(const struct iovec *iov, u64 offset, const u8 *from, u64 bytes)
{
	u64 now;

	for (; bytes; iov++) {
		if (offset >= iov->iov_len) {
			offset -= iov->iov_len;
			continue;
		}
		now = iov->iov_len - offset < bytes ? iov->iov_len - offset : bytes;
		memcpy((u8 *)iov->iov_base + offset, from, now);
		from += now;
		bytes -= now;
		offset = 0;
	}
}

/* Where a thread goes on that meets memory which is mapped and cannot be had. */
static __thread sigjmp_buf *linear_escape;

static void linear_on_bus(int signal)
{
	if (linear_escape)
		siglongjmp(*linear_escape, 1);
	sigaction(signal, &(struct sigaction) { .sa_handler = SIG_DFL }, NULL);
}

static int linear_put_all(const struct lines *source, const struct lines *target,
			  const u8 *base, const struct iovec *iov)
{
	const struct sigaction on_bus = { .sa_handler = linear_on_bus };
	sigjmp_buf here;
	u32 i;

	sigaction(SIGBUS, &on_bus, NULL);
	if (sigsetjmp(here, 1)) {
		linear_escape = NULL;
		return -EINVAL;
	}
	linear_escape = &here;
	/* The signal handler reads it, which the compiler does not know. */
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	for (i = 0; i < source->count; i++)
		linear_put(iov, target->first + (u64)i * target->stride,
			   base + source->first + (u64)i * source->stride, source->bytes);
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	linear_escape = NULL;
	return 0;
}

/**
 * rd_linear_copy() - Copy lines of bytes out of a blob
 * @t: which, and to where; width and height are not 0
 * @base: where the blob is mapped
 * @size: its bytes
 * @iov: pieces to copy to
 * @total: bytes of all pieces
 *
 * A driver may have mapped memory that the CPU does not reach, as that outside of a small BAR
 * is, and the process of a context may truncate its memory.
 *
 * Return: 0; -EINVAL for lines that are not inside the blob and the pieces, and for memory that
 * cannot be read.
 */
int rd_linear_copy(const struct mvgpu_render_transfer *t, const void *base, u64 size,
		   const struct iovec *iov, u64 total)
{
	const struct lines source = linear_source(t), target = linear_target(t);

	if (!linear_inside(&source, size) || !linear_inside(&target, total))
		return -EINVAL;
	return linear_put_all(&source, &target, base, iov);
}

/* Waits for what is drawn to a dma-buf, and makes it visible to the CPU. Others need neither. */
static void linear_sync(int fd, u64 flags)
{
	struct dma_buf_sync sync = { .flags = flags | DMA_BUF_SYNC_READ };

	if (fd >= 0)
		ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync);
}

static int linear_copy_synced(u32 id, const struct mvgpu_render_transfer *t, const void *base,
			      u64 size, const struct iovec *iov, u64 total)
{
	int fd, err;

	if (rd_linear_export(id, &fd))
		fd = -1;
	linear_sync(fd, DMA_BUF_SYNC_START);
	err = rd_linear_copy(t, base, size, iov, total);
	linear_sync(fd, DMA_BUF_SYNC_END);
	if (fd >= 0)
		close(fd);
	return err;
}

/* The guest has the blob mapped, or it is mapped for this time. */
static int linear_copy_mapped(u32 id, const struct rd_resource *res,
			      const struct mvgpu_render_transfer *t, const struct iovec *iov,
			      u64 total)
{
	void *base = res->base;
	u64 size = res->base_bytes;
	int err = -EINVAL;

	if (!res->base && virgl_renderer_resource_map(id, &base, &size))
		return -EINVAL;
	if (base)
		err = linear_copy_synced(id, t, base, size < res->bytes ? size : res->bytes,
					 iov, total);
	if (!res->base)
		virgl_renderer_resource_unmap(id);
	return err;
}

/**
 * rd_linear_read() - MVGPU_RENDER_OP_TRANSFER_FROM of a blob of an opaque context
 * @s: session
 * @cmd: command
 * @t: its transfer
 * @res: its resource, with an owner
 *
 * Return: 0; -EINVAL for lines that are not inside the blob and the memory, for no memory, and
 * for a blob that cannot be mapped; -ENOMEM.
 */
int rd_linear_read(struct rd_session *s, const struct mvgpu_render_cmd *cmd,
		   const struct mvgpu_render_transfer *t, const struct rd_resource *res)
{
	struct rd_slot slot;
	struct iovec *iov;
	u32 count;
	u64 total;
	int err;

	if (!t->width || !t->height || t->depth != 1 || t->level)
		return -EINVAL;
	err = rd_slot_map(s->link, cmd, &slot);
	if (err)
		return err;
	err = rd_slot_iov(&slot, t + 1, cmd->data_len - sizeof(*t), &iov, &count, &total);
	if (!err) {
		err = linear_copy_mapped(cmd->res, res, t, iov, total);
		free(iov);
	}
	rd_slot_unmap(&slot);
	return err;
}

/**
 * rd_linear_export() - MVGPU_RENDER_OP_EXPORT of a blob of an opaque context
 * @id: resource
 * @fd: set to its dma-buf, for the caller to close
 *
 * Return: 0; -EOPNOTSUPP for memory that is no dma-buf.
 */
int rd_linear_export(u32 id, int *fd)
{
#ifdef VIRGL_RENDERER_BLOB_FD_TYPE_DMABUF
	u32 type;

	if (virgl_renderer_resource_export_blob(id, &type, fd))
		return -EOPNOTSUPP;
	if (type == VIRGL_RENDERER_BLOB_FD_TYPE_DMABUF)
		return 0;
	close(*fd);
#endif
	return -EOPNOTSUPP;
}
