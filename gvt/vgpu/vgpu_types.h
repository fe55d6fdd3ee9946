/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A vGPU as the mediator knows it.
 *
 * One worker thread per vGPU walks its rings; a VMM's thread only records a
 * doorbell and queues the worker. Lock order: Documentation/locking.rst.
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
#include "gvt/display/readback_types.h"
#include "gvt/vgpu/unmap_backoff_types.h"
#include "gvt/gpu/gpu_types.h"
#include "gvt/vgpu/guest_types.h"
#include "gvt/virtio/transport_types.h"
#include "gvt/resource/host_visible_types.h"

#define MVGPU_MAX_HEADS VIRTIO_GPU_MAX_SCANOUTS

/* The smallest mode a monitor of ours may be limited to. */
#define MVGPU_MIN_WIDTH		640
#define MVGPU_MIN_HEIGHT	480
#define MVGPU_MAX_WEIGHT	10000
#define MVGPU_MAX_JOB_TIMEOUT_MS	(60 * 60 * 1000)

/* In vgpu->kicked: a job of its takes too long. */
#define MVGPU_TIMED_OUT MVGPU_NR_QUEUES
/* Likewise: the GPU is gone, or has forgotten everything. */
#define MVGPU_DEVICE_LOST (MVGPU_NR_QUEUES + 1)

enum mvgpu_display_method { MVGPU_DISPLAY_AUTO, MVGPU_DISPLAY_DMABUF,
			    MVGPU_DISPLAY_REGION, MVGPU_DISPLAY_OFF };

/**
 * struct mvgpu_slice - the share of a GPU that a vGPU may use
 * @vram: bytes of resource storage on the GPU's side
 * @hostvis_size: bytes of the host-visible region, a power of 2, or 0
 * @hostvis_base: where they begin in the GPU's window, bytes
 * @contexts: rendering contexts
 * @heads: scanouts, 1..MVGPU_MAX_HEADS
 * @max_width: widest mode
 * @max_height: highest mode
 * @weight: share of the GPU's time, 1..
 * @job_timeout_ms: a job longer than this costs the vGPU a reset; 0: never
 * @display: how the picture leaves
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
 * struct mvgpu_stats - counters since the vGPU was made, readable unlocked
 * @reg_reads: trapped register reads
 * @reg_writes: trapped register writes, doorbells among them
 * @reg_unknown: accesses without a row in the register table
 * @doorbells: doorbell writes
 * @commands: commands taken
 * @errors: commands answered with an error
 * @fatal: mistakes that set DEVICE_NEEDS_RESET
 * @irqs: interrupts raised
 * @transfers: transfers done, 2D and 3D
 * @transfer_bytes: bytes that those copied which need no GPU
 * @submits: command streams executed
 * @submit_bytes: bytes in them
 * @timeouts: jobs that took too long
 * @gpu_ns: nanoseconds of the GPU's time
 * @readbacks: pictures fetched from the GPU for the display
 * @late_looks: looks of the display client for which the GPU took too long, so that
 *	it was shown the picture before
 * @display_copies: copies made for the display beyond the guest's transfers
 * @flushes: RESOURCE_FLUSH and flips seen
 * @resets: device resets
 * @mapped: bytes of the window that blobs take now
 * @pinned: guest pages pinned now (backings and rings)
 * @pinned_max: the most there ever were
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
	atomic64_t readbacks;
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
 * struct mvgpu_vgpu - a vGPU
 * @gpu: the GPU it is a slice of
 * @name: its UUID as text, for logs and traces
 * @lock: protects everything below but atomics and what says otherwise
 * @slice: its share; changed only while @users is 0 (weight and job timeout
 *	at any time)
 * @is_open: a VMM has it
 * @guest: services of the VFIO face, valid while @is_open; changes under
 *	window.zap_lock, too
 * @guest_priv: their first argument
 * @worker: walks the rings; exists while @is_open. Under @worker_lock.
 * @worker_lock: a leaf, any context
 * @work: the work of @worker
 * @barred: how many do not let @worker wait for guest memory
 * @memcg: pays for what the worker allocates; that of the VMM
 * @kicked: bit per queue: doorbell rung; MVGPU_TIMED_OUT, MVGPU_DEVICE_LOST
 * @transport: register file
 * @resources: guest id -> struct mvgpu_resource
 * @nr_resources: how many
 * @vram_used: bytes charged
 * @backing_pages: guest pages that backings pin
 * @unmaps: guest memory that the VMM is taking back; going.c has its lock
 * @nr_unpinning: commands under way that will give guest memory back
 * @hostvis: blobs that the VMM may see
 * @account: surfaces made for it that somebody still holds
 * @scanout: heads, slice.heads of them
 * @console: the head that VFIO's display ioctls show
 * @last_queried: number of the surface that they told of last, 0 for none
 * @monitors: heads on which the administrator has a monitor; set for those
 *	that the slice does not have
 * @virgl_seen: a bit per virgl command that its streams had
 * @contexts: guest id -> struct mvgpu_context
 * @nr_contexts: how many, those being destroyed included
 * @chain: the chain being walked; exists while @is_open
 * @cmds: commands that are not answered, in the order of arrival
 * @nr_cmds: how many
 * @nr_deferred: of them, those that the backend has (MVGPU_CMD_DEFERRED, MVGPU_CMD_RETURNED)
 * @cmd_bytes: bytes that they allocated
 * @spare_cmds: commands to be used again
 * @stalled: bit per queue: stopped because too much is under way
 * @turn: its share of the GPU; under gpu->turn_lock
 * @runtime_ns_seen: how much of @turn's time is in the counters
 * @has_slot: it may take a command for the GPU
 * @waits: waits for its operations, one inside the other; under gpu->turn_lock
 * @wait_ns: since when, not counting other vGPUs' jobs; likewise
 * @readback: the picture being fetched for the display
 * @done_lock: protects the completion side of commands; a leaf, any context
 * @done_cmds: commands whose backend operation is done; under @done_lock
 * @done_wait: woken when one is
 * @log_limit: for lines a guest can cause, so that it silences only itself
 * @stats: counters
 */
