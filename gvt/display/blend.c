// SPDX-License-Identifier: GPL-2.0
/* Composing a cursor over a framebuffer. Free-standing. */
#include "gvt/display/blend.h"

#define FOURCC(a, b, c, d) \
	((u32)(a) | (u32)(b) << 8 | (u32)(c) << 16 | (u32)(d) << 24)

/**
 * struct order - order of the bytes of a pixel
 * @fourcc: DRM format with alpha
 * @byte: offsets of red, green, blue and alpha
 */
struct order {
	u32 fourcc;
	u8 byte[4];
};

static const struct order orders[] = {
	{ FOURCC('A', 'R', '2', '4'), { 2, 1, 0, 3 } },
	{ FOURCC('B', 'A', '2', '4'), { 1, 2, 3, 0 } },
	{ FOURCC('A', 'B', '2', '4'), { 0, 1, 2, 3 } },
	{ FOURCC('R', 'A', '2', '4'), { 3, 2, 1, 0 } },
};

static const struct order *blend_order(u32 fourcc)
{
	size_t i;

	fourcc = mvgpu_fourcc_with_alpha(fourcc);
	for (i = 0; i < ARRAY_SIZE(orders); i++)
		if (orders[i].fourcc == fourcc)
			return &orders[i];
	return NULL;
}

/*
 * Compute the overlap of @side pixels from @at on with @size pixels, on one
 * axis. Returns false if there is none.
 */
static bool blend_overlap_axis(s32 at, u32 side, u32 size, u32 *first,
			       u32 *skip, u32 *len)
{
	s64 end = min_t(s64, (s64)at + side, size);

	*first = max(at, 0);
	*skip = at > 0 ? 0 : -(s64)at;
	*len = end > *first ? end - *first : 0;
	return *len;
}

/**
 * mvgpu_overlap() - Compute the part of a framebuffer that a cursor covers
 * @x: left edge of the cursor as the guest gave it, in two's complement
 * @y: top edge of the cursor, likewise
 * @side: width and height of the cursor, pixels
 * @width: width of the framebuffer, pixels
 * @height: height of the framebuffer, lines
 * @over: set to the overlap
 *
 * Context: Any context.
 *
 * Return: true when the cursor covers a pixel of the framebuffer.
 */
bool mvgpu_overlap(u32 x, u32 y, u32 side, u32 width, u32 height,
		   struct mvgpu_overlap *over)
{
	return blend_overlap_axis(x, side, width, &over->x, &over->from_x,
				  &over->width) &&
	       blend_overlap_axis(y, side, height, &over->y, &over->from_y,
				  &over->height);
}

static u8 blend_byte(u8 dst, u8 src, u8 alpha)
{
	u32 sum = src + (dst * (255 - alpha) + 127) / 255;

	return min_t(u32, sum, 255);
}

/**
 * mvgpu_blend() - Blend pixels of a cursor over pixels of a framebuffer
 * @dst: pixels of the framebuffer; their alpha or padding does not change
 * @dst_fourcc: DRM format of @dst
 * @src: pixels of the cursor, premultiplied by their alpha as DRM defines it
 * @src_fourcc: DRM format of @src; padding is used as alpha
 * @pixels: number of pixels
 *
 * Nothing happens if one of the formats is not known.
 *
 * Context: Any context.
 */
void mvgpu_blend(u8 *dst, u32 dst_fourcc, const u8 *src, u32 src_fourcc,
		 u32 pixels)
{
	const struct order *to = blend_order(dst_fourcc);
	const struct order *from = blend_order(src_fourcc);
	unsigned int i;
	u8 alpha;

	if (!to || !from)
		return;
	for (; pixels; pixels--, dst += MVGPU_BPP, src += MVGPU_BPP) {
		alpha = src[from->byte[3]];
		for (i = 0; i < 3; i++)
			dst[to->byte[i]] = blend_byte(dst[to->byte[i]],
						      src[from->byte[i]],
						      alpha);
	}
}
