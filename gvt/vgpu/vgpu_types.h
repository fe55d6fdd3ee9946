/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The vGPU.
 *
 * One worker thread per vGPU serves its queues; a thread of the VMM only records a doorbell
 * and wakes the worker. Lock order: Documentation/locking.rst.
 */
#ifndef MVGPU_GVT_VGPU_VGPU_TYPES_H
#define MVGPU_GVT_VGPU_VGPU_TYPES_H

#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/ratelimit.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/virtio_gpu.h>
#include <linux/wait.h>
#include <linux/xarray.h>
#include "gvt/display/display_types.h"
#include "gvt/display/export_types.h"
#include "gvt/display/readback_types.h"
#include "gvt/vgpu/unmap_backoff_types.h"
#include "gvt/gpu/gpu_types.h"
#include "gvt/vgpu/guest_types.h"
#include "gvt/virtio/transport_types.h"
#include "gvt/resource/host_visible_types.h"

#define MVGPU_MAX_HEADS VIRTIO_GPU_MAX_SCANOUTS

/* Smallest mode that a monitor may be limited to. */
#define MVGPU_MIN_WIDTH		640
#define MVGPU_MIN_HEIGHT	480
#define MVGPU_MAX_WEIGHT	10000
#define MVGPU_MAX_JOB_TIMEOUT_MS	(60 * 60 * 1000)

/* Bit in vgpu->kicked: a job of the vGPU timed out. */
#define MVGPU_TIMED_OUT MVGPU_NR_QUEUES
/* Bit in vgpu->kicked: the GPU is lost. */
#define MVGPU_DEVICE_LOST (MVGPU_NR_QUEUES + 1)

/**
 * enum mvgpu_display_method - How the framebuffer is exported
 * @MVGPU_DISPLAY_AUTO: as region
 * @MVGPU_DISPLAY_DMABUF: dma-buf; that of a texture is one of the GPU's driver if possible
 * @MVGPU_DISPLAY_DMABUF_COPY: dma-buf; that of a texture is a copy in the host's memory
 * @MVGPU_DISPLAY_REGION: display region
 * @MVGPU_DISPLAY_OFF: not at all
 */
enum mvgpu_display_method { MVGPU_DISPLAY_AUTO, MVGPU_DISPLAY_DMABUF,
			    MVGPU_DISPLAY_DMABUF_COPY, MVGPU_DISPLAY_REGION,
			    MVGPU_DISPLAY_OFF };

/**
 * struct mvgpu_slice - Share of a GPU that a vGPU may use
 * @vram: bytes of storage for resources on the GPU
 * @hostvis_size: bytes of the host-visible region, a power of 2, or 0
 * @hostvis_base: offset of the vGPU's range in the region of the GPU, bytes
 * @contexts: rendering contexts
 * @heads: scanouts, 1..MVGPU_MAX_HEADS
 * @max_width: largest width of a mode, pixels
 * @max_height: largest height of a mode, lines
 * @weight: share of the GPU's time, 1..
 * @job_timeout_ms: limit of a job, after which the vGPU needs a reset; 0: none
 * @display: how the framebuffer is exported
 */
struct mvgpu_slice {
	u64 vram;
	u64 hostvis_size;
	u64 hostvis_base;
	u32 contexts;
	u32 heads;
	u32 max_width;
	u32 max_height;
	u32 weight;
	u32 job_timeout_ms;
	enum mvgpu_display_method display;
};

/**
 * struct mvgpu_stats - Counters since the vGPU was created, readable without a lock
 * @reg_reads: trapped reads of registers
 * @reg_writes: trapped writes of registers, doorbells included
 * @reg_unknown: accesses without a row in the register table
 * @doorbells: writes of doorbells
 * @commands: commands taken from the queues
 * @errors: commands whose response was an error
 * @fatal: errors that set DEVICE_NEEDS_RESET
 * @irqs: interrupts raised
 * @transfers: transfers completed, 2D and 3D
 * @transfer_bytes: bytes copied by transfers that need no GPU
 * @submits: command streams submitted
 * @submit_bytes: bytes in command streams
 * @timeouts: jobs that timed out
 * @gpu_ns: runtime on the GPU, nanoseconds
 * @wait_ns: time of waits for a slot on the GPU, nanoseconds
 * @readbacks: framebuffers and cursors read back from the GPU for the display
 * @exports: textures that display clients got without a copy
 * @late_looks: queries of the display client that did not wait for a read-back any longer
 *	and returned the previous framebuffer
 * @display_copies: copies for the display in addition to the guest's transfers
 * @flushes: RESOURCE_FLUSH commands
 * @resets: device resets
 * @mapped: bytes of the host-visible region in which blobs are mapped now
 * @pinned: guest pages that are pinned now (backings and rings)
 * @pinned_max: largest value of @pinned so far
 * @pins: pin operations so far
 */
