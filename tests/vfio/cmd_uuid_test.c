// SPDX-License-Identifier: GPL-2.0
/* RESOURCE_ASSIGN_UUID. */
#include <string.h>
#include "cmd_fixture.h"

CMD(uuid_good, gpu_assign_uuid(dev, BARE))
CMD(uuid_blob, gpu_assign_uuid(dev, BLOB))
CMD(uuid_0, gpu_assign_uuid(dev, 0))
CMD(uuid_unknown, gpu_assign_uuid(dev, UNKNOWN))

const struct cmd_row cmd_uuid_rows[] = {
	{ "uuid: a resource is assigned a UUID",
	  uuid_good, VIRTIO_GPU_RESP_OK_RESOURCE_UUID, F },
	{ "uuid: a blob is assigned a UUID",
	  uuid_blob, VIRTIO_GPU_RESP_OK_RESOURCE_UUID, B },
	{ "uuid: id 0 is rejected", uuid_0, BAD_ID, F },
	{ "uuid: an unknown id is rejected", uuid_unknown, BAD_ID, F },
	{ }
};

static void uuids(struct dev *dev)
{
	struct virtio_gpu_resp_resource_uuid *resp = (void *)dev->resp;
	u8 first[16], zero[16] = { 0 };

	is(gpu_create_2d(dev, 1, 1, 16, 16), OK);
	is(gpu_create_2d(dev, 2, 1, 16, 16), OK);
	is(gpu_assign_uuid(dev, 1), VIRTIO_GPU_RESP_OK_RESOURCE_UUID);
	is(dev->queue[0].len, sizeof(*resp));
	memcpy(first, resp->uuid, 16);
	holds(memcmp(first, zero, 16), "the UUID is zero");
	is(gpu_assign_uuid(dev, 2), VIRTIO_GPU_RESP_OK_RESOURCE_UUID);
	holds(memcmp(first, resp->uuid, 16), "two resources, one UUID");
	is(gpu_assign_uuid(dev, 1), VIRTIO_GPU_RESP_OK_RESOURCE_UUID);
	holds(!memcmp(first, resp->uuid, 16), "the UUID changed");
}

const struct test cmd_uuid_tests[] = {
	{ "uuid: each resource has a UUID of its own, which stays the same",
	  uuids,
	  .need = NEED_FEATURES },
	{ }
};
