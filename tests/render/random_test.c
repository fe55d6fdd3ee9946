// SPDX-License-Identifier: GPL-2.0
/*
 * Random commands, most of them wrong in something. SEED=N and COUNT=N in the environment
 * choose others, and more.
 */
#include "gvt/virgl/size.h"
#include "tests/render/guest.h"

#define RANDOM_COUNT 15000
/* Commands for one session, so that new ones begin without anything. */
#define RANDOM_SESSION 1500
/* Of so many values, one is any number. */
#define RANDOM_WILD 60
#define RANDOM_OPS (MVGPU_RENDER_OP_EXPORT + 1)

static u64 random_state = 1;
/* Numbers of objects so far. */
static u32 random_blobs;

static u32 random_below(u32 limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (random_state >> 16) % limit;
}

/* A number that is plausible, or one from the edges of 32 bits. */
static u32 random_value(u32 limit)
{
	static const u32 wild[] = {
		U32_MAX, U32_MAX - 1, 1U << 31, (1U << 31) - 1, 1U << 16, 65535, 0,
	};

	if (random_below(RANDOM_WILD))
		return random_below(limit);
	return random_below(2) ? wild[random_below(ARRAY_SIZE(wild))] :
		random_below(U32_MAX);
}

static u32 random_resource(void *data)
{
	struct mvgpu_render_resource r = guest_image(8 + random_value(64), 8 + random_value(64));

	r.target = random_value(9);
	if (r.target == TARGET_BUFFER || r.target == 1 || r.target == 6)
		r.height = 1;
	if (r.target == TARGET_CUBE || r.target == 8) {
		r.height = r.width;
		r.array_size = 6;
	}
	if (r.target == TARGET_3D)
		r.depth = 1 + random_value(8);
	if (r.target == 6 || r.target == TARGET_2D_ARRAY)
		r.array_size = 1 + random_value(8);
	if (!random_below(3))
		r.format = random_value(MVGPU_VIRGL_FORMATS);
	if (!random_below(3))
		r.bind = random_value(1 << 21);
	if (!random_below(4))
		r.last_level = random_value(6);
	if (!random_below(8))
		r.nr_samples = random_value(9);
	r.flags = random_value(8);
	memcpy(data, &r, sizeof(r));
	return sizeof(r);
}

static u32 random_pieces(u8 *data)
{
	struct mvgpu_render_iov *iov = (void *)data;
	u32 i, count = 1 + random_below(6);

	for (i = 0; i < count; i++) {
		iov[i].offset = random_value(2) ? random_value(PAGE) : 0;
		iov[i].len = random_below(4) ? 64 * PAGE : 1 + random_value(3 * PAGE);
	}
	return count * sizeof(*iov);
}

static u32 random_transfer(u8 *data)
{
	struct mvgpu_render_transfer t = {
		.width = 1 + random_value(16), .height = random_below(3) ? 1 : random_value(16),
		.depth = random_below(3) ? 1 : random_value(4),
	};

	if (!random_below(3)) {
		t.x = random_value(16);
		t.y = random_value(16);
		t.z = random_value(4);
		t.level = random_value(3);
		t.stride = random_value(2000);
		t.layer_stride = random_value(100000);
		t.offset = random_value(20000);
	}
	memcpy(data, &t, sizeof(t));
	return sizeof(t);
}

/* Most are buffers that can be mapped, or memory of the guest. */
static u32 random_blob(u8 *data)
{
	struct mvgpu_render_blob b = {
		.mem = 1 + random_value(3), .flags = random_below(4) ? 1 : random_value(8),
		.size = (1 + random_value(8)) * PAGE,
	};

	if (b.mem & 2 || !random_below(8)) {
		b.blob_id = ++random_blobs;
		b.object = guest_buffer(random_below(4) ? b.size : random_value(9 * PAGE));
		b.object.flags = random_below(4) ? 6 : random_value(16);
	}
	memcpy(data, &b, sizeof(b));
	return sizeof(b);
}

static u32 random_data(u32 op, u8 *data)
{
	const float red[4] = { 1, 0, 0, 1 };
	u32 bytes;

	switch (op) {
	case MVGPU_RENDER_OP_SUBMIT:
		return guest_clear_stream((u32 *)data, 1 + random_below(4),
					  random_below(8), red);
	case MVGPU_RENDER_OP_RES_CREATE:
		return random_resource(data);
	case MVGPU_RENDER_OP_ATTACH:
		return random_pieces(data);
	case MVGPU_RENDER_OP_RES_CREATE_BLOB:
		bytes = random_blob(data);
		return bytes + (data[0] & 1 ? random_pieces(data + bytes) : 0);
	case MVGPU_RENDER_OP_TRANSFER_TO:
	case MVGPU_RENDER_OP_TRANSFER_FROM:
		bytes = random_transfer(data);
		return bytes + (random_below(3) ? 0 : random_pieces(data + bytes));
	default:
		return 0;
	}
}

