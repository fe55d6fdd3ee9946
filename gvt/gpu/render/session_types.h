/* SPDX-License-Identifier: GPL-2.0 */
/* Sessions of renderers, and their jobs: structures. */
#ifndef MVGPU_GVT_GPU_RENDER_SESSION_TYPES_H
#define MVGPU_GVT_GPU_RENDER_SESSION_TYPES_H

#include <linux/completion.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include "gvt/gpu/render/ring_types.h"
#include "gvt/gpu/render/slot_types.h"

struct device;
struct mm_struct;
struct mvgpu_2d;
struct mvgpu_gpu_export;
struct mvgpu_gpu_req;
struct mvgpu_rd_client;
struct mvgpu_rd_res;
struct mvgpu_rd_session;
struct pid;

/**
 * struct mvgpu_rd_job - Command of a session, until it is completed
 * @link: in the session's list of pending jobs
 * @wire: command as the renderer gets it
 * @data: data of the command, wire.data_len bytes, valid until the completion
 * @own_data: freed with the job, or NULL
 * @done: completion of the renderer, for @complete; its error is not the one of the operation
 * @offset: where in the host-visible region a blob is mapped, for @complete
 * @map_info: set by @complete
 * @export: likewise
 * @req: operation that is completed with the job, or NULL
 * @complete: called before @req is completed; may sleep, must not wait for the renderer. The
 *	error that it returns becomes that of @req. NULL: nothing to do.
 * @client: client, for @complete
 * @session: session that the job is for, a reference: @slot belongs to it
 * @res: resource, a reference; or NULL
 * @res_2d: 2D resource, for @complete
 * @lent: slot that the job made that of the backing of @res, only for comparison; or NULL
 * @slot: slot that is freed when the job is completed, or NULL
 */
struct mvgpu_rd_job {
	struct list_head link;
	struct mvgpu_render_cmd wire;
	const void *data;
	void *own_data;
	struct mvgpu_render_done done;
	u64 offset;
	u32 *map_info;
	struct mvgpu_gpu_export *export;
	struct mvgpu_gpu_req *req;
	int (*complete)(struct mvgpu_rd_job *job, int err);
	struct mvgpu_rd_client *client;
	struct mvgpu_rd_session *session;
	struct mvgpu_rd_res *res;
	struct mvgpu_2d *res_2d;
	const struct mvgpu_rd_slot *lent;
	struct mvgpu_rd_slot *slot;
};

/**
 * struct mvgpu_rd_session_owner - Whom a session serves
 * @name: UUID of the vGPU
 * @dev: device of the GPU, for the log
 * @lost: the session ended for a fault of the renderer, before its jobs are completed. May
 *	sleep.
 *
 * Embedded in the client. Valid until mvgpu_rd_queue_end() has returned.
 */
struct mvgpu_rd_session_owner {
	const char *name;
	struct device *dev;
	void (*lost)(struct mvgpu_rd_session_owner *owner);
};

/**
 * struct mvgpu_rd_session - A renderer that serves a vGPU
 * @ref: references of the file, of the client, and of callers
 * @owner: whom it serves; not used after the end
 * @mm: address space of the process (a reference on the structure)
 * @pid: the process, a reference
 * @sq_pages: memory of the submission queue, vmalloc
 * @cq_pages: memory of the completion queue, vmalloc
 * @slots: memory lent to the renderer
 * @lock: protects all members from @ended to @kicks
 * @ended: 0, or -errno that the renderer gets: -ESHUTDOWN, -ENODEV
 * @ring: queues
 * @pending: jobs for which there was no room in @ring, in order
 * @cookies: cookies so far
 * @in_flight: jobs in @ring or taken by the renderer, by the low bits of their cookie
 * @wakeups: how often the renderer was woken for commands
 * @kicks: how often it let the module look at the queues
 * @mirrors_lock: protects @mirrors; held while a mirror is closed, so that whoever closes it
 *	a second time waits; inside of @collect_lock, outside of the locks of the region
 * @mirrors: mapped blobs
 * @collect_lock: held while completions are handled; outside of @lock
 * @end_lock: held while the session is ended; outside of @collect_lock
 * @wait: where the renderer sleeps in poll()
 * @open_done: completed when OPEN is, or when the session ended
 * @open_err: result of OPEN, valid once @open_done
 * @open_end: in jiffies: when OPEN has taken too long
 * @kill_work: kills the process and ends the session
 */
struct mvgpu_rd_session {
	struct kref ref;
	struct mvgpu_rd_session_owner *owner;
	struct mm_struct *mm;
	struct pid *pid;
	void *sq_pages;
	void *cq_pages;
	struct mvgpu_rd_slots slots;
	struct mutex lock;	/* see above */
	int ended;
	struct mvgpu_rd_ring ring;
	struct list_head pending;
	u64 cookies;
	struct mvgpu_rd_job *in_flight[MVGPU_RD_CQ_ENTRIES];
	u64 wakeups;
	u64 kicks;
	struct mutex mirrors_lock;	/* see above */
	struct list_head mirrors;
	struct mutex collect_lock;	/* see above */
	struct mutex end_lock;	/* see above */
	wait_queue_head_t wait;
	struct completion open_done;
	int open_err;
	unsigned long open_end;
	struct work_struct kill_work;
};

#endif /* MVGPU_GVT_GPU_RENDER_SESSION_TYPES_H */
