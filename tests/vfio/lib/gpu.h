/* SPDX-License-Identifier: GPL-2.0 */
/* virtio-gpu commands, one small function each (virtio 1.2, 5.7). */
#ifndef GPU_H
#define GPU_H

#include <linux/virtio_gpu.h>
#include "virtio.h"

#ifndef VIRTIO_GPU_BLOB_FLAG_USE_MAPPABLE
#define VIRTIO_GPU_BLOB_FLAG_USE_MAPPABLE 1
#endif

#define F_GPU(bit) (1ULL << VIRTIO_GPU_F_##bit)
#define F_GPU_2D (F_GPU(EDID) | F_GPU(RESOURCE_UUID) | F_GPU(RESOURCE_BLOB))
/* Virtio 1.4; headers of Linux have it from 7.2 on. */
#define F_BLOB_ALIGNMENT (1ULL << 5)
#define F_ALL (F_VERSION_1 | F_ACCESS | F_ORDER | F_INDIRECT | F_EVENT_IDX | \
	       F_RING_RESET | F_GPU_2D)

#define OK VIRTIO_GPU_RESP_OK_NODATA
#define ERR(name) VIRTIO_GPU_RESP_ERR_##name

#define CMD_MAX (320UL << 10)
#define RESP_MAX 4096

/* Both in bytes of the first DMA window unless the test gives addresses. */
#define ENTRY(a, n) ((struct virtio_gpu_mem_entry) { .addr = (a), .length = (n) })
#define RECT(a, b, c, d) \
	((struct virtio_gpu_rect) { .x = (a), .y = (b), .width = (c), .height = (d) })

/**
 * struct blob_scanout - arguments of SET_SCANOUT_BLOB
 * @scanout: head
 * @id: resource
 * @rect: part shown
 * @width: of the picture in the blob
 * @height: likewise
 * @format: VIRTIO_GPU_FORMAT_*
 * @stride: bytes
 * @offset: bytes
 */
struct blob_scanout {
	u32 scanout;
	u32 id;
	struct virtio_gpu_rect rect;
	u32 width;
	u32 height;
	u32 format;
	u32 stride;
	u32 offset;
};

void gpu_start(struct dev *dev, u64 features);
int gpu_intx(struct dev *dev);

bool gpu_answered(struct dev *dev, unsigned int queue);
u32 gpu_send(struct dev *dev, unsigned int queue, u32 len, u32 resp_len);
void *gpu_prepare(struct dev *dev, u32 type, u32 len);
void gpu_async(struct dev *dev, unsigned int queue, const void *cmd, u32 len);
u32 gpu_truncated(struct dev *dev, unsigned int queue, u32 type, u32 len);

u32 gpu_display_info(struct dev *dev);
u32 gpu_edid(struct dev *dev, u32 scanout);
u32 gpu_create_2d(struct dev *dev, u32 id, u32 format, u32 w, u32 h);
u32 gpu_unref(struct dev *dev, u32 id);
u32 gpu_attach(struct dev *dev, u32 id, const struct virtio_gpu_mem_entry *e,
	       u32 n);
u32 gpu_attach_claim(struct dev *dev, u32 id,
		     const struct virtio_gpu_mem_entry *e, u32 n, u32 claimed);
u32 gpu_attach_one(struct dev *dev, u32 id, u64 addr, u32 len);
u32 gpu_detach(struct dev *dev, u32 id);
u32 gpu_transfer(struct dev *dev, u32 id, struct virtio_gpu_rect r, u64 offset);
u32 gpu_set_scanout(struct dev *dev, u32 scanout, u32 id,
		    struct virtio_gpu_rect r);
u32 gpu_flush(struct dev *dev, u32 id, struct virtio_gpu_rect r);
u32 gpu_capset_info(struct dev *dev, u32 index);
u32 gpu_capset(struct dev *dev, u32 id, u32 version);
u32 gpu_assign_uuid(struct dev *dev, u32 id);
u32 gpu_create_blob(struct dev *dev, u32 id, u32 mem, u32 flags, u64 size,
		    const struct virtio_gpu_mem_entry *e, u32 n);
u32 gpu_set_scanout_blob(struct dev *dev, const struct blob_scanout *arg);
u32 gpu_cursor(struct dev *dev, u32 type, u32 scanout, u32 id, u32 x, u32 y,
	       u32 hot_x, u32 hot_y);

#endif /* GPU_H */
