// SPDX-License-Identifier: GPL-2.0
/* Commands that are unknown, lack their feature, have the wrong queue or are too short. */
#include "lib/gpu3d.h"
#include "cmd_fixture.h"

static u32 header_only(struct dev *dev, u32 type)
{
	gpu_prepare(dev, type, 256);
	return gpu_send(dev, 0, 256, 128);
}

CMD(type_0, header_only(dev, 0))
CMD(type_10e, header_only(dev, 0x10e))
CMD(type_response, header_only(dev, OK))
CMD(type_ffff, header_only(dev, 0xffffffff))
CMD(ctx_create, header_only(dev, VIRTIO_GPU_CMD_CTX_CREATE))
CMD(submit_3d, header_only(dev, VIRTIO_GPU_CMD_SUBMIT_3D))
CMD(map_blob, gpu_map_blob(dev, BLOB, 0))
CMD(unmap_blob, gpu_unmap_blob(dev, BLOB))
CMD(cursor_on_control, header_only(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR))

static u32 control_on_cursor(struct dev *dev)
{
	gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, 24);
	return gpu_send(dev, 1, 24, 128);
}

#define SHORT(fn, command, size) \
	CMD(fn, gpu_truncated(dev, 0, VIRTIO_GPU_CMD_##command, size))

SHORT(short_edid, GET_EDID, 31)
SHORT(short_create, RESOURCE_CREATE_2D, 39)
SHORT(short_unref, RESOURCE_UNREF, 24)
SHORT(short_scanout, SET_SCANOUT, 47)
SHORT(short_flush, RESOURCE_FLUSH, 47)
SHORT(short_transfer, TRANSFER_TO_HOST_2D, 55)
SHORT(short_attach, RESOURCE_ATTACH_BACKING, 31)
SHORT(short_detach, RESOURCE_DETACH_BACKING, 31)
SHORT(short_uuid, RESOURCE_ASSIGN_UUID, 31)
SHORT(short_blob, RESOURCE_CREATE_BLOB, 55)
SHORT(short_scanout_blob, SET_SCANOUT_BLOB, 95)

static u32 without_feature(struct dev *dev, u64 feature)
{
	gpu_start(dev, F_ALL & ~feature);
	cmd_memory = dma_iova(dev, dev->mem);
	if (feature == F_GPU(EDID))
		return gpu_edid(dev, 0);
	is(gpu_create_2d(dev, BARE, 1, SIDE, SIDE), OK);
	if (feature == F_GPU(RESOURCE_UUID))
		return gpu_assign_uuid(dev, BARE);
	return cmd_blob(dev, FRESH, 1, 0, BYTES, BYTES);
}

CMD(no_edid, without_feature(dev, F_GPU(EDID)))
CMD(no_uuid, without_feature(dev, F_GPU(RESOURCE_UUID)))
CMD(no_blob, without_feature(dev, F_GPU(RESOURCE_BLOB)))

const struct cmd_row cmd_type_rows[] = {
	{ "cmd: type 0 is rejected as unknown", type_0, ERR(UNSPEC) },
	{ "cmd: the type after the last one is rejected as unknown",
	  type_10e, ERR(UNSPEC) },
	{ "cmd: the type of a response is rejected as unknown",
	  type_response, ERR(UNSPEC) },
	{ "cmd: type 0xffffffff is rejected as unknown",
	  type_ffff, ERR(UNSPEC) },
	{ "cmd: CTX_CREATE is rejected without 3D", ctx_create, ERR(UNSPEC) },
	{ "cmd: SUBMIT_3D is rejected without 3D", submit_3d, ERR(UNSPEC) },
	{ "cmd: RESOURCE_MAP_BLOB is rejected without a host-visible region",
	  map_blob, ERR(UNSPEC),
	  NEED_NO_WINDOW },
	{ "cmd: RESOURCE_UNMAP_BLOB is rejected without a host-visible region",
	  unmap_blob, ERR(UNSPEC),
	  NEED_NO_WINDOW },
	{ "cmd: a cursor command on the control queue is rejected",
	  cursor_on_control, ERR(UNSPEC) },
	{ "cmd: a control command on the cursor queue is rejected",
	  control_on_cursor, ERR(UNSPEC) },
	{ "cmd: GET_EDID is rejected without its feature",
	  no_edid, ERR(UNSPEC), F },
	{ "cmd: RESOURCE_ASSIGN_UUID is rejected without its feature",
	  no_uuid, ERR(UNSPEC),
	  F },
	{ "cmd: RESOURCE_CREATE_BLOB is rejected without its feature",
	  no_blob, ERR(UNSPEC),
	  F },

	{ "short: a GET_EDID that is too short is rejected",
	  short_edid, BAD_PARAM },
	{ "short: a RESOURCE_CREATE_2D that is too short is rejected",
	  short_create, BAD_PARAM },
	{ "short: a RESOURCE_UNREF that is too short is rejected",
	  short_unref, BAD_PARAM },
	{ "short: a SET_SCANOUT that is too short is rejected",
	  short_scanout, BAD_PARAM },
	{ "short: a RESOURCE_FLUSH that is too short is rejected",
	  short_flush, BAD_PARAM },
	{ "short: a TRANSFER_TO_HOST_2D that is too short is rejected",
	  short_transfer, BAD_PARAM },
	{ "short: a RESOURCE_ATTACH_BACKING that is too short is rejected",
	  short_attach, BAD_PARAM },
	{ "short: a RESOURCE_DETACH_BACKING that is too short is rejected",
	  short_detach, BAD_PARAM },
	{ "short: a RESOURCE_ASSIGN_UUID that is too short is rejected",
	  short_uuid, BAD_PARAM, F },
	{ "short: a RESOURCE_CREATE_BLOB that is too short is rejected",
	  short_blob, BAD_PARAM, B },
	{ "short: a SET_SCANOUT_BLOB that is too short is rejected",
	  short_scanout_blob, BAD_PARAM, B },
	{ }
};
