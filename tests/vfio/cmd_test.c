// SPDX-License-Identifier: GPL-2.0
/*
 * Each command, valid and malformed, has the answer of virtio 1.2, 5.7.6.8. The rows
 * are tests of their own, each runs after cmd_fixture().
 */
#include <string.h>
#include "lib/gpu3d.h"
#include "test.h"

/* The fixture: resources of 64x64, four bytes a pixel. */
#define BACKED 1	/* with backing */
#define BARE 2		/* without */
#define BLOB 3		/* a blob of guest memory, 16 KiB */
#define UNKNOWN 77
#define FRESH 100
#define SIDE 64
#define BYTES (SIDE * SIDE * 4)
#define ALL RECT(0, 0, SIDE, SIDE)
#define BAD_ID ERR(INVALID_RESOURCE_ID)
#define BAD_SCANOUT ERR(INVALID_SCANOUT_ID)
#define BAD_PARAM ERR(INVALID_PARAMETER)

static u64 memory;

/**
 * cmd_fixture() - Create the resources that the rows use
 * @dev: the device, started
 */
void cmd_fixture(struct dev *dev)
{
	struct virtio_gpu_mem_entry e;

	memory = dma_iova(dev, dma_alloc(dev, 4 * BYTES));
	e = ENTRY(memory + BYTES, BYTES);
	is(gpu_create_2d(dev, BACKED, 1, SIDE, SIDE), OK);
	is(gpu_attach_one(dev, BACKED, memory, BYTES), OK);
	is(gpu_create_2d(dev, BARE, 1, SIDE, SIDE), OK);
	if (dev->features & F_GPU(RESOURCE_BLOB))
		is(gpu_create_blob(dev, BLOB, 1, 0, BYTES, &e, 1), OK);
}

static u32 heads(struct dev *dev)
{
	return devcfg_read(dev, 8);
}

static u32 header_only(struct dev *dev, u32 type)
{
	gpu_prepare(dev, type, 256);
	return gpu_send(dev, 0, 256, 128);
}

#define CMD(fn, expression) \
	static u32 fn(struct dev *dev) { return expression; }

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

CMD(info_good, gpu_display_info(dev))
CMD(edid_good, gpu_edid(dev, 0))
CMD(edid_last, gpu_edid(dev, heads(dev) - 1))
CMD(edid_beyond, gpu_edid(dev, heads(dev)))
CMD(edid_huge, gpu_edid(dev, 0xffffffff))

CMD(create_good, gpu_create_2d(dev, FRESH, 1, 17, 3))
CMD(create_max_id, gpu_create_2d(dev, 0xffffffff, 1, 17, 3))
CMD(create_0, gpu_create_2d(dev, 0, 1, 16, 16))
CMD(create_taken, gpu_create_2d(dev, BARE, 1, 16, 16))
CMD(create_format_0, gpu_create_2d(dev, FRESH, 0, 16, 16))
CMD(create_format_5, gpu_create_2d(dev, FRESH, 5, 16, 16))
CMD(create_format_huge, gpu_create_2d(dev, FRESH, 0xffffffff, 16, 16))
CMD(create_no_width, gpu_create_2d(dev, FRESH, 1, 0, 16))
CMD(create_no_height, gpu_create_2d(dev, FRESH, 1, 16, 0))
CMD(create_overflow, gpu_create_2d(dev, FRESH, 1, 0x10000, 0x10000))
CMD(create_overflow_2, gpu_create_2d(dev, FRESH, 1, 0x40000001, 1))
CMD(create_too_wide, gpu_create_2d(dev, FRESH, 1, 0xffffffff, 0xffffffff))
CMD(create_vram, gpu_create_2d(dev, FRESH, 1, 16384, 16384))

CMD(unref_good, gpu_unref(dev, BARE))
CMD(unref_backed, gpu_unref(dev, BACKED))
CMD(unref_0, gpu_unref(dev, 0))
CMD(unref_unknown, gpu_unref(dev, UNKNOWN))

static u32 unref_twice(struct dev *dev)
{
	is(gpu_unref(dev, BARE), OK);
	return gpu_unref(dev, BARE);
}

