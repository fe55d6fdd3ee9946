/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The GPU backend contract: what executes commands for the mediator.
 *
 * A backend sees host ids and host pages only, never guest ids, guest
 * addresses or VFIO. Operations are asynchronous: each calls req->done()
 * exactly once, before it returns (soft) or later from any context, and the
 * memory it was given (structures, streams, backings, surfaces) stays valid
 * until then.
 *
 * Operations of one vGPU take effect in the order of the calls. An operation
 * is done when it took effect, a fenced one (req->fenced) when the GPU has
 * also finished all the work of the same timeline that was handed over before
 * it. Several may be under way for the same host id, and be done in any order.
 *
 * An operation that is done with an error left nothing behind: what it should have
 * made is not there, and what it was given is not used. One that took effect is done
 * with 0, whatever becomes of its fence; if the GPU is lost and has forgotten the
 * effect, it had none.
 */
#ifndef MVGPU_GVT_GPU_GPU_TYPES_H
#define MVGPU_GVT_GPU_GPU_TYPES_H

#include <linux/device.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include "gvt/mem/geometry.h"
#include "gvt/sched/policy.h"
#include "gvt/virgl/size.h"

struct mvgpu_backing;
struct mvgpu_gpu;
struct mvgpu_surface;
struct seq_file;

/* Host ids stay below what physical devices keep in an int. */
#define MVGPU_HOST_ID_MAX 0x7ffffffe

/**
 * struct mvgpu_gpu_req - one operation in flight
 * @done: completion; @err is 0 or -errno (-ENODEV: the GPU is lost). May run
 *	in any context, may not sleep, must not take vgpu->lock.
 * @fenced: the GPU's work is to be waited for, too
 * @ring_idx: timeline of the fence inside context @fence_ctx, or
 *	MVGPU_NO_RING for the GPU-wide one
 * @fence_ctx: host id of the context when @ring_idx says one
 */
struct mvgpu_gpu_req {
	void (*done)(struct mvgpu_gpu_req *req, int err);
	bool fenced;
	u8 ring_idx;
	u32 fence_ctx;
};

#define MVGPU_NO_RING 0xff

#define MVGPU_MAX_CAPSETS 8

/**
 * struct mvgpu_gpu_capset - a capability set that guests may be told of
 * @id: VIRTIO_GPU_CAPSET_*
 * @max_version: the newest version
 * @size: bytes in @data
 * @data: the set of the newest version; constant
 */
struct mvgpu_gpu_capset {
	u32 id;
	u32 max_version;
	u32 size;
	const void *data;
};

/**
 * struct mvgpu_gpu_caps - what a GPU can do
 * @features: virtio-gpu device feature bits (BIT_ULL(VIRTIO_GPU_F_*)); VIRGL
 *	means that the 3D operations are there
 * @num_capsets: how many of @capsets, 0 without 3D
 * @capsets: what a vGPU offers, by index
 * @max_width: largest 2D resource, pixels
 * @max_height: likewise
 * @hostvis_size: bytes of the host-visible region, 0 for none; whole pages
 * @hostvis_phys: physical address of its first byte, on a page. Nobody but the
 *	mediator maps it, and until @destroy; when the GPU is lost nothing may be
 *	left mapped.
 */
struct mvgpu_gpu_caps {
	u64 features;
	u32 num_capsets;
	struct mvgpu_gpu_capset capsets[MVGPU_MAX_CAPSETS];
	u32 max_width;
	u32 max_height;
	u64 hostvis_size;
	phys_addr_t hostvis_phys;
};

/**
 * struct mvgpu_gpu_2d - a classic 2D resource
 * @host_id: 1..MVGPU_HOST_ID_MAX, drawn by mvgpu_gpu_id_alloc()
 * @format: VIRTIO_GPU_FORMAT_*, 4 bytes per pixel
 * @width: pixels
 * @height: pixels
 */
struct mvgpu_gpu_2d {
	u32 host_id;
	u32 format;
	u32 width;
	u32 height;
};

/* PIPE_TEXTURE_2D */
#define MVGPU_TARGET_2D 2

