// SPDX-License-Identifier: GPL-2.0
/* What responses carry: the fence of the command, and zeros in the rest. */
#include "cmd_fixture.h"

static void fence_restored(struct dev *dev)
{
	struct virtio_gpu_ctrl_hdr *hdr, *resp = (void *)dev->resp;

	hdr = gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, 24);
	hdr->flags = VIRTIO_GPU_FLAG_FENCE;
	hdr->fence_id = 0xfedcba9876543210ULL;
	hdr->ctx_id = 0x12345678;
	gpu_send(dev, 0, 24, RESP_MAX);
	is(resp->type, VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	is(resp->flags, VIRTIO_GPU_FLAG_FENCE);
	is(resp->fence_id, 0xfedcba9876543210ULL);
	is(resp->ctx_id, 0x12345678);
}

static void fence_in_error(struct dev *dev)
{
	struct virtio_gpu_resource_unref *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_UNREF, sizeof(*c));
	struct virtio_gpu_ctrl_hdr *resp = (void *)dev->resp;

	c->hdr.flags = VIRTIO_GPU_FLAG_FENCE;
	c->hdr.fence_id = 42;
	c->resource_id = UNKNOWN;
	is(gpu_send(dev, 0, sizeof(*c), RESP_MAX), BAD_ID);
	is(resp->flags, VIRTIO_GPU_FLAG_FENCE);
	is(resp->fence_id, 42);
	is(dev->queue[0].len, 24);
}

static void no_fence(struct dev *dev)
{
	struct virtio_gpu_ctrl_hdr *hdr, *resp = (void *)dev->resp;

	hdr = gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, 24);
	hdr->fence_id = 42;
	gpu_send(dev, 0, 24, RESP_MAX);
	is(resp->flags, 0);
	is(resp->fence_id, 0);
}

static void padding_is_zero(struct dev *dev)
{
	struct virtio_gpu_resp_edid *resp = (void *)dev->resp;
	struct virtio_gpu_ctrl_hdr *hdr = &resp->hdr;

	gpu_start(dev, F_ALL);
	is(gpu_edid(dev, 0), VIRTIO_GPU_RESP_OK_EDID);
	is(hdr->padding[0] | hdr->padding[1] | hdr->padding[2], 0);
	is(hdr->ring_idx, 0);
	is(resp->padding, 0);
	is(dev->queue[0].len, sizeof(*resp));
	for (u32 i = resp->size; i < sizeof(resp->edid); i++)
		is(resp->edid[i], 0);
}

const struct test cmd_response_tests[] = {
	{ "fence: the response to a fenced command carries the fence of the guest",
	  fence_restored },
	{ "fence: an error response to a fenced command carries the fence, too",
	  fence_in_error },
	{ "fence: the response to a command without the flag carries no fence",
	  no_fence },
	{ "response: unused fields and padding are zero", padding_is_zero },
	{ }
};