CMD(attach_good, gpu_attach_one(dev, BARE, memory, BYTES))
CMD(attach_odd, gpu_attach_one(dev, BARE, memory + 3, 4097))
CMD(attach_0, gpu_attach_one(dev, 0, memory, BYTES))
CMD(attach_unknown, gpu_attach_one(dev, UNKNOWN, memory, BYTES))
CMD(attach_twice, gpu_attach_one(dev, BACKED, memory, BYTES))
CMD(attach_to_blob, gpu_attach_one(dev, BLOB, memory, BYTES))
CMD(attach_unmapped, gpu_attach_one(dev, BARE, DMA_IOVA_NONE, BYTES))
CMD(attach_end, gpu_attach_one(dev, BARE, DMA_IOVA + DMA_SIZE - 4096, 8192))
CMD(attach_wraps, gpu_attach_one(dev, BARE, 0xfffffffffffff000ULL, 8192))
CMD(attach_null, gpu_attach_one(dev, BARE, 0, BYTES))
CMD(attach_empty_entry, gpu_attach_one(dev, BARE, memory, 0))
CMD(attach_4g, gpu_attach_one(dev, BARE, memory, 0xffffffff))

static u32 attach_pieces(struct dev *dev)
{
	struct virtio_gpu_mem_entry e[4];

	for (u32 i = 0; i < 4; i++)
		e[i] = ENTRY(memory + (3 - i) * 4096, 4096);
	return gpu_attach(dev, BARE, e, 4);
}

/*
 * The last entry is invalid: the pages that were pinned for the other entries are
 * unpinned.
 */
static u32 attach_last_bad(struct dev *dev)
{
	struct virtio_gpu_mem_entry e[4];
	long long before = 0;
	u32 got;

	/* The device pins both rings when it looks at them first. */
	is(gpu_cursor(dev, VIRTIO_GPU_CMD_MOVE_CURSOR, 0, 0, 0, 0, 0, 0), 0);
	if (!dev->reference)
		before = stat_read(dev, "pinned");

	for (u32 i = 0; i < 4; i++)
		e[i] = ENTRY(memory + i * 4096, 4096);
	e[3].addr = DMA_IOVA_NONE;
	got = gpu_attach(dev, BARE, e, 4);
	if (!dev->reference)
		is(stat_read(dev, "pinned"), before);
	return got;
}

static u32 attach_claims(struct dev *dev, u32 claimed)
{
	struct virtio_gpu_mem_entry e = ENTRY(memory, BYTES);

	return gpu_attach_claim(dev, BARE, &e, 1, claimed);
}

CMD(attach_none, attach_claims(dev, 0))
CMD(attach_missing, attach_claims(dev, 2))
CMD(attach_16385, attach_claims(dev, 16385))
CMD(attach_claims_huge, attach_claims(dev, 0xffffffff))
CMD(attach_claims_wrap, attach_claims(dev, 0x10000001))

static u32 attach_16384(struct dev *dev)
{
	static struct virtio_gpu_mem_entry e[16384];

	for (u32 i = 0; i < ARRAY_SIZE(e); i++)
		e[i] = ENTRY(memory + i % BYTES, 1);
	return gpu_attach(dev, BARE, e, ARRAY_SIZE(e));
}

CMD(detach_good, gpu_detach(dev, BACKED))
CMD(detach_bare, gpu_detach(dev, BARE))
CMD(detach_0, gpu_detach(dev, 0))
CMD(detach_unknown, gpu_detach(dev, UNKNOWN))

CMD(transfer_good, gpu_transfer(dev, BACKED, ALL, 0))
CMD(transfer_part,
    gpu_transfer(dev, BACKED, RECT(8, 8, 8, 8), 8 * 4 + 8 * SIDE * 4))
CMD(transfer_unknown, gpu_transfer(dev, UNKNOWN, ALL, 0))
CMD(transfer_0, gpu_transfer(dev, 0, ALL, 0))
CMD(transfer_bare, gpu_transfer(dev, BARE, ALL, 0))
CMD(transfer_wide, gpu_transfer(dev, BACKED, RECT(0, 0, SIDE + 1, 1), 0))
CMD(transfer_high, gpu_transfer(dev, BACKED, RECT(0, 0, 1, SIDE + 1), 0))
CMD(transfer_right, gpu_transfer(dev, BACKED, RECT(SIDE, 0, 1, 1), 0))
CMD(transfer_wraps, gpu_transfer(dev, BACKED, RECT(0xffffffff, 0, 2, 1), 0))
CMD(transfer_wraps_y, gpu_transfer(dev, BACKED, RECT(0, 0xffffffff, 1, 2), 0))
CMD(transfer_empty, gpu_transfer(dev, BACKED, RECT(0, 0, 0, 0), 0))
CMD(transfer_offset_1, gpu_transfer(dev, BACKED, ALL, 4))
CMD(transfer_offset, gpu_transfer(dev, BACKED, RECT(0, 0, 1, 1), BYTES))
CMD(transfer_offset_huge,
    gpu_transfer(dev, BACKED, RECT(0, 0, 1, 1), ~0ULL - 3))
