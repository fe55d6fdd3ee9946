// SPDX-License-Identifier: GPL-2.0
/*
 * Sizes of virgl resources: formats, targets, mip levels, layers, samples.
 *
 * The rules are those of virglrenderer 1.3 (check_resource_valid,
 * check_iov_bounds), so that nothing is rejected here that virglrenderer
 * accepts. The exceptions are excessive sizes and formats of several planes,
 * because the layout of the planes depends on the allocator of the host.
 */
#include "gvt/virgl/size.h"

/* A block of width x height pixels takes bytes. */
struct format {
	u8 bytes;
	u8 width;
	u8 height;
};

#define BLOCK(b, w, h)	{ .bytes = (b), .width = (w), .height = (h) }
#define PIXEL(b)	BLOCK(b, 1, 1)

/*
 * Formats by VIRGL_FORMAT_*. Many come in groups of four with one to four
 * components, and ASTC comes in fourteen block sizes. Missing numbers are
 * unused, have several planes, have blocks with a depth (348..367), or are
 * formats that no GPU draws or samples.
 */
static const struct format formats[MVGPU_VIRGL_FORMATS] = {
	[1 ... 4] = PIXEL(4),
	[5 ... 7] = PIXEL(2),
	[8] = PIXEL(4),
	[9 ... 11] = PIXEL(1),
	[12 ... 13] = PIXEL(2),
	[14 ... 15] = BLOCK(4, 2, 1),
	[16] = PIXEL(2),
	[17 ... 22] = PIXEL(4),
	[23] = PIXEL(1),
	[24] = PIXEL(8), PIXEL(16), PIXEL(24), PIXEL(32),
	[28] = PIXEL(4), PIXEL(8), PIXEL(12), PIXEL(16),
	[32] = PIXEL(4), PIXEL(8), PIXEL(12), PIXEL(16),
	[36] = PIXEL(4), PIXEL(8), PIXEL(12), PIXEL(16),
	[40] = PIXEL(4), PIXEL(8), PIXEL(12), PIXEL(16),
	[44] = PIXEL(4), PIXEL(8), PIXEL(12), PIXEL(16),
	[48] = PIXEL(2), PIXEL(4), PIXEL(6), PIXEL(8),
	[52] = PIXEL(2), PIXEL(4), PIXEL(6), PIXEL(8),
	[56] = PIXEL(2), PIXEL(4), PIXEL(6), PIXEL(8),
	[60] = PIXEL(2), PIXEL(4), PIXEL(6), PIXEL(8),
	[64] = PIXEL(1), PIXEL(2), PIXEL(3), PIXEL(4),
	[68] = PIXEL(4),
	[69] = PIXEL(1), PIXEL(2), PIXEL(3), PIXEL(4),
	[74] = PIXEL(1), PIXEL(2), PIXEL(3), PIXEL(4),
	[82] = PIXEL(1), PIXEL(2), PIXEL(3), PIXEL(4),
	[87] = PIXEL(4), PIXEL(8), PIXEL(12), PIXEL(16),
	[91] = PIXEL(2), PIXEL(4), PIXEL(6), PIXEL(8),
	[95] = PIXEL(1), PIXEL(2), PIXEL(3), PIXEL(4),
	[99 ... 104] = PIXEL(4),
	[105 ... 106] = BLOCK(8, 4, 4),
	[107 ... 108] = BLOCK(16, 4, 4),
	[109 ... 110] = BLOCK(8, 4, 4),
	[111 ... 112] = BLOCK(16, 4, 4),
	[113 ... 114] = BLOCK(8, 4, 4),
	[115 ... 116] = BLOCK(16, 4, 4),
	[117 ... 118] = BLOCK(4, 2, 1),
	[119] = PIXEL(4),
	[120] = PIXEL(2),
	[121] = PIXEL(4),
	[122] = PIXEL(2),
	[123 ... 125] = PIXEL(4),
	[126] = PIXEL(8),
	[127] = BLOCK(1, 8, 1),
	[128 ... 129] = PIXEL(4),
	[130] = PIXEL(1),
	[131 ... 132] = PIXEL(4),
	[133] = PIXEL(2),
	[134] = PIXEL(4),
	[135] = PIXEL(2),
	[136 ... 137] = PIXEL(4),
	[138] = PIXEL(8),
	[139] = PIXEL(1),
	[140] = PIXEL(4),
	[141 ... 142] = PIXEL(2),
	[143 ... 144] = BLOCK(8, 4, 4),
	[145 ... 146] = BLOCK(16, 4, 4),
	[147 ... 148] = PIXEL(1),
	[149] = PIXEL(2),
	[150] = PIXEL(1),
	[151 ... 152] = PIXEL(2),
	[153] = PIXEL(4),
	[154 ... 156] = PIXEL(2),
	[157] = PIXEL(4),
	[158] = PIXEL(2),
	[159 ... 160] = PIXEL(4),
	[161] = PIXEL(8),
	[162] = PIXEL(4),
	[168 ... 169] = PIXEL(1),
	[170 ... 171] = PIXEL(2),
	[172 ... 176] = PIXEL(4),
	[177] = PIXEL(1), PIXEL(2), PIXEL(3), PIXEL(4),
	[181] = PIXEL(1), PIXEL(2), PIXEL(3), PIXEL(4),
	[185] = PIXEL(2), PIXEL(4), PIXEL(6), PIXEL(8),
	[189] = PIXEL(2), PIXEL(4), PIXEL(6), PIXEL(8),
	[193] = PIXEL(4), PIXEL(8), PIXEL(12), PIXEL(16),
	[197] = PIXEL(4), PIXEL(8), PIXEL(12), PIXEL(16),
	[201 ... 203] = PIXEL(1),
	[204] = PIXEL(2),
	[205 ... 207] = PIXEL(1),
	[208 ... 211] = PIXEL(2),
	[212] = PIXEL(4),
	[213 ... 215] = PIXEL(2),
	[216 ... 219] = PIXEL(4),
	[220] = PIXEL(8),
	[221 ... 223] = PIXEL(4),
	[224] = PIXEL(8),
	[225] = PIXEL(4),
	[226] = BLOCK(8, 4, 4),
	[227 ... 228] = BLOCK(4, 2, 1),
	[229 ... 233] = PIXEL(4),
	[234 ... 238] = PIXEL(8),
	[239 ... 241] = PIXEL(16),
	[242] = PIXEL(2),
	[243 ... 245] = PIXEL(4),
	[246] = PIXEL(8),
	[247 ... 248] = PIXEL(2),
	[249 ... 250] = PIXEL(4),
	[251 ... 252] = PIXEL(8),
	[253] = PIXEL(4),
	[254] = PIXEL(2),
	[255 ... 258] = BLOCK(16, 4, 4),
	[263 ... 264] = PIXEL(2),
	[265 ... 268] = PIXEL(4),
	[269 ... 272] = BLOCK(8, 4, 4),
	[273 ... 274] = BLOCK(16, 4, 4),
	[275 ... 276] = BLOCK(8, 4, 4),
	[277 ... 278] = BLOCK(16, 4, 4),
	[279] = BLOCK(16, 4, 4), BLOCK(16, 5, 4), BLOCK(16, 5, 5),
		BLOCK(16, 6, 5), BLOCK(16, 6, 6), BLOCK(16, 8, 5),
		BLOCK(16, 8, 6), BLOCK(16, 8, 8), BLOCK(16, 10, 5),
		BLOCK(16, 10, 6), BLOCK(16, 10, 8), BLOCK(16, 10, 10),
		BLOCK(16, 12, 10), BLOCK(16, 12, 12),
	[293] = BLOCK(16, 4, 4), BLOCK(16, 5, 4), BLOCK(16, 5, 5),
		BLOCK(16, 6, 5), BLOCK(16, 6, 6), BLOCK(16, 8, 5),
		BLOCK(16, 8, 6), BLOCK(16, 8, 8), BLOCK(16, 10, 5),
		BLOCK(16, 10, 6), BLOCK(16, 10, 8), BLOCK(16, 10, 10),
		BLOCK(16, 12, 10), BLOCK(16, 12, 12),
	[308] = PIXEL(4),
	[311] = PIXEL(2),
	[312] = PIXEL(1),
	[313] = PIXEL(2),
	[317] = PIXEL(3),
	[318] = PIXEL(1),
	[319 ... 321] = PIXEL(2),
	[322] = PIXEL(1),
	[326] = PIXEL(1),
	[327] = BLOCK(4, 2, 1),
	[328] = PIXEL(3),
	[329] = PIXEL(4),
	[330 ... 333] = PIXEL(2),
	[334 ... 337] = PIXEL(4),
	[338 ... 340] = PIXEL(2),
	[341 ... 347] = PIXEL(4),
	[368] = BLOCK(8, 4, 4),
	[369 ... 370] = BLOCK(16, 4, 4),
	[372 ... 374] = PIXEL(4),
	[375] = PIXEL(1),
	[376 ... 378] = PIXEL(2),
	[379 ... 383] = PIXEL(4),
	[384] = BLOCK(4, 2, 1),
	[385 ... 390] = PIXEL(3),
	[391 ... 393] = PIXEL(4),
	[394] = BLOCK(4, 2, 1),
	[395 ... 396] = BLOCK(16, 8, 4),
	[397] = PIXEL(4),
	[398] = BLOCK(4, 2, 1),
	[401] = PIXEL(2),
	[403 ... 404] = PIXEL(4),
	[405] = PIXEL(1),
	[406 ... 411] = PIXEL(2),
	[412 ... 413] = PIXEL(32),
	[414 ... 415] = PIXEL(24),
	[416 ... 417] = PIXEL(16),
	[418 ... 419] = PIXEL(8),
	[422] = BLOCK(4, 2, 1),
	[426] = BLOCK(4, 2, 1),
	[427 ... 428] = PIXEL(2),
	[430 ... 432] = PIXEL(4),
	[437 ... 439] = BLOCK(8, 2, 1),
	[440] = PIXEL(4),
	[441 ... 442] = PIXEL(8),
	[450] = PIXEL(2),
	[451] = PIXEL(4),
	[452] = PIXEL(2),
	[453] = PIXEL(4),
	[457] = BLOCK(16, 4, 4), BLOCK(16, 5, 4), BLOCK(16, 5, 5),
		BLOCK(16, 6, 5), BLOCK(16, 6, 6), BLOCK(16, 8, 5),
		BLOCK(16, 8, 6), BLOCK(16, 8, 8), BLOCK(16, 10, 5),
		BLOCK(16, 10, 6), BLOCK(16, 10, 8), BLOCK(16, 10, 10),
		BLOCK(16, 12, 10), BLOCK(16, 12, 12),
	[473] = BLOCK(6, 2, 2),
	[474] = BLOCK(15, 4, 2),
};

