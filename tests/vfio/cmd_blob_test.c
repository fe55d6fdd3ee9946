// SPDX-License-Identifier: GPL-2.0
/* RESOURCE_CREATE_BLOB and SET_SCANOUT_BLOB. */
#include "cmd_fixture.h"

CMD(blob_good, cmd_blob(dev, FRESH, 1, 7, BYTES, BYTES))
CMD(blob_smaller, cmd_blob(dev, FRESH, 1, 0, BYTES - 100, BYTES))
CMD(blob_0, cmd_blob(dev, 0, 1, 0, BYTES, BYTES))
CMD(blob_taken, cmd_blob(dev, BARE, 1, 0, BYTES, BYTES))
CMD(blob_mem_0, cmd_blob(dev, FRESH, 0, 0, BYTES, BYTES))
CMD(blob_mem_host, cmd_blob(dev, FRESH, 2, 0, BYTES, 0))
CMD(blob_mem_both, cmd_blob(dev, FRESH, 3, 0, BYTES, BYTES))
CMD(blob_flags, cmd_blob(dev, FRESH, 1, 8, BYTES, BYTES))
CMD(blob_empty, cmd_blob(dev, FRESH, 1, 0, 0, BYTES))
CMD(blob_too_large, cmd_blob(dev, FRESH, 1, 0, BYTES + 1, BYTES))
CMD(blob_no_memory, cmd_blob(dev, FRESH, 1, 0, BYTES, 0))
CMD(blob_huge, cmd_blob(dev, FRESH, 1, 0, ~0ULL, BYTES))

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
SHOW(show_head, cmd_heads(dev), BLOB, S, S, 1, S * 4, 0)
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

const struct cmd_row cmd_blob_rows[] = {
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
	{ }
};