/**
 * struct mvgpu_gpu_3d - a 3D resource, values as in RESOURCE_CREATE_3D
 * @host_id: 1..MVGPU_HOST_ID_MAX
 * @target: PIPE_TEXTURE_*, PIPE_BUFFER
 * @format: VIRGL_FORMAT_*
 * @bind: VIRGL_BIND_*
 * @width: pixels, bytes of a buffer
 * @height: pixels
 * @depth: layers of a volume
 * @array_size: layers of an array
 * @last_level: mip levels - 1
 * @nr_samples: 0, 1 for none
 * @flags: VIRGL_RESOURCE_*
 */
struct mvgpu_gpu_3d {
	u32 host_id;
	u32 target;
	u32 format;
	u32 bind;
	u32 width;
	u32 height;
	u32 depth;
	u32 array_size;
	u32 last_level;
	u32 nr_samples;
	u32 flags;
};

/**
 * struct mvgpu_gpu_transfer - a 3D transfer between a resource and its backing
 * @ctx: host id of the context, 0 for none
 * @host_id: the resource
 * @x: box, like the others in pixels (bytes of a buffer)
 * @y: box
 * @z: box
 * @width: box
 * @height: box
 * @depth: box
 * @offset: of the first byte in the backing
 * @level: mip level
 * @stride: bytes from line to line in the backing, 0 for dense
 * @layer_stride: bytes from layer to layer, 0 for dense
 */
struct mvgpu_gpu_transfer {
	u32 ctx;
	u32 host_id;
	u32 x, y, z;
	u32 width, height, depth;
	u64 offset;
	u32 level;
	u32 stride;
	u32 layer_stride;
};

/**
 * struct mvgpu_gpu_readback - a picture to fetch from a resource
 * @source: the resource: two-dimensional, level 0 is read
 * @rect: the part wanted, inside the resource
 * @x: where it goes in @dst
 * @y: likewise
 * @dst: a surface with a shape; the pixels arrive in the format that its
 *	fourcc names
 */
struct mvgpu_gpu_readback {
	struct mvgpu_gpu_3d source;
	struct mvgpu_gpu_rect rect;
	u32 x, y;
	struct mvgpu_surface *dst;
};

/**
 * struct mvgpu_gpu_blob - a blob resource
 * @host_id: 1..MVGPU_HOST_ID_MAX
 * @ctx: host id of the context that the blob is made for, 0 for none (possible
 *	without @object only)
 * @mem: VIRTIO_GPU_BLOB_MEM_GUEST, HOST3D or HOST3D_GUEST
 * @flags: VIRTIO_GPU_BLOB_FLAG_*. With USE_MAPPABLE the object must be a
 *	buffer of whole pages and not larger than @size, since the GPU maps all
 *	of the object, however small it was told the blob is.
 * @size: bytes, 1..
 * @object: the memory of the host: what the guest's PIPE_RESOURCE_CREATE with
 *	the blob's number asked for (its host_id is not looked at), measured and
 *	charged by the caller; valid for the call. NULL for memory of the guest
 *	alone.
 *
 * A guest of virgl makes an object by a command in a stream of its context and
 * claims it by RESOURCE_CREATE_BLOB. That command never reaches the GPU: it is
 * executed by the backend when the object is claimed, under a number of the
 * backend's own. So there are no objects that nobody is charged for, and none
 * but the one that was measured is mapped.
 */
struct mvgpu_gpu_blob {
	u32 host_id;
	u32 ctx;
	u32 mem;
	u32 flags;
	u64 size;
	const struct mvgpu_gpu_3d *object;
};

#define MVGPU_CTX_NAME_MAX 64