/* Dimensions of a target besides the width. */
enum layers { NO_LAYERS, DEPTH, ARRAY };

struct target {
	bool is_image;
	bool height;
	bool levels;
	bool samples;
	bool square;
	u8 layers;
	u8 min_layers;
	u8 layers_of;	/* the number of layers is a multiple */
};

#define IMAGE	.is_image = true, .min_layers = 1, .layers_of = 1

static const struct target targets[MVGPU_VIRGL_TARGETS] = {
	[MVGPU_VIRGL_1D] = { IMAGE, .levels = true },
	[MVGPU_VIRGL_2D] = { IMAGE, .height = true, .levels = true,
			     .samples = true },
	[MVGPU_VIRGL_3D] = { IMAGE, .height = true, .levels = true,
			     .layers = DEPTH },
	[MVGPU_VIRGL_CUBE] = { .is_image = true, .height = true,
			       .levels = true, .square = true,
			       .layers = ARRAY, .min_layers = 6,
			       .layers_of = 6 },
	[MVGPU_VIRGL_RECT] = { IMAGE, .height = true },
	[MVGPU_VIRGL_1D_ARRAY] = { IMAGE, .levels = true, .layers = ARRAY },
	[MVGPU_VIRGL_2D_ARRAY] = { IMAGE, .height = true, .levels = true,
				   .samples = true, .layers = ARRAY },
	[MVGPU_VIRGL_CUBE_ARRAY] = { .is_image = true, .height = true,
				     .levels = true, .square = true,
				     .layers = ARRAY, .min_layers = 6,
				     .layers_of = 6 },
};

