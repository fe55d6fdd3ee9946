// SPDX-License-Identifier: GPL-2.0
/*
 * The input is an EDID of a VMM. Its checksums are corrected for a second try,
 * because hardly any input would pass the first check otherwise. The copy has
 * exactly its size, so that the address sanitizer finds an overrun. The first
 * byte gives the length of a valid EDID before the input.
 */
#include "gvt/display/edid.h"
#include "gvt/display/edid_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void good_start(u8 *edid, size_t len)
{
	const struct mvgpu_edid_params p = {
		.width = 7680, .height = 4320, .max_width = 7680,
		.max_height = 4320, .serial = 1, .name = "fuzz",
	};
	u8 buf[MVGPU_EDID_MAX] = {};

	mvgpu_edid_build(&p, buf, sizeof(buf));
	memcpy(edid, buf, len);
}

static void repair(u8 *edid, size_t size)
{
	size_t at, i;

	if (size > 126)
		edid[126] = size / MVGPU_EDID_BLOCK - 1;
	for (at = 0; at + MVGPU_EDID_BLOCK <= size; at += MVGPU_EDID_BLOCK) {
		u8 sum = 0;

		for (i = 0; i < MVGPU_EDID_BLOCK - 1; i++)
			sum += edid[at + i];
		edid[at + MVGPU_EDID_BLOCK - 1] = -sum;
	}
}

static void check_parser(const u8 *edid, size_t size)
{
	u32 width = 0, height = 0;

	if (mvgpu_edid_valid(edid, size))
		return;
	if (!mvgpu_edid_preferred(edid, size, &width, &height))
		assert(width && height);
}

/* The start of the input is a set of parameters: no set makes a bad EDID. */
static void build(const uint8_t *data, size_t size)
{
	struct mvgpu_edid_params p = { .name = "fuzz" };
	u8 buf[MVGPU_EDID_MAX];
	u32 w, h;
	int len;

	if (size < 12)
		return;
	memcpy(&p.width, data, 2);
	memcpy(&p.height, data + 2, 2);
	memcpy(&p.max_width, data + 4, 2);
	memcpy(&p.max_height, data + 6, 2);
	memcpy(&p.serial, data + 8, 4);
	len = mvgpu_edid_build(&p, buf, sizeof(buf));
	if (len < 0)
		return;
	assert(!mvgpu_edid_valid(buf, len));
	assert(!mvgpu_edid_preferred(buf, len, &w, &h));
	assert(w == p.width && h == p.height);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t prefix, len;
	u8 *edid;

	build(data, size);
	if (!size)
		return 0;
	size = min_t(size_t, size, 1 + data[size - 1] * 4);
	prefix = min_t(size_t, data[0] * 2, 3 * MVGPU_EDID_BLOCK);
	len = prefix + size - 1;
	if (data[0] & 1)
		len -= len % MVGPU_EDID_BLOCK;
	edid = malloc(prefix + size);
	good_start(edid, prefix);
	memcpy(edid + prefix, data + 1, size - 1);
	/* The allocation has exactly the size; shrinking it cannot fail. */
	/* cppcheck-suppress memleakOnRealloc */
	edid = realloc(edid, len ? len : 1);
	check_parser(edid, len);
	repair(edid, len);
	check_parser(edid, len);
	free(edid);
	return 0;
}
