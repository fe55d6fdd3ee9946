// SPDX-License-Identifier: GPL-2.0
/* Blobs: the guest finds what OpenGL writes where the program says that it is mapped. */
#include "render/blob.h"
#include "tests/render/guest.h"

#define COPY_REGION 17
#define PERSISTENT (1 << 1)
#define COHERENT (1 << 2)
#define MAPPABLE 1
#define GUEST 1
#define HOST3D 2
#define BYTES (4 * PAGE)
#define BLOB 3
#define COPY 4

static const struct mvgpu_render_iov pages = { 2 * PAGE, BYTES };

static struct mvgpu_render_blob blob_of(u32 mem, u64 id)
{
	struct mvgpu_render_blob b = {
		.mem = mem, .size = BYTES,
	};

	if (mem & HOST3D) {
		b.flags = MAPPABLE;
		b.blob_id = id;
		b.object = guest_buffer(BYTES);
		b.object.flags = PERSISTENT | COHERENT;
	}
	return b;
}

/* With guest memory if the blob has some. */
static int blob_run(struct module *m, u32 ctx, u32 res, const struct mvgpu_render_blob *b)
{
	u8 data[sizeof(*b) + sizeof(pages)];
	bool guest = b->mem & GUEST;

	memcpy(data, b, sizeof(*b));
	memcpy(data + sizeof(*b), &pages, sizeof(pages));
	return module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_RES_CREATE_BLOB, .ctx = ctx, .res = res,
		.slot = 1, .slot_bytes = guest ? MODULE_SLOT_BYTES : 0,
	}, data, sizeof(*b) + (guest ? sizeof(pages) : 0));
}

static int blob_create(struct module *m, u32 res, u32 mem)
{
	struct mvgpu_render_blob b = blob_of(mem, res);

	return blob_run(m, CTX, res, &b);
}

static struct module *blob_start(void)
{
	struct module *m = module_open();

	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_CREATE, CTX, 0), 0);
	return m;
}

/* Where a blob is mapped; a promise of the interface to the module is checked. */
static u32 *blob_map(struct module *m, u32 res)
{
	const struct module_seen *seen;
	u64 cookie = module_queue(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_MAP, .res = res,
	}, NULL, 0);

	assert_int_equal(module_wait(m, cookie), 0);
	seen = &m->seen[cookie];
	assert_true(seen->addr && seen->addr % PAGE == 0);
	assert_true(seen->size >= BYTES && seen->size % PAGE == 0);
	assert_true(seen->map_info >= 1 && seen->map_info <= 3);
	return (u32 *)(uintptr_t)seen->addr;
}

/* OpenGL copies the blob to a buffer, which is read. */
static const u32 *blob_copy(struct module *m, u32 res)
{
	const struct mvgpu_render_iov iov = { 0, BYTES };
	const u32 stream[] = {
		COPY_REGION | 13 << 16, COPY, 0, 0, 0, 0, res, 0, 0, 0, 0, BYTES, 1, 1,
	};

	assert_int_equal(guest_create(m, COPY, guest_buffer(BYTES)), 0);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, CTX, COPY), 0);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, CTX, res), 0);
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_SUBMIT, .ctx = CTX,
	}, stream, sizeof(stream)), 0);
	assert_int_equal(guest_transfer_slot(m, MVGPU_RENDER_OP_TRANSFER_FROM, COPY,
					     (struct mvgpu_render_transfer) {
		.width = BYTES, .height = 1, .depth = 1,
	}, 0, &iov, 1), 0);
	return (const u32 *)m->slot[0];
}

static void test_opengl_reads_it(void **state)
{
	struct module *m = blob_start();
	const u32 *copy;
	u32 i, *mem;

	assert_int_equal(blob_create(m, BLOB, HOST3D), 0);
	mem = blob_map(m, BLOB);
	for (i = 0; i < BYTES / 4; i++) {
		assert_int_equal(mem[i], 0);
		mem[i] = i * 0x9e3779b9;
	}
	copy = blob_copy(m, BLOB);
	for (i = 0; i < BYTES / 4; i++)
		assert_int_equal(copy[i], i * 0x9e3779b9);
	module_end(m);
}

