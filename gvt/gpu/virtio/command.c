// SPDX-License-Identifier: GPL-2.0
/* The memory of a command to the device: request, payload and response. */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "gvt/gpu/virtio/command.h"
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/map.h"
#include "gvt/gpu/virtio/vg_types.h"

#define VG_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

static struct mvgpu_vg_cmd *vg_command_alloc(u32 type, u32 size, gfp_t gfp)
{
	struct mvgpu_vg_cmd *cmd = kzalloc(sizeof(*cmd), gfp);

	if (!cmd)
		return NULL;
	cmd->body.hdr.type = cpu_to_le32(type);
	cmd->size = size;
	sg_init_one(&cmd->sg_body, &cmd->body, size);
	sg_init_table(cmd->sg_resp, ARRAY_SIZE(cmd->sg_resp));
	mvgpu_vg_cmd_set_resp(cmd, VIRTIO_GPU_RESP_OK_NODATA,
			      sizeof(cmd->resp.hdr));
	INIT_LIST_HEAD(&cmd->link);
	return cmd;
}

/**
 * mvgpu_vg_cmd_new() - Allocate a command without payload
 * @type: VIRTIO_GPU_CMD_*
 * @size: bytes of the fixed part of the request
 *
 * The expected response is OK_NODATA.
 *
 * Context: process context, may sleep.
 *
 * Return: command, to be sent or freed by mvgpu_vg_cmd_free(); NULL without memory.
 */
struct mvgpu_vg_cmd *mvgpu_vg_cmd_new(u32 type, u32 size)
{
	return vg_command_alloc(type, size, VG_GFP);
}

/**
 * mvgpu_vg_cmd_new_nofail() - Allocate a command that releases something
 * @type: VIRTIO_GPU_CMD_*
 * @size: bytes of the fixed part of the request
 *
 * As mvgpu_vg_cmd_new(), but without failure: without the command, memory that the device
 * may still write to could not be freed, which is more than the allocation takes.
 *
 * Context: process context, may sleep.
 *
 * Return: command.
 */
struct mvgpu_vg_cmd *mvgpu_vg_cmd_new_nofail(u32 type, u32 size)
{
	struct mvgpu_vg_cmd *cmd = vg_command_alloc(type, size,
					    GFP_KERNEL | __GFP_NOFAIL);

	cmd->nofail = true;
	return cmd;
}

/**
 * mvgpu_vg_cmd_free() - Free a command that was not sent or is completed
 * @cmd: command, or NULL
 *
 * Context: as mvgpu_vg_map_put() for cmd->map; any context without a map.
 */
void mvgpu_vg_cmd_free(struct mvgpu_vg_cmd *cmd)
{
	if (!cmd)
		return;
	mvgpu_vg_map_put(cmd->map);
	kfree(cmd->sg_data);
	kvfree(cmd->own);
	kfree(cmd);
}

/**
 * mvgpu_vg_cmd_set_resp() - Set the expected response
 * @cmd: command
 * @type: VIRTIO_GPU_RESP_OK_*
 * @size: bytes of the fixed part of the response
 *
 * Context: any.
 */
void mvgpu_vg_cmd_set_resp(struct mvgpu_vg_cmd *cmd, u32 type, u32 size)
{
	cmd->expected = type;
	cmd->resp_size = size;
	cmd->nr_resp = 1;
	sg_set_buf(&cmd->sg_resp[0], &cmd->resp, size);
	sg_mark_end(&cmd->sg_resp[0]);
}

/**
 * mvgpu_vg_cmd_set_resp_data() - Set the buffer for the data that follow the response
 * @cmd: command, after mvgpu_vg_cmd_set_resp()
 * @data: memory from kmalloc(), owned by the caller
 * @size: bytes of @data
 *
 * Context: any.
 */
void mvgpu_vg_cmd_set_resp_data(struct mvgpu_vg_cmd *cmd, void *data, u32 size)
{
	sg_unmark_end(&cmd->sg_resp[0]);
	sg_set_buf(&cmd->sg_resp[1], data, size);
	sg_mark_end(&cmd->sg_resp[1]);
	cmd->nr_resp = 2;
}

static struct page *vg_command_data_page(const void *data)
{
	return is_vmalloc_addr(data) ? vmalloc_to_page(data) :
				       virt_to_page(data);
}

/* Returns the length of the physically contiguous memory at @data. */
static size_t vg_command_data_run(const void *data, size_t size)
{
	phys_addr_t next = page_to_phys(vg_command_data_page(data)) + PAGE_SIZE;
	size_t n = min_t(size_t, size, PAGE_SIZE - offset_in_page(data));

	while (n < size && page_to_phys(vg_command_data_page(data + n)) == next) {
		n += min_t(size_t, size - n, PAGE_SIZE);
		next += PAGE_SIZE;
	}
	return n;
}

static unsigned int vg_command_data_pieces(const void *data, size_t size)
{
	unsigned int nr = 0;
	size_t n;

	for (; size; size -= n, data += n, nr++)
		n = vg_command_data_run(data, size);
	return nr;
}

static void vg_command_data_fill(struct scatterlist *sg, const void *data,
				 size_t size)
{
	size_t n;

	for (; size; size -= n, data += n, sg++) {
		n = vg_command_data_run(data, size);
		sg_set_page(sg, vg_command_data_page(data), n, offset_in_page(data));
	}
}

/* A ring has a limit for the pieces of a command, so memory with too many is copied. */
static const void *vg_command_data_copy(struct mvgpu_vg_cmd *cmd,
					const void *data, size_t size)
{
	void *copy = kmalloc(size, VG_GFP);

	if (!copy)
		return NULL;
	memcpy(copy, data, size);
	kvfree(cmd->own);
	cmd->own = copy;
	return copy;
}

/**
 * mvgpu_vg_cmd_set_payload() - Set the data that follow the fixed part of the request
 * @vg: GPU that the command is for
 * @cmd: command without payload
 * @data: kernel memory, also from vmalloc(), valid until the command is completed
 * @size: bytes of @data, at least 1
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int mvgpu_vg_cmd_set_payload(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
			     const void *data, size_t size)
{
	unsigned int nr = vg_command_data_pieces(data, size);

	if (nr > vg->max_pieces) {
		data = vg_command_data_copy(cmd, data, size);
		nr = 1;
	}
	if (!data)
		return -ENOMEM;
	cmd->sg_data = kmalloc_array(nr, sizeof(*cmd->sg_data), VG_GFP);
	if (!cmd->sg_data)
		return -ENOMEM;
	sg_init_table(cmd->sg_data, nr);
	vg_command_data_fill(cmd->sg_data, data, size);
	cmd->nr_data = nr;
	return 0;
}

/**
 * mvgpu_vg_cmd_add() - Append a command to a list
 * @cmds: list of commands by their link
 * @cmd: command, or NULL when it could not be allocated
 *
 * Context: any.
 *
 * Return: 0; -ENOMEM when @cmd is NULL.
 */
int mvgpu_vg_cmd_add(struct list_head *cmds, struct mvgpu_vg_cmd *cmd)
{
	if (!cmd)
		return -ENOMEM;
	list_add_tail(&cmd->link, cmds);
	return 0;
}

/**
 * mvgpu_vg_cmd_free_all() - Free commands that were not sent
 * @cmds: list of commands by their link; empty afterwards
 *
 * The complete functions of the commands are not called.
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_cmd_free_all(struct list_head *cmds)
{
	struct mvgpu_vg_cmd *cmd, *next;

	list_for_each_entry_safe(cmd, next, cmds, link) {
		list_del(&cmd->link);
		mvgpu_vg_cmd_free(cmd);
	}
}
