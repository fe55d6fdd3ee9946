/* SPDX-License-Identifier: GPL-2.0 */
/* 3D commands of virtio-gpu, and the few virgl commands that tests need. */
#ifndef GPU3D_H
#define GPU3D_H

#include "gpu.h"

#define F_3D (F_GPU(VIRGL) | F_GPU(CONTEXT_INIT))

/* Targets and formats as virgl numbers them. */
enum { BUFFER, TEX_1D, TEX_2D, TEX_3D, TEX_CUBE };
#define BGRA8 1
#define R8 64

#define BIND_RENDER_TARGET 2
#define BIND_SAMPLER_VIEW 8
#define BIND_VERTEX_BUFFER 16

/* RESOURCE_CREATE_3D's flags: a buffer that the CPU may keep mapped. */
#define FLAG_PERSISTENT 2
#define FLAG_COHERENT 4

#define VIRGL_CMD(cmd, object, len) ((u32)(cmd) | (object) << 8 | (len) << 16)

/**
 * struct box - a part of a resource
 * @x: pixels; bytes of a buffer, like @w
 * @y: pixels
 * @z: layers
 * @w: pixels
 * @h: pixels
 * @d: layers
 */
struct box {
	u32 x, y, z, w, h, d;
};

/**
 * struct transfer - arguments of a 3D transfer
 * @box: which part
 * @offset: of its first byte in the backing
 * @level: mip level
 * @stride: bytes, 0 for dense
 * @layer_stride: bytes, 0 for dense
 */
struct transfer {
	struct box box;
	u64 offset;
	u32 level;
	u32 stride;
	u32 layer_stride;
};

u32 gpu_ctx_create(struct dev *dev, u32 ctx, u32 capset);
u32 gpu_ctx_destroy(struct dev *dev, u32 ctx);
u32 gpu_ctx_attach(struct dev *dev, u32 ctx, u32 id);
u32 gpu_ctx_detach(struct dev *dev, u32 ctx, u32 id);
u32 gpu_create_3d(struct dev *dev, const struct virtio_gpu_resource_create_3d *c);
u32 gpu_texture(struct dev *dev, u32 id, u32 w, u32 h);
u32 gpu_buffer(struct dev *dev, u32 id, u32 size);
u32 gpu_prepare_to_host(struct dev *dev, u32 ctx, u32 id,
			const struct transfer *t);
u32 gpu_to_host(struct dev *dev, u32 ctx, u32 id, const struct transfer *t);
u32 gpu_from_host(struct dev *dev, u32 ctx, u32 id, const struct transfer *t);
u32 gpu_clear_texture(struct dev *dev, u32 ctx, u32 id, const float color[4]);
u32 gpu_describe_texture(struct dev *dev, u32 ctx, u32 blob_id, u32 w, u32 h);
u32 gpu_describe_buffer(struct dev *dev, u32 ctx, u32 blob_id, u32 size);
u32 gpu_host_blob(struct dev *dev, u32 ctx, u32 id, u64 blob_id, u32 flags,
		  u64 size);
u32 gpu_map_blob(struct dev *dev, u32 id, u64 offset);
u32 gpu_unmap_blob(struct dev *dev, u32 id);
u32 gpu_submit(struct dev *dev, u32 ctx, const u32 *stream, u32 words);
void gpu_round_trip(struct dev *dev, u32 id, u32 *mem, u32 w, u32 h);
bool gpu_comes_back(struct dev *dev);

#endif /* GPU3D_H */
