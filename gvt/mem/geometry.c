// SPDX-License-Identifier: GPL-2.0
/* Checked arithmetic of sizes, rectangles and formats. Free-standing. */
#include "gvt/mem/geometry.h"

#define FOURCC(a, b, c, d) \
	((u32)(a) | (u32)(b) << 8 | (u32)(c) << 16 | (u32)(d) << 24)

/**
 * struct format_row - pixel format of the protocol
 * @format: VIRTIO_GPU_FORMAT_*, named after the order of bytes in memory
 * @fourcc: DRM format with the same bytes; DRM names formats after a
 *	little-endian word, so that the letters are in reverse order
 * @alpha: DRM format with alpha where @fourcc has padding; otherwise @fourcc
 */
struct format_row {
	u32 format;
	u32 fourcc;
	u32 alpha;
};

#define AR24 FOURCC('A', 'R', '2', '4')
#define XR24 FOURCC('X', 'R', '2', '4')
#define BA24 FOURCC('B', 'A', '2', '4')
#define BX24 FOURCC('B', 'X', '2', '4')
#define AB24 FOURCC('A', 'B', '2', '4')
#define XB24 FOURCC('X', 'B', '2', '4')
#define RA24 FOURCC('R', 'A', '2', '4')
#define RX24 FOURCC('R', 'X', '2', '4')

static const struct format_row formats[] = {
	{ VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM, AR24, AR24 },
	{ VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, XR24, AR24 },
	{ VIRTIO_GPU_FORMAT_A8R8G8B8_UNORM, BA24, BA24 },
	{ VIRTIO_GPU_FORMAT_X8R8G8B8_UNORM, BX24, BA24 },
	{ VIRTIO_GPU_FORMAT_R8G8B8A8_UNORM, AB24, AB24 },
	{ VIRTIO_GPU_FORMAT_R8G8B8X8_UNORM, XB24, AB24 },
	{ VIRTIO_GPU_FORMAT_A8B8G8R8_UNORM, RA24, RA24 },
	{ VIRTIO_GPU_FORMAT_X8B8G8R8_UNORM, RX24, RA24 },
};

/**
 * mvgpu_format_fourcc() - Get the DRM format of a format of the protocol
 * @format: VIRTIO_GPU_FORMAT_* (virtio 1.2, 5.7.6.8), as the guest sent it
 *
 * Context: Any context.
 *
 * Return: DRM_FORMAT_*, or 0 for an unknown format.
 */
u32 mvgpu_format_fourcc(u32 format)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		if (formats[i].format == format)
			return formats[i].fourcc;
	return 0;
}

/**
 * mvgpu_fourcc_with_alpha() - Get the format with alpha and the same byte order
 * @fourcc: result of mvgpu_format_fourcc()
 *
 * Context: Any context.
 *
 * Return: DRM_FORMAT_* with alpha; @fourcc itself when it is not known.
 */
u32 mvgpu_fourcc_with_alpha(u32 fourcc)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		if (formats[i].fourcc == fourcc)
			return formats[i].alpha;
	return fourcc;
}

/**
 * mvgpu_fourcc_without_alpha() - Get the format with padding and the same byte order
 * @fourcc: any value
 *
 * Context: Any context.
 *
 * Return: DRM_FORMAT_* with padding in the place of alpha; 0 for a format that the protocol
 * does not have.
 */
u32 mvgpu_fourcc_without_alpha(u32 fourcc)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		if (formats[i].fourcc != formats[i].alpha &&
		    (formats[i].fourcc == fourcc || formats[i].alpha == fourcc))
			return formats[i].fourcc;
	return 0;
}

/**
 * mvgpu_rect_load() - Convert a rectangle to the byte order of the CPU
 * @le: rectangle in the private copy of a command of the guest
 * @rect: set to the rectangle, which is not checked
 *
 * Context: Any context.
 */
void mvgpu_rect_load(const struct virtio_gpu_rect *le,
		     struct mvgpu_gpu_rect *rect)
{
	rect->x = le32_to_cpu(le->x);
	rect->y = le32_to_cpu(le->y);
	rect->width = le32_to_cpu(le->width);
	rect->height = le32_to_cpu(le->height);
}

/**
 * mvgpu_rect_inside() - Check that a rectangle is a non-empty part of an image
 * @rect: rectangle of any values
 * @width: width of the image, pixels
 * @height: height of the image, lines
 *
 * Context: Any context.
 *
 * Return: true when the rectangle has pixels and all of them are inside.
 */
bool mvgpu_rect_inside(const struct mvgpu_gpu_rect *rect, u32 width,
		       u32 height)
{
	return rect->width && rect->height &&
	       rect->x <= width && rect->width <= width - rect->x &&
	       rect->y <= height && rect->height <= height - rect->y;
}

static bool geometry_intersect_span(u32 a, u32 a_len, u32 b, u32 b_len,
				    u32 *start, u32 *len)
{
	u64 from = max(a, b);
	u64 to = min((u64)a + a_len, (u64)b + b_len);

	if (from >= to)
		return false;
	*start = from;
	*len = to - from;
	return true;
}

