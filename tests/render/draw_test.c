// SPDX-License-Identifier: GPL-2.0
/* Drawing, and the transfers of its result. */
#include <unistd.h>
#include "tests/render/guest.h"

#define SIDE 64

static const struct mvgpu_render_transfer whole = {
	.width = SIDE, .height = SIDE, .depth = 1,
};

static const float red[4] = { 1, 0, 0, 1 };

static struct module *draw_start(u32 res)
{
	struct module *m = module_open();

	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_CTX_CREATE, .ctx = CTX,
	}, "the test", 8), 0);
	assert_int_equal(guest_create(m, res, guest_image(SIDE, SIDE)), 0);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, CTX, res), 0);
	return m;
}

static void draw_clear(struct module *m, u32 res, const float color[4], u32 flags)
{
	u32 stream[64];
	u32 bytes = guest_clear_stream(stream, res, res, color);

	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_SUBMIT, .ctx = CTX, .flags = flags,
	}, stream, bytes), 0);
}

static void draw_expect(const u8 *memory, u32 pixels, u32 pixel)
{
	u32 i;

	for (i = 0; i < pixels; i++)
		assert_int_equal(((const u32 *)memory)[i], pixel);
}

static void test_clear(void **state)
{
	const struct mvgpu_render_iov iov = { 0, IMAGE(SIDE, SIDE) };
	struct module *m = draw_start(3);

	draw_clear(m, 3, red, MVGPU_RENDER_F_FENCED);
	assert_int_equal(guest_transfer_slot(m, MVGPU_RENDER_OP_TRANSFER_FROM, 3, whole, 1,
					     &iov, 1), 0);
	draw_expect(m->slot[1], SIDE * SIDE, 0xffff0000);
	assert_int_equal(*(u32 *)(m->slot[1] + IMAGE(SIDE, SIDE)), 0);
	module_end(m);
}

static void test_backing(void **state)
{
	const struct mvgpu_render_iov iov[] = {
		{ PAGE, PAGE }, { 0, PAGE }, { 4 * PAGE + 8, 2 * PAGE },
	};
	struct module *m = draw_start(3);

	assert_int_equal(guest_attach(m, 3, 2, iov, ARRAY_SIZE(iov)), 0);
	draw_clear(m, 3, red, 0);
	assert_int_equal(guest_transfer(m, MVGPU_RENDER_OP_TRANSFER_FROM, 3, whole), 0);
	draw_expect(m->slot[2], 2 * PAGE / 4, 0xffff0000);
	draw_expect(m->slot[2] + 4 * PAGE + 8, 2 * PAGE / 4, 0xffff0000);
	draw_expect(m->slot[2] + 2 * PAGE, 2 * PAGE / 4, 0);
	module_end(m);
}

static void test_both_ways(void **state)
{
	const struct mvgpu_render_iov iov[] = { { 0, 3 * PAGE }, { 3 * PAGE, PAGE } };
	struct module *m = draw_start(3);
	u32 i, *guest = (u32 *)m->slot[0];

	for (i = 0; i < SIDE * SIDE; i++)
		guest[i] = i * 0x10203;
	assert_int_equal(guest_attach(m, 3, 0, iov, 2), 0);
	assert_int_equal(guest_transfer(m, MVGPU_RENDER_OP_TRANSFER_TO, 3, whole), 0);
	assert_int_equal(guest_transfer_slot(m, MVGPU_RENDER_OP_TRANSFER_FROM, 3, whole, 1,
					     iov, 2), 0);
	assert_memory_equal(m->slot[0], m->slot[1], IMAGE(SIDE, SIDE));
	module_end(m);
}

static void test_part(void **state)
{
	const struct mvgpu_render_transfer part = {
		.x = 8, .y = 16, .width = 4, .height = 2, .depth = 1,
		.stride = 100, .offset = 20,
	};
	const struct mvgpu_render_iov iov = { 0, 20 + 100 + 16 };
	struct module *m = draw_start(3);

	draw_clear(m, 3, red, 0);
	assert_int_equal(guest_transfer_slot(m, MVGPU_RENDER_OP_TRANSFER_FROM, 3, part, 1,
					     &iov, 1), 0);
	draw_expect(m->slot[1], 5, 0);
	draw_expect(m->slot[1] + 20, 4, 0xffff0000);
	draw_expect(m->slot[1] + 36, 21, 0);
	draw_expect(m->slot[1] + 120, 4, 0xffff0000);
	module_end(m);
}

static void test_empty(void **state)
{
	const struct mvgpu_render_iov iov[] = { { 0, PAGE }, { PAGE, 3 * PAGE } };
	const struct mvgpu_render_transfer empty[] = {
		{ .width = 0, .height = SIDE, .depth = 1 },
		{ .width = SIDE, .height = 0, .depth = 1 },
		{ .width = SIDE, .height = SIDE, .depth = 0 },
	};
	struct module *m = draw_start(3);
	u32 i;

	draw_clear(m, 3, red, 0);
	for (i = 0; i < ARRAY_SIZE(empty); i++) {
		assert_int_equal(guest_transfer_slot(m, MVGPU_RENDER_OP_TRANSFER_TO, 3,
						     empty[i], 1, iov, 2), 0);
		assert_int_equal(guest_transfer_slot(m, MVGPU_RENDER_OP_TRANSFER_FROM, 3,
						     empty[i], 1, iov, 2), 0);
		draw_expect(m->slot[1], SIDE * SIDE, 0);
	}
	assert_int_equal(guest_transfer_slot(m, MVGPU_RENDER_OP_TRANSFER_FROM, 3, whole, 1,
					     iov, 2), 0);
	draw_expect(m->slot[1], SIDE * SIDE, 0xffff0000);
	module_end(m);
}

