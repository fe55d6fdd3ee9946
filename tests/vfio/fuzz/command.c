// SPDX-License-Identifier: GPL-2.0
/* Random commands: mostly well-formed, with values that often refer to something. */
#include <stdlib.h>
#include <string.h>
#include "fuzz.h"

#define CMD(name) VIRTIO_GPU_CMD_##name
#define STREAM_WORDS 200

/**
 * struct writer - A command that is being made
 * @rng: random numbers
 * @wish: the command to make, NULL for any
 * @cmd: buffer for it
 * @len: bytes so far
 * @entries: number of memory entries that it declares
 */
struct writer {
	struct rng *rng;
	const struct fuzz_wish *wish;
	u8 *cmd;
	u32 len;
	u32 entries;
};

/* The fields that follow the header, a letter for each; see ranges and wide_fields. */
static const struct row {
	u32 type;
	const char *fields;
	u8 weight;
	u8 queue;
} rows[] = {
	{ CMD(GET_DISPLAY_INFO), "", 1 },
	{ CMD(GET_EDID), "s0", 1 },
	{ CMD(GET_CAPSET_INFO), "c0", 1 },
	{ CMD(GET_CAPSET), "cc", 1 },
	{ CMD(RESOURCE_CREATE_2D), "ifww", 6 },
	{ CMD(RESOURCE_UNREF), "i0", 3 },
	{ CMD(RESOURCE_ATTACH_BACKING), "in", 6 },
	{ CMD(RESOURCE_DETACH_BACKING), "i0", 2 },
	{ CMD(RESOURCE_ASSIGN_UUID), "i0", 1 },
	{ CMD(TRANSFER_TO_HOST_2D), "xxwwOi0", 5 },
	{ CMD(SET_SCANOUT), "xxwwsi", 4 },
	{ CMD(RESOURCE_FLUSH), "xxwwi0", 5 },
	{ CMD(RESOURCE_CREATE_BLOB), "imgnBS", 4 },
	{ CMD(SET_SCANOUT_BLOB), "xxwwsiwwf0r000x000", 3 },
	{ CMD(CTX_CREATE), "lc0000000000000000", 2 },
	{ CMD(CTX_DESTROY), "", 1 },
	{ CMD(CTX_ATTACH_RESOURCE), "i0", 3 },
	{ CMD(CTX_DETACH_RESOURCE), "i0", 2 },
	{ CMD(RESOURCE_CREATE_3D), "iTFbwwllZZZ0", 4 },
	{ CMD(TRANSFER_TO_HOST_3D), "xxZwwlOiZtt", 4 },
	{ CMD(TRANSFER_FROM_HOST_3D), "xxZwwlOiZtt", 4 },
	{ CMD(SUBMIT_3D), "V", 5 },
	{ CMD(RESOURCE_MAP_BLOB), "i0P", 3 },
	{ CMD(RESOURCE_UNMAP_BLOB), "i0", 2 },
	{ CMD(UPDATE_CURSOR), "sxx0ixx0", 3, 1 },
	{ CMD(MOVE_CURSOR), "sxx0ixx0", 2, 1 },
};

/* The 32-bit fields: the lowest value, and the number of values. */
static const struct range {
	u32 from, count;
} ranges['z'] = {
	['0'] = { 0, 1 }, ['i'] = { 1, 12 }, ['s'] = { 0, 3 }, ['c'] = { 0, 5 },
	['w'] = { 1, 160 }, ['x'] = { 0, 48 }, ['m'] = { 1, 3 }, ['g'] = { 0, 8 },
	['t'] = { 0, 2048 }, ['l'] = { 0, 5 }, ['T'] = { 0, 9 }, ['F'] = { 1, 400 },
	['n'] = { 1, 6 }, ['Z'] = { 0, 5 }, ['r'] = { 0, 2048 },
};

/* The same for a command that is to succeed; fields that are not here are 0. */
static const u32 usual['z'] = {
	['w'] = FUZZ_SIDE, ['m'] = 1, ['l'] = 1, ['T'] = TEX_2D, ['F'] = BGRA8,
	['n'] = 1, ['r'] = FUZZ_SIDE * 4, ['f'] = BGRA8,
	['b'] = BIND_RENDER_TARGET | BIND_SAMPLER_VIEW,
};

static const u32 formats[] = { 1, 2, 3, 4, 67, 68, 121, 134 };

/**
 * rng_edge() - Return a number that checks may handle wrongly
 * @rng: the generator
 *
 * Return: the number.
 */
u32 rng_edge(struct rng *rng)
{
	static const u32 bases[] = { 0, 1, 4096, 16384, 0x10000, 0x40000000,
				     0x80000000 };

	return bases[rng_below(rng, ARRAY_SIZE(bases))] - 2 + rng_below(rng, 5);
}

static void put(struct writer *w, const void *data, u32 len)
{
	memcpy(w->cmd + w->len, data, len);
	w->len += len;
}

static void put32(struct writer *w, u32 value)
{
	put(w, &value, sizeof(value));
}