CMD(transfer_blob, gpu_transfer(dev, BLOB, ALL, 0))

CMD(scanout_good, gpu_set_scanout(dev, 0, BACKED, ALL))
CMD(scanout_part, gpu_set_scanout(dev, 0, BACKED, RECT(16, 16, 32, 32)))
CMD(scanout_off, gpu_set_scanout(dev, 0, 0, RECT(0, 0, 0, 0)))
CMD(scanout_head, gpu_set_scanout(dev, heads(dev), BACKED, ALL))
CMD(scanout_huge, gpu_set_scanout(dev, 0xffffffff, BACKED, ALL))
CMD(scanout_off_head, gpu_set_scanout(dev, 16, 0, RECT(0, 0, 0, 0)))
CMD(scanout_unknown, gpu_set_scanout(dev, 0, UNKNOWN, ALL))
CMD(scanout_wide, gpu_set_scanout(dev, 0, BACKED, RECT(0, 0, SIDE + 1, SIDE)))
CMD(scanout_high, gpu_set_scanout(dev, 0, BACKED, RECT(0, 1, SIDE, SIDE)))
CMD(scanout_empty, gpu_set_scanout(dev, 0, BACKED, RECT(0, 0, 0, 0)))
CMD(scanout_no_height, gpu_set_scanout(dev, 0, BACKED, RECT(0, 0, SIDE, 0)))
CMD(scanout_wraps,
    gpu_set_scanout(dev, 0, BACKED, RECT(0xfffffff0, 0, 32, 16)))

CMD(flush_good, gpu_flush(dev, BACKED, ALL))
CMD(flush_part, gpu_flush(dev, BACKED, RECT(1, 2, 3, 4)))
CMD(flush_0, gpu_flush(dev, 0, ALL))
CMD(flush_unknown, gpu_flush(dev, UNKNOWN, ALL))
CMD(flush_wide, gpu_flush(dev, BACKED, RECT(0, 0, SIDE + 1, 1)))
CMD(flush_wraps, gpu_flush(dev, BACKED, RECT(0, 0xffffffff, 1, 2)))

CMD(capset_info_0, gpu_capset_info(dev, 0))
CMD(capset_info_huge, gpu_capset_info(dev, 0xffffffff))
CMD(capset_1, gpu_capset(dev, 1, 0))

CMD(uuid_good, gpu_assign_uuid(dev, BARE))
CMD(uuid_blob, gpu_assign_uuid(dev, BLOB))
CMD(uuid_0, gpu_assign_uuid(dev, 0))
CMD(uuid_unknown, gpu_assign_uuid(dev, UNKNOWN))

static u32 blob(struct dev *dev, u32 id, u32 mem, u32 flags, u64 size,
		u32 bytes)
{
	struct virtio_gpu_mem_entry e = ENTRY(memory, bytes);

	return gpu_create_blob(dev, id, mem, flags, size, &e, !!bytes);
}

CMD(blob_good, blob(dev, FRESH, 1, 7, BYTES, BYTES))
CMD(blob_smaller, blob(dev, FRESH, 1, 0, BYTES - 100, BYTES))
CMD(blob_0, blob(dev, 0, 1, 0, BYTES, BYTES))
CMD(blob_taken, blob(dev, BARE, 1, 0, BYTES, BYTES))
CMD(blob_mem_0, blob(dev, FRESH, 0, 0, BYTES, BYTES))
CMD(blob_mem_host, blob(dev, FRESH, 2, 0, BYTES, 0))
CMD(blob_mem_both, blob(dev, FRESH, 3, 0, BYTES, BYTES))
CMD(blob_flags, blob(dev, FRESH, 1, 8, BYTES, BYTES))
CMD(blob_empty, blob(dev, FRESH, 1, 0, 0, BYTES))
CMD(blob_too_large, blob(dev, FRESH, 1, 0, BYTES + 1, BYTES))
CMD(blob_no_memory, blob(dev, FRESH, 1, 0, BYTES, 0))
CMD(blob_huge, blob(dev, FRESH, 1, 0, ~0ULL, BYTES))

