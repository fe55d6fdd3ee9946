// SPDX-License-Identifier: GPL-2.0
/* RESOURCE_ATTACH_BACKING and RESOURCE_DETACH_BACKING. */
#include "cmd_fixture.h"

CMD(attach_good, gpu_attach_one(dev, BARE, cmd_memory, BYTES))
CMD(attach_odd, gpu_attach_one(dev, BARE, cmd_memory + 3, 4097))
CMD(attach_0, gpu_attach_one(dev, 0, cmd_memory, BYTES))
CMD(attach_unknown, gpu_attach_one(dev, UNKNOWN, cmd_memory, BYTES))
CMD(attach_twice, gpu_attach_one(dev, BACKED, cmd_memory, BYTES))
CMD(attach_to_blob, gpu_attach_one(dev, BLOB, cmd_memory, BYTES))
CMD(attach_unmapped, gpu_attach_one(dev, BARE, DMA_IOVA_NONE, BYTES))
CMD(attach_end, gpu_attach_one(dev, BARE, DMA_IOVA + DMA_SIZE - 4096, 8192))
CMD(attach_wraps, gpu_attach_one(dev, BARE, 0xfffffffffffff000ULL, 8192))
CMD(attach_null, gpu_attach_one(dev, BARE, 0, BYTES))
CMD(attach_empty_entry, gpu_attach_one(dev, BARE, cmd_memory, 0))
CMD(attach_4g, gpu_attach_one(dev, BARE, cmd_memory, 0xffffffff))

static u32 attach_pieces(struct dev *dev)
{
	struct virtio_gpu_mem_entry e[4];

	for (u32 i = 0; i < 4; i++)
		e[i] = ENTRY(cmd_memory + (3 - i) * 4096, 4096);
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
		e[i] = ENTRY(cmd_memory + i * 4096, 4096);
	e[3].addr = DMA_IOVA_NONE;
	got = gpu_attach(dev, BARE, e, 4);
	if (!dev->reference)
		is(stat_read(dev, "pinned"), before);
	return got;
}

static u32 attach_claims(struct dev *dev, u32 claimed)
{
	struct virtio_gpu_mem_entry e = ENTRY(cmd_memory, BYTES);

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
		e[i] = ENTRY(cmd_memory + i % BYTES, 1);
	return gpu_attach(dev, BARE, e, ARRAY_SIZE(e));
}

CMD(detach_good, gpu_detach(dev, BACKED))
CMD(detach_bare, gpu_detach(dev, BARE))
CMD(detach_0, gpu_detach(dev, 0))
CMD(detach_unknown, gpu_detach(dev, UNKNOWN))

const struct cmd_row cmd_backing_rows[] = {
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
	{ }
};