/* The shape of an image with the defaults filled in. */
struct image {
	struct format format;
	u32 width, height;
	u32 depth;	/* shrinks from level to level */
	u32 layers;	/* is the same at all levels */
	u32 levels;
	u32 samples;
};

static const struct format *size_find_format(u32 format)
{
	const struct format *f;

	if (format >= ARRAY_SIZE(formats))
		return NULL;
	f = &formats[array_index_nospec(format, ARRAY_SIZE(formats))];
	return f->bytes ? f : NULL;
}

static const struct target *size_find_target(u32 target)
{
	if (target >= ARRAY_SIZE(targets))
		return NULL;
	return &targets[array_index_nospec(target, ARRAY_SIZE(targets))];
}

static bool size_pixels_ok(u32 pixels, bool used)
{
	return used ? pixels && pixels <= MVGPU_VIRGL_MAX_PIXELS : pixels <= 1;
}

static bool size_layers_ok(const struct target *t, u32 layers, bool used)
{
	if (!used)
		return layers <= 1;
	return layers >= t->min_layers && layers <= MVGPU_VIRGL_MAX_LAYERS &&
	       layers % t->layers_of == 0;
}

static bool size_shape_ok(const struct mvgpu_virgl_shape *s,
			  const struct target *t)
{
	return size_pixels_ok(s->width, true) &&
	       size_pixels_ok(s->height, t->height) &&
	       size_layers_ok(t, s->depth, t->layers == DEPTH) &&
	       size_layers_ok(t, s->array_size, t->layers == ARRAY) &&
	       (s->target != MVGPU_VIRGL_CUBE || s->array_size == 6) &&
	       (!t->square || s->width == s->height);
}

