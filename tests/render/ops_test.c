// SPDX-License-Identifier: GPL-2.0
/* Commands that are wrong. */
#include "tests/render/guest.h"

static const struct mvgpu_render_iov page = { 0, PAGE };

static int ops_run(struct module *m, u32 op, u32 ctx, u32 res, u32 data_len)
{
	static const u8 zeros[256];

	return module_run(m, (struct mvgpu_render_cmd) {
		.op = op, .ctx = ctx, .res = res,
	}, zeros, data_len);
}

/* A session with context CTX and image 1. */
static struct module *ops_start(void)
{
	struct module *m = module_open();

	assert_int_equal(ops_run(m, MVGPU_RENDER_OP_CTX_CREATE, CTX, 0, 0), 0);
	assert_int_equal(guest_create(m, 1, guest_image(64, 64)), 0);
	return m;
}

static void test_open(void **state)
{
	struct module *m = module_start();

	assert_int_equal(ops_run(m, MVGPU_RENDER_OP_NOP, 0, 0, 0), -EINVAL);
	assert_int_equal(ops_run(m, MVGPU_RENDER_OP_CTX_CREATE, 1, 0, 0), -EINVAL);
	assert_int_equal(ops_run(m, MVGPU_RENDER_OP_OPEN, 0, 0, 0), 0);
	assert_int_equal(ops_run(m, MVGPU_RENDER_OP_OPEN, 0, 0, 0), -EINVAL);
	assert_int_equal(ops_run(m, MVGPU_RENDER_OP_NOP, 0, 0, 0), 0);
	module_end(m);
}

static void test_unknown_op(void **state)
{
	const u32 unknown[] = { 0, MVGPU_RENDER_OP_EXPORT + 1, 1000, U32_MAX };
	struct module *m = module_open();
	u32 i;

	for (i = 0; i < ARRAY_SIZE(unknown); i++)
		assert_int_equal(ops_run(m, unknown[i], 0, 0, 0), -EOPNOTSUPP);
	module_end(m);
}

static void test_unknown_ids(void **state)
{
	const struct { u32 op, ctx, res, data; } unknown[] = {
		{ MVGPU_RENDER_OP_CTX_DESTROY, 8, 0, 0 },
		{ MVGPU_RENDER_OP_CTX_DESTROY, 0, 0, 0 },
		{ MVGPU_RENDER_OP_CTX_ATTACH, 8, 1, 0 },
		{ MVGPU_RENDER_OP_CTX_ATTACH, CTX, 2, 0 },
		{ MVGPU_RENDER_OP_CTX_ATTACH, CTX, 0, 0 },
		{ MVGPU_RENDER_OP_CTX_DETACH, 8, 1, 0 },
		{ MVGPU_RENDER_OP_CTX_DETACH, CTX, 2, 0 },
		{ MVGPU_RENDER_OP_SUBMIT, 8, 0, 8 },
		{ MVGPU_RENDER_OP_SUBMIT, 0, 0, 8 },
		{ MVGPU_RENDER_OP_RES_DESTROY, 0, 2, 0 },
		{ MVGPU_RENDER_OP_RES_DESTROY, 0, 0, 0 },
		{ MVGPU_RENDER_OP_ATTACH, 0, 2, 8 },
		{ MVGPU_RENDER_OP_DETACH, 0, 2, 0 },
		{ MVGPU_RENDER_OP_TRANSFER_TO, 0, 2, 48 },
		{ MVGPU_RENDER_OP_TRANSFER_TO, 8, 1, 48 },
		{ MVGPU_RENDER_OP_TRANSFER_FROM, 0, 2, 48 },
	};
	struct module *m = ops_start();
	u32 i;

	for (i = 0; i < ARRAY_SIZE(unknown); i++)
		assert_int_equal(ops_run(m, unknown[i].op, unknown[i].ctx, unknown[i].res,
					 unknown[i].data), -ENOENT);
	module_end(m);
}

static void test_used_ids(void **state)
{
	struct module *m = ops_start();

	assert_int_equal(ops_run(m, MVGPU_RENDER_OP_CTX_CREATE, CTX, 0, 0), -EINVAL);
	assert_int_equal(ops_run(m, MVGPU_RENDER_OP_CTX_CREATE, 0, 0, 0), -EINVAL);
	assert_int_equal(guest_create(m, 1, guest_image(64, 64)), -EINVAL);
	assert_int_equal(guest_create(m, 0, guest_image(64, 64)), -EINVAL);
	assert_int_equal(guest_create(m, U32_MAX, guest_image(64, 64)), 0);
	assert_int_equal(guest_create(m, 1U << 31, guest_image(64, 64)), 0);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, CTX, U32_MAX), 0);
	assert_int_equal(ops_run(m, MVGPU_RENDER_OP_CTX_CREATE, U32_MAX, 0, 0), 0);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, U32_MAX), 0);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, 1U << 31), 0);
	module_end(m);
}