/**
 * struct mvgpu_gpu_ops - a backend
 * @name: "soft", "virtio", ...
 * @resource_create_2d: make a resource with zeroed storage.
 * @resource_destroy: forget a resource, its backing included: when done, the
 *	GPU touches neither. The storage lives on while a surface reference is
 *	held.
 * @attach_backing: @backing is the memory transfers read from, and write to.
 * @detach_backing: the backend no longer touches the backing once done.
 * @transfer_to_host_2d: copy @rect from the backing, whose byte @offset is the
 *	rectangle's first pixel and whose lines are as far apart as the
 *	resource's, into the storage. Checked to lie inside both.
 * @resource_surface: the exportable storage of a resource with a reference for
 *	the caller, or NULL when pictures of it have to be read back. Does not
 *	sleep for hardware.
 * @resource_to_3d: contexts want a 2D resource: from now on it is a texture
 *	of the GPU with the same contents and backing. @resource_surface is
 *	of no use any more.
 * @resource_create_3d: make a 3D resource with zeroed storage.
 * @transfer_3d: copy between a resource and its backing, @to_host or from it.
 *	A 2D resource is one, too, as a texture of one level and layer; without
 *	a context. Checked to lie inside both; a backing that may only be read
 *	is not written to (-EPERM).
 * @ctx_create: make a context; @ctx is a host id from mvgpu_gpu_ctx_alloc(),
 *	@capset the capability set (0: as without CONTEXT_INIT)
 * @ctx_destroy: forget a context; its objects go with it
 * @ctx_attach: let a context use a resource
 * @ctx_detach: no longer
 * @submit: execute a command stream with host ids, @size bytes. @stream is
 *	kernel memory that may come from vmalloc.
 * @readback: fetch pixels for the display, after all rendering handed over
 *	before. Neither the resource nor its backing change. -EINVAL when the
 *	surface wants other pixels than the resource has (alpha or none makes
 *	no difference).
 * @resource_create_blob: make a blob, memory of the host zeroed. @backing is
 *	NULL without memory of the guest, else it is the blob's as if attached:
 *	not less than its size, and the GPU may write to it (-EPERM). When it is
 *	done with an error the GPU has neither. A blob of guest memory alone is
 *	of use to contexts only: to be made when the first one wants it, and
 *	shown from the guest's memory all the same. -EINVAL for what
 *	struct mvgpu_gpu_blob forbids.
 * @blob_map: a mappable blob of host memory, which is not mapped, appears at
 *	@offset of the window: whole pages, inside the window, and no place of
 *	another blob, all of which the caller sees to for the blob's size.
 *	@map_info is written before it is done: VIRTIO_GPU_MAP_CACHE_*, how
 *	guests are to map it. -EINVAL for blobs that are not mappable and places
 *	that do not lie inside.
 * @blob_unmap: the place is empty when done. The caller has unmapped it before
 *	from whoever saw it. @resource_destroy does this, too.
 * @show: tell a developer how it is; may sleep. NULL: there is nothing to tell.
 * @poll: something takes its time: go on even if a doorbell or an interrupt got
 *	lost. Any context. NULL where none gets lost.
 * @recover: the GPU does not finish what it was given: end all of it with
 *	-ENODEV and make the GPU anew, which counts as if it was lost and had come
 *	back at once. May sleep, but not for that: it is done later; may be asked
 *	for again meanwhile. NULL when operations always end.
 * @quiesce: wait until nothing of @gpu's work is in flight.
 * @destroy: free @gpu; every vGPU is gone and nobody will look at @gpu->dev.
 *
 * All but @destroy may be called for several vGPUs in parallel. They may
 * sleep. What comes after @resource_surface up to @readback exists only with
 * VIRTIO_GPU_F_VIRGL in the features; @resource_create_blob if that comes
 * together with RESOURCE_BLOB (alone it says that blobs of guest memory can be
 * shown, for which the GPU is not needed); @blob_map and @blob_unmap with a
 * window.
 */