static u32 blob_unmapped(struct dev *dev)
{
	struct virtio_gpu_mem_entry e = ENTRY(DMA_IOVA_NONE, BYTES);

	return gpu_create_blob(dev, FRESH, 1, 0, BYTES, &e, 1);
}

/* Each row is a SET_SCANOUT_BLOB with one argument changed. */
static u32 show_blob(struct dev *dev, u32 scanout, u32 id, u32 w, u32 h,
		     u32 format, u32 stride, u32 offset)
{
	struct blob_scanout arg = {
		.scanout = scanout, .id = id, .rect = RECT(0, 0, SIDE, SIDE),
		.width = w, .height = h, .format = format, .stride = stride,
		.offset = offset,
	};

	return gpu_set_scanout_blob(dev, &arg);
}

static u32 show_rect(struct dev *dev, struct virtio_gpu_rect rect)
{
	struct blob_scanout arg = {
		.id = BLOB, .rect = rect, .width = SIDE, .height = SIDE,
		.format = 1, .stride = SIDE * 4,
	};

	return gpu_set_scanout_blob(dev, &arg);
}

#define S SIDE
#define SHOW(fn, ...) CMD(fn, show_blob(dev, __VA_ARGS__))

SHOW(show_good, 0, BLOB, S, S, 1, S * 4, 0)
SHOW(show_off, 0, 0, 0, 0, 0, 0, 0)
SHOW(show_head, heads(dev), BLOB, S, S, 1, S * 4, 0)
SHOW(show_unknown, 0, UNKNOWN, S, S, 1, S * 4, 0)
SHOW(show_not_blob, 0, BACKED, S, S, 1, S * 4, 0)
SHOW(show_format, 0, BLOB, S, S, 5, S * 4, 0)
SHOW(show_stride, 0, BLOB, S, S, 1, S * 4 - 4, 0)
SHOW(show_stride_0, 0, BLOB, S, S, 1, 0, 0)
SHOW(show_stride_huge, 0, BLOB, S, S, 1, 0xfffffffc, 0)
SHOW(show_offset, 0, BLOB, S, S, 1, S * 4, 4)
SHOW(show_offset_huge, 0, BLOB, S, S, 1, S * 4, 0xfffff000)
SHOW(show_no_width, 0, BLOB, 0, S, 1, S * 4, 0)
SHOW(show_no_height, 0, BLOB, S, 0, 1, S * 4, 0)
SHOW(show_too_high, 0, BLOB, S, S + 1, 1, S * 4, 0)
SHOW(show_overflow, 0, BLOB, 0x40000001, S, 1, 4, 0)
CMD(show_rect_wide, show_rect(dev, RECT(0, 0, S + 1, S)))
CMD(show_rect_wraps, show_rect(dev, RECT(0xffffffff, 0, 2, 1)))
CMD(show_rect_empty, show_rect(dev, RECT(0, 0, 0, 0)))

/*
 * If the guest gives room for a response on the cursor queue, the response must be
 * valid.
 */
static u32 cursor_answer(struct dev *dev, u32 scanout, u32 id)
{
	struct virtio_gpu_update_cursor *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_UPDATE_CURSOR, sizeof(*c));
	u32 got;

	c->pos.scanout_id = scanout;
	c->resource_id = id;
	got = gpu_send(dev, 1, sizeof(*c), 24);
	if (!dev->queue[1].len)
		is(got, 0);
	return got == OK ? 0 : got;
}

CMD(cursor_good, cursor_answer(dev, 0, BACKED))
CMD(cursor_hide, cursor_answer(dev, 0, 0))

static u32 refused(u32 got)
{
	return !got || got >= ERR(UNSPEC) ? 0 : got;
}

CMD(cursor_head, refused(cursor_answer(dev, heads(dev), BACKED)))
CMD(cursor_unknown, refused(cursor_answer(dev, 0, UNKNOWN)))

