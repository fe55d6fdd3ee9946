// SPDX-License-Identifier: GPL-2.0
/* Maps slots, and makes the pieces of a command addresses in them. */
#include <sys/mman.h>
#include "render/slot.h"

static bool slot_ok(const struct rd_link *link, const struct mvgpu_render_cmd *cmd)
{
	return cmd->slot < link->shape.slots && cmd->slot_bytes &&
	       cmd->slot_bytes <= MVGPU_RENDER_SLOT_BYTES &&
	       IS_ALIGNED(cmd->slot_bytes, PAGE_SIZE);
}

/**
 * rd_slot_map() - Map the slot of a command
 * @link: link
 * @cmd: command
 * @slot: set to the mapping
 *
 * Return: 0; -EINVAL for a slot that does not exist; -ENOMEM.
 */
int rd_slot_map(struct rd_link *link, const struct mvgpu_render_cmd *cmd,
		struct rd_slot *slot)
{
	void *base;

	if (!slot_ok(link, cmd))
		return -EINVAL;
	base = link->ops->map(link, MVGPU_RENDER_MAP_SLOT(cmd->slot),
			      cmd->slot_bytes, PROT_READ | PROT_WRITE);
	if (base == MAP_FAILED)
		return -ENOMEM;
	*slot = (struct rd_slot) { .base = base, .bytes = cmd->slot_bytes };
	return 0;
}

/**
 * rd_slot_unmap() - Undo rd_slot_map()
 * @slot: mapping, also of none
 */
void rd_slot_unmap(struct rd_slot *slot)
{
	if (slot->base)
		munmap(slot->base, slot->bytes);
	*slot = (struct rd_slot) {};
}

static int slot_fill(const struct rd_slot *slot,
		     const struct mvgpu_render_iov *pieces, u32 count,
		     struct iovec *iov, u64 *total)
{
	u32 i;

	*total = 0;
	for (i = 0; i < count; i++) {
		if (!pieces[i].len ||
		    (u64)pieces[i].offset + pieces[i].len > slot->bytes)
			return -EINVAL;
		iov[i].iov_base = slot->base + pieces[i].offset;
		iov[i].iov_len = pieces[i].len;
		*total += pieces[i].len;
	}
	return 0;
}

/**
 * rd_slot_iov() - Make addresses of the pieces of a command
 * @slot: mapping that they are in
 * @pieces: struct mvgpu_render_iov of the command, which the module does not change
 * @bytes: size of @pieces
 * @iov: set to an array, which the caller frees
 * @count: set to its length
 * @total: set to the bytes of all pieces
 *
 * Return: 0; -EINVAL for pieces that are not in the slot, or none; -ENOMEM.
 */
int rd_slot_iov(const struct rd_slot *slot, const void *pieces, u32 bytes,
		struct iovec **iov, u32 *count, u64 *total)
{
	int err;

	*count = bytes / sizeof(struct mvgpu_render_iov);
	if (!*count || bytes % sizeof(struct mvgpu_render_iov))
		return -EINVAL;
	*iov = calloc(*count, sizeof(**iov));
	if (!*iov)
		return -ENOMEM;
	err = slot_fill(slot, pieces, *count, *iov, total);
	if (err)
		free(*iov);
	return err;
}
