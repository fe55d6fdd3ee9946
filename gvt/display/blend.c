// SPDX-License-Identifier: GPL-2.0
/* A cursor laid over a picture. Free-standing. */
#include "gvt/display/blend.h"

#define FOURCC(a, b, c, d) \
	((u32)(a) | (u32)(b) << 8 | (u32)(c) << 16 | (u32)(d) << 24)

/**
 * struct order - which byte of a pixel is what
 * @fourcc: DRM format with alpha
 * @byte: red, green, blue, alpha
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

static const struct order *order_of(u32 fourcc)
{
	size_t i;

	fourcc = mvgpu_fourcc_with_alpha(fourcc);
	for (i = 0; i < ARRAY_SIZE(orders); i++)
		if (orders[i].fourcc == fourcc)
			return &orders[i];
	return NULL;
}

/* One axis: false when nothing of @side pixels from @at on is inside @size. */
static bool overlap_axis(s32 at, u32 side, u32 size, u32 *first, u32 *skip,
			 u32 *len)
{
	s64 end = min_t(s64, (s64)at + side, size);

	*first = max(at, 0);
	*skip = at > 0 ? 0 : -(s64)at;
	*len = end > *first ? end - *first : 0;
	return *len;
}

/**
 * mvgpu_overlap() - where a cursor lies over a picture
 * @x: left edge of the cursor as the guest gave it, a two's complement
 * @y: top edge, likewise
 * @side: of the cursor, pixels
 * @width: of the picture, pixels
 * @height: lines
 * @over: filled in
 *
 * Any context.
 *
 * Return: false when it lies beside it.
 */
bool mvgpu_overlap(u32 x, u32 y, u32 side, u32 width, u32 height,
		   struct mvgpu_overlap *over)
{
	return overlap_axis(x, side, width, &over->x, &over->from_x,
			    &over->width) &&
	       overlap_axis(y, side, height, &over->y, &over->from_y,
			    &over->height);
}

static u8 blend_byte(u8 dst, u8 src, u8 alpha)
{
	u32 sum = src + (dst * (255 - alpha) + 127) / 255;

	return min_t(u32, sum, 255);
}

/**
 * mvgpu_blend() - lay pixels over others
 * @dst: pixels of the picture; what is their alpha or padding stays
 * @dst_fourcc: their DRM format
 * @src: pixels of the cursor, multiplied by their alpha, as DRM has it
 * @src_fourcc: their DRM format; padding counts as alpha
 * @pixels: how many
 *
 * Nothing happens for formats that are not known. Any context.
 */
void mvgpu_blend(u8 *dst, u32 dst_fourcc, const u8 *src, u32 src_fourcc,
		 u32 pixels)
{
	const struct order *to = order_of(dst_fourcc);
	const struct order *from = order_of(src_fourcc);
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
