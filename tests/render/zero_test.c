// SPDX-License-Identifier: GPL-2.0
/* The first contents of resources. */
#include <sys/uio.h>
#include <virgl/virglrenderer.h>
#include "render/transfer.h"
#include "tests/render/guest.h"

#define SIDE 64

static const struct mvgpu_render_iov everything = { 0, MODULE_SLOT_BYTES };

/* Shapes whose levels can be read. */
static const struct {
	const char *name;
	struct mvgpu_render_resource r;
} shapes[] = {
	{ "image", { TARGET_2D, FORMAT_BGRA, BIND_TARGET | BIND_SAMPLER, SIDE, SIDE, 1, 1 } },
	{ "image with levels", { TARGET_2D, FORMAT_BGRA, BIND_SAMPLER, SIDE, 32, 1, 1, 6 } },
	{ "volume", { TARGET_3D, FORMAT_BGRA, BIND_SAMPLER, 16, 16, 8, 1, 4 } },
	{ "array", { TARGET_2D_ARRAY, FORMAT_BGRA, BIND_SAMPLER, 16, 16, 1, 5, 4 } },
	{ "cube", { TARGET_CUBE, FORMAT_BGRA, BIND_SAMPLER, 16, 16, 1, 6, 4 } },
	{ "one byte a pixel", { TARGET_2D, FORMAT_R8, BIND_SAMPLER, 33, 17, 1, 1, 2 } },
	{ "depth", { TARGET_2D, FORMAT_Z32, BIND_DEPTH, SIDE, SIDE, 1, 1 } },
	{ "buffer", { TARGET_BUFFER, FORMAT_R8, BIND_VERTEX, 10000, 1, 1, 1 } },
	{ "buffer of the renderer", { TARGET_BUFFER, FORMAT_R8, BIND_CUSTOM, 4096, 1, 1, 1 } },
};

/* Pixels that were filled with zeros since the last look. */
static u64 zero_filled;

int __real_virgl_renderer_transfer_write_iov(u32 res, u32 ctx, int level, u32 stride,
					     u32 layer_stride, struct virgl_box *box,
					     u64 offset, struct iovec *iov,
					     unsigned int count);
int __wrap_virgl_renderer_transfer_write_iov(u32 res, u32 ctx, int level, u32 stride,
					     u32 layer_stride, struct virgl_box *box,
					     u64 offset, struct iovec *iov,
					     unsigned int count);

/* Is called in place of the library's function by the program. */
int __wrap_virgl_renderer_transfer_write_iov(u32 res, u32 ctx, int level, u32 stride,
					     u32 layer_stride, struct virgl_box *box,
					     u64 offset, struct iovec *iov,
					     unsigned int count)
{
	const struct rd_box *b = (const struct rd_box *)box;
	const u8 *memory = iov->iov_base;
	bool zero = count == 1 && !offset && !stride && !layer_stride;
	size_t i;

	for (i = 0; zero && i < iov->iov_len; i++)
		zero = !memory[i];
	if (zero) {
		/* The library does not write all of several layers. */
		assert_int_equal(b->depth, 1);
		zero_filled += (u64)b->width * b->height;
	}
	return __real_virgl_renderer_transfer_write_iov(res, ctx, level, stride, layer_stride,
							box, offset, iov, count);
}

static u32 zero_pixels(u32 pixels, u32 level)
{
	return max(pixels >> level, 1U);
}

static u32 zero_faces(const struct mvgpu_render_resource *r)
{
	return r->target == TARGET_CUBE ? 6 : 1;
}

static struct mvgpu_render_transfer zero_box(const struct mvgpu_render_resource *r,
					     u32 level, u32 face)
{
	return (struct mvgpu_render_transfer) {
		.width = zero_pixels(r->width, level),
		.height = zero_pixels(r->height, level),
		.depth = r->target == TARGET_3D ? zero_pixels(r->depth, level) :
			r->target == TARGET_CUBE ? 1 : r->array_size,
		.z = face, .level = level,
	};
}

static u32 zero_bytes(const struct mvgpu_render_resource *r,
		      const struct mvgpu_render_transfer *t)
{
	return t->width * t->height * t->depth * (r->format == FORMAT_R8 ? 1 : 4);
}

/* All levels, layers and faces. */
static u64 zero_all_pixels(const struct mvgpu_render_resource *r)
{
	struct mvgpu_render_transfer t;
	u32 level, face;
	u64 pixels = 0;

	for (level = 0; level <= r->last_level; level++) {
		for (face = 0; face < zero_faces(r); face++) {
			t = zero_box(r, level, face);
			pixels += (u64)t.width * t.height * t.depth;
		}
	}
	return pixels;
}

