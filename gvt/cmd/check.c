// SPDX-License-Identifier: GPL-2.0
/* The command table and the checks that need nothing but the command. */
#include "gvt/cmd/check.h"

#define ROW(n, q, req, resp, ...)					\
	[MVGPU_CMD_##n] = {						\
		.type = VIRTIO_GPU_CMD_##n,				\
		.id = MVGPU_CMD_##n,					\
		.queue = (q),						\
		.size = sizeof(struct req),				\
		.resp_size = (resp),					\
		.name = #n,						\
		__VA_ARGS__						\
	},

#define CTRL(n, handler, req, resp, ...)				\
	ROW(n, MVGPU_CTRLQ, req, sizeof(struct resp), ##__VA_ARGS__)
#define CURSOR(n, handler, req)						\
	ROW(n, MVGPU_CURSORQ, req, 0)

/* 0 stands for no feature, hence the 1. */
#define NEEDS(f)	.feature = VIRTIO_GPU_F_##f + 1

/* As many memory entries as any driver needs, and as QEMU takes. */
#define MAX_ENTRIES	16384

#define ENTRIES(req)							\
	.entries_at = offsetof(struct req, nr_entries),			\
	.max_entries = MAX_ENTRIES

static const struct mvgpu_cmd_row rows[MVGPU_NR_CMDS] = {
#include "gvt/cmd/list.h"
};

/**
 * mvgpu_cmd_row() - Get a row by its index
 * @index: index that no guest chose
 *
 * Context: any.
 *
 * Return: row, or NULL for MVGPU_NR_CMDS and more.
 */
const struct mvgpu_cmd_row *mvgpu_cmd_row(unsigned int index)
{
	return index < MVGPU_NR_CMDS ? &rows[index] : NULL;
}

/**
 * mvgpu_cmd_lookup() - Find the row of a command
 * @type: VIRTIO_GPU_CMD_* as the guest gave it
 *
 * Context: any.
 *
 * Return: row, or NULL for a command that the device does not have.
 */
const struct mvgpu_cmd_row *mvgpu_cmd_lookup(u32 type)
{
	unsigned int i;

	for (i = 0; i < MVGPU_NR_CMDS; i++)
		if (rows[i].type == type)
			return &rows[i];
	return NULL;
}

/* True when the payload holds the memory entries that the command announces. */
static bool check_entries(const struct mvgpu_cmd_row *row, const void *req,
			  size_t len)
{
	__le32 raw;
	u32 nr;

	if (!row->entries_at)
		return true;
	memcpy(&raw, (const u8 *)req + row->entries_at, sizeof(raw));
	nr = le32_to_cpu(raw);
	return nr <= row->max_entries &&
	       row->size + (u64)nr * sizeof(struct virtio_gpu_mem_entry) <= len;
}

/**
 * mvgpu_cmd_check() - Check whether a command may be given to its handler
 * @req: private copy of what the guest wrote
 * @len: bytes in @req, any number; more than the command needs is ignored
 * @queue: queue that it came on
 * @features: device features that were negotiated, a bit mask
 * @row: set to the command's row, or to NULL when there is none
 *
 * Errors are those of virtio 1.2, 5.7.6.8, and where it defines none those of QEMU: a
 * command that the device does not have (at all, on this queue, or with these features)
 * is UNSPEC; one that is cut short, or that announces what it does not carry, is
 * INVALID_PARAMETER.
 *
 * Context: any.
 *
 * Return: 0 or VIRTIO_GPU_RESP_ERR_*.
 */
u32 mvgpu_cmd_check(const void *req, size_t len, unsigned int queue,
		    u64 features, const struct mvgpu_cmd_row **row)
{
	const struct mvgpu_cmd_row *r;
	struct virtio_gpu_ctrl_hdr hdr;

	*row = NULL;
	if (len < sizeof(hdr))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	memcpy(&hdr, req, sizeof(hdr));
	r = mvgpu_cmd_lookup(le32_to_cpu(hdr.type));
	*row = r;
	if (!r || r->queue != queue)
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	if (r->feature && !(features & BIT_ULL(r->feature - 1)))
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	if (len < r->size || !check_entries(r, req, len))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	return 0;
}