static bool size_levels_ok(const struct mvgpu_virgl_shape *s,
			   const struct target *t)
{
	u32 longest = max(s->width, s->height);

	if (t->layers == DEPTH)
		longest = max(longest, s->depth);
	if (!s->last_level)
		return true;
	return t->levels && s->last_level < 32 && longest >> s->last_level;
}

static bool size_samples_ok(const struct mvgpu_virgl_shape *s,
			    const struct target *t)
{
	if (s->nr_samples <= 1)
		return true;
	return t->samples && !s->last_level &&
	       s->nr_samples <= MVGPU_VIRGL_MAX_SAMPLES;
}

static int size_make_image(const struct mvgpu_virgl_shape *s,
			   const struct target *t, struct image *image)
{
	const struct format *format = size_find_format(s->format);

	if (!format || !size_shape_ok(s, t) || !size_levels_ok(s, t) ||
	    !size_samples_ok(s, t))
		return -EINVAL;
	image->format = *format;
	image->width = s->width;
	image->height = max_t(u32, s->height, 1);
	image->depth = max_t(u32, s->depth, 1);
	image->layers = max_t(u32, s->array_size, 1);
	image->levels = s->last_level + 1;
	image->samples = max_t(u32, s->nr_samples, 1);
	return 0;
}

static u32 size_minify(u32 pixels, u32 level)
{
	return max_t(u32, pixels >> level, 1);
}

static u32 size_line_bytes(const struct format *f, u32 width)
{
	return DIV_ROUND_UP(width, f->width) * f->bytes;
}

/*
 * The result is at most 2^49: 2^14 x 2^14 blocks of 2^5 bytes with 2^11 layers
 * and 2^5 samples, which exclude levels.
 */
static u64 size_level_bytes(const struct image *image, u32 level)
{
	const struct format *f = &image->format;
	u32 rows = DIV_ROUND_UP(size_minify(image->height, level), f->height);
	u64 bytes = size_line_bytes(f, size_minify(image->width, level));

	return bytes * rows * size_minify(image->depth, level) * image->layers *
	       image->samples;
}

static bool size_is_buffer(const struct mvgpu_virgl_shape *s)
{
	return s->format < MVGPU_VIRGL_FORMATS && s->height <= 1 &&
	       s->depth <= 1 && s->array_size <= 1 && !s->last_level &&
	       s->nr_samples <= 1;
}

/**
 * mvgpu_virgl_compressed() - Find out whether pixels are stored in blocks
 * @format: VIRGL_FORMAT_*, any number
 *
 * Context: Any context.
 *
 * Return: true for a known format whose blocks have several pixels.
 */
bool mvgpu_virgl_compressed(u32 format)
{
	const struct format *f = size_find_format(format);

	return f && f->width * f->height > 1;
}

/**
 * mvgpu_virgl_size() - Compute the memory of a resource
 * @shape: shape as the guest gave it, any values
 * @bytes: set to the size of all levels, layers and samples, below 2^50. The
 *	padding that the GPU adds is not known.
 *
 * Context: Any context.
 *
 * Return: 0, or -EINVAL for an unknown format or target, an invalid size, or an
 * invalid combination of them.
 */