static void put64(struct writer *w, u64 value)
{
	put(w, &value, sizeof(value));
}

static void put_any(struct writer *w)
{
	put32(w, rng_one_in(w->rng, 3) ? rng_next(w->rng) : rng_edge(w->rng));
}

static void put_format(struct writer *w)
{
	put32(w, formats[rng_below(w->rng, ARRAY_SIZE(formats))]);
}

static void put_bind(struct writer *w)
{
	put32(w, 1U << rng_below(w->rng, 24) | 1U << rng_below(w->rng, 6));
}

static void put_offset(struct writer *w)
{
	u64 value = rng_below(w->rng, 16) * (rng_one_in(w->rng, 2) ? 4096 : 256);

	if (rng_one_in(w->rng, 16))
		value = (u64)rng_edge(w->rng) << rng_below(w->rng, 32);
	put64(w, value);
}

static void put_size(struct writer *w)
{
	put64(w, 4096ULL * (1 + rng_below(w->rng, 64)) +
		 (rng_one_in(w->rng, 16) ? rng_edge(w->rng) : 0));
}

static void put_blob_id(struct writer *w)
{
	put64(w, rng_below(w->rng, 4));
}

/*
 * Commands of virgl that are valid in their lengths only, because a scanner reads
 * those.
 */
static void put_stream(struct writer *w)
{
	u32 words = rng_below(w->rng, STREAM_WORDS), n;
	u32 *head;

	put32(w, words * 4 + (rng_one_in(w->rng, 20) ? rng_edge(w->rng) : 0));
	put32(w, 0);
	for (; words; words -= n) {
		n = 1 + rng_below(w->rng, words > 24 ? 24 : words);
		head = (u32 *)(w->cmd + w->len);
		for (u32 i = 0; i < n; i++)
			put32(w, rng_one_in(w->rng, 6) ? rng_edge(w->rng) :
							 rng_below(w->rng, 16));
		*head = VIRGL_CMD(rng_below(w->rng, 66), rng_below(w->rng, 12),
				  rng_one_in(w->rng, 30) ? n : n - 1);
	}
}

/* Writes the fields that a range does not describe. */
static void (*const wide_fields['z'])(struct writer *w) = {
	['f'] = put_format, ['b'] = put_bind, ['O'] = put_offset,
	['P'] = put_offset, ['S'] = put_size, ['B'] = put_blob_id,
	['V'] = put_stream,
};

/* Describes a buffer that a blob may refer to by the number of its resource. */
static void wish_stream(struct writer *w)
{
	const u32 words[] = {
		VIRGL_CMD(48, 0, 11), BUFFER, R8, BIND_VERTEX_BUFFER,
		FUZZ_BYTES, 1, 1, 1, 0, 0, FLAG_PERSISTENT | FLAG_COHERENT,
		w->wish->id,
	};

	put32(w, sizeof(words));
	put32(w, 0);
	put(w, words, sizeof(words));
}

static bool wish_wide(struct writer *w, char kind)
{
	switch (kind) {
	case 'O':
		put64(w, 0);
		return true;
	case 'P':
		put64(w, w->wish->id * FUZZ_BYTES);
		return true;
	case 'S':
		put64(w, FUZZ_BYTES);
		return true;
	case 'B':
		put64(w, w->wish->id);
		return true;
	case 'V':
		wish_stream(w);
		return true;
	}
	return false;
}

static u32 wished(const struct fuzz_wish *wish, char kind)
{
	const char *at = wish->values ? strchr(wish->values, kind) : NULL;

	if (kind == 'i')
		return wish->id;
	return at ? at[1] - '0' : usual[(u8)kind];
}

static void wish_field(struct writer *w, char kind)
{
	u32 value = wished(w->wish, kind);

	if (wish_wide(w, kind))
		return;
	if (kind == 'n')
		w->entries = value;
	put32(w, value);
}

static void put_field(struct writer *w, char kind)
{
	const struct range *range = &ranges[(u8)kind];
	u32 value;

	if (wide_fields[(u8)kind]) {
		wide_fields[(u8)kind](w);
		return;
	}
	if (rng_one_in(w->rng, 30)) {
		put_any(w);
		return;
	}
	value = range->from + rng_below(w->rng, range->count);
	if (kind == 'n')
		w->entries = value;
	put32(w, value);
}

/*
 * The address is in the first DMA window, or in a chunk that may be mapped in the
 * second.
 */
static u64 any_addr(struct writer *w)
{
	if (rng_one_in(w->rng, 5))
		return DMA_IOVA_2 +
		       rng_below(w->rng, FUZZ_CHUNKS * FUZZ_CHUNK);
	return DMA_IOVA + rng_below(w->rng, DMA_SIZE);
}

