/* SPDX-License-Identifier: GPL-2.0 */
/* What a guest does with the program of render/, in short forms. */
#ifndef MVGPU_TESTS_RENDER_GUEST_H
#define MVGPU_TESTS_RENDER_GUEST_H

#include "tests/render/module.h"

#define FORMAT_BGRA 1
#define FORMAT_R8 64
#define FORMAT_DXT1 105
#define FORMAT_Z32 18
#define TARGET_BUFFER 0
#define TARGET_2D 2
#define TARGET_3D 3
#define TARGET_CUBE 4
#define TARGET_2D_ARRAY 7
#define BIND_DEPTH (1 << 0)
#define BIND_TARGET (1 << 1)
#define BIND_SAMPLER (1 << 3)
#define BIND_VERTEX (1 << 4)
#define BIND_CUSTOM (1 << 17)

#define CTX 7
#define PAGE 4096U

/* Bytes of an image of 4 bytes a pixel. */
#define IMAGE(width, height) ((width) * (height) * 4U)

struct mvgpu_render_resource guest_image(u32 width, u32 height);
struct mvgpu_render_resource guest_buffer(u32 bytes);
int guest_create(struct module *m, u32 res, struct mvgpu_render_resource shape);
int guest_res(struct module *m, u32 op, u32 res);
int guest_ctx(struct module *m, u32 op, u32 ctx, u32 res);
int guest_attach(struct module *m, u32 res, u32 slot,
		 const struct mvgpu_render_iov *iov, u32 count);
int guest_transfer(struct module *m, u32 op, u32 res, struct mvgpu_render_transfer t);
int guest_transfer_slot(struct module *m, u32 op, u32 res,
			struct mvgpu_render_transfer t, u32 slot,
			const struct mvgpu_render_iov *iov, u32 count);
u32 guest_clear_stream(u32 *stream, u32 surface, u32 res, const float color[4]);

#endif /* MVGPU_TESTS_RENDER_GUEST_H */