struct mvgpu_stats {
	atomic64_t reg_reads;
	atomic64_t reg_writes;
	atomic64_t reg_unknown;
	atomic64_t doorbells;
	atomic64_t commands;
	atomic64_t errors;
	atomic64_t fatal;
	atomic64_t irqs;
	atomic64_t transfers;
	atomic64_t transfer_bytes;
	atomic64_t submits;
	atomic64_t submit_bytes;
	atomic64_t timeouts;
	atomic64_t gpu_ns;
	atomic64_t wait_ns;
	atomic64_t readbacks;
	atomic64_t exports;
	atomic64_t late_looks;
	atomic64_t display_copies;
	atomic64_t flushes;
	atomic64_t resets;
	atomic64_t mapped;
	atomic64_t pinned;
	atomic64_t pinned_max;
	atomic64_t pins;
};

/**
 * struct mvgpu_vgpu - vGPU
 * @gpu: GPU that it is a slice of
 * @client: its client of @gpu
 * @name: UUID as text, for logs and traces
 * @lock: protects all members below, except atomics and where noted otherwise
 * @slice: share of the GPU; changed only while the vGPU is not open (weight and job
 *	timeout at any time)
 * @is_open: a VMM has the vGPU open
 * @guest: services of the VFIO face, valid while @is_open; also under
 *	hostvis.zap_lock when it changes
 * @guest_priv: first argument of @guest
 * @worker: serves the queues; exists while @is_open. Under @worker_lock.
 * @worker_lock: leaf lock, any context
 * @work: work of @worker
 * @barred: number of threads that bar @worker from waiting for guest memory
 * @memcg: memory cgroup of the VMM, charged for allocations of the worker
 * @kicked: bit per queue whose doorbell was written; MVGPU_TIMED_OUT, MVGPU_DEVICE_LOST
 * @transport: registers
 * @resources: guest id -> struct mvgpu_resource
 * @nr_resources: number of resources, including those being destroyed
 * @vram_used: bytes charged to the slice
 * @backing_pages: guest pages that backings pin
 * @unmaps: unmaps in progress; under the lock of unmap_backoff.c
 * @nr_unpinning: commands in flight that are going to unpin guest memory
 * @hostvis: blobs in the host-visible region
 * @account: surfaces of the vGPU that are referenced, also by others
 * @scanout: heads, of which slice.heads exist
 * @console: head that VFIO's display ioctls show
 * @last_queried: id of the surface that these returned last, 0 for none
 * @monitors: heads that have a monitor according to the administrator; set for heads that
 *	the slice does not have
 * @virgl_seen: bit per virgl command that occurred in its streams
 * @contexts: guest id -> struct mvgpu_context
 * @nr_contexts: number of contexts, including those being destroyed
 * @chain: chain being walked; exists while @is_open
 * @cmds: commands without a response, in the order of arrival
 * @nr_cmds: number of entries in @cmds
 * @nr_on_rings: number of those that have a fence of a ring of an opaque context
 * @nr_deferred: number of those that are MVGPU_CMD_DEFERRED or MVGPU_CMD_RETURNED
 * @nr_aside: number of those that wait for a ring of an opaque context
 * @cmd_bytes: bytes allocated for @cmds
 * @spare_cmds: commands to be used again
 * @stalled: bit per queue that stopped because of a limit of what is in flight
 * @turn: share of the GPU; under gpu->turn_lock
 * @runtime_ns_seen: part of the runtime of @turn that is in @stats
 * @waited_ns_seen: likewise of the time of its waits
 * @has_slot: one more command may be submitted to the GPU
 * @waits: nested waits for its operations; under gpu->turn_lock
 * @wait_ns: begin of the wait, without the time that other vGPUs' jobs took; likewise
 * @notified_ns: since when the job had the GPU for which the vGPU was last notified of a
 *	timeout; likewise
 * @readback: read-back for the display
 * @exports: what display clients have of the GPU's memory
 * @done_lock: protects the completion side of commands; leaf lock, any context
 * @done_cmds: commands whose operation has completed; under @done_lock
 * @done_wait: woken when an entry is added to @done_cmds, and for @readback and @exports
 * @log_limit: rate limit of messages that the guest can cause, per vGPU
 * @stats: counters
 */
