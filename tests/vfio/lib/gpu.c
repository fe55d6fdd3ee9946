// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "gpu.h"

/**
 * gpu_start() - find, reset and start the device
 * @dev: the device, open
 * @features: to accept out of those offered
 */
void gpu_start(struct dev *dev, u64 features)
{
	virtio_find(dev);
	virtio_start(dev, features);
	if (!dev->req) {
		dev->req = dma_alloc(dev, CMD_MAX);
		dev->resp = dma_alloc(dev, RESP_MAX);
	}
}

/**
 * gpu_intx() - switch to INTx, as a driver without MSI-X does
 * @dev: the device, started with MSI-X
 *
 * Resets and restarts the device; its interrupt is neither asserted nor masked.
 *
 * Return: the eventfd that INTx signals.
 */
int gpu_intx(struct dev *dev)
{
	u32 unmask = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK;
	u32 disable = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER;
	int fd = new_eventfd();

	virtio_reset(dev);
	is(irq_set(dev, VFIO_PCI_MSIX_IRQ_INDEX, 0, 0, disable, NULL, 0), 0);
	is(irq_set_fds(dev, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, &fd), 0);
	virtio_begin(dev, F_ALL);
	for (unsigned int i = 0; i < NR_QUEUES; i++)
		queue_enable(dev, i);
	virtio_set_status(dev, virtio_status(dev) | STATUS_DRIVER_OK);
	isr_read(dev);
	eventfd_count(fd);
	is(irq_set(dev, VFIO_PCI_INTX_IRQ_INDEX, 0, 1, unmask, NULL, 0), 0);
	return fd;
}

/**
 * gpu_prepare() - begin a command in the request buffer
 * @dev: the device
 * @type: of the command
 * @len: bytes to clear
 *
 * Return: the request buffer.
 */
void *gpu_prepare(struct dev *dev, u32 type, u32 len)
{
	struct virtio_gpu_ctrl_hdr *hdr = (void *)dev->req;

	memset(dev->req, 0, len);
	hdr->type = type;
	return hdr;
}

/**
 * gpu_answered() - wait for the response to a command
 * @dev: the device
 * @queue: 0 control, 1 cursor; its @id and @len say what came
 *
 * Return: true; false when @dev->lossy and the device was lost instead.
 */
bool gpu_answered(struct dev *dev, unsigned int queue)
{
	struct queue *q = &dev->queue[queue];

	for (int ms = 0; dev->lossy && ms < WAIT_MS; ms += 10) {
		if (queue_try_take(dev, q, 10))
			return true;
		if (virtio_status(dev) & STATUS_NEEDS_RESET)
			return false;
	}
	queue_take(dev, q);
	return true;
}

/**
 * gpu_send() - send the request buffer and wait for the response
 * @dev: the device
 * @queue: 0 control, 1 cursor
 * @len: bytes of the request
 * @resp_len: room for the response, 0 for none
 *
 * Return: the type of the response, 0 when none was written or the device was lost.
 */
u32 gpu_send(struct dev *dev, unsigned int queue, u32 len, u32 resp_len)
{
	struct virtio_gpu_ctrl_hdr *resp = (void *)dev->resp;
	struct seg seg[] = { { dev->req, len, false },
			     { dev->resp, resp_len, true } };
	struct queue *q = &dev->queue[queue];
	u16 head;

	memset(dev->resp, 0, RESP_MAX);
	head = queue_put(dev, q, seg, resp_len ? 2 : 1);
	queue_offer(q, head);
	queue_kick(dev, q);
	/* A lost device may still answer what came before. */
	do {
		if (!gpu_answered(dev, queue))
			return 0;
	} while (dev->lossy && q->id != head);
	is(q->id, head);
	holds(q->len <= resp_len, "%u bytes written into %u", q->len, resp_len);
	return resp->type;
}

/**
 * gpu_async() - send a copy of a command without a response buffer, and do not wait
 * @dev: the device
 * @queue: 0 control, 1 cursor
 * @cmd: the command, in the first DMA window
 * @len: its bytes
 */
void gpu_async(struct dev *dev, unsigned int queue, const void *cmd, u32 len)
{
	struct seg seg = { (void *)cmd, len, false };
	struct queue *q = &dev->queue[queue];

	queue_offer(q, queue_put(dev, q, &seg, 1));
	queue_kick(dev, q);
}

/**
 * gpu_truncated() - send a command that ends too early but is plausible so far
 * @dev: the device
 * @queue: 0 control, 1 cursor
 * @type: of the command
 * @len: bytes sent
 *
 * Return: as gpu_send().
 */
u32 gpu_truncated(struct dev *dev, unsigned int queue, u32 type, u32 len)
{
	gpu_prepare(dev, type, 128);
	return gpu_send(dev, queue, len, 64);
}