static void test_data_lengths(void **state)
{
	const struct { u32 op, ctx, res, data; } wrong[] = {
		{ MVGPU_RENDER_OP_CTX_DESTROY, CTX, 0, 8 },
		{ MVGPU_RENDER_OP_SUBMIT, CTX, 0, 7 },
		{ MVGPU_RENDER_OP_RES_CREATE, 0, 2, 0 },
		{ MVGPU_RENDER_OP_RES_CREATE, 0, 2, 39 },
		{ MVGPU_RENDER_OP_RES_CREATE, 0, 2, 41 },
		{ MVGPU_RENDER_OP_ATTACH, 0, 1, 0 },
		{ MVGPU_RENDER_OP_ATTACH, 0, 1, 12 },
		{ MVGPU_RENDER_OP_TRANSFER_TO, 0, 1, 0 },
		{ MVGPU_RENDER_OP_TRANSFER_TO, 0, 1, 47 },
		{ MVGPU_RENDER_OP_TRANSFER_FROM, 0, 1, 49 },
		{ MVGPU_RENDER_OP_TRANSFER_FROM, 0, 1, 56 },
	};
	struct module *m = ops_start();
	u32 i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_equal(ops_run(m, wrong[i].op, wrong[i].ctx, wrong[i].res,
					 wrong[i].data), -EINVAL);
	module_end(m);
}

static void test_data_place(void **state)
{
	const struct { u32 data, len; } wrong[] = {
		{ MODULE_DATA, 8 }, { MODULE_DATA - 8, 16 }, { 4, 8 },
		{ U32_MAX - 7, 16 }, { 8, U32_MAX - 7 }, { U32_MAX - 7, U32_MAX - 3 },
	};
	struct module *m = ops_start();
	u32 i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
			.op = MVGPU_RENDER_OP_NOP, .data = wrong[i].data,
			.data_len = wrong[i].len,
		}, NULL, 0), -EINVAL);
	module_end(m);
}

static void test_slots(void **state)
{
	const struct { u32 slot; u64 bytes; } wrong[] = {
		{ MODULE_SLOTS, PAGE }, { U32_MAX, PAGE }, { U32_MAX - 1, PAGE },
		{ 1, PAGE - 1 }, { 1, 100 }, { 1, MVGPU_RENDER_SLOT_BYTES + PAGE },
		{ 1, ~0ULL << 12 },
	};
	struct module *m = ops_start();
	u32 i, before = module_slot_mappings();

	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
			.op = MVGPU_RENDER_OP_ATTACH, .res = 1, .slot = wrong[i].slot,
			.slot_bytes = wrong[i].bytes,
		}, &page, sizeof(page)), -EINVAL);
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_ATTACH, .res = 1, .slot = 1,
		.slot_bytes = MVGPU_RENDER_SLOT_BYTES,
	}, &page, sizeof(page)), -ENOMEM);
	assert_int_equal(module_slot_mappings(), before);
	module_end(m);
}

static void test_pieces(void **state)
{
	const struct mvgpu_render_iov wrong[] = {
		{ 0, 0 }, { 0, MODULE_SLOT_BYTES + 1 }, { MODULE_SLOT_BYTES, 1 },
		{ U32_MAX, U32_MAX }, { 1, U32_MAX },
	};
	struct mvgpu_render_iov two[2] = { page };
	struct module *m = ops_start();
	u32 i, before = module_slot_mappings();

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		two[1] = wrong[i];
		assert_int_equal(guest_attach(m, 1, 1, two, 2), -EINVAL);
	}
	assert_int_equal(module_slot_mappings(), before);
	assert_int_equal(guest_attach(m, 1, 1, &page, 1), 0);
	module_end(m);
}

static void test_boxes(void **state)
{
	const struct mvgpu_render_transfer wrong[] = {
		{ .width = 65, .height = 64, .depth = 1 },
		{ .x = 1, .width = 64, .height = 64, .depth = 1 },
		{ .x = U32_MAX, .width = 2, .height = 1, .depth = 1 },
		{ .width = 1, .height = 1, .depth = 2 },
		{ .z = 1, .width = 1, .height = 1, .depth = 1 },
		{ .width = 1, .height = 1, .depth = 1, .level = 1 },
		{ .width = 1, .height = 1, .depth = 1, .level = U32_MAX },
		{ .width = 64, .height = 64, .depth = 1, .stride = 255 },
		{ .width = 64, .height = 64, .depth = 1, .stride = 1 << 30 },
		{ .width = 64, .height = 64, .depth = 1, .offset = 1 },
		{ .width = 1, .height = 1, .depth = 1, .offset = 4 * PAGE },
		{ .width = 1, .height = 1, .depth = 1, .offset = ~0ULL - 2 },
	};
	const struct mvgpu_render_iov iov = { 0, 4 * PAGE };
	struct module *m = ops_start();
	u32 i, op;

	assert_int_equal(guest_attach(m, 1, 1, &iov, 1), 0);
	for (op = MVGPU_RENDER_OP_TRANSFER_TO; op <= MVGPU_RENDER_OP_TRANSFER_FROM; op++) {
		for (i = 0; i < ARRAY_SIZE(wrong); i++) {
			assert_int_equal(guest_transfer(m, op, 1, wrong[i]), -EINVAL);
			assert_int_equal(guest_transfer_slot(m, op, 1, wrong[i], 2, &iov,
							     1), -EINVAL);
		}
	}
	module_end(m);
}