static u32 without_feature(struct dev *dev, u64 feature)
{
	gpu_start(dev, F_ALL & ~feature);
	memory = dma_iova(dev, dev->mem);
	if (feature == F_GPU(EDID))
		return gpu_edid(dev, 0);
	is(gpu_create_2d(dev, BARE, 1, SIDE, SIDE), OK);
	if (feature == F_GPU(RESOURCE_UUID))
		return gpu_assign_uuid(dev, BARE);
	return blob(dev, FRESH, 1, 0, BYTES, BYTES);
}

CMD(no_edid, without_feature(dev, F_GPU(EDID)))
CMD(no_uuid, without_feature(dev, F_GPU(RESOURCE_UUID)))
CMD(no_blob, without_feature(dev, F_GPU(RESOURCE_BLOB)))

#define F NEED_FEATURES
#define B (NEED_FEATURES | NEED_BLOB)

const struct cmd_row cmd_rows[] = {
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

	{ "cmd: GET_DISPLAY_INFO is answered", info_good,
	  VIRTIO_GPU_RESP_OK_DISPLAY_INFO },
	{ "edid: the EDID of head 0 is returned",
	  edid_good, VIRTIO_GPU_RESP_OK_EDID },
	{ "edid: the EDID of the last head is returned",
	  edid_last, VIRTIO_GPU_RESP_OK_EDID },
	{ "edid: a head that does not exist is rejected",
	  edid_beyond, BAD_SCANOUT },
	{ "edid: head 0xffffffff is rejected", edid_huge, BAD_SCANOUT },

	{ "create: a resource with valid parameters is created",
	  create_good, OK },
	{ "create: a resource with the largest id is created",
	  create_max_id, OK },
	{ "create: id 0 is rejected", create_0, BAD_ID },
	{ "create: an id that is in use is rejected", create_taken, BAD_ID },
	{ "create: format 0 is rejected", create_format_0, BAD_PARAM },
	{ "create: format 5 is rejected", create_format_5, BAD_PARAM },
	{ "create: format 0xffffffff is rejected",
	  create_format_huge, BAD_PARAM },
	{ "create: a width of 0 is rejected", create_no_width, BAD_PARAM },
	{ "create: a height of 0 is rejected", create_no_height, BAD_PARAM },
	{ "create: a size of 65536 x 65536 is rejected",
	  create_overflow, BAD_PARAM },
	{ "create: a width whose bytes overflow 32 bits is rejected",
	  create_overflow_2, BAD_PARAM },
	{ "create: a size of 0xffffffff x 0xffffffff is rejected",
	  create_too_wide, BAD_PARAM },
	{ "create: a resource larger than the slice's memory is rejected",
	  create_vram,
	  ERR(OUT_OF_MEMORY) },

	{ "unref: a resource is released", unref_good, OK },
	{ "unref: a resource with a backing is released", unref_backed, OK },
	{ "unref: id 0 is rejected", unref_0, BAD_ID },
	{ "unref: an unknown id is rejected", unref_unknown, BAD_ID },
	{ "unref: the second RESOURCE_UNREF of a resource is rejected",
	  unref_twice, BAD_ID },

	{ "attach: a backing with valid entries is attached", attach_good, OK },
	{ "attach: entries may have any address and length", attach_odd, OK },
	{ "attach: entries may list pages in any order", attach_pieces, OK },
	{ "attach: a backing of 16384 entries is attached", attach_16384, OK },
	{ "attach: id 0 is rejected", attach_0, BAD_ID },
	{ "attach: an unknown id is rejected", attach_unknown, BAD_ID },
	{ "attach: a second backing is rejected", attach_twice, ERR(UNSPEC) },
	{ "attach: a backing for a blob is rejected",
	  attach_to_blob, ERR(UNSPEC), B },
	{ "attach: unmapped memory is rejected", attach_unmapped, BAD_PARAM },
	{ "attach: an entry that reaches beyond the end of memory is rejected",
	  attach_end, BAD_PARAM },
	{ "attach: an entry that crosses the end of the address space is rejected",
	  attach_wraps, BAD_PARAM },
	{ "attach: the unmapped address 0 is rejected",
	  attach_null, BAD_PARAM },
	{ "attach: an entry of no bytes is rejected",
	  attach_empty_entry, BAD_PARAM },
	{ "attach: an entry of 4 GiB is rejected",
	  attach_4g, ERR(OUT_OF_MEMORY) },
	{ "attach: a backing whose last entry of four is invalid is rejected",
	  attach_last_bad,
	  BAD_PARAM },
	{ "attach: a backing without entries is rejected",
	  attach_none, BAD_PARAM },
	{ "attach: a command with fewer entries than it declares is rejected",
	  attach_missing, BAD_PARAM },
	{ "attach: a backing of 16385 entries is rejected",
	  attach_16385, BAD_PARAM },
	{ "attach: a command that declares 0xffffffff entries is rejected",
	  attach_claims_huge, BAD_PARAM },
	{ "attach: a command whose declared entries overflow 32 bits of bytes is rejected",
	  attach_claims_wrap, BAD_PARAM },

	{ "detach: a backing is detached", detach_good, OK },
	{ "detach: a resource without a backing is rejected",
	  detach_bare, ERR(UNSPEC) },
	{ "detach: id 0 is rejected", detach_0, BAD_ID },
	{ "detach: an unknown id is rejected", detach_unknown, BAD_ID },

	{ "transfer: a transfer of a whole resource succeeds",
	  transfer_good, OK },
	{ "transfer: a transfer of a part of a resource succeeds",
	  transfer_part, OK },
	{ "transfer: an unknown id is rejected", transfer_unknown, BAD_ID },
	{ "transfer: id 0 is rejected", transfer_0, BAD_ID },
	{ "transfer: a resource without a backing is rejected",
	  transfer_bare, ERR(UNSPEC) },
	{ "transfer: a rectangle that is too wide is rejected",
	  transfer_wide, BAD_PARAM },
	{ "transfer: a rectangle that is too high is rejected",
	  transfer_high, BAD_PARAM },
	{ "transfer: a rectangle outside the resource is rejected",
	  transfer_right, BAD_PARAM },
	{ "transfer: a rectangle whose x + width overflows is rejected",
	  transfer_wraps, BAD_PARAM },
	{ "transfer: a rectangle whose y + height overflows is rejected",
	  transfer_wraps_y, BAD_PARAM },
	{ "transfer: an empty rectangle is rejected",
	  transfer_empty, BAD_PARAM },
	{ "transfer: a transfer that ends one pixel past the backing is rejected",
	  transfer_offset_1,
	  BAD_PARAM },
	{ "transfer: an offset past the backing is rejected",
	  transfer_offset, BAD_PARAM },
	{ "transfer: an offset near 2^64 is rejected",
	  transfer_offset_huge, BAD_PARAM },
	{ "transfer: a transfer of a blob succeeds and does nothing",
	  transfer_blob, OK, B },

	{ "scanout: a resource is shown", scanout_good, OK },
	{ "scanout: a part of a resource is shown", scanout_part, OK },
	{ "scanout: a head is turned off", scanout_off, OK },
	{ "scanout: a head that does not exist is rejected",
	  scanout_head, BAD_SCANOUT },
	{ "scanout: head 0xffffffff is rejected", scanout_huge, BAD_SCANOUT },
	{ "scanout: turning off a head that does not exist is rejected",
	  scanout_off_head,
	  BAD_SCANOUT },
	{ "scanout: an unknown id is rejected", scanout_unknown, BAD_ID },
	{ "scanout: a rectangle that is too wide is rejected",
	  scanout_wide, BAD_PARAM },
	{ "scanout: a rectangle that is too high is rejected",
	  scanout_high, BAD_PARAM },
	{ "scanout: an empty rectangle is rejected", scanout_empty, BAD_PARAM },
	{ "scanout: a rectangle of no height is rejected",
	  scanout_no_height, BAD_PARAM },
	{ "scanout: a rectangle whose x + width overflows is rejected",
	  scanout_wraps, BAD_PARAM },

	{ "flush: a flush of a whole resource succeeds", flush_good, OK },
	{ "flush: a flush of a part of a resource succeeds", flush_part, OK },
	{ "flush: id 0 is rejected", flush_0, BAD_ID },
	{ "flush: an unknown id is rejected", flush_unknown, BAD_ID },
	{ "flush: a rectangle that is too wide is rejected",
	  flush_wide, BAD_PARAM },
	{ "flush: a rectangle whose y + height overflows is rejected",
	  flush_wraps, BAD_PARAM },

	{ "capset: GET_CAPSET_INFO of index 0 is rejected without 3D",
	  capset_info_0,
	  BAD_PARAM, NEED_2D },
	{ "capset: GET_CAPSET_INFO of index 0xffffffff is rejected",
	  capset_info_huge, BAD_PARAM },
	{ "capset: GET_CAPSET of virgl is rejected without 3D",
	  capset_1, BAD_PARAM,
	  NEED_2D },

	{ "uuid: a resource is assigned a UUID",
	  uuid_good, VIRTIO_GPU_RESP_OK_RESOURCE_UUID, F },
	{ "uuid: a blob is assigned a UUID",
	  uuid_blob, VIRTIO_GPU_RESP_OK_RESOURCE_UUID, B },
	{ "uuid: id 0 is rejected", uuid_0, BAD_ID, F },
	{ "uuid: an unknown id is rejected", uuid_unknown, BAD_ID, F },

	{ "blob: a blob with every flag is created", blob_good, OK, B },
	{ "blob: a blob may be smaller than its memory", blob_smaller, OK, B },
	{ "blob: id 0 is rejected", blob_0, BAD_ID, B },
	{ "blob: an id that is in use is rejected", blob_taken, BAD_ID, B },
	{ "blob: memory type 0 is rejected", blob_mem_0, BAD_PARAM, B },
	{ "blob: memory of the host is rejected", blob_mem_host, BAD_PARAM, B },
	{ "blob: memory of both the guest and the host is rejected",
	  blob_mem_both, BAD_PARAM, B },
	{ "blob: an unknown flag is rejected", blob_flags, BAD_PARAM, B },
	{ "blob: a blob of no bytes is rejected", blob_empty, BAD_PARAM, B },
	{ "blob: a blob larger than its memory is rejected",
	  blob_too_large, BAD_PARAM, B },
	{ "blob: a blob without memory is rejected",
	  blob_no_memory, BAD_PARAM, B },
	{ "blob: a blob of 2^64 - 1 bytes is rejected",
	  blob_huge, BAD_PARAM, B },
	{ "blob: unmapped memory is rejected", blob_unmapped, BAD_PARAM, B },

	{ "blob scanout: a blob is shown", show_good, OK, B },
	{ "blob scanout: a head is turned off", show_off, OK, B },
	{ "blob scanout: a head that does not exist is rejected",
	  show_head, BAD_SCANOUT,
	  B },
	{ "blob scanout: an unknown id is rejected", show_unknown, BAD_ID, B },
	{ "blob scanout: a resource that is not a blob is rejected",
	  show_not_blob, BAD_ID, B },
	{ "blob scanout: an unknown format is rejected",
	  show_format, BAD_PARAM, B },
	{ "blob scanout: a stride shorter than a line is rejected",
	  show_stride, BAD_PARAM, B },
	{ "blob scanout: a stride of 0 is rejected",
	  show_stride_0, BAD_PARAM, B },
	{ "blob scanout: a stride near 4 GiB is rejected",
	  show_stride_huge, BAD_PARAM, B },
	{ "blob scanout: an image that ends one pixel past the blob is rejected",
	  show_offset, BAD_PARAM, B },
	{ "blob scanout: an offset near 4 GiB is rejected",
	  show_offset_huge, BAD_PARAM, B },
	{ "blob scanout: a width of 0 is rejected",
	  show_no_width, BAD_PARAM, B },
	{ "blob scanout: a height of 0 is rejected",
	  show_no_height, BAD_PARAM, B },
	{ "blob scanout: an image that ends one line past the blob is rejected",
	  show_too_high, BAD_PARAM, B },
	{ "blob scanout: a width whose bytes overflow 32 bits is rejected",
	  show_overflow,
	  BAD_PARAM, B },
	{ "blob scanout: a rectangle that is too wide is rejected",
	  show_rect_wide, BAD_PARAM, B },
	{ "blob scanout: a rectangle whose x + width overflows is rejected",
	  show_rect_wraps, BAD_PARAM, B },
	{ "blob scanout: an empty rectangle is rejected",
	  show_rect_empty, BAD_PARAM,
	  B },

	{ "cursor: UPDATE_CURSOR with an image is completed", cursor_good, 0 },
	{ "cursor: UPDATE_CURSOR that hides the cursor is completed",
	  cursor_hide, 0 },
	{ "cursor: UPDATE_CURSOR of a head that does not exist is completed",
	  cursor_head, 0 },
	{ "cursor: UPDATE_CURSOR with an unknown id is completed",
	  cursor_unknown, 0 },
	{ }
};

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