struct mvgpu_gpu_ops {
	const char *name;
	void (*resource_create_2d)(struct mvgpu_gpu *gpu,
				   const struct mvgpu_gpu_2d *desc,
				   struct mvgpu_gpu_req *req);
	void (*resource_destroy)(struct mvgpu_gpu *gpu, u32 host_id,
				 struct mvgpu_gpu_req *req);
	void (*attach_backing)(struct mvgpu_gpu *gpu, u32 host_id,
			       const struct mvgpu_backing *backing,
			       struct mvgpu_gpu_req *req);
	void (*detach_backing)(struct mvgpu_gpu *gpu, u32 host_id,
			       struct mvgpu_gpu_req *req);
	void (*transfer_to_host_2d)(struct mvgpu_gpu *gpu, u32 host_id,
				    const struct mvgpu_gpu_rect *rect,
				    u64 offset, struct mvgpu_gpu_req *req);
	struct mvgpu_surface *(*resource_surface)(struct mvgpu_gpu *gpu,
						  u32 host_id);
	void (*resource_to_3d)(struct mvgpu_gpu *gpu, u32 host_id,
			       struct mvgpu_gpu_req *req);
	void (*resource_create_3d)(struct mvgpu_gpu *gpu,
				   const struct mvgpu_gpu_3d *desc,
				   struct mvgpu_gpu_req *req);
	void (*transfer_3d)(struct mvgpu_gpu *gpu,
			    const struct mvgpu_gpu_transfer *transfer,
			    bool to_host, struct mvgpu_gpu_req *req);
	void (*ctx_create)(struct mvgpu_gpu *gpu, u32 ctx, u32 capset,
			   const char *name, struct mvgpu_gpu_req *req);
	void (*ctx_destroy)(struct mvgpu_gpu *gpu, u32 ctx,
			    struct mvgpu_gpu_req *req);
	void (*ctx_attach)(struct mvgpu_gpu *gpu, u32 ctx, u32 host_id,
			   struct mvgpu_gpu_req *req);
	void (*ctx_detach)(struct mvgpu_gpu *gpu, u32 ctx, u32 host_id,
			   struct mvgpu_gpu_req *req);
	void (*submit)(struct mvgpu_gpu *gpu, u32 ctx, const void *stream,
		       u32 size, struct mvgpu_gpu_req *req);
	void (*readback)(struct mvgpu_gpu *gpu,
			 const struct mvgpu_gpu_readback *desc,
			 struct mvgpu_gpu_req *req);
	void (*resource_create_blob)(struct mvgpu_gpu *gpu,
				     const struct mvgpu_gpu_blob *desc,
				     const struct mvgpu_backing *backing,
				     struct mvgpu_gpu_req *req);
	void (*blob_map)(struct mvgpu_gpu *gpu, u32 host_id, u64 offset,
			 u32 *map_info, struct mvgpu_gpu_req *req);
	void (*blob_unmap)(struct mvgpu_gpu *gpu, u32 host_id,
			   struct mvgpu_gpu_req *req);
	void (*show)(struct mvgpu_gpu *gpu, struct seq_file *m);
	void (*poll)(struct mvgpu_gpu *gpu);
	void (*recover)(struct mvgpu_gpu *gpu);
	void (*quiesce)(struct mvgpu_gpu *gpu);
	void (*destroy)(struct mvgpu_gpu *gpu);
};

/**
 * struct mvgpu_gpu - a GPU; embedded by its backend
 * @ops: the backend
 * @dev: the device that becomes the mdev parent, referenced
 * @caps: constant once made
 * @ids: host ids of resources in use, shared by all vGPUs, drawn cyclically
 * @next_id: where the next draw starts
 * @ctx_ids: host ids of contexts, likewise
 * @next_ctx_id: where the next draw starts
 * @turn_lock: protects @sched and what it knows of vGPUs; any context,
 *	vgpu->worker_lock nests inside
 * @sched: who may hand over work
 * @watchdog: looks for work that takes too long, while there is any
 * @notified_ns: when the operation got the GPU whose vGPU was told last that it is
 *	too long; under @turn_lock
 * @lost: the device is gone: every operation that needs it ends with -ENODEV.
 *	Cleared again when it comes back from sleep, having forgotten all.
 * @on_lost: set by the owner, NULL until then; the backend calls it once each
 *	time @lost was set, and before operations under way are ended: it may sleep,
 *	but not wait for these, nor for what a VMM can hold up
 */
struct mvgpu_gpu {
	const struct mvgpu_gpu_ops *ops;
	struct device *dev;
	struct mvgpu_gpu_caps caps;
	struct xarray ids;
	u32 next_id;
	struct xarray ctx_ids;
	u32 next_ctx_id;
	spinlock_t turn_lock;	/* see above */
	struct mvgpu_sched sched;
	struct delayed_work watchdog;
	u64 notified_ns;
	bool lost;
	void (*on_lost)(struct mvgpu_gpu *gpu);
};

/**
 * struct mvgpu_gpu_owner - who takes GPUs that come and go
 * @add: a GPU was found: 0, or -errno and it stays the backend's
 * @remove: a GPU taken by @add goes. When it returns no vGPU of it is left and
 *	@gpu was destroyed by gpu->ops->destroy(). Sleeps as long as a VMM keeps
 *	a vGPU open.
 */
struct mvgpu_gpu_owner {
	int (*add)(struct mvgpu_gpu *gpu);
	void (*remove)(struct mvgpu_gpu *gpu);
};

#endif /* MVGPU_GVT_GPU_GPU_TYPES_H */