static void test_map_again(void **state)
{
	struct module *m = blob_start();
	u32 i, *mem;

	assert_int_equal(blob_create(m, BLOB, HOST3D), 0);
	for (i = 0; i < 4; i++) {
		mem = blob_map(m, BLOB);
		assert_int_equal(mem[9], i);
		mem[9] = i + 1;
		assert_int_equal(guest_res(m, MVGPU_RENDER_OP_UNMAP, BLOB), 0);
	}
	module_end(m);
}

static void test_wrong_maps(void **state)
{
	struct module *m = blob_start();

	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_MAP, 9), -ENOENT);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_UNMAP, 9), -ENOENT);
	assert_int_equal(guest_create(m, 1, guest_image(64, 64)), 0);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_MAP, 1), -EINVAL);
	assert_int_equal(blob_create(m, BLOB, HOST3D), 0);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_UNMAP, BLOB), -EINVAL);
	blob_map(m, BLOB)[1] = 7;
	assert_int_equal(blob_map(m, BLOB)[1], 7);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, BLOB), 0);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_MAP, BLOB), -ENOENT);
	module_end(m);
}

static void test_wrong_blobs(void **state)
{
	struct module *m = blob_start();
	struct mvgpu_render_blob b;

	b = blob_of(HOST3D, 1);
	assert_int_equal(blob_run(m, 8, BLOB, &b), -ENOENT);
	assert_int_equal(blob_run(m, 0, BLOB, &b), -EINVAL);
	assert_int_equal(blob_run(m, CTX, 0, &b), -EINVAL);
	b.size = 0;
	assert_int_equal(blob_run(m, CTX, BLOB, &b), -EINVAL);
	b = blob_of(4, 1);
	assert_int_equal(blob_run(m, CTX, BLOB, &b), -EINVAL);
	b = blob_of(0, 1);
	assert_int_equal(blob_run(m, CTX, BLOB, &b), -EINVAL);
	b = blob_of(GUEST, 0);
	b.size = BYTES + 1;
	assert_int_equal(blob_run(m, CTX, BLOB, &b), -EINVAL);
	b = blob_of(HOST3D, 1);
	b.object.target = 77;
	assert_int_equal(blob_run(m, CTX, BLOB, &b), -EINVAL);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, BLOB), -ENOENT);
	assert_int_equal(blob_create(m, BLOB, HOST3D), 0);
	assert_int_equal(blob_create(m, BLOB, HOST3D), -EINVAL);
	module_end(m);
}

/* The slot is not in use once the blob is gone. */
static void test_guest_memory(void **state)
{
	struct module *m = blob_start();
	u32 before = module_slot_mappings();

	assert_int_equal(blob_create(m, BLOB, GUEST), 0);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_MAP, BLOB), -EINVAL);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, CTX, BLOB), 0);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_DETACH, CTX, BLOB), 0);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, BLOB), 0);
	assert_true(module_slot_mappings() <= before + 1);
	assert_int_equal(blob_create(m, BLOB, GUEST), 0);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, BLOB), 0);
	assert_true(module_slot_mappings() <= before + 1);
	module_end(m);
}

/* The library cannot transfer what is mapped. */
static void test_both_memories(void **state)
{
	const struct mvgpu_render_transfer all = { .width = BYTES, .height = 1, .depth = 1 };
	struct module *m = blob_start();
	u32 *mem;

	assert_int_equal(blob_create(m, BLOB, GUEST | HOST3D), 0);
	mem = blob_map(m, BLOB);
	mem[5] = 0x12345678;
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_UNMAP, BLOB), 0);
	assert_int_equal(guest_transfer(m, MVGPU_RENDER_OP_TRANSFER_FROM, BLOB, all), 0);
	assert_int_equal(((u32 *)(m->slot[1] + pages.offset))[5], 0x12345678);
	((u32 *)(m->slot[1] + pages.offset))[6] = 0x55;
	assert_int_equal(guest_transfer(m, MVGPU_RENDER_OP_TRANSFER_TO, BLOB, all), 0);
	assert_int_equal(blob_map(m, BLOB)[6], 0x55);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, BLOB), 0);
	module_end(m);
}

static void test_probe(void **state)
{
	struct module *m = module_open();

	assert_true(rd_blob_probe(m->s));
	module_end(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_opengl_reads_it),
		cmocka_unit_test(test_map_again),
		cmocka_unit_test(test_wrong_maps),
		cmocka_unit_test(test_wrong_blobs),
		cmocka_unit_test(test_guest_memory),
		cmocka_unit_test(test_both_memories),
		cmocka_unit_test(test_probe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
