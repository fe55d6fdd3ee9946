// SPDX-License-Identifier: GPL-2.0
/* Any bytes as a command: nothing outside them is read, no bad one passes. */
#include "gvt/cmd/check.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/* Half of the inputs are made to look like a command that exists. */
static void disguise(u8 *req, size_t len, u8 choice)
{
	const struct mvgpu_cmd_row *row = mvgpu_cmd_row(choice & 15);
	__le32 type = cpu_to_le32(row->type);
	__le32 nr = cpu_to_le32(choice >> 4);

	if (len >= sizeof(type))
		memcpy(req, &type, sizeof(type));
	if (row->entries_at && len >= row->size)
		memcpy(req + row->entries_at, &nr, sizeof(nr));
}

static void passed(const u8 *req, size_t len, unsigned int queue, u64 features,
		   const struct mvgpu_cmd_row *row)
{
	__le32 nr;

	assert(row && len >= row->size && row->queue == queue);
	assert(!row->feature || (features & BIT_ULL(row->feature - 1)));
	if (!row->entries_at)
		return;
	memcpy(&nr, req + row->entries_at, sizeof(nr));
	assert(le32_to_cpu(nr) <= row->max_entries);
	assert((len - row->size) / sizeof(struct virtio_gpu_mem_entry) >=
	       le32_to_cpu(nr));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	const struct mvgpu_cmd_row *row;
	unsigned int queue;
	u64 features;
	u8 *req;
	u32 ret;

	if (size < 3)
		return 0;
	queue = data[0] & 3;
	features = data[1];
	size = (data[0] & 8) && size > 3 + 128 ? 128 : size - 3;
	req = malloc(size ? size : 1);
	assert(req);
	memcpy(req, data + 3, size);
	if (data[0] & 4)
		disguise(req, size, data[2]);
	ret = mvgpu_cmd_check(req, size, queue, features, &row);
	if (!ret)
		passed(req, size, queue, features, row);
	else
		assert(ret >= VIRTIO_GPU_RESP_ERR_UNSPEC);
	free(req);
	return 0;
}