int mvgpu_virgl_size(const struct mvgpu_virgl_shape *shape, u64 *bytes)
{
	const struct target *target = size_find_target(shape->target);
	struct image image;
	u32 level;

	if (!target)
		return -EINVAL;
	if (!target->is_image) {
		*bytes = shape->width;
		return size_is_buffer(shape) ? 0 : -EINVAL;
	}
	if (size_make_image(shape, target, &image))
		return -EINVAL;
	*bytes = 0;
	for (level = 0; level < image.levels; level++)
		*bytes += size_level_bytes(&image, level);
	return 0;
}

/* Check without overflow that a range is inside @whole. */
static bool size_inside(u32 from, u32 len, u32 whole)
{
	return (u64)from + len <= whole;
}

static int size_buffer_transfer_end(const struct mvgpu_virgl_shape *s,
				    const struct mvgpu_virgl_transfer *t,
				    u64 *end)
{
	if (!size_is_buffer(s) || t->level ||
	    !size_inside(t->x, t->width, s->width) ||
	    !size_inside(t->y, t->height, 1) ||
	    !size_inside(t->z, t->depth, 1) ||
	    check_add_overflow(t->offset, (u64)t->width, end))
		return -EINVAL;
	return 0;
}

static bool size_box_in_level(const struct image *image,
			      const struct mvgpu_virgl_transfer *t)
{
	return t->level < image->levels &&
	       size_inside(t->x, t->width,
			   size_minify(image->width, t->level)) &&
	       size_inside(t->y, t->height,
			   size_minify(image->height, t->level)) &&
	       size_inside(t->z, t->depth,
			   size_minify(image->depth, t->level) * image->layers);
}

/* Strides of 0 default to those of the level. Others must hold the box. */
static int size_get_strides(const struct image *image,
			    const struct mvgpu_virgl_transfer *t, u64 *stride,
			    u64 *layer_stride)
{
	const struct format *f = &image->format;
	u32 height = size_minify(image->height, t->level);
	u32 rows = DIV_ROUND_UP(height, f->height);

	*stride = t->stride ? t->stride :
		size_line_bytes(f, size_minify(image->width, t->level));
	*layer_stride = t->layer_stride ? t->layer_stride : *stride * rows;
	if (*stride < size_line_bytes(f, t->width) ||
	    *layer_stride < *stride * DIV_ROUND_UP(t->height, f->height))
		return -EINVAL;
	return 0;
}

/**
 * mvgpu_virgl_transfer_end() - Compute the end of a transfer in the backing
 * @shape: shape of the resource, which mvgpu_virgl_size() accepted
 * @transfer: transfer as the guest gave it, any values
 * @end: set to the end of the range that is accessed, relative to the start of
 *	the backing. The range starts at @transfer->offset.
 *
 * An empty box counts as one pixel, as in virglrenderer.
 *
 * Context: Any context.
 *
 * Return: 0, or -EINVAL for a level that the resource does not have, a box
 * outside the level, or strides that make lines or layers overlap.
 */
int mvgpu_virgl_transfer_end(const struct mvgpu_virgl_shape *shape,
			     const struct mvgpu_virgl_transfer *transfer,
			     u64 *end)
{
	const struct target *target = size_find_target(shape->target);
	u64 stride, layer_stride, bytes;
	struct image image;
	u32 rows, layers;

	if (!target)
		return -EINVAL;
	if (!target->is_image)
		return size_buffer_transfer_end(shape, transfer, end);
	if (size_make_image(shape, target, &image) ||
	    !size_box_in_level(&image, transfer) ||
	    size_get_strides(&image, transfer, &stride, &layer_stride))
		return -EINVAL;
	rows = DIV_ROUND_UP(max_t(u32, transfer->height, 1),
			    image.format.height);
	layers = max_t(u32, transfer->depth, 1);
	/* Below 2^14 * 2^32 + 2^11 * 2^46. */
	bytes = (layers - 1) * layer_stride + (rows - 1) * stride +
		size_line_bytes(&image.format, max_t(u32, transfer->width, 1));
	return check_add_overflow(transfer->offset, bytes, end) ? -EINVAL : 0;
}
