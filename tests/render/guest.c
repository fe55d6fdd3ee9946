// SPDX-License-Identifier: GPL-2.0
/* Commands of a guest. */
#include "tests/render/guest.h"

#define CREATE_OBJECT 1
#define SET_FRAMEBUFFER 5
#define CLEAR 7
#define OBJECT_SURFACE 8
#define CLEAR_COLOR (1 << 2)
#define HEADER(command, object, dwords) \
	((command) | (object) << 8 | (u32)(dwords) << 16)

struct mvgpu_render_resource guest_image(u32 width, u32 height)
{
	return (struct mvgpu_render_resource) {
		.target = TARGET_2D, .format = FORMAT_BGRA,
		.bind = BIND_TARGET | BIND_SAMPLER,
		.width = width, .height = height, .depth = 1, .array_size = 1,
	};
}

struct mvgpu_render_resource guest_buffer(u32 bytes)
{
	return (struct mvgpu_render_resource) {
		.target = TARGET_BUFFER, .format = FORMAT_R8, .bind = BIND_VERTEX,
		.width = bytes, .height = 1, .depth = 1, .array_size = 1,
	};
}

int guest_create(struct module *m, u32 res, struct mvgpu_render_resource shape)
{
	return module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_RES_CREATE, .res = res,
	}, &shape, sizeof(shape));
}

int guest_res(struct module *m, u32 op, u32 res)
{
	return module_run(m, (struct mvgpu_render_cmd) { .op = op, .res = res }, NULL, 0);
}

int guest_ctx(struct module *m, u32 op, u32 ctx, u32 res)
{
	return module_run(m, (struct mvgpu_render_cmd) {
		.op = op, .ctx = ctx, .res = res,
	}, NULL, 0);
}

int guest_attach(struct module *m, u32 res, u32 slot,
		 const struct mvgpu_render_iov *iov, u32 count)
{
	return module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_ATTACH, .res = res,
		.slot = slot, .slot_bytes = MODULE_SLOT_BYTES,
	}, iov, count * sizeof(*iov));
}

int guest_transfer(struct module *m, u32 op, u32 res, struct mvgpu_render_transfer t)
{
	return module_run(m, (struct mvgpu_render_cmd) {
		.op = op, .res = res,
	}, &t, sizeof(t));
}

int guest_transfer_slot(struct module *m, u32 op, u32 res,
			struct mvgpu_render_transfer t, u32 slot,
			const struct mvgpu_render_iov *iov, u32 count)
{
	u8 data[sizeof(t) + 64 * sizeof(*iov)];

	assert_true(count <= 64);
	memcpy(data, &t, sizeof(t));
	memcpy(data + sizeof(t), iov, count * sizeof(*iov));
	return module_run(m, (struct mvgpu_render_cmd) {
		.op = op, .res = res, .slot = slot,
		.slot_bytes = MODULE_SLOT_BYTES,
	}, data, sizeof(t) + count * sizeof(*iov));
}

/* Writes a stream that clears an image; returns its bytes. */
u32 guest_clear_stream(u32 *stream, u32 surface, u32 res, const float color[4])
{
	const u32 words[] = {
		HEADER(CREATE_OBJECT, OBJECT_SURFACE, 5),
		surface, res, FORMAT_BGRA, 0, 0,
		HEADER(SET_FRAMEBUFFER, 0, 3), 1, 0, surface,
		HEADER(CLEAR, 0, 8), CLEAR_COLOR, 0, 0, 0, 0, 0, 0, 0,
	};

	memcpy(stream, words, sizeof(words));
	memcpy(stream + 12, color, 4 * sizeof(*color));
	return sizeof(words);
}
