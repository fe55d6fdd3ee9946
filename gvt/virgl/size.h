/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How much memory a virgl resource takes, and which part of its backing a
 * transfer touches. Free-standing.
 */
#ifndef MVGPU_GVT_VIRGL_SIZE_H
#define MVGPU_GVT_VIRGL_SIZE_H

#include "shim.h"

/* Layers of a volume or an array, pixels of a line or a column. */
#define MVGPU_VIRGL_MAX_LAYERS	2048
#define MVGPU_VIRGL_MAX_PIXELS	16384
#define MVGPU_VIRGL_MAX_SAMPLES	32

/* Formats are numbered 0..480: as many as virglrenderer 1.3 has. */
#define MVGPU_VIRGL_FORMATS	481

/* As gallium numbers them. */
enum mvgpu_virgl_target {
	MVGPU_VIRGL_BUFFER,
	MVGPU_VIRGL_1D,
	MVGPU_VIRGL_2D,
	MVGPU_VIRGL_3D,
	MVGPU_VIRGL_CUBE,
	MVGPU_VIRGL_RECT,
	MVGPU_VIRGL_1D_ARRAY,
	MVGPU_VIRGL_2D_ARRAY,
	MVGPU_VIRGL_CUBE_ARRAY,
	MVGPU_VIRGL_TARGETS
};

/**
 * struct mvgpu_virgl_shape - what of a resource decides about its size
 * @target: enum mvgpu_virgl_target; like all others as the guest gave it
 * @format: VIRGL_FORMAT_*
 * @width: pixels, bytes of a buffer
 * @height: pixels
 * @depth: layers of a volume, else 0 or 1
 * @array_size: layers of an array, else 0 or 1; 6 a cube
 * @last_level: mip levels - 1
 * @nr_samples: 0, 1 for none
 */
struct mvgpu_virgl_shape {
	u32 target;
	u32 format;
	u32 width;
	u32 height;
	u32 depth;
	u32 array_size;
	u32 last_level;
	u32 nr_samples;
};

/**
 * struct mvgpu_virgl_transfer - a transfer, as the guest gave it
 * @level: mip level
 * @x: box, like the others in pixels (bytes of a buffer)
 * @y: box
 * @z: box: layer, face or slice
 * @width: box
 * @height: box
 * @depth: box
 * @offset: of the first byte in the backing
 * @stride: bytes from line to line in the backing, 0 for the level's own
 * @layer_stride: bytes from layer to layer, 0 for the level's own
 */
struct mvgpu_virgl_transfer {
	u32 level;
	u32 x, y, z;
	u32 width, height, depth;
	u64 offset;
	u32 stride;
	u32 layer_stride;
};

int mvgpu_virgl_size(const struct mvgpu_virgl_shape *shape, u64 *bytes);
int mvgpu_virgl_transfer_end(const struct mvgpu_virgl_shape *shape,
			     const struct mvgpu_virgl_transfer *transfer,
			     u64 *end);

#endif /* MVGPU_GVT_VIRGL_SIZE_H */
