// SPDX-License-Identifier: GPL-2.0
/*
 * The part of reading an EDID that plugging a monitor needs: validation and the
 * preferred mode. The bytes come from a VMM. Free-standing.
 */
#include "gvt/display/edid.h"
#include "gvt/display/edid_block.h"
#include "gvt/display/edid_parse.h"

static bool edid_parse_sum_ok(const u8 *block)
{
	u8 sum = 0;
	unsigned int i;

	for (i = 0; i < MVGPU_EDID_BLOCK; i++)
		sum += block[i];
	return !sum;
}

/**
 * mvgpu_edid_valid() - Check an EDID
 * @edid: bytes from a VMM
 * @size: bytes of @edid
 *
 * Context: Any context.
 *
 * Return: 0 when @edid has the header, a correct checksum in each block and
 * exactly the number of blocks that it states, at most MVGPU_EDID_MAX bytes;
 * -EINVAL otherwise.
 */
int mvgpu_edid_valid(const u8 *edid, size_t size)
{
	static const u8 magic[8] = { 0, 255, 255, 255, 255, 255, 255, 0 };
	size_t at;

	if (size < MVGPU_EDID_BLOCK || size > MVGPU_EDID_MAX ||
	    memcmp(edid, magic, sizeof(magic)) ||
	    size != (edid[126] + 1U) * MVGPU_EDID_BLOCK)
		return -EINVAL;
	for (at = 0; at < size; at += MVGPU_EDID_BLOCK)
		if (!edid_parse_sum_ok(edid + at))
			return -EINVAL;
	return 0;
}

static u32 edid_parse_le16(const u8 *p)
{
	return p[0] | (u32)p[1] << 8;
}

/* Find the first preferred timing in a data block of @len bytes. */
static bool edid_parse_timings(const u8 *d, size_t len, u32 *width,
			       u32 *height)
{
	size_t at;

	for (at = 0; at + DISPLAYID_TIMING_LEN <= len;
	     at += DISPLAYID_TIMING_LEN) {
		if (!(d[at + 3] & 0x80))
			continue;
		*width = edid_parse_le16(d + at + 4) + 1;
		*height = edid_parse_le16(d + at + 12) + 1;
		return true;
	}
	return false;
}

/* Find a preferred timing in the DisplayID section of an EDID block. */
static bool edid_parse_displayid(const u8 *b, u32 *width, u32 *height)
{
	size_t end = min_t(size_t, DISPLAYID_DATA + b[2],
			   MVGPU_EDID_BLOCK - 2);
	size_t at = DISPLAYID_DATA;
	size_t len;

	for (; at + 3 <= end; at += 3 + len) {
		len = b[at + 2];
		if (len > end - at - 3)
			return false;
		if ((b[at] == DISPLAYID_TYPE1 || b[at] == DISPLAYID_TYPE7) &&
		    edid_parse_timings(b + at + 3, len, width, height))
			return true;
	}
	return false;
}

/* Get the size of the first detailed timing of the base block. */
static bool edid_parse_base(const u8 *edid, u32 *width, u32 *height)
{
	const u8 *d;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		d = edid + EDID_DESC_AT(i);
		if (!edid_parse_le16(d))
			continue;
		*width = d[2] | (u32)(d[4] & 0xf0) << 4;
		*height = d[5] | (u32)(d[7] & 0xf0) << 4;
		if (d[17] & 0x80)	/* interlaced: lines of a field */
			*height *= 2;
		return *width && *height;
	}
	return false;
}

/**
 * mvgpu_edid_preferred() - Get the preferred mode of a monitor
 * @edid: EDID that passed mvgpu_edid_valid()
 * @size: bytes of @edid
 * @width: set to the pixels of a line
 * @height: set to the number of lines
 *
 * A preferred timing of a DisplayID block takes precedence over the first
 * detailed timing of the base block, which cannot exceed 4095 pixels or lines.
 *
 * Context: Any context.
 *
 * Return: 0, or -EINVAL when the EDID has neither.
 */
int mvgpu_edid_preferred(const u8 *edid, size_t size, u32 *width, u32 *height)
{
	size_t at;

	for (at = MVGPU_EDID_BLOCK; at + MVGPU_EDID_BLOCK <= size;
	     at += MVGPU_EDID_BLOCK)
		if (edid[at] == EDID_EXT_DISPLAYID &&
		    edid_parse_displayid(edid + at, width, height))
			return 0;
	if (size >= MVGPU_EDID_BLOCK && edid_parse_base(edid, width, height))
		return 0;
	return -EINVAL;
}
