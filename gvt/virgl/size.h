/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory of a virgl resource, and the range of its backing that a transfer
 * accesses. Free-standing.
 */
#ifndef MVGPU_GVT_VIRGL_SIZE_H
#define MVGPU_GVT_VIRGL_SIZE_H

#include "shim.h"

/* Limits of the layers of a volume or an array, and of a width or a height. */
#define MVGPU_VIRGL_MAX_LAYERS	2048
#define MVGPU_VIRGL_MAX_PIXELS	16384
#define MVGPU_VIRGL_MAX_SAMPLES	32

/* Formats are numbered 0..480: as many as virglrenderer 1.3 has. */
#define MVGPU_VIRGL_FORMATS	481

/* VIRGL_FORMAT_R8_UNORM, which drivers give to buffers without a type. */
#define MVGPU_VIRGL_FORMAT_BYTES 64

/* Targets as gallium numbers them. */
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
 * struct mvgpu_virgl_shape - properties of a resource that determine its size
 * @target: enum mvgpu_virgl_target; like all members as the guest gave it
 * @format: VIRGL_FORMAT_*
 * @width: pixels, or bytes of a buffer
 * @height: pixels
 * @depth: layers of a volume, else 0 or 1
 * @array_size: layers of an array, else 0 or 1; a cube has 6
 * @last_level: number of mip levels minus 1
 * @nr_samples: samples; 0 and 1 mean no multisampling
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
 * struct mvgpu_virgl_transfer - transfer as the guest gave it
 * @level: mip level
 * @x: left edge of the box, pixels (bytes of a buffer)
 * @y: top edge of the box, pixels
 * @z: first layer, face or slice of the box
 * @width: width of the box, pixels (bytes of a buffer)
 * @height: height of the box, pixels
 * @depth: layers, faces or slices of the box
 * @offset: offset of the first byte in the backing
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

bool mvgpu_virgl_compressed(u32 format);
int mvgpu_virgl_size(const struct mvgpu_virgl_shape *shape, u64 *bytes);
int mvgpu_virgl_transfer_end(const struct mvgpu_virgl_shape *shape,
			     const struct mvgpu_virgl_transfer *transfer,
			     u64 *end);

#endif /* MVGPU_GVT_VIRGL_SIZE_H */
