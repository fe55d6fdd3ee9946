// SPDX-License-Identifier: GPL-2.0
/* What the tests of opaque contexts share. */
#include <sys/mman.h>
#include "opaque.h"

#define WINDOW_BAR 4

static bool is_offered(struct dev *dev, u32 capset)
{
	const struct virtio_gpu_resp_capset_info *info = (void *)dev->resp;

	for (u32 i = 0; gpu_capset_info(dev, i) == VIRTIO_GPU_RESP_OK_CAPSET_INFO; i++)
		if (info->capset_id == capset)
			return true;
	return false;
}

/**
 * opaque_start() - start the device, with the contexts of a test
 * @dev: the device
 *
 * The test is skipped on a GPU without opaque contexts.
 */
void opaque_start(struct dev *dev)
{
	gpu_start(dev, F_ALL | F_3D);
	if (!is_offered(dev, VENUS) || !is_offered(dev, DRM))
		tap_skip("the GPU has no opaque contexts");
	holds(dev->features & F_GPU(CONTEXT_INIT), "CONTEXT_INIT is not offered");
	is(gpu_ctx_create(dev, VULKAN_CTX, VENUS), OK);
	is(gpu_ctx_create(dev, NATIVE_CTX, DRM), OK);
	is(gpu_ctx_create(dev, VIRGL_CTX, 2), OK);
}

/**
 * opaque_region() - map the host-visible region
 * @dev: the device
 *
 * Return: what is at PLACE in the region.
 */
volatile u32 *opaque_region(struct dev *dev)
{
	struct vfio_region_info info;
	void *mem;

	is(region_info(dev, WINDOW_BAR, &info), 0);
	mem = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED, dev->fd, info.offset);
	holds(mem != MAP_FAILED, "the host-visible region cannot be mapped");
	return mem + PLACE;
}

/**
 * opaque_mapped() - create BLOB in VULKAN_CTX and map it
 * @dev: the device, after opaque_start()
 *
 * Return: its BLOB_BYTES in the host-visible region.
 */
volatile u32 *opaque_mapped(struct dev *dev)
{
	volatile u32 *mem = opaque_region(dev);

	is(gpu_host_blob(dev, VULKAN_CTX, BLOB, 1, MAPPABLE, BLOB_BYTES), OK);
	is(gpu_map_blob(dev, BLOB, PLACE), VIRTIO_GPU_RESP_OK_MAP_INFO);
	return mem;
}

/**
 * opaque_submit() - execute a stream of one word, which does nothing in any context
 * @dev: the device
 * @ctx: context
 *
 * Return: the type of the response.
 */
u32 opaque_submit(struct dev *dev, u32 ctx)
{
	const u32 nothing = 0;

	return gpu_submit(dev, ctx, &nothing, 1);
}

/**
 * opaque_send() - send the stream of opaque_submit(), and do not wait
 * @dev: the device
 * @ctx: context
 * @ring: of its fence, any 8 bits; NO_RING for the timeline of the device
 * @fence: number of its fence, 0 for none
 *
 * Return: the command.
 */
struct sent opaque_send(struct dev *dev, u32 ctx, u32 ring, u64 fence)
{
	struct virtio_gpu_cmd_submit *c = gpu_prepare(dev, VIRTIO_GPU_CMD_SUBMIT_3D,
						      sizeof(*c) + sizeof(u32));

	c->hdr.ctx_id = ctx;
	c->size = sizeof(u32);
	if (ring != NO_RING) {
		c->hdr.flags = VIRTIO_GPU_FLAG_INFO_RING_IDX;
		c->hdr.ring_idx = ring;
	}
	return line_send(dev, sizeof(*c) + sizeof(u32), fence);
}
