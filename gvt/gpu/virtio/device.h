/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The virtio backend inside: a PCI virtio-gpu function whose control queue
 * the vGPUs share. gpu_virtio.c binds it, gpu_virtio_list.c knows which ones
 * to bind, gpu_virtio_queue.c is the control queue, gpu_virtio_mem.c the
 * memory that the device reads, gpu_virtio_cmd.c the operations,
 * gpu_virtio_birth.c sees to it that a new resource is whole or not there,
 * gpu_virtio_blob.c those of blobs and their window, gpu_virtio_clear.c makes
 * new resources empty and gpu_virtio_readback.c brings pictures back.
 */
#ifndef MVGPU_GVT_GPU_VIRTIO_DEVICE_H
#define MVGPU_GVT_GPU_VIRTIO_DEVICE_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/scatterlist.h>
#include <linux/spinlock.h>
#include <linux/virtio.h>
#include <linux/virtio_gpu.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include "gvt/gpu/gpu.h"
#include "gvt/gpu/host_2d.h"
#include "gvt/virgl/size.h"

struct mvgpu_vg;
struct mvgpu_vg_cmd;
struct pci_dev;

/* Fence numbers are an int in the renderer, and 0 is none. */
#define MVGPU_VG_FENCE_MAX 0x7fffffff

/**
 * struct mvgpu_vg_stats - what the device was asked, since it was bound
 * @commands: put on the ring
 * @fences: of them fenced
 * @waited: commands that found the ring full
 * @kicks: notifications sent
 * @found: looks that found work finished without an interrupt
 * @errors: commands that the device refused
 * @resets: resets because it did not finish its work
 * @pieces: pieces of memory in backings as the guests gave them
 * @entries: entries that they became, neighbours put together
 * @maps: pieces of memory that the device may have now, each some entries
 */
struct mvgpu_vg_stats {
	atomic64_t commands;
	atomic64_t fences;
	atomic64_t waited;
	atomic64_t kicks;
	atomic64_t found;
	atomic64_t errors;
	atomic64_t resets;
	atomic64_t pieces;
	atomic64_t entries;
	atomic64_t maps;
};

/**
 * struct mvgpu_vg - a PCI virtio-gpu function
 * @gpu: what the mediator knows
 * @vdev: the device
 * @ctrl: its control queue; used under @lock while @live
 * @lock: protects the queue, the lists and numbers below; a leaf, any context
 * @live: the queue may be used
 * @max_pieces: most pieces of a payload that the ring takes
 * @fifo: commands that wait for room on the ring, in order
 * @running: commands on the ring
 * @flight: commands handed over and not yet done, in order
 * @late: commands that are over and end in @late_work
 * @next_seq: number of the next command
 * @last_fence: number of the last fence
 * @fences: fenced commands on the ring
 * @quiet: woken whenever a command is done
 * @wq: runs @late_work, @lose_work and @reset_work
 * @late_work: ends what may not end in an interrupt
 * @lose_work: deals with a device that broke down
 * @reset_work: deals with one that does not finish its work
 * @lose_lock: one loss at a time
 * @dma: the device's addresses are not physical ones
 * @ctx: host id of a context of our own, 0 without 3D
 * @clear_texture: the device clears textures by command
 * @epoch: changes when the device forgets everything
 * @plain: 2D resources that no context has wanted: host memory only
 * @textures: host id -> struct mvgpu_vg_res: what the device knows of
 * @zero: memory without a bit set that new resources are filled from
 * @zero_size: bytes of it
 * @zero_addr: the device's address of it
 * @stats: counters
 */
struct mvgpu_vg {
	struct mvgpu_gpu gpu;
	struct virtio_device *vdev;
	struct virtqueue *ctrl;
	spinlock_t lock;	/* see above */
	bool live;
	unsigned int max_pieces;
	struct list_head fifo;
	struct list_head running;
	struct list_head flight;
	struct list_head late;
	u64 next_seq;
	u32 last_fence;
	unsigned int fences;
	wait_queue_head_t quiet;
	struct workqueue_struct *wq;
	struct work_struct late_work;
	struct work_struct lose_work;
	struct work_struct reset_work;
	struct mutex lose_lock;	/* see above */
	bool dma;
	u32 ctx;
	bool clear_texture;
	u32 epoch;
	struct mvgpu_2d_table plain;
	struct xarray textures;
	void *zero;
	size_t zero_size;
	dma_addr_t zero_addr;
	struct mvgpu_vg_stats stats;
};

/* The fixed part of a request, by its type. */
union mvgpu_vg_body {
	struct virtio_gpu_ctrl_hdr hdr;
	struct virtio_gpu_resource_create_2d create_2d;
	struct virtio_gpu_resource_unref unref;
	struct virtio_gpu_transfer_to_host_2d transfer_2d;
	struct virtio_gpu_resource_attach_backing attach;
	struct virtio_gpu_resource_detach_backing detach;
	struct virtio_gpu_get_capset_info capset_info;
	struct virtio_gpu_get_capset capset;
	struct virtio_gpu_ctx_create ctx_create;
	struct virtio_gpu_ctx_destroy ctx_destroy;
	struct virtio_gpu_ctx_resource ctx_resource;
	struct virtio_gpu_resource_create_3d create_3d;
	struct virtio_gpu_transfer_host_3d transfer_3d;
	struct virtio_gpu_cmd_submit submit;
	struct {
		struct virtio_gpu_cmd_submit submit;
		__le32 stream[1];
	} nop;
	struct virtio_gpu_resource_create_blob create_blob;
	struct virtio_gpu_resource_map_blob map_blob;
	struct virtio_gpu_resource_unmap_blob unmap_blob;
};

