// SPDX-License-Identifier: GPL-2.0
/* Any shape and any transfer: accepted ones are bounded and consistent. */
#include "gvt/virgl/size.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

struct input {
	struct mvgpu_virgl_shape shape;
	struct mvgpu_virgl_transfer transfer;
	u8 tame;
};

/* Random fields hardly ever make a valid shape: bring them near one. */
static void tame_shape(struct mvgpu_virgl_shape *s)
{
	s->target %= 10;
	s->format %= 490;
	s->width = 1 << s->width % 16;
	s->height = s->target == MVGPU_VIRGL_CUBE ||
		    s->target == MVGPU_VIRGL_CUBE_ARRAY ? s->width :
		    s->height % 70;
	s->depth %= 5;
	s->array_size = s->array_size % 3 ? s->array_size % 4 : 6;
	s->last_level %= 4;
	s->nr_samples %= 3;
}

static void tame_transfer(struct mvgpu_virgl_transfer *t)
{
	t->level %= 3;
	t->x %= 20;
	t->y %= 20;
	t->z %= 4;
	t->width %= 40;
	t->height %= 40;
	t->depth %= 4;
	t->stride = t->stride % 3 ? 0 : t->stride % 4096;
	t->layer_stride = t->layer_stride % 3 ? 0 : t->layer_stride % 65536;
}

/* A whole level without gaps never exceeds the size of the resource. */
static void whole_level(const struct mvgpu_virgl_shape *s, u32 level, u64 bytes)
{
	struct mvgpu_virgl_transfer t = {
		.level = level,
		.width = max_t(u32, s->width >> level, 1),
		.height = max_t(u32, s->height >> level, 1),
		.depth = s->target == MVGPU_VIRGL_3D ?
			max_t(u32, s->depth >> level, 1) :
			max_t(u32, s->array_size, 1),
	};
	u64 end;

	assert(!mvgpu_virgl_transfer_end(s, &t, &end));
	assert(end && end <= bytes);
	t.width++;
	assert(mvgpu_virgl_transfer_end(s, &t, &end) == -EINVAL);
}

static void good_shape(const struct mvgpu_virgl_shape *s, u64 bytes)
{
	u32 level;

	assert(bytes < 1ULL << 50);
	assert(s->target < MVGPU_VIRGL_TARGETS);
	if (s->target == MVGPU_VIRGL_BUFFER) {
		assert(bytes == s->width);
		return;
	}
	assert(bytes && s->last_level < 15);
	for (level = 0; level <= s->last_level; level++)
		whole_level(s, level, bytes);
}

static void good_transfer(const struct mvgpu_virgl_shape *s,
			  const struct mvgpu_virgl_transfer *t, u64 end)
{
	u64 bytes;

	assert(!mvgpu_virgl_size(s, &bytes));
	assert(end >= t->offset && t->level <= s->last_level);
	if (!t->stride && !t->layer_stride)
		assert(end - t->offset <= bytes);
	else
		assert(end - t->offset < 1ULL << 58);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct input in = {};
	u64 bytes, end;

	memcpy(&in, data, min(size, sizeof(in)));
	if (in.tame & 3)
		tame_shape(&in.shape);
	if (in.tame & 12)
		tame_transfer(&in.transfer);
	if (!mvgpu_virgl_size(&in.shape, &bytes))
		good_shape(&in.shape, bytes);
	if (!mvgpu_virgl_transfer_end(&in.shape, &in.transfer, &end))
		good_transfer(&in.shape, &in.transfer, end);
	return 0;
}