/* The address is beyond the rings and commands. */
static void wish_entry(struct writer *w)
{
	u64 addr = FUZZ_PIECE + rng_below(w->rng, DMA_SIZE - FUZZ_PIECE -
					  FUZZ_BYTES);

	if (wished(w->wish, 'e') != 1 && rng_one_in(w->rng, 8))
		addr = DMA_IOVA_2 - DMA_IOVA + FUZZ_CHUNK *
		       rng_below(w->rng, FUZZ_CHUNKS);
	put64(w, (DMA_IOVA + addr) & ~4095ULL);
	put32(w, FUZZ_BYTES);
	put32(w, 0);
}

static void put_entry(struct writer *w)
{
	u64 addr = any_addr(w);
	u32 len = 1 + rng_below(w->rng, 0x10000);

	if (!rng_one_in(w->rng, 4)) {
		addr &= ~4095ULL;
		len = (len + 4095) & ~4095;
	}
	if (rng_one_in(w->rng, 24))
		addr = (u64)rng_next(w->rng) << rng_below(w->rng, 32);
	if (rng_one_in(w->rng, 24))
		len = rng_edge(w->rng);
	put64(w, addr);
	put32(w, len);
	put32(w, 0);
}

static void put_header(struct writer *w, u32 type)
{
	struct virtio_gpu_ctrl_hdr hdr = {
		.type = rng_one_in(w->rng, 200) ? rng_next(w->rng) : type,
		.flags = rng_below(w->rng, 4),
		.fence_id = rng_next(w->rng),
		.ctx_id = rng_one_in(w->rng, 20) ? rng_next(w->rng) :
						   rng_below(w->rng, 4),
	};

	/* ring_idx, and what was padding before. */
	((u8 *)&hdr)[20] = rng_one_in(w->rng, 20) ? rng_next(w->rng) : rng_below(w->rng, 3);
	put(w, &hdr, sizeof(hdr));
}

static const struct row *any_row(struct rng *rng)
{
	u32 sum = 0, at;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		sum += rows[i].weight;
	at = rng_below(rng, sum);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (at < rows[i].weight)
			return &rows[i];
		at -= rows[i].weight;
	}
	return rows;
}

static void mutate(struct writer *w)
{
	for (u32 n = 1 + rng_below(w->rng, 4); n; n--)
		w->cmd[rng_below(w->rng, w->len)] ^= 1 << rng_below(w->rng, 8);
}

/**
 * fuzz_command() - Make a random command
 * @rng: the generator
 * @cmd: room for FUZZ_CMD_MAX bytes
 * @queue: set to the number of its queue
 *
 * Return: its bytes.
 */
u32 fuzz_command(struct rng *rng, void *cmd, unsigned int *queue)
{
	const struct row *row = any_row(rng);
	struct writer w = { .rng = rng, .cmd = cmd };

	put_header(&w, row->type);
	for (const char *field = row->fields; *field; field++)
		put_field(&w, *field);
	while (w.entries--)
		put_entry(&w);
	if (rng_one_in(rng, 10))
		mutate(&w);
	if (rng_one_in(rng, 20))
		w.len = rng_below(rng, w.len) + 1;
	*queue = rng_one_in(rng, 50) ? !row->queue : row->queue;
	return w.len;
}

static const struct row *row_of(u32 type)
{
	return &rows[fuzz_command_index(type)];
}

/**
 * fuzz_wished() - Make a command that succeeds if its objects exist
 * @rng: the generator, for values that do not matter
 * @cmd: room for FUZZ_CMD_MAX bytes
 * @wish: the command
 * @queue: set to the number of its queue
 *
 * Resources have FUZZ_SIDE by FUZZ_SIDE pixels and FUZZ_BYTES of memory.
 *
 * Return: its bytes.
 */
u32 fuzz_wished(struct rng *rng, void *cmd, const struct fuzz_wish *wish,
		unsigned int *queue)
{
	struct writer w = { .rng = rng, .wish = wish, .cmd = cmd };
	const struct row *row = row_of(wish->type);
	struct virtio_gpu_ctrl_hdr hdr = {
		.type = wish->type, .flags = wish->flags,
		.ctx_id = wish->ctx, .fence_id = rng_next(rng),
	};

	put(&w, &hdr, sizeof(hdr));
	for (const char *field = row->fields; *field; field++)
		wish_field(&w, *field);
	while (w.entries--)
		wish_entry(&w);
	*queue = row->queue;
	return w.len;
}

/**
 * fuzz_command_index() - Return the index of a command among those that are made
 * @type: VIRTIO_GPU_CMD_*
 *
 * Return: an index below fuzz_command_kinds(), or that number for any other type.
 */
size_t fuzz_command_index(u32 type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows) && rows[i].type != type; i++)
		;
	return i;
}

/**
 * fuzz_command_kinds() - Return how many kinds of commands are made
 *
 * Return: the number.
 */
size_t fuzz_command_kinds(void)
{
	return ARRAY_SIZE(rows);
}

/**
 * fuzz_command_type() - Reverse fuzz_command_index()
 * @index: below fuzz_command_kinds()
 *
 * Return: VIRTIO_GPU_CMD_*.
 */
u32 fuzz_command_type(size_t index)
{
	return rows[index].type;
}
