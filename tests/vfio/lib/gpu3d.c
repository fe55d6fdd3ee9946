// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "gpu3d.h"
#include "pixels.h"

static u32 send(struct dev *dev, u32 len)
{
	return gpu_send(dev, 0, len, RESP_MAX);
}

/**
 * gpu_ctx_create() - CTX_CREATE
 * @dev: the device
 * @ctx: its number
 * @capset: capability set, 0 for the usual
 *
 * Return: the type of the response; so do all that follow.
 */
u32 gpu_ctx_create(struct dev *dev, u32 ctx, u32 capset)
{
	struct virtio_gpu_ctx_create *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_CTX_CREATE, sizeof(*c));

	c->hdr.ctx_id = ctx;
	c->context_init = capset;
	c->nlen = 4;
	memcpy(c->debug_name, "test", 4);
	return send(dev, sizeof(*c));
}

/**
 * gpu_ctx_destroy() - CTX_DESTROY
 * @dev: the device
 * @ctx: its number
 */
u32 gpu_ctx_destroy(struct dev *dev, u32 ctx)
{
	struct virtio_gpu_ctx_destroy *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_CTX_DESTROY, sizeof(*c));

	c->hdr.ctx_id = ctx;
	return send(dev, sizeof(*c));
}

static u32 ctx_resource(struct dev *dev, u32 type, u32 ctx, u32 id)
{
	struct virtio_gpu_ctx_resource *c = gpu_prepare(dev, type, sizeof(*c));

	c->hdr.ctx_id = ctx;
	c->resource_id = id;
	return send(dev, sizeof(*c));
}

/**
 * gpu_ctx_attach() - CTX_ATTACH_RESOURCE
 * @dev: the device
 * @ctx: context
 * @id: resource
 */
u32 gpu_ctx_attach(struct dev *dev, u32 ctx, u32 id)
{
	return ctx_resource(dev, VIRTIO_GPU_CMD_CTX_ATTACH_RESOURCE, ctx, id);
}

/**
 * gpu_ctx_detach() - CTX_DETACH_RESOURCE
 * @dev: the device
 * @ctx: context
 * @id: resource
 */
u32 gpu_ctx_detach(struct dev *dev, u32 ctx, u32 id)
{
	return ctx_resource(dev, VIRTIO_GPU_CMD_CTX_DETACH_RESOURCE, ctx, id);
}

/**
 * gpu_create_3d() - RESOURCE_CREATE_3D
 * @dev: the device
 * @desc: all but its header
 */
u32 gpu_create_3d(struct dev *dev, const struct virtio_gpu_resource_create_3d *desc)
{
	struct virtio_gpu_resource_create_3d *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_CREATE_3D, sizeof(*c));
	struct virtio_gpu_ctrl_hdr hdr = c->hdr;

	*c = *desc;
	c->hdr = hdr;
	return send(dev, sizeof(*c));
}

/**
 * gpu_texture() - create a 2D BGRA texture that can be a render target
 * @dev: the device
 * @id: resource
 * @w: pixels
 * @h: pixels
 */
u32 gpu_texture(struct dev *dev, u32 id, u32 w, u32 h)
{
	struct virtio_gpu_resource_create_3d c = {
		.resource_id = id, .target = TEX_2D, .format = BGRA8,
		.bind = BIND_RENDER_TARGET | BIND_SAMPLER_VIEW,
		.width = w, .height = h, .depth = 1, .array_size = 1,
	};

	return gpu_create_3d(dev, &c);
}

/**
 * gpu_buffer() - create a vertex buffer
 * @dev: the device
 * @id: resource
 * @size: bytes
 */
u32 gpu_buffer(struct dev *dev, u32 id, u32 size)
{
	struct virtio_gpu_resource_create_3d c = {
		.resource_id = id, .target = BUFFER, .format = R8,
		.bind = BIND_VERTEX_BUFFER,
		.width = size, .height = 1, .depth = 1, .array_size = 1,
	};

	return gpu_create_3d(dev, &c);
}

