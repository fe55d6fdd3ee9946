// SPDX-License-Identifier: GPL-2.0
/* Copies between backings and surfaces. */
#include <linux/highmem.h>
#include <linux/nospec.h>
#include <linux/sched.h>
#include "gvt/mem/backing.h"
#include "gvt/mem/backing_copy.h"
#include "gvt/mem/surface.h"

/* Piece that holds byte @offset, which is inside. */
static u32 backing_find_piece(const struct mvgpu_backing *b, u64 offset)
{
	u32 lo = 0, hi = b->nr_vec, mid;

	while (hi - lo > 1) {
		mid = lo + (hi - lo) / 2;
		if (b->start[mid] <= offset)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

static bool backing_range_inside(const struct mvgpu_backing *b, u64 offset, u64 len)
{
	return offset <= b->size && len <= b->size - offset;
}

/**
 * mvgpu_backing_read() - Copy bytes out of a backing
 * @backing: backing
 * @offset: first byte
 * @dst: destination
 * @len: bytes
 *
 * Context: process context, may sleep (cond_resched()).
 *
 * Return: 0, or -EINVAL for a range that is not inside the backing.
 */
int mvgpu_backing_read(const struct mvgpu_backing *backing, u64 offset,
		       void *dst, size_t len)
{
	const struct bio_vec *v;
	u32 i, skip;
	size_t n;

	if (!backing_range_inside(backing, offset, len))
		return -EINVAL;
	if (!len)
		return 0;
	i = backing_find_piece(backing, offset);
	skip = offset - backing->start[i];
	for (; len; len -= n, dst += n, skip = 0) {
		v = &backing->vec[array_index_nospec(i, backing->nr_vec)];
		i++;
		n = min_t(size_t, len, v->bv_len - skip);
		memcpy_from_page(dst, v->bv_page, v->bv_offset + skip, n);
		cond_resched();
	}
	return 0;
}

/**
 * mvgpu_backing_to_surface() - Copy bytes of a backing into a surface
 * @backing: backing
 * @offset: first byte to read
 * @dst: surface
 * @dst_offset: first byte to write
 * @len: bytes; inside @dst
 *
 * Context: process context, may sleep.
 *
 * Return: 0, or -EINVAL for a range that is not inside the backing; nothing is copied then.
 */
int mvgpu_backing_to_surface(const struct mvgpu_backing *backing, u64 offset,
			     struct mvgpu_surface *dst, u64 dst_offset,
			     u64 len)
{
	size_t n;
	void *va;

	if (!backing_range_inside(backing, offset, len))
		return -EINVAL;
	for (; len; len -= n, offset += n, dst_offset += n) {
		n = min_t(u64, len, PAGE_SIZE - offset_in_page(dst_offset));
		va = mvgpu_surface_map(dst, dst_offset);
		mvgpu_backing_read(backing, offset, va, n);
		kunmap_local(va);
	}
	return 0;
}

/* @offset + @len lies inside the backing, which may be written. */
static void backing_write_pieces(const struct mvgpu_backing *b, u64 offset,
				 const void *src, size_t len)
{
	u32 i = backing_find_piece(b, offset);
	u32 skip = offset - b->start[i];
	const struct bio_vec *v;
	size_t n;

	for (; len; len -= n, src += n, skip = 0) {
		v = &b->vec[array_index_nospec(i, b->nr_vec)];
		i++;
		n = min_t(size_t, len, v->bv_len - skip);
		memcpy_to_page(v->bv_page, v->bv_offset + skip, src, n);
		cond_resched();
	}
}

/**
 * mvgpu_backing_from_surface() - Copy bytes of a surface into a backing
 * @backing: backing
 * @offset: first byte to write
 * @src: surface
 * @src_offset: first byte to read
 * @len: bytes; inside @src
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -EPERM for a backing that may only be read; -EINVAL for a range that is not
 * inside it. After an error nothing is copied.
 */
int mvgpu_backing_from_surface(const struct mvgpu_backing *backing, u64 offset,
			       const struct mvgpu_surface *src, u64 src_offset,
			       u64 len)
{
	size_t n;
	void *va;

	if (backing->readonly)
		return -EPERM;
	if (!backing_range_inside(backing, offset, len))
		return -EINVAL;
	for (; len; len -= n, offset += n, src_offset += n) {
		n = min_t(u64, len, PAGE_SIZE - offset_in_page(src_offset));
		va = mvgpu_surface_map(src, src_offset);
		backing_write_pieces(backing, offset, va, n);
		kunmap_local(va);
	}
	return 0;
}