static u32 control(struct dev *dev, u32 len)
{
	return gpu_send(dev, 0, len, RESP_MAX);
}

/**
 * gpu_display_info() - GET_DISPLAY_INFO; the answer is in dev->resp
 * @dev: the device
 *
 * Return: the type of the response.
 */
u32 gpu_display_info(struct dev *dev)
{
	gpu_prepare(dev, VIRTIO_GPU_CMD_GET_DISPLAY_INFO,
		    sizeof(struct virtio_gpu_ctrl_hdr));
	return control(dev, sizeof(struct virtio_gpu_ctrl_hdr));
}

/**
 * gpu_edid() - GET_EDID; the answer is in dev->resp
 * @dev: the device
 * @scanout: head
 *
 * Return: the type of the response.
 */
u32 gpu_edid(struct dev *dev, u32 scanout)
{
	struct virtio_gpu_cmd_get_edid *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_GET_EDID, sizeof(*c));

	c->scanout = scanout;
	return control(dev, sizeof(*c));
}

/**
 * gpu_create_2d() - RESOURCE_CREATE_2D
 * @dev: the device
 * @id: resource
 * @format: VIRTIO_GPU_FORMAT_*
 * @w: pixels
 * @h: pixels
 *
 * Return: the type of the response.
 */
u32 gpu_create_2d(struct dev *dev, u32 id, u32 format, u32 w, u32 h)
{
	struct virtio_gpu_resource_create_2d *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_CREATE_2D, sizeof(*c));

	c->resource_id = id;
	c->format = format;
	c->width = w;
	c->height = h;
	return control(dev, sizeof(*c));
}

/* UNREF, DETACH_BACKING and ASSIGN_UUID have the same shape. */
static u32 by_id(struct dev *dev, u32 type, u32 id)
{
	struct virtio_gpu_resource_unref *c =
		gpu_prepare(dev, type, sizeof(*c));

	c->resource_id = id;
	return control(dev, sizeof(*c));
}

/**
 * gpu_unref() - RESOURCE_UNREF
 * @dev: the device
 * @id: resource
 *
 * Return: the type of the response.
 */
u32 gpu_unref(struct dev *dev, u32 id)
{
	return by_id(dev, VIRTIO_GPU_CMD_RESOURCE_UNREF, id);
}

/**
 * gpu_detach() - RESOURCE_DETACH_BACKING
 * @dev: the device
 * @id: resource
 *
 * Return: the type of the response.
 */
u32 gpu_detach(struct dev *dev, u32 id)
{
	return by_id(dev, VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING, id);
}

/**
 * gpu_assign_uuid() - RESOURCE_ASSIGN_UUID; the answer is in dev->resp
 * @dev: the device
 * @id: resource
 *
 * Return: the type of the response.
 */
u32 gpu_assign_uuid(struct dev *dev, u32 id)
{
	return by_id(dev, VIRTIO_GPU_CMD_RESOURCE_ASSIGN_UUID, id);
}

/**
 * gpu_attach_claim() - RESOURCE_ATTACH_BACKING with any claimed number of entries
 * @dev: the device
 * @id: resource
 * @e: entries
 * @n: how many are sent
 * @claimed: how many it says there are
 *
 * Return: the type of the response.
 */
u32 gpu_attach_claim(struct dev *dev, u32 id,
		     const struct virtio_gpu_mem_entry *e, u32 n, u32 claimed)
{
	struct virtio_gpu_resource_attach_backing *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING,
			    sizeof(*c));

	c->resource_id = id;
	c->nr_entries = claimed;
	memcpy(c + 1, e, n * sizeof(*e));
	return control(dev, sizeof(*c) + n * sizeof(*e));
}

/**
 * gpu_attach() - RESOURCE_ATTACH_BACKING
 * @dev: the device
 * @id: resource
 * @e: entries
 * @n: how many
 *
 * Return: the type of the response.
 */
u32 gpu_attach(struct dev *dev, u32 id, const struct virtio_gpu_mem_entry *e,
	       u32 n)
{
	return gpu_attach_claim(dev, id, e, n, n);
}

/**
 * gpu_attach_one() - RESOURCE_ATTACH_BACKING with one entry
 * @dev: the device
 * @id: resource
 * @addr: device address
 * @len: bytes
 *
 * Return: the type of the response.
 */
u32 gpu_attach_one(struct dev *dev, u32 id, u64 addr, u32 len)
{
	struct virtio_gpu_mem_entry e = ENTRY(addr, len);

	return gpu_attach(dev, id, &e, 1);
}

/**
 * gpu_transfer() - TRANSFER_TO_HOST_2D
 * @dev: the device
 * @id: resource
 * @r: rectangle
 * @offset: of its first pixel in the backing, bytes
 *
 * Return: the type of the response.
 */