static u32 prepare_transfer(struct dev *dev, u32 type, u32 ctx, u32 id,
			    const struct transfer *t)
{
	struct virtio_gpu_transfer_host_3d *c =
		gpu_prepare(dev, type, sizeof(*c));

	c->hdr.ctx_id = ctx;
	c->box.x = t->box.x;
	c->box.y = t->box.y;
	c->box.z = t->box.z;
	c->box.w = t->box.w;
	c->box.h = t->box.h;
	c->box.d = t->box.d;
	c->offset = t->offset;
	c->resource_id = id;
	c->level = t->level;
	c->stride = t->stride;
	c->layer_stride = t->layer_stride;
	return sizeof(*c);
}

static u32 transfer(struct dev *dev, u32 type, u32 ctx, u32 id,
		    const struct transfer *t)
{
	return send(dev, prepare_transfer(dev, type, ctx, id, t));
}

/**
 * gpu_prepare_to_host() - TRANSFER_TO_HOST_3D in the request buffer
 * @dev: the device
 * @ctx: context, 0 for none
 * @id: resource
 * @t: what
 *
 * Return: its length.
 */
u32 gpu_prepare_to_host(struct dev *dev, u32 ctx, u32 id,
			const struct transfer *t)
{
	return prepare_transfer(dev, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_3D, ctx,
				id, t);
}

/**
 * gpu_to_host() - TRANSFER_TO_HOST_3D
 * @dev: the device
 * @ctx: context, 0 for none
 * @id: resource
 * @t: what
 */
u32 gpu_to_host(struct dev *dev, u32 ctx, u32 id, const struct transfer *t)
{
	return transfer(dev, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_3D, ctx, id, t);
}

/**
 * gpu_from_host() - TRANSFER_FROM_HOST_3D
 * @dev: the device
 * @ctx: context, 0 for none
 * @id: resource
 * @t: what
 */
u32 gpu_from_host(struct dev *dev, u32 ctx, u32 id, const struct transfer *t)
{
	return transfer(dev, VIRTIO_GPU_CMD_TRANSFER_FROM_HOST_3D, ctx, id, t);
}

/**
 * gpu_submit() - SUBMIT_3D
 * @dev: the device
 * @ctx: context
 * @stream: virgl commands
 * @words: of @stream
 */
u32 gpu_submit(struct dev *dev, u32 ctx, const u32 *stream, u32 words)
{
	struct virtio_gpu_cmd_submit *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_SUBMIT_3D, sizeof(*c));

	c->hdr.ctx_id = ctx;
	c->size = words * sizeof(*stream);
	memcpy(c + 1, stream, c->size);
	return send(dev, sizeof(*c) + c->size);
}

/**
 * gpu_describe_buffer() - PIPE_RESOURCE_CREATE in a stream
 * @dev: the device
 * @ctx: context
 * @blob_id: what the blob is claimed by
 * @size: bytes
 */
u32 gpu_describe_buffer(struct dev *dev, u32 ctx, u32 blob_id, u32 size)
{
	const u32 stream[] = {
		VIRGL_CMD(48, 0, 11), BUFFER, R8, BIND_VERTEX_BUFFER,
		size, 1, 1, 1, 0, 0, FLAG_PERSISTENT | FLAG_COHERENT, blob_id,
	};

	return gpu_submit(dev, ctx, stream, ARRAY_SIZE(stream));
}

/**
 * gpu_describe_texture() - as gpu_describe_buffer(), for a BGRA8 texture
 * @dev: the device
 * @ctx: context
 * @blob_id: what the blob is claimed by
 * @w: pixels
 * @h: pixels
 */
u32 gpu_describe_texture(struct dev *dev, u32 ctx, u32 blob_id, u32 w, u32 h)
{
	const u32 stream[] = {
		VIRGL_CMD(48, 0, 11), TEX_2D, BGRA8,
		BIND_RENDER_TARGET | BIND_SAMPLER_VIEW, w, h, 1, 1, 0, 0, 0,
		blob_id,
	};

	return gpu_submit(dev, ctx, stream, ARRAY_SIZE(stream));
}