union mvgpu_vg_resp {
	struct virtio_gpu_ctrl_hdr hdr;
	struct virtio_gpu_resp_capset_info capset_info;
	struct virtio_gpu_resp_map_info map_info;
};

/**
 * struct mvgpu_vg_cmd - a request to the device
 * @body: its fixed part
 * @size: bytes of it
 * @resp: the answer's fixed part
 * @resp_size: bytes of it that are wanted
 * @want: type of a good answer
 * @fenced: answered only when the GPU's work so far is done
 * @late: @finish may sleep
 * @must: it gives something back, and does not fail for want of memory
 * @finish: told of the end, once; the command is freed afterwards
 * @req: the operation that this command is the last of, or NULL
 * @priv: @finish's
 * @map: memory that is kept until the end (a reference), or NULL
 * @err: what came of it
 * @own: kvmalloc'ed memory of a payload that goes with the command
 * @sg_body: @body
 * @sg_data: payload
 * @nr_data: pieces of @sg_data
 * @sg_resp: @resp and what follows it
 * @nr_resp: pieces of @sg_resp, 1 or 2
 * @flight: in vg->flight
 * @link: in vg->fifo, vg->running, vg->late or a list of the caller's
 * @seq: its number
 * @len: bytes that the device wrote
 */
struct mvgpu_vg_cmd {
	union mvgpu_vg_body body;
	u32 size;
	union mvgpu_vg_resp resp;
	u32 resp_size;
	u32 want;
	bool fenced;
	bool late;
	bool must;
	void (*finish)(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd);
	struct mvgpu_gpu_req *req;
	void *priv;
	struct mvgpu_vg_map *map;
	int err;
	void *own;
	struct scatterlist sg_body;
	struct scatterlist *sg_data;
	unsigned int nr_data;
	struct scatterlist sg_resp[2];
	unsigned int nr_resp;
	struct list_head flight;
	struct list_head link;
	u64 seq;
	u32 len;
};

/**
 * struct mvgpu_vg_map - memory that the device reads and writes
 * @ref: the resource's, and one per request that names it
 * @vg: whose
 * @nr: entries
 * @entries: addresses and lengths as the protocol wants them
 * @sgt: the same for the DMA API; empty when the addresses are physical
 */
struct mvgpu_vg_map {
	refcount_t ref;
	struct mvgpu_vg *vg;
	u32 nr;
	struct virtio_gpu_mem_entry *entries;
	struct sg_table sgt;
};

/**
 * struct mvgpu_vg_res - a resource that the device knows of
 * @ref: the table's, one per request that ends with it, and those of whoever
 *	looked it up
 * @epoch: of the device when it was made there
 * @shape: its size
 * @map: its backing, or NULL; under vg->lock
 * @map_bytes: of the window that it takes when mapped, 0 when it cannot be
 * @in_window: it may be mapped; its owner's calls come one after the other
 */
struct mvgpu_vg_res {
	refcount_t ref;
	u32 epoch;
	struct mvgpu_virgl_shape shape;
	struct mvgpu_vg_map *map;
	u32 map_bytes;
	bool in_window;
};

static inline struct mvgpu_vg *mvgpu_to_vg(struct mvgpu_gpu *gpu)
{
	return container_of(gpu, struct mvgpu_vg, gpu);
}

/* Put the next one, or none for want of memory, behind others; 0 or -ENOMEM. */
static inline int mvgpu_vg_add(struct list_head *cmds, struct mvgpu_vg_cmd *cmd)
{
	if (!cmd)
		return -ENOMEM;
	list_add_tail(&cmd->link, cmds);
	return 0;
}

/* gpu_virtio_list.c */
int mvgpu_vg_place(const struct pci_dev *pdev);

/* gpu_virtio_queue.c */
struct mvgpu_vg_cmd *mvgpu_vg_cmd_new(u32 type, u32 size);
struct mvgpu_vg_cmd *mvgpu_vg_cmd_must(u32 type, u32 size);
void mvgpu_vg_cmd_free(struct mvgpu_vg_cmd *cmd);
int mvgpu_vg_cmd_payload(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
			 const void *data, size_t size);
void mvgpu_vg_cmd_answer(struct mvgpu_vg_cmd *cmd, u32 type, u32 size);
void mvgpu_vg_cmd_answer_data(struct mvgpu_vg_cmd *cmd, void *data, u32 size);
void mvgpu_vg_send(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd);
void mvgpu_vg_send_all(struct mvgpu_vg *vg, struct list_head *cmds);
void mvgpu_vg_poll(struct mvgpu_gpu *gpu);
int mvgpu_vg_sync(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
		  union mvgpu_vg_resp *resp);