static void count_commands(struct dev *dev)
{
	long long commands = stat_read(dev, "commands");
	long long errors = stat_read(dev, "errors");

	is(gpu_create_2d(dev, 1, 1, 16, 16), OK);
	is(gpu_unref(dev, 2), BAD_ID);
	is(gpu_unref(dev, 1), OK);
	is(stat_read(dev, "commands"), commands + 3);
	is(stat_read(dev, "errors"), errors + 1);
}

/* Sends many creations at a time and returns how many succeeded. */
static u32 create_batch(struct dev *dev, u32 first, u32 n)
{
	struct virtio_gpu_resource_create_2d *c = (void *)dev->req;
	struct virtio_gpu_ctrl_hdr *resp = (void *)dev->resp;
	struct queue *q = &dev->queue[0];
	u32 good = 0;

	for (u32 i = 0; i < n; i++) {
		struct seg seg[] = { { c + i, sizeof(*c), false },
				     { resp + i, sizeof(*resp), true } };

		memset(c + i, 0, sizeof(*c));
		c[i].hdr.type = VIRTIO_GPU_CMD_RESOURCE_CREATE_2D;
		c[i].resource_id = first + i;
		c[i].format = c[i].width = c[i].height = 1;
		queue_offer(q, queue_put(dev, q, seg, 2));
	}
	queue_kick(dev, q);
	for (u32 i = 0; i < n; i++) {
		queue_take(dev, q);
		good += resp[i].type == OK;
		holds(resp[i].type == OK || resp[i].type == ERR(OUT_OF_MEMORY),
		      "answer 0x%x", resp[i].type);
	}
	return good;
}