static void test_context_transfer(void **state)
{
	const struct mvgpu_render_iov iov = { 0, IMAGE(SIDE, SIDE) };
	struct module *m = draw_start(3);

	draw_clear(m, 3, red, 0);
	assert_int_equal(guest_attach(m, 3, 1, &iov, 1), 0);
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_TRANSFER_FROM, .ctx = CTX, .res = 3,
	}, &whole, sizeof(whole)), 0);
	draw_expect(m->slot[1], SIDE * SIDE, 0xffff0000);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_DETACH, CTX, 3), 0);
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_TRANSFER_FROM, .ctx = CTX, .res = 3,
	}, &whole, sizeof(whole)), -EINVAL);
	module_end(m);
}

static void test_detach(void **state)
{
	const struct mvgpu_render_iov iov = { 0, IMAGE(SIDE, SIDE) };
	u32 before = module_slot_mappings();
	struct module *m = draw_start(3);

	assert_int_equal(guest_attach(m, 3, 1, &iov, 1), 0);
	assert_int_equal(module_slot_mappings(), before + MODULE_SLOTS + 1);
	assert_int_equal(guest_attach(m, 3, 2, &iov, 1), -EINVAL);
	assert_int_equal(guest_transfer_slot(m, MVGPU_RENDER_OP_TRANSFER_FROM, 3, whole, 2,
					     &iov, 1), 0);
	assert_int_equal(module_slot_mappings(), before + MODULE_SLOTS + 1);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_DETACH, 3), 0);
	assert_int_equal(module_slot_mappings(), before + MODULE_SLOTS);
	assert_int_equal(guest_transfer(m, MVGPU_RENDER_OP_TRANSFER_FROM, 3, whole), -EINVAL);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_DETACH, 3), 0);
	assert_int_equal(guest_attach(m, 3, 1, &iov, 1), 0);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, 3), 0);
	assert_int_equal(module_slot_mappings(), before + MODULE_SLOTS);
	module_end(m);
}

static void test_again(void **state)
{
	struct module *m = draw_start(3);
	u32 i;

	for (i = 0; i < 50; i++) {
		assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, 3), 0);
		assert_int_equal(guest_create(m, 3, guest_image(SIDE, SIDE)), 0);
		assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_DESTROY, CTX, 0), 0);
		assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
			.op = MVGPU_RENDER_OP_CTX_CREATE, .ctx = CTX, .arg = 2,
		}, NULL, 0), 0);
		assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, CTX, 3), 0);
	}
	draw_clear(m, 3, red, 0);
	module_end(m);
}

#define WIDE 2048
#define BUSY 7	/* streams that the GPU has to do */

/* One after the other: what the GPU does while a context is destroyed at some moment. */
static void draw_while_destroyed(struct module *m, u32 moment_us)
{
	struct mvgpu_render_cmd submit = { .op = MVGPU_RENDER_OP_SUBMIT, .ctx = CTX };
	u32 i, bytes, stream[64];
	u64 last;

	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_CTX_CREATE, .ctx = CTX + 1,
	}, NULL, 0), 0);
	bytes = guest_clear_stream(stream, 3, 3, red);
	for (i = 0; i < BUSY; i++)
		module_queue(m, submit, stream, bytes);
	submit.flags = MVGPU_RENDER_F_FENCED;
	last = module_queue(m, submit, stream, bytes);
	rd_serve_step(m->s);
	usleep(moment_us);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_DESTROY, CTX + 1, 0), 0);
	assert_int_equal(module_wait(m, last), 0);
}

static void test_destroyed_meanwhile(void **state)
{
	struct module *m = draw_start(4);
	u32 i;

	assert_int_equal(guest_create(m, 3, guest_image(WIDE, WIDE)), 0);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, CTX, 3), 0);
	for (i = 0; i < 40; i++)
		draw_while_destroyed(m, i * 50);
	module_end(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "an image that a stream clears has its colour in a lent slot", test_clear },
		{ "a read-back fills the pieces of a backing in their order", test_backing },
		{ "what a guest writes is what it reads back, from read-only memory too",
		  test_both_ways },
		{ "a part is written with stride and offset, and nothing beside it", test_part },
		{ "an empty box transfers nothing", test_empty },
		{ "a context transfers only what it may use", test_context_transfer },
		{ "a slot is mapped no longer than it is used", test_detach },
		{ "a stream completes though another context is destroyed meanwhile",
		  test_destroyed_meanwhile },
		{ "numbers can be used again", test_again },
	};

	return cmocka_run_group_tests_name("render: drawing", tests, NULL, NULL);
}
