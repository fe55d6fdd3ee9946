/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The state of a PCI virtio-gpu function whose control queue the vGPUs share.
 *
 * The files of this folder in the order in which they use each other:
 *
 *   map		memory that the device reads and writes (DMA)
 *   command		memory of a command: request, payload, response
 *   ring		commands onto the ring of the control queue, responses off it
 *   complete		completion of commands
 *   fence_poll		notifications by which the device looks for fences
 *   queue		the control queue: sending, polling, quiescing, start and stop
 *   sync		a command whose response the caller waits for
 *   encode_resource	commands about resources, encode_context those about contexts
 *   texture		table of the resources that the device has
 *   operation		how an operation of the backend contract is sent and completed
 *   create		create transaction: a resource is created whole or not at all
 *   clear		zeros for new resources
 *   resource, backing, convert, transfer, context, hostvis, blob, readback
 *			one group of operations each
 *   caps		features and capability sets of the device
 *   device		life of a GPU: start, loss, reset
 *   ops		table of the operations
 *   gpus		module parameter with the functions to bind
 *   driver		virtio driver
 */
#ifndef MVGPU_GVT_GPU_VIRTIO_VG_TYPES_H
#define MVGPU_GVT_GPU_VIRTIO_VG_TYPES_H

#include <linux/hrtimer.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include "gvt/gpu/gpu_types.h"
#include "gvt/gpu/host_2d_types.h"

struct virtio_device;
struct virtqueue;

/**
 * struct mvgpu_vg_stats - Counters of a device since it was bound
 * @commands: commands put on the ring
 * @fences: fenced commands among @commands
 * @waited: number of times that the ring was full
 * @kicks: notifications sent to the device because of commands
 * @fence_polls: notifications sent to the device because of fences
 * @polled: polls that found completed commands without an interrupt
 * @errors: commands that the device rejected
 * @resets: resets because the device did not finish its work
 * @pieces: pieces of memory in the backings of guests
 * @entries: entries that these became after neighbours were merged
 * @maps: maps of memory that the device can access at present, each with several entries
 */
struct mvgpu_vg_stats {
	atomic64_t commands;
	atomic64_t fences;
	atomic64_t waited;
	atomic64_t kicks;
	atomic64_t fence_polls;
	atomic64_t polled;
	atomic64_t errors;
	atomic64_t resets;
	atomic64_t pieces;
	atomic64_t entries;
	atomic64_t maps;
};

/**
 * struct mvgpu_vg - A PCI virtio-gpu function
 * @gpu: common part of all backends
 * @vdev: virtio device
 * @ctrl: control queue; used under @lock while @live
 * @lock: protects the queue, the lists and the numbers below; a leaf lock, taken in any
 *	context. @fence_timer is started under it
 * @live: the queue may be used
 * @max_pieces: limit of the pieces of a payload, from the size of the ring
 * @pending: commands that wait for space on the ring, in order
 * @running: commands on the ring
 * @in_flight: commands that were sent and are not completed, in order
 * @deferred: commands whose completion @deferred_work runs
 * @next_seq: sequence number of the next command
 * @last_fence: number of the last fence
 * @fences: number of fenced commands on the ring
 * @fence_timer: sends the next notification because of fences
 * @fence_armed: @fence_timer is started and has not expired
 * @fence_next_ns: when it expires
 * @fence_ns: when a fenced command completed last, or was the first on the ring
 * @fence_completed: fenced commands that had completed at that time
 * @idle: woken up at each completion of a command
 * @wq: runs @deferred_work, @lost_work and @reset_work
 * @deferred_work: completes commands whose completion may sleep
 * @lost_work: handles a device that reports an error of its own
 * @reset_work: handles a device that does not finish its work
 * @lost_lock: serialises loss and return of the device
 * @dma: addresses of the device are not physical addresses
 * @ctx: host id of the context of the backend, 0 without 3D
 * @clear_texture: the device has a command that clears textures
 * @epoch: incremented when the device has forgotten its state
 * @table_2d: 2D resources that no context has used, which are in host memory only
 * @textures: host id -> struct mvgpu_vg_res: resources that the device has
 * @zero: zeroed memory from which new resources are filled
 * @zero_size: bytes of @zero
 * @zero_addr: address of @zero for the device
 * @stats: counters
 */
struct mvgpu_vg {
	struct mvgpu_gpu gpu;
	struct virtio_device *vdev;
	struct virtqueue *ctrl;
	spinlock_t lock;	/* see above */
	bool live;
	unsigned int max_pieces;
	struct list_head pending;
	struct list_head running;
	struct list_head in_flight;
	struct list_head deferred;
	u64 next_seq;
	u32 last_fence;
	unsigned int fences;
	struct hrtimer fence_timer;
	bool fence_armed;
	u64 fence_next_ns;
	u64 fence_ns;
	s64 fence_completed;
	wait_queue_head_t idle;
	struct workqueue_struct *wq;
	struct work_struct deferred_work;
	struct work_struct lost_work;
	struct work_struct reset_work;
	struct mutex lost_lock;	/* see above */
	bool dma;
	u32 ctx;
	bool clear_texture;
	u32 epoch;
	struct mvgpu_2d_table table_2d;
	struct xarray textures;
	void *zero;
	size_t zero_size;
	dma_addr_t zero_addr;
	struct mvgpu_vg_stats stats;
};

static inline struct mvgpu_vg *mvgpu_to_vg(struct mvgpu_gpu *gpu)
{
	return container_of(gpu, struct mvgpu_vg, gpu);
}

#endif /* MVGPU_GVT_GPU_VIRTIO_VG_TYPES_H */