static void test_shapes(void **state)
{
	struct mvgpu_render_resource wrong[] = {
		guest_image(0, 64), guest_image(64, 0), guest_image(U32_MAX, U32_MAX),
		guest_image(16385, 1), guest_image(64, 64), guest_image(64, 64),
		guest_image(64, 64), guest_image(64, 64), guest_image(64, 64),
	};
	struct module *m = ops_start();
	u32 i;

	wrong[4].target = 99;
	wrong[5].format = 0;
	wrong[6].format = U32_MAX;
	wrong[7].last_level = 7;
	wrong[8].array_size = 3;
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_equal(guest_create(m, 2, wrong[i]), -EINVAL);
	wrong[0] = guest_image(16384, 16384);
	wrong[0].target = TARGET_2D_ARRAY;
	wrong[0].array_size = 2048;
	assert_int_equal(guest_create(m, 2, wrong[0]), -ENOMEM);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, 2), -ENOENT);
	module_end(m);
}

static void test_stream(void **state)
{
	const u32 bad[] = { 0x000400ff, 1, 2, 3, 4 }, cut[] = { 0x00640007, 1 };
	const float red[4] = { 1, 0, 0, 1 };
	struct module *m = ops_start();
	u32 stream[64];
	u32 bytes = guest_clear_stream(stream, 1, 1, red);

	/* Versions of the library differ in what they answer. */
	module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_SUBMIT, .ctx = CTX }, bad, sizeof(bad));
	assert_int_equal(ops_run(m, MVGPU_RENDER_OP_CTX_CREATE, 8, 0, 0), 0);
	module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_SUBMIT, .ctx = 8 }, cut, sizeof(cut));
	assert_int_equal(ops_run(m, MVGPU_RENDER_OP_CTX_CREATE, 9, 0, 0), 0);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, 9, 1), 0);
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_SUBMIT, .ctx = 9 }, stream, bytes), 0);
	assert_int_equal(ops_run(m, MVGPU_RENDER_OP_SUBMIT, 9, 0, 0), 0);
	module_end(m);
}

static void test_names(void **state)
{
	char name[300];
	struct module *m = module_open();

	memset(name, 'x', sizeof(name));
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_CTX_CREATE, .ctx = 1 }, name, sizeof(name)), 0);
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_CTX_CREATE, .ctx = 2, .arg = 99 }, name, 3), -EINVAL);
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_CTX_CREATE, .ctx = 2, .arg = 0x100 }, name, 3), -EINVAL);
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_CTX_CREATE, .ctx = 2, .arg = 1 }, name, 3), 0);
	module_end(m);
}

static void test_most(void **state)
{
	struct module *m = module_open();
	u32 i;

	for (i = 1; i <= RD_MAX_CONTEXTS; i++)
		assert_int_equal(ops_run(m, MVGPU_RENDER_OP_CTX_CREATE, i, 0, 0), 0);
	assert_int_equal(ops_run(m, MVGPU_RENDER_OP_CTX_CREATE, i, 0, 0), -ENOMEM);
	for (i = 1; i <= RD_MAX_RESOURCES; i++)
		assert_int_equal(guest_create(m, i, guest_buffer(16)), 0);
	assert_int_equal(guest_create(m, i, guest_buffer(16)), -ENOMEM);
	for (i = 1; i <= RD_MAX_RESOURCES; i++)
		assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, i), 0);
	module_end(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "OPEN comes first, and once", test_open },
		{ "an unknown operation is told apart", test_unknown_op },
		{ "numbers that do not exist are rejected", test_unknown_ids },
		{ "numbers in use and 0 are rejected, and all others work", test_used_ids },
		{ "data of a wrong length is rejected", test_data_lengths },
		{ "data outside the data area is rejected", test_data_place },
		{ "slots that do not exist are rejected, and mapped no longer", test_slots },
		{ "pieces outside a slot are rejected", test_pieces },
		{ "boxes outside of a resource or of memory are rejected", test_boxes },
		{ "resources of impossible size do not exist", test_shapes },
		{ "a stream that is wrong harms only its context", test_stream },
		{ "long names and capability sets of contexts", test_names },
		{ "16384 resources and 1024 contexts, and no more", test_most },
	};

	return cmocka_run_group_tests_name("render: wrong commands", tests, NULL, NULL);
}