static void resource_ceiling(struct dev *dev)
{
	u32 n, good = 64;

	for (n = 0; n < 20000 && good == 64; n += good)
		good = create_batch(dev, n + 1, 64);
	diag("%u resources", n);
	holds(good < 64, "there is no ceiling");
	is(gpu_create_2d(dev, n + 1, 1, 1, 1), ERR(OUT_OF_MEMORY));
	is(gpu_unref(dev, 1), OK);
	is(gpu_create_2d(dev, n + 1, 1, 1, 1), OK);
}

static void vram_ceiling(struct dev *dev)
{
	u32 n, got = OK;

	for (n = 0; n < 4096 && got == OK; n++)
		got = gpu_create_2d(dev, n + 1, 1, 1024, 1024);
	is(got, ERR(OUT_OF_MEMORY));
	diag("%u resources of 4 MiB, vram %lld, used %lld", n - 1,
	     attr_read(dev, "vram"), attr_read(dev, "vram_used"));
	is(gpu_create_2d(dev, n, 1, 1024, 1024), ERR(OUT_OF_MEMORY));
	is(gpu_unref(dev, 1), OK);
	is(gpu_create_2d(dev, n, 1, 1024, 1024), OK);
	virtio_reset(dev);
	settles(attr_read(dev, "vram_used"), 0);
}

