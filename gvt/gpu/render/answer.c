// SPDX-License-Identifier: GPL-2.0
/*
 * What a renderer answers to MVGPU_RENDER_OP_MAP and MVGPU_RENDER_OP_EXPORT. Free-standing.
 *
 * Whether memory is at the address is not decided here, because that can change at any
 * time. What is checked is that the address and the size are those of whole pages which a
 * process can have.
 */
#include "gvt/gpu/render/answer.h"
#include "gvt/mem/geometry.h"

/* Bytes that a small texture may take in addition. */
#define ANSWER_TABLES (1ULL << 20)
/* VIRTIO_GPU_MAP_CACHE_CACHED and _WC */
#define ANSWER_MIN_CACHE 1
#define ANSWER_MAX_CACHE 3

/**
 * mvgpu_rd_answer_check() - Check where a renderer says that it has mapped a blob
 * @done: private copy of the completion, whose error is 0
 * @bytes: bytes of the blob, whole pages, 1..
 * @limit: first address that a process cannot have, page aligned
 *
 * Context: Any context.
 *
 * Return: 0, and @bytes bytes from done->addr on are whole pages below @limit; -EPROTO.
 */
int mvgpu_rd_answer_check(const struct mvgpu_render_done *done, u64 bytes, u64 limit)
{
	if (done->map_info < ANSWER_MIN_CACHE || done->map_info > ANSWER_MAX_CACHE)
		return -EPROTO;
	if (!done->addr || !IS_ALIGNED(done->addr, (u64)PAGE_SIZE) ||
	    !IS_ALIGNED(done->size, (u64)PAGE_SIZE) || done->size < bytes)
		return -EPROTO;
	if (done->addr >= limit || done->size > limit - done->addr)
		return -EPROTO;
	return 0;
}

/* Lines are padded, and drivers add tables, but neither to more than twice the size. */
static u64 answer_most_bytes(u64 bytes)
{
	return 2 * bytes + ANSWER_TABLES;
}

/**
 * mvgpu_rd_answer_check_export() - Check how a renderer describes the dma-buf of a texture
 * @done: private copy of the completion, whose error is 0
 * @width: width of the texture, pixels
 * @height: height of the texture, lines
 * @bytes: bytes of the dma-buf; 0: they are not known
 *
 * A client that believes the description accesses nothing outside of a linear dma-buf. The
 * driver of the client checks what a modifier means. A dma-buf is no larger than a texture
 * needs, as the vGPU is charged for all of it.
 *
 * Context: Any context.
 *
 * Return: 0; -EINVAL.
 */
int mvgpu_rd_answer_check_export(const struct mvgpu_render_done *done, u32 width, u32 height,
				 u64 bytes)
{
	u64 line = (u64)width * MVGPU_BPP;
	u64 lines = (u64)done->stride * height;

	if (done->stride < line || lines > answer_most_bytes(line * height))
		return -EINVAL;
	if (bytes && (bytes < lines || bytes > answer_most_bytes(lines)))
		return -EINVAL;
	return mvgpu_fourcc_without_alpha(done->fourcc) ? 0 : -EINVAL;
}