/* Transfers all of a resource by slot 0; memory is filled with a byte before each. */
static void zero_each(struct module *m, u32 op, const struct mvgpu_render_resource *r,
		      u8 fill, bool expect_zero)
{
	struct mvgpu_render_transfer t;
	u32 level, face, i;

	for (level = 0; level <= r->last_level; level++) {
		for (face = 0; face < zero_faces(r); face++) {
			t = zero_box(r, level, face);
			memset(m->slot[0], fill, zero_bytes(r, &t));
			assert_int_equal(guest_transfer_slot(m, op, 1, t, 0, &everything, 1), 0);
			for (i = 0; expect_zero && i < zero_bytes(r, &t); i++)
				if (m->slot[0][i])
					fail_msg("level %u, face %u, byte %u is 0x%x",
						 level, face, i, m->slot[0][i]);
		}
	}
}

static void test_zero(void **state)
{
	struct module *m = module_open();
	u32 i, again;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		for (again = 0; again < 3; again++) {
			print_message("# %s\n", shapes[i].name);
			zero_filled = 0;
			assert_int_equal(guest_create(m, 1, shapes[i].r), 0);
			assert_int_equal(zero_filled, zero_all_pixels(&shapes[i].r));
			zero_each(m, MVGPU_RENDER_OP_TRANSFER_FROM, &shapes[i].r, 0x55, true);
			zero_each(m, MVGPU_RENDER_OP_TRANSFER_TO, &shapes[i].r, 0x5a, false);
			assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, 1), 0);
		}
	}
	module_end(m);
}

static void test_multisampled(void **state)
{
	struct mvgpu_render_resource r = guest_image(SIDE, SIDE);
	struct module *m = module_open();

	r.nr_samples = 4;
	assert_int_equal(guest_create(m, 1, r), 0);
	assert_true(m->s->own_ctx);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, m->s->own_ctx, 1), -ENOENT);
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_CTX_CREATE, .ctx = m->s->own_ctx,
	}, NULL, 0), 0);
	assert_int_equal(guest_create(m, 2, r), 0);
	module_end(m);
}

static int zero_create_from(struct module *m, u32 res, struct mvgpu_render_resource r,
			    u64 bytes)
{
	return module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_RES_CREATE, .res = res, .slot = 3,
		.slot_bytes = bytes,
	}, &r, sizeof(r));
}

static void test_contents(void **state)
{
	struct mvgpu_render_resource r = guest_image(SIDE, SIDE);
	struct mvgpu_render_transfer t = zero_box(&r, 0, 0);
	struct module *m = module_open();
	u32 i, *guest = (u32 *)m->slot[3], before = module_slot_mappings();

	for (i = 0; i < SIDE * SIDE; i++)
		guest[i] = i * 0x30201;
	assert_int_equal(zero_create_from(m, 1, r, IMAGE(SIDE, SIDE)), 0);
	assert_int_equal(module_slot_mappings(), before);
	assert_int_equal(guest_transfer_slot(m, MVGPU_RENDER_OP_TRANSFER_FROM, 1, t, 0, &everything, 1), 0);
	assert_memory_equal(m->slot[0], m->slot[3], IMAGE(SIDE, SIDE));
	module_end(m);
}

static void test_bad_contents(void **state)
{
	struct mvgpu_render_resource r = guest_image(SIDE, SIDE);
	struct module *m = module_open();
	u32 before = module_slot_mappings();

	assert_int_equal(zero_create_from(m, 1, r, IMAGE(SIDE, SIDE) - PAGE), -EINVAL);
	r.nr_samples = 4;
	assert_int_equal(zero_create_from(m, 1, r, IMAGE(SIDE, SIDE)), -EINVAL);
	assert_int_equal(module_slot_mappings(), before);
	assert_int_equal(guest_res(m, MVGPU_RENDER_OP_RES_DESTROY, 1), -ENOENT);
	r.nr_samples = 0;
	assert_int_equal(zero_create_from(m, 1, r, IMAGE(SIDE, SIDE)), 0);
	module_end(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "every level, layer and face of a new resource is zero", test_zero },
		{ "multisampled images are cleared, in a context that no guest sees",
		  test_multisampled },
		{ "an image that is created from a slot has its contents", test_contents },
		{ "an image that cannot be filled does not exist", test_bad_contents },
	};

	return cmocka_run_group_tests_name("render: first contents", tests, NULL, NULL);
}
