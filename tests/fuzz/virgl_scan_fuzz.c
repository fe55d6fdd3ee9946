// SPDX-License-Identifier: GPL-2.0
/*
 * Streams of any kind: nothing outside a stream is accessed, only ids change, and
 * a stream is rejected for a reason.
 *
 * An input is a file of tests/streams, a stream as it is, or the recipe for a
 * stream of plausible commands.
 */
#include "gvt/virgl/scan.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define SUBMIT		6
#define UNKNOWN_BIT	0x80u
#define HOST(id)	((id) | 0x40000000u)
#define MAX_DWORDS	65536u

static u32 translate(void *priv, u32 guest_id)
{
	u32 *calls = priv;

	++*calls;
	assert(guest_id);
	return guest_id & UNKNOWN_BIT ? 0 : HOST(guest_id);
}

static u32 get(const u8 *data, size_t dword)
{
	__le32 raw;

	memcpy(&raw, data + 4 * dword, sizeof(raw));
	return le32_to_cpu(raw);
}

/* Allowed changes of a dword that is no header. */
static bool may_become(u32 from, u32 to)
{
	if (from == to)
		return true;
	return from && to == (from & UNKNOWN_BIT ? MVGPU_VIRGL_NO_RESOURCE :
						   HOST(from));
}

static u32 compare(const u8 *before, const u8 *after, u32 at, u32 len)
{
	u32 changed = 0;
	u32 i;

	for (i = at + 1; i <= at + len; i++) {
		assert(may_become(get(before, i), get(after, i)));
		changed += get(before, i) != get(after, i);
	}
	return changed;
}

/* An independent walk over @before; returns the dword where it stops. */
static u32 walk(const u8 *before, const u8 *after, size_t dwords,
		struct mvgpu_virgl_scan *expected)
{
	u32 at, len;

	for (at = 0; at < dwords; at += 1 + len) {
		u32 header = get(before, at);
		const struct mvgpu_virgl_row *row = mvgpu_virgl_row(header);

		bool dropped;

		len = header >> 16;
		if (!row || len < row->min || len > dwords - at - 1)
			break;
		dropped = row->drop &&
			  !(expected->allow & BIT_ULL(header & 0xff));
		assert(get(after, at) ==
		       (dropped ? header & ~0xffu : header));
		expected->commands++;
		expected->seen |= BIT_ULL(header & 0xff);
		expected->ids += compare(before, after, at, len);
		assert((row->first && !dropped) ||
		       !compare(before, after, at, len));
	}
	return at;
}

static void try_stream(const u8 *data, size_t size)
{
	struct mvgpu_virgl_scan expected = { .allow = size & 4 ? U64_MAX : 0 };
	u32 calls = 0;
	struct mvgpu_virgl_scan scan = {
		.resource = translate, .priv = &calls, .allow = expected.allow,
	};
	u8 *stream = malloc(size ? size : 1);
	u32 at;
	int ret;

	assert(stream);
	memcpy(stream, data, size);
	ret = mvgpu_virgl_scan(&scan, stream, size);
	at = walk(data, stream, size / 4, &expected);
	assert(ret == (at < size / 4 ? -EINVAL : 0));
	assert(!ret || scan.bad == get(data, at));
	assert(scan.commands == expected.commands);
	assert(scan.seen == expected.seen);
	assert(scan.ids == calls && scan.ids >= expected.ids);
	assert(scan.unknown <= scan.ids);
	assert(!memcmp(data + size / 4 * 4, stream + size / 4 * 4, size % 4));
	free(stream);
}

/* The records of a file in the form of record.py, up to the first cut. */
static void try_records(const u8 *data, size_t size)
{
	while (size >= 8) {
		size_t len = min_t(u64, 4 * (u64)get(data, 0), size - 8);

		if (get(data, 1) == SUBMIT)
			try_stream(data + 8, len);
		data += 8 + len;
		size -= 8 + len;
	}
}

static bool is_records(const u8 *data, size_t size)
{
	return size >= 8 && (get(data, 1) == SUBMIT || get(data, 1) == 3 ||
			     get(data, 1) == 12);
}

/*
 * Four bytes of the input make a command: its number, its type, the dwords beyond
 * its shortest length, and the first of the small numbers in it.
 */
static u32 make_command(const u8 *recipe, u8 *stream, u32 room)
{
	u32 command = recipe[0] & 0x80 ? recipe[0] : recipe[0] & 63;
	u32 type = command == 1 ? recipe[1] % 13 : recipe[1];
	const struct mvgpu_virgl_row *row =
		mvgpu_virgl_row(type << 8 | command);
	u32 len = (row ? row->min : 0) + (recipe[2] & 31);
	u32 i;

	if (recipe[2] == 0xff)
		len = recipe[3];
	if (len >= room)
		len = room - 1;
	for (i = 0; i <= len; i++) {
		u32 value = i ? (recipe[3] + i) & 0xff : len << 16 | type << 8 |
								 command;
		__le32 raw = cpu_to_le32(value);

		memcpy(stream + 4 * i, &raw, sizeof(raw));
	}
	return len + 1;
}

static void try_recipe(const u8 *data, size_t size)
{
	u8 *stream = malloc(4 * MAX_DWORDS);
	u32 used = 0;

	assert(stream);
	for (; size >= 4 && used < MAX_DWORDS; data += 4, size -= 4)
		used += make_command(data, stream + 4 * used,
				     MAX_DWORDS - used);
	try_stream(stream, 4 * used + (used < MAX_DWORDS ? size : 0));
	free(stream);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	if (is_records(data, size))
		try_records(data, size);
	else if (size && data[0] & 3)
		try_recipe(data + 1, size - 1);
	else if (size)
		try_stream(data + 1, size - 1);
	return 0;
}