struct mvgpu_vgpu {
	struct mvgpu_gpu *gpu;
	struct mvgpu_gpu_client *client;
	char name[40];
	struct mutex lock;	/* see above */
	struct mvgpu_slice slice;
	bool is_open;
	const struct mvgpu_guest_ops *guest;
	void *guest_priv;
	struct kthread_worker *worker;
	spinlock_t worker_lock;	/* see above */
	struct kthread_work work;
	atomic_t barred;
	struct mem_cgroup *memcg;
	unsigned long kicked;
	struct mvgpu_transport transport;
	struct xarray resources;
	u32 nr_resources;
	u64 vram_used;
	u64 backing_pages;
	struct mvgpu_unmaps unmaps;
	u32 nr_unpinning;
	struct mvgpu_hostvis hostvis;
	struct mvgpu_account *account;
	struct mvgpu_scanout scanout[MVGPU_MAX_HEADS];
	u32 console;
	u32 last_queried;
	DECLARE_BITMAP(monitors, MVGPU_MAX_HEADS);
	u64 virgl_seen;
	struct xarray contexts;
	u32 nr_contexts;
	struct mvgpu_chain *chain;
	struct list_head cmds;
	u32 nr_cmds;
	u32 nr_on_rings;
	u32 nr_deferred;
	u32 nr_aside;
	size_t cmd_bytes;
	struct list_head spare_cmds;
	unsigned long stalled;
	struct mvgpu_sched_entity turn;
	u64 runtime_ns_seen;
	u64 waited_ns_seen;
	bool has_slot;
	u32 waits;
	u64 wait_ns;
	u64 notified_ns;
	struct mvgpu_readback readback;
	struct mvgpu_exports exports;
	spinlock_t done_lock;	/* see above */
	struct list_head done_cmds;
	wait_queue_head_t done_wait;
	struct ratelimit_state log_limit;
	struct mvgpu_stats stats;
};

/* Log a message that a guest can cause: rate-limited per vGPU, with its name. */
#define mvgpu_guest_log(vgpu, fmt, ...)					\
do {									\
	struct mvgpu_vgpu *__v = (vgpu);				\
									\
	if (__ratelimit(&__v->log_limit))				\
		dev_warn(__v->gpu->dev, "vGPU %s: " fmt, __v->name,	\
			 ##__VA_ARGS__);				\
} while (0)

/* Account @nr guest pages that were pinned; vgpu->lock held. */
static inline void mvgpu_stats_pin(struct mvgpu_vgpu *vgpu, unsigned int nr)
{
	s64 now = atomic64_add_return(nr, &vgpu->stats.pinned);

	if (now > atomic64_read(&vgpu->stats.pinned_max))
		atomic64_set(&vgpu->stats.pinned_max, now);
	atomic64_inc(&vgpu->stats.pins);
}

/* Account @nr guest pages that were unpinned; vgpu->lock held. */
static inline void mvgpu_stats_unpin(struct mvgpu_vgpu *vgpu, unsigned int nr)
{
	atomic64_sub(nr, &vgpu->stats.pinned);
}

/**
 * mvgpu_unmap_completed() - Count of unmaps of a vGPU's memory that completed
 * @vgpu: vGPU
 *
 * A pin that failed may succeed when the count has changed.
 *
 * Context: any.
 *
 * Return: a number that wraps around.
 */
static inline unsigned int mvgpu_unmap_completed(const struct mvgpu_vgpu *vgpu)
{
	return READ_ONCE(vgpu->unmaps.completed);
}

#endif /* MVGPU_GVT_VGPU_VGPU_TYPES_H */