struct mvgpu_vgpu {
	struct mvgpu_gpu *gpu;
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
	u32 nr_deferred;
	size_t cmd_bytes;
	struct list_head spare_cmds;
	unsigned long stalled;
	struct mvgpu_sched_entity turn;
	u64 runtime_ns_seen;
	bool has_slot;
	u32 waits;
	u64 wait_ns;
	struct mvgpu_readback readback;
	spinlock_t done_lock;	/* see above */
	struct list_head done_cmds;
	wait_queue_head_t done_wait;
	struct ratelimit_state log_limit;
	struct mvgpu_stats stats;
};

/* A log line that a guest can cause: rate-limited per vGPU, names it. */
#define mvgpu_guest_log(vgpu, fmt, ...)					\
do {									\
	struct mvgpu_vgpu *__v = (vgpu);				\
									\
	if (__ratelimit(&__v->log_limit))				\
		dev_warn(__v->gpu->dev, "vGPU %s: " fmt, __v->name,	\
			 ##__VA_ARGS__);				\
} while (0)

/* Count @nr guest pages as pinned; vgpu->lock held. */
static inline void mvgpu_stats_pin(struct mvgpu_vgpu *vgpu, unsigned int nr)
{
	s64 now = atomic64_add_return(nr, &vgpu->stats.pinned);

	if (now > atomic64_read(&vgpu->stats.pinned_max))
		atomic64_set(&vgpu->stats.pinned_max, now);
	atomic64_inc(&vgpu->stats.pins);
}

/* Count @nr guest pages as given back; vgpu->lock held. */
static inline void mvgpu_stats_unpin(struct mvgpu_vgpu *vgpu, unsigned int nr)
{
	atomic64_sub(nr, &vgpu->stats.pinned);
}

/**
 * mvgpu_unmap_completed() - Count of unmaps of a vGPU's memory that completed
 * @vgpu: vGPU
 *
 * Memory that could not be pinned may be worth another try when the count has
 * changed.
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
