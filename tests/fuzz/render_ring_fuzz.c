// SPDX-License-Identifier: GPL-2.0
/*
 * Any words that a renderer writes to its queues: the module takes each completion once,
 * never takes more commands back than it handed over, and never overwrites data that the
 * renderer has not taken.
 *
 * Of an input, eight bytes are a step: what, a number, and a word that the renderer writes.
 */
#include "gvt/gpu/render/ring.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

struct step {
	u8 what;
	u8 pad;
	u8 number[2];
	u8 word[4];
};

static struct mvgpu_render_sq sq;
static struct mvgpu_render_cq cq;
static struct mvgpu_render_cmd cmds[MVGPU_RD_SQ_ENTRIES];
static struct mvgpu_render_done dones[MVGPU_RD_CQ_ENTRIES];
static u8 area[MVGPU_RD_DATA_BYTES];
static u8 bytes[MVGPU_RD_DATA_BYTES];
static struct mvgpu_rd_ring ring;

static u32 number_of(const struct step *s)
{
	return s->number[0] | s->number[1] << 8;
}

static u32 word_of(const struct step *s)
{
	u32 word;

	memcpy(&word, s->word, sizeof(word));
	return word;
}

/* The first byte of the data of a command is the low byte of its cookie. */
static void check_data(void)
{
	const struct mvgpu_render_cmd *cmd;
	u32 i;

	assert(ring.produced - ring.consumed <= MVGPU_RD_SQ_ENTRIES);
	for (i = ring.consumed; i != ring.produced; i++) {
		cmd = &cmds[i % MVGPU_RD_SQ_ENTRIES];
		assert(!(cmd->data % 8));
		assert((u64)cmd->data + cmd->data_len <= MVGPU_RD_DATA_BYTES);
		assert(!cmd->data_len || area[cmd->data] == (u8)cmd->cookie);
		assert(!cmd->data_len ||
		       area[cmd->data + cmd->data_len - 1] == (u8)cmd->cookie);
	}
}

static void push(const struct step *s)
{
	struct mvgpu_render_cmd cmd = { .cookie = ring.produced };
	u32 before = ring.produced;
	int err;

	cmd.data_len = number_of(s) << (s->pad % 4);
	if (cmd.data_len && cmd.data_len <= sizeof(bytes)) {
		bytes[0] = cmd.cookie;
		bytes[cmd.data_len - 1] = cmd.cookie;
	}
	err = mvgpu_rd_ring_push(&ring, &cmd, bytes);
	assert(ring.produced - before == !err);
	assert(err != -E2BIG || cmd.data_len > MVGPU_RD_DATA_BYTES);
}

static void reclaim(void)
{
	u32 before = ring.consumed;
	int err = mvgpu_rd_ring_reclaim(&ring);

	assert(!err || err == -EPROTO);
	assert(ring.consumed == (err ? before : cq.sq_consumed));
}

static void pop(void)
{
	u32 before = ring.seen;
	struct mvgpu_render_done done;
	int ret = mvgpu_rd_ring_pop(&ring, &done);

	assert(ret == 0 || ret == 1 || ret == -EPROTO);
	assert(ring.seen - before == (ret == 1));
	assert(ret != 1 || sq.cq_consumed == ring.seen);
	assert(ret != 1 || done.cookie == dones[before % MVGPU_RD_CQ_ENTRIES].cookie);
}

static void one(const struct step *s)
{
	switch (s->what % 8) {
	case 0:
	case 1:
		push(s);
		break;
	case 2:
		mvgpu_rd_ring_publish(&ring);
		assert(sq.sq_produced == ring.produced);
		break;
	case 3:
		cq.sq_consumed = s->pad & 1 ? word_of(s) : ring.consumed + number_of(s) % 8;
		reclaim();
		break;
	case 4:
		cq.cq_produced = s->pad & 1 ? word_of(s) : ring.seen + number_of(s) % 8;
		pop();
		break;
	case 5:
		dones[number_of(s) % MVGPU_RD_CQ_ENTRIES].cookie = word_of(s);
		break;
	default:
		reclaim();
		pop();
	}
}

static void start(u32 from)
{
	memset(&ring, 0, sizeof(ring));
	ring.sq = &sq;
	ring.cq = &cq;
	ring.cmds = cmds;
	ring.dones = dones;
	ring.data = area;
	ring.produced = from;
	ring.consumed = from;
	ring.seen = from;
	cq.sq_consumed = from;
	cq.cq_produced = from;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct step s;

	if (!size)
		return 0;
	start(-(u32)data[0]);
	for (data++, size--; size >= sizeof(s); size -= sizeof(s)) {
		memcpy(&s, data, sizeof(s));
		data += sizeof(s);
		one(&s);
		check_data();
	}
	return 0;
}
