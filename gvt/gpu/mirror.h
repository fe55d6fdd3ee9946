/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory of another process that is shown in the host-visible region: a blob of a GPU with
 * renderers. Its page frames change at any time, so they are looked up page by page, and
 * gpu->on_blob_changed() is called when one goes.
 */
#ifndef MVGPU_GVT_GPU_MIRROR_H
#define MVGPU_GVT_GPU_MIRROR_H

#include <linux/mm_types.h>
#include <linux/types.h>

struct mvgpu_gpu_mirror;

/**
 * struct mvgpu_gpu_frame - Page frame of a mirror
 * @pfn: frame
 * @prot: protection bits whose caching mode is to be used
 */
struct mvgpu_gpu_frame {
	unsigned long pfn;
	pgprot_t prot;
};

/**
 * struct mvgpu_gpu_mirror_ops - Operations of a mirror
 * @get: take a reference; any context
 * @put: drop a reference; process context, may sleep
 * @frame: the frame of page @page. 0; -EAGAIN: @resolve finds it; -ENXIO: there is none. The
 *	answer is valid until gpu->on_blob_changed() is called for the page. A caller that
 *	maps the frame therefore holds a lock which on_blob_changed() takes as well. Allocates
 *	no memory.
 * @resolve: find the frames of page @page and of some after it, for @frame. Process context,
 *	sleeps; no lock that on_blob_changed() takes is held, nor the mmap_lock of any process.
 * @access: copy @len bytes at @offset, in one page, to or from @buf. Context as of @resolve.
 *	Memory that cannot be accessed reads as zeros, and writes to it are ignored.
 */
struct mvgpu_gpu_mirror_ops {
	void (*get)(struct mvgpu_gpu_mirror *mirror);
	void (*put)(struct mvgpu_gpu_mirror *mirror);
	int (*frame)(struct mvgpu_gpu_mirror *mirror, u64 page,
		     struct mvgpu_gpu_frame *frame);
	void (*resolve)(struct mvgpu_gpu_mirror *mirror, u64 page);
	void (*access)(struct mvgpu_gpu_mirror *mirror, u64 offset, void *buf,
		       unsigned int len, bool write);
};

/**
 * struct mvgpu_gpu_mirror - Mirror; embedded by its backend
 * @ops: operations
 */
struct mvgpu_gpu_mirror {
	const struct mvgpu_gpu_mirror_ops *ops;
};

static inline void mvgpu_gpu_mirror_put(struct mvgpu_gpu_mirror *mirror)
{
	if (mirror)
		mirror->ops->put(mirror);
}

#endif /* MVGPU_GVT_GPU_MIRROR_H */