void mvgpu_vg_quiesce(struct mvgpu_vg *vg);
void mvgpu_vg_quiesce_for(struct mvgpu_vg *vg, unsigned int ms);
int mvgpu_vg_queue_init(struct mvgpu_vg *vg);
void mvgpu_vg_queue_exit(struct mvgpu_vg *vg);
int mvgpu_vg_queue_start(struct mvgpu_vg *vg);
void mvgpu_vg_queue_stop(struct mvgpu_vg *vg);

/* gpu_virtio_mem.c */
struct mvgpu_vg_map *mvgpu_vg_map_backing(struct mvgpu_vg *vg,
					  const struct mvgpu_backing *backing);
struct mvgpu_vg_map *mvgpu_vg_map_surface(struct mvgpu_vg *vg,
					  const struct mvgpu_surface *surface);
struct mvgpu_vg_map *mvgpu_vg_map_zero(struct mvgpu_vg *vg, u64 size);
void mvgpu_vg_map_put(struct mvgpu_vg_map *map);
int mvgpu_vg_zero_init(struct mvgpu_vg *vg);
void mvgpu_vg_zero_exit(struct mvgpu_vg *vg);
struct mvgpu_vg_map *mvgpu_vg_map_get(struct mvgpu_vg *vg,
				      struct mvgpu_vg_res *res);
struct mvgpu_vg_map *mvgpu_vg_map_swap(struct mvgpu_vg *vg,
				       struct mvgpu_vg_res *res,
				       struct mvgpu_vg_map *map);
struct mvgpu_vg_cmd *mvgpu_vg_attach_cmd(struct mvgpu_vg *vg, u32 host_id,
					 struct mvgpu_vg_map *map);

/* gpu_virtio_cmd.c */
void mvgpu_vg_send_op(struct mvgpu_vg *vg, struct list_head *cmds,
		      struct mvgpu_gpu_req *req);
void mvgpu_vg_free_cmds(struct list_head *cmds);
struct mvgpu_vg_cmd *mvgpu_vg_submit_cmd(struct mvgpu_vg *vg, u32 ctx,
					 const void *stream, u32 size,
					 void *own);
struct mvgpu_vg_cmd *mvgpu_vg_unref_cmd(u32 host_id);
struct mvgpu_vg_cmd *mvgpu_vg_detach_cmd(u32 host_id);
struct mvgpu_vg_res *
mvgpu_vg_texture_add(struct mvgpu_vg *vg, u32 host_id,
		     const struct mvgpu_virgl_shape *shape);
void mvgpu_vg_texture_forget(struct mvgpu_vg *vg, u32 host_id);
struct mvgpu_vg_cmd *
mvgpu_vg_transfer_cmd(const struct mvgpu_gpu_transfer *t, bool to_host);
struct mvgpu_vg_res *mvgpu_vg_texture(struct mvgpu_vg *vg, u32 host_id);
void mvgpu_vg_texture_put(struct mvgpu_vg_res *res);
int mvgpu_vg_ctx_start(struct mvgpu_vg *vg);
extern const struct mvgpu_gpu_ops mvgpu_vg_ops;

/* gpu_virtio_blob.c */
void mvgpu_vg_window_init(struct mvgpu_vg *vg);
void mvgpu_vg_window_exit(struct mvgpu_vg *vg);
struct mvgpu_vg_cmd *mvgpu_vg_unmap_cmd(u32 host_id);
void mvgpu_vg_window_empty(struct mvgpu_vg *vg, unsigned int ms);
void mvgpu_vg_resource_create_blob(struct mvgpu_gpu *gpu,
				   const struct mvgpu_gpu_blob *desc,
				   const struct mvgpu_backing *backing,
				   struct mvgpu_gpu_req *req);
void mvgpu_vg_blob_map(struct mvgpu_gpu *gpu, u32 host_id, u64 offset,
		       u32 *map_info, struct mvgpu_gpu_req *req);
void mvgpu_vg_blob_unmap(struct mvgpu_gpu *gpu, u32 host_id,
			 struct mvgpu_gpu_req *req);

/* gpu_virtio_birth.c */
int mvgpu_vg_create(u32 host_id, struct mvgpu_2d *plain, struct list_head *cmds);

/* gpu_virtio_clear.c */
int mvgpu_vg_clear_cmds(struct mvgpu_vg *vg, u32 host_id,
			const struct mvgpu_virgl_shape *shape,
			struct list_head *cmds);

/* gpu_virtio_readback.c */
void mvgpu_vg_readback(struct mvgpu_gpu *gpu,
		       const struct mvgpu_gpu_readback *desc,
		       struct mvgpu_gpu_req *req);

/* gpu_virtio.c */
void mvgpu_vg_recover(struct mvgpu_gpu *gpu);
void mvgpu_vg_destroy(struct mvgpu_gpu *gpu);

#endif /* MVGPU_GVT_GPU_VIRTIO_DEVICE_H */