/**
 * gpu_host_blob() - RESOURCE_CREATE_BLOB of the GPU's memory
 * @dev: the device
 * @ctx: context
 * @id: resource
 * @blob_id: what the context's streams call it
 * @flags: VIRTIO_GPU_BLOB_FLAG_*
 * @size: bytes
 */
u32 gpu_host_blob(struct dev *dev, u32 ctx, u32 id, u64 blob_id, u32 flags,
		  u64 size)
{
	struct virtio_gpu_resource_create_blob *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB,
			    sizeof(*c));

	c->hdr.ctx_id = ctx;
	c->resource_id = id;
	c->blob_mem = VIRTIO_GPU_BLOB_MEM_HOST3D;
	c->blob_flags = flags;
	c->blob_id = blob_id;
	c->size = size;
	return send(dev, sizeof(*c));
}

/**
 * gpu_map_blob() - RESOURCE_MAP_BLOB
 * @dev: the device
 * @id: resource
 * @offset: where in the window
 */
u32 gpu_map_blob(struct dev *dev, u32 id, u64 offset)
{
	struct virtio_gpu_resource_map_blob *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_MAP_BLOB, sizeof(*c));

	c->resource_id = id;
	c->offset = offset;
	return send(dev, sizeof(*c));
}

/**
 * gpu_unmap_blob() - RESOURCE_UNMAP_BLOB
 * @dev: the device
 * @id: resource
 */
u32 gpu_unmap_blob(struct dev *dev, u32 id)
{
	struct virtio_gpu_resource_unmap_blob *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_UNMAP_BLOB,
			    sizeof(*c));

	c->resource_id = id;
	return send(dev, sizeof(*c));
}

/**
 * gpu_clear_texture() - have a context clear a texture of gpu_texture()
 * @dev: the device
 * @ctx: context, which has the texture; at its first use
 * @id: resource
 * @color: red, green, blue, alpha
 */
u32 gpu_clear_texture(struct dev *dev, u32 ctx, u32 id, const float color[4])
{
	u32 stream[] = {
		VIRGL_CMD(1, 8, 5), 0x7000000, id, BGRA8, 0, 0,
		VIRGL_CMD(5, 0, 3), 1, 0, 0x7000000,
		VIRGL_CMD(7, 0, 8), 4, 0, 0, 0, 0, 0, 0, 0,
	};

	memcpy(&stream[12], color, 4 * sizeof(*color));
	return gpu_submit(dev, ctx, stream, ARRAY_SIZE(stream));
}

/**
 * gpu_round_trip() - transfer a picture to the GPU and back, and compare
 * @dev: the device
 * @id: a texture of gpu_texture()
 * @mem: its backing, all of it; what is there is lost
 * @w: pixels
 * @h: pixels
 *
 * Ends the test when they differ.
 */
void gpu_round_trip(struct dev *dev, u32 id, u32 *mem, u32 w, u32 h)
{
	const struct transfer all = { .box = { .w = w, .h = h, .d = 1 } };
	size_t bytes = w * h * sizeof(*mem);
	u32 *want = malloc(bytes);

	holds(want, "no memory");
	draw(want, w * h, 7);
	memcpy(mem, want, bytes);
	is(gpu_to_host(dev, 0, id, &all), OK);
	memset(mem, 0x55, bytes);
	is(gpu_from_host(dev, 0, id, &all), OK);
	holds(!memcmp(mem, want, bytes), "the picture changed on its way");
	free(want);
}

/**
 * gpu_comes_back() - restart the device until its GPU works after a reset
 * @dev: the device
 *
 * Creates a texture with id 2, of 64 pixels a side.
 *
 * Return: whether the GPU works within one and a half times WAIT_MS.
 */
bool gpu_comes_back(struct dev *dev)
{
	for (int ms = 0; ms < WAIT_MS * 3 / 2; ms += 100) {
		gpu_start(dev, F_ALL | F_3D);
		if (gpu_texture(dev, 2, 64, 64) == OK)
			return true;
		usleep(100000);
	}
	return false;
}
