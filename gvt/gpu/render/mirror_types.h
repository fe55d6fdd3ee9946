/* SPDX-License-Identifier: GPL-2.0 */
/* Mapped blobs of a renderer, as the host-visible region shows them: structure. */
#ifndef MVGPU_GVT_GPU_RENDER_MIRROR_TYPES_H
#define MVGPU_GVT_GPU_RENDER_MIRROR_TYPES_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mmu_notifier.h>
#include <linux/mutex.h>
#include "gvt/gpu/mirror.h"

struct mvgpu_gpu_client;
struct mvgpu_rd_session;

/**
 * struct mvgpu_rd_mirror - Memory of a renderer that a guest can access
 * @mirror: common part of all backends
 * @ref: references of the session's list, of the resource, and of callers
 * @notifier: says when frames at the addresses go; registered until it is closed
 * @session: session whose process has the memory, a reference
 * @client: whom to tell of changes; valid until it is closed
 * @link: in session->mirrors, under session->mirrors_lock; empty once somebody closes it
 * @addr: first address
 * @offset: bytes in the host-visible region of the GPU
 * @nr_pages: number of pages
 * @lock: protects @closed and @frames; innermost lock, also taken while memory is reclaimed:
 *	nothing is allocated under it
 * @closed: there is nothing (any more)
 * @warned: a frame that KVM does not take was found
 * @frames: frame of each page, or MVGPU_RD_FRAME_* as its number
 */
struct mvgpu_rd_mirror {
	struct mvgpu_gpu_mirror mirror;
	struct kref ref;
	struct mmu_interval_notifier notifier;
	struct mvgpu_rd_session *session;
	struct mvgpu_gpu_client *client;
	struct list_head link;
	unsigned long addr;
	u64 offset;
	u64 nr_pages;
	struct mutex lock;	/* see above */
	bool closed;
	bool warned;
	struct mvgpu_gpu_frame *frames;
};

/* Not looked up; nothing was found; a frame that goes, until the VMM's mappings are zapped. */
#define MVGPU_RD_FRAME_UNKNOWN	(~0UL)
#define MVGPU_RD_FRAME_NOTHING	(~0UL - 1)
#define MVGPU_RD_FRAME_STALE	(~0UL - 2)

#endif /* MVGPU_GVT_GPU_RENDER_MIRROR_TYPES_H */
