// SPDX-License-Identifier: GPL-2.0
/* What the rows of commands share. */
#include "cmd_fixture.h"

u64 cmd_memory;

/**
 * cmd_fixture() - Create the resources that the rows use
 * @dev: the device, started
 */
void cmd_fixture(struct dev *dev)
{
	struct virtio_gpu_mem_entry e;

	cmd_memory = dma_iova(dev, dma_alloc(dev, 4 * BYTES));
	e = ENTRY(cmd_memory + BYTES, BYTES);
	is(gpu_create_2d(dev, BACKED, 1, SIDE, SIDE), OK);
	is(gpu_attach_one(dev, BACKED, cmd_memory, BYTES), OK);
	is(gpu_create_2d(dev, BARE, 1, SIDE, SIDE), OK);
	if (dev->features & F_GPU(RESOURCE_BLOB))
		is(gpu_create_blob(dev, BLOB, 1, 0, BYTES, &e, 1), OK);
}

/**
 * cmd_heads() - Read the number of heads
 * @dev: the device
 *
 * Return: the number of heads.
 */
u32 cmd_heads(struct dev *dev)
{
	return devcfg_read(dev, 8);
}

/**
 * cmd_blob() - Create a blob of the memory of the fixture
 * @dev: the device
 * @id: id of the resource
 * @mem: memory type
 * @flags: VIRTIO_GPU_BLOB_FLAG_USE_*
 * @size: size of the blob in bytes
 * @bytes: size of its one entry, 0 for no entry
 *
 * Return: the type of the response.
 */
u32 cmd_blob(struct dev *dev, u32 id, u32 mem, u32 flags, u64 size, u32 bytes)
{
	struct virtio_gpu_mem_entry e = ENTRY(cmd_memory, bytes);

	return gpu_create_blob(dev, id, mem, flags, size, &e, !!bytes);
}