static void same_ids(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };

	dev_open(&other);
	gpu_start(&other, F_ALL);
	is(gpu_create_2d(dev, 1, 1, 16, 16), OK);
	is(gpu_unref(&other, 1), BAD_ID);
	is(gpu_create_2d(&other, 1, 1, 32, 32), OK);
	is(gpu_unref(dev, 1), OK);
	is(gpu_flush(&other, 1, RECT(0, 0, 32, 32)), OK);
}

const struct test cmd_tests[] = {
	{ "fence: the response to a fenced command carries the fence of the guest",
	  fence_restored },
	{ "fence: an error response to a fenced command carries the fence, too",
	  fence_in_error },
	{ "fence: the response to a command without the flag carries no fence",
	  no_fence },
	{ "response: unused fields and padding are zero", padding_is_zero },
	{ "uuid: each resource has a UUID of its own, which stays the same",
	  uuids,
	  .need = NEED_FEATURES },
	{ "counters: commands and errors are counted",
	  count_commands, .need = NEED_OURS },
	{ "limit: the number of resources is limited",
	  resource_ceiling, .need = NEED_OURS,
	  .limit = 60 },
	{ "limit: memory of resources is limited, and released memory can be used again",
	  vram_ceiling, .need = NEED_OURS,
	  .limit = 60 },
	{ "isolation: two vGPUs may use the same resource ids", same_ids,
	  .need = NEED_OURS | NEED_OTHER },
	{ }
};