/* What destroys is less frequent, so that there is something to work on. */
static u32 random_op(void)
{
	static const u8 frequent[] = {
		MVGPU_RENDER_OP_CTX_CREATE, MVGPU_RENDER_OP_CTX_ATTACH,
		MVGPU_RENDER_OP_CTX_ATTACH, MVGPU_RENDER_OP_RES_CREATE,
		MVGPU_RENDER_OP_RES_CREATE, MVGPU_RENDER_OP_SUBMIT,
		MVGPU_RENDER_OP_ATTACH, MVGPU_RENDER_OP_ATTACH,
		MVGPU_RENDER_OP_TRANSFER_TO, MVGPU_RENDER_OP_TRANSFER_TO,
		MVGPU_RENDER_OP_TRANSFER_FROM, MVGPU_RENDER_OP_TRANSFER_FROM,
		MVGPU_RENDER_OP_RES_CREATE_BLOB, MVGPU_RENDER_OP_RES_CREATE_BLOB,
		MVGPU_RENDER_OP_MAP, MVGPU_RENDER_OP_UNMAP,
	};

	if (random_below(4))
		return frequent[random_below(ARRAY_SIZE(frequent))];
	return random_value(MVGPU_RENDER_OP_UNMAP + 1);
}

static struct mvgpu_render_cmd random_command(u32 op)
{
	struct mvgpu_render_cmd cmd = {
		.op = op, .ctx = random_below(2) ? 0 : random_value(4), .res = 1 + random_value(6),
		.flags = random_below(8) ? 0 : random_below(4),
	};

	if (op == MVGPU_RENDER_OP_ATTACH || !random_below(3)) {
		cmd.slot = random_value(MODULE_SLOTS);
		cmd.slot_bytes = random_below(8) ? MODULE_SLOT_BYTES :
			(u64)random_value(8) << random_below(30);
	}
	if (op == MVGPU_RENDER_OP_RES_CREATE_BLOB)
		cmd.ctx = random_value(4);
	if (op >= MVGPU_RENDER_OP_CTX_CREATE && op <= MVGPU_RENDER_OP_SUBMIT)
		cmd.ctx = random_value(4);
	if (op == MVGPU_RENDER_OP_CTX_CREATE)
		cmd.arg = random_value(3);
	if (!random_below(RANDOM_WILD)) {
		cmd.data = random_value(MODULE_DATA);
		cmd.data_len = random_value(2000);
	}
	return cmd;
}

static bool random_is_expected(int err)
{
	static const int expected[] = {
		0, -ENOENT, -EINVAL, -ENOMEM, -EPERM, -EOPNOTSUPP, -EIO,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(expected); i++)
		if (err == expected[i])
			return true;
	return false;
}

/* Executes random commands; counts those that worked. */
static void random_commands(struct module *m, u32 count, u32 worked[RANDOM_OPS])
{
	u8 data[512];
	u32 i, op, len;
	int err;

	for (i = 0; i < count; i++) {
		op = random_op();
		memset(data, 0, sizeof(data));
		len = random_data(op, data);
		if (!random_below(RANDOM_WILD))
			len = random_below(len + 8);
		err = module_run(m, random_command(op), data, len);
		if (!random_is_expected(err))
			fail_msg("operation %u answers %d", op, err);
		if (!err)
			worked[op]++;
	}
}

static u32 random_setting(const char *name, u32 otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 0) : otherwise;
}

static void test_random(void **state)
{
	u32 count = random_setting("COUNT", RANDOM_COUNT);
	u32 worked[RANDOM_OPS] = {}, done, op;
	struct module *m;

	random_state = (u64)random_setting("SEED", 1) * 0x9e3779b97f4a7c15ULL | 1;
	for (done = 0; done < count; done += RANDOM_SESSION) {
		m = module_open();
		random_commands(m, RANDOM_SESSION, worked);
		module_end(m);
	}
	for (op = MVGPU_RENDER_OP_NOP; op < RANDOM_OPS; op++) {
		print_message("# operation %u worked %u times\n", op, worked[op]);
		/* Not every machine and library can export. */
		assert_true(worked[op] > 0 || op == MVGPU_RENDER_OP_EXPORT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "every command of any contents completes", test_random },
	};

	return cmocka_run_group_tests_name("render: random commands", tests, NULL, NULL);
}