/**
 * mvgpu_rect_intersect() - Compute the intersection of two rectangles
 * @a: rectangle of any values
 * @b: rectangle of any values
 * @out: set to the intersection if it is not empty; may be @a or @b
 *
 * Context: Any context.
 *
 * Return: true when the intersection is not empty.
 */
bool mvgpu_rect_intersect(const struct mvgpu_gpu_rect *a,
			  const struct mvgpu_gpu_rect *b,
			  struct mvgpu_gpu_rect *out)
{
	struct mvgpu_gpu_rect r;

	if (!geometry_intersect_span(a->x, a->width, b->x, b->width,
				     &r.x, &r.width) ||
	    !geometry_intersect_span(a->y, a->height, b->y, b->height,
				     &r.y, &r.height))
		return false;
	*out = r;
	return true;
}

/**
 * mvgpu_storage_size() - Compute the size of an image without gaps
 * @width: pixels
 * @height: lines
 * @size: set to the bytes, which are not rounded
 *
 * Context: Any context.
 *
 * Return: 0; -EINVAL when the image has no pixel; -EOVERFLOW when the bytes of
 * a line do not fit 32 bits or those of the image do not fit 63 bits.
 */
int mvgpu_storage_size(u32 width, u32 height, u64 *size)
{
	u32 stride;

	if (!width || !height)
		return -EINVAL;
	if (check_mul_overflow(width, (u32)MVGPU_BPP, &stride))
		return -EOVERFLOW;
	*size = (u64)stride * height;
	return *size > S64_MAX ? -EOVERFLOW : 0;
}

/**
 * mvgpu_first_byte() - Get the offset of a rectangle in a resource
 * @fb: framebuffer that passed mvgpu_fb_check()
 * @rect: rectangle inside @fb
 *
 * Context: Any context.
 *
 * Return: Bytes before the first pixel of the rectangle.
 */
u64 mvgpu_first_byte(const struct mvgpu_fb *fb,
		     const struct mvgpu_gpu_rect *rect)
{
	return fb->offset + (u64)rect->y * fb->stride +
	       (u64)rect->x * MVGPU_BPP;
}

/**
 * mvgpu_span_end() - Compute the end of a range of lines
 * @offset: bytes before the first pixel, any value
 * @stride: bytes from line to line
 * @width: pixels of a line
 * @height: lines
 * @end: set to the offset of the first byte behind the range
 *
 * The last line ends with its last pixel, not with its stride.
 *
 * Context: Any context.
 *
 * Return: 0; -EINVAL when the range has no pixel; -EOVERFLOW when the end does
 * not fit 64 bits.
 */
int mvgpu_span_end(u64 offset, u32 stride, u32 width, u32 height, u64 *end)
{
	u64 len;

	if (!width || !height)
		return -EINVAL;
	if (check_add_overflow((u64)(height - 1) * stride,
			       (u64)width * MVGPU_BPP, &len) ||
	    check_add_overflow(offset, len, end))
		return -EOVERFLOW;
	return 0;
}

/**
 * mvgpu_fb_check() - Check that a framebuffer is inside a resource
 * @fb: framebuffer as the guest described it
 * @size: bytes of the resource
 *
 * Context: Any context.
 *
 * Return: 0; -EINVAL when the framebuffer is empty, has an unknown format, has
 * lines that overlap or ends behind @size.
 */
int mvgpu_fb_check(const struct mvgpu_fb *fb, u64 size)
{
	u64 end;

	if (!fb->fourcc || fb->stride < (u64)fb->width * MVGPU_BPP ||
	    mvgpu_span_end(fb->offset, fb->stride, fb->width, fb->height,
			   &end) || end > size)
		return -EINVAL;
	return 0;
}

/**
 * mvgpu_entries_measure() - Check and sum up memory entries
 * @entries: private copy of the guest's entries
 * @nr: number of entries
 * @size: set to the bytes of all entries
 * @pieces: set to the number of pieces when the entries are cut at page
 *	boundaries
 *
 * Virtio 1.2, 5.7.6.8, struct virtio_gpu_mem_entry, allows any address and
 * length. An entry without bytes and one that wraps the address space are
 * rejected.
 *
 * Context: Any context.
 *
 * Return: 0, or -EINVAL when an entry is rejected or there is none.
 */
int mvgpu_entries_measure(const struct virtio_gpu_mem_entry *entries, u32 nr,
			  u64 *size, u64 *pieces)
{
	u64 addr, last;
	u32 len, i;

	*size = 0;
	*pieces = 0;
	for (i = 0; i < nr; i++) {
		addr = le64_to_cpu(entries[i].addr);
		len = le32_to_cpu(entries[i].length);
		if (!len || check_add_overflow(addr, (u64)len - 1, &last))
			return -EINVAL;
		*size += len;
		*pieces += (last >> PAGE_SHIFT) - (addr >> PAGE_SHIFT) + 1;
	}
	return nr ? 0 : -EINVAL;
}