u32 gpu_transfer(struct dev *dev, u32 id, struct virtio_gpu_rect r, u64 offset)
{
	struct virtio_gpu_transfer_to_host_2d *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D,
			    sizeof(*c));

	c->r = r;
	c->offset = offset;
	c->resource_id = id;
	return control(dev, sizeof(*c));
}

/**
 * gpu_set_scanout() - SET_SCANOUT
 * @dev: the device
 * @scanout: head
 * @id: resource, 0 to switch the head off
 * @r: rectangle
 *
 * Return: the type of the response.
 */
u32 gpu_set_scanout(struct dev *dev, u32 scanout, u32 id,
		    struct virtio_gpu_rect r)
{
	struct virtio_gpu_set_scanout *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_SET_SCANOUT, sizeof(*c));

	c->r = r;
	c->scanout_id = scanout;
	c->resource_id = id;
	return control(dev, sizeof(*c));
}

/**
 * gpu_flush() - RESOURCE_FLUSH
 * @dev: the device
 * @id: resource
 * @r: rectangle
 *
 * Return: the type of the response.
 */
u32 gpu_flush(struct dev *dev, u32 id, struct virtio_gpu_rect r)
{
	struct virtio_gpu_resource_flush *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_FLUSH, sizeof(*c));

	c->r = r;
	c->resource_id = id;
	return control(dev, sizeof(*c));
}

/**
 * gpu_capset_info() - GET_CAPSET_INFO
 * @dev: the device
 * @index: of the capability set
 *
 * Return: the type of the response.
 */
u32 gpu_capset_info(struct dev *dev, u32 index)
{
	struct virtio_gpu_get_capset_info *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_GET_CAPSET_INFO, sizeof(*c));

	c->capset_index = index;
	return control(dev, sizeof(*c));
}

/**
 * gpu_capset() - GET_CAPSET
 * @dev: the device
 * @id: of the capability set
 * @version: of it
 *
 * Return: the type of the response.
 */
u32 gpu_capset(struct dev *dev, u32 id, u32 version)
{
	struct virtio_gpu_get_capset *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_GET_CAPSET, sizeof(*c));

	c->capset_id = id;
	c->capset_version = version;
	return control(dev, sizeof(*c));
}

/**
 * gpu_create_blob() - RESOURCE_CREATE_BLOB
 * @dev: the device
 * @id: resource
 * @mem: VIRTIO_GPU_BLOB_MEM_*
 * @flags: VIRTIO_GPU_BLOB_FLAG_*
 * @size: bytes
 * @e: entries
 * @n: how many
 *
 * Return: the type of the response.
 */
u32 gpu_create_blob(struct dev *dev, u32 id, u32 mem, u32 flags, u64 size,
		    const struct virtio_gpu_mem_entry *e, u32 n)
{
	struct virtio_gpu_resource_create_blob *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB,
			    sizeof(*c));

	c->resource_id = id;
	c->blob_mem = mem;
	c->blob_flags = flags;
	c->nr_entries = n;
	c->size = size;
	memcpy(c + 1, e, n * sizeof(*e));
	return control(dev, sizeof(*c) + n * sizeof(*e));
}

/**
 * gpu_set_scanout_blob() - SET_SCANOUT_BLOB
 * @dev: the device
 * @arg: what to show
 *
 * Return: the type of the response.
 */
u32 gpu_set_scanout_blob(struct dev *dev, const struct blob_scanout *arg)
{
	struct virtio_gpu_set_scanout_blob *c =
		gpu_prepare(dev, VIRTIO_GPU_CMD_SET_SCANOUT_BLOB, sizeof(*c));

	c->r = arg->rect;
	c->scanout_id = arg->scanout;
	c->resource_id = arg->id;
	c->width = arg->width;
	c->height = arg->height;
	c->format = arg->format;
	c->strides[0] = arg->stride;
	c->offsets[0] = arg->offset;
	return control(dev, sizeof(*c));
}

/**
 * gpu_cursor() - UPDATE_CURSOR or MOVE_CURSOR, on the cursor queue
 * @dev: the device
 * @type: which
 * @scanout: head
 * @id: resource of the image, 0 for none
 * @x: position
 * @y: position
 * @hot_x: hot spot
 * @hot_y: hot spot
 *
 * Return: 0, or the type of the response when the device wrote one.
 */
u32 gpu_cursor(struct dev *dev, u32 type, u32 scanout, u32 id, u32 x, u32 y,
	       u32 hot_x, u32 hot_y)
{
	struct virtio_gpu_update_cursor *c = gpu_prepare(dev, type, sizeof(*c));

	c->pos.scanout_id = scanout;
	c->pos.x = x;
	c->pos.y = y;
	c->resource_id = id;
	c->hot_x = hot_x;
	c->hot_y = hot_y;
	return gpu_send(dev, 1, sizeof(*c), 0);
}
