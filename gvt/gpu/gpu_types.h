/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The contract between the mediator and a backend, which executes its commands.
 *
 * A backend deals with host ids and host pages only, never with guest addresses or VFIO.
 * Each vGPU is a client of its GPU from its creation to its removal; operations are
 * requested while a VMM has it open. Host ids are those of the client or of the GPU, see
 * mvgpu_gpu_caps.own_ids. Operations are asynchronous: each calls
 * req->done() exactly once, before it returns (soft) or later from any context. The memory
 * that is passed to it (structures, streams, backings, surfaces) stays valid until then.
 *
 * Operations of one vGPU take effect in the order of the calls. An operation completes
 * when it has taken effect; a fenced one (req->fenced) when the GPU has also finished all
 * the work of the same timeline that was submitted before it. Several may be in flight
 * for the same host id, and complete in any order.
 *
 * An operation that completes with an error has no effect: what it should have created does
 * not exist, and memory that was passed to it is not used. One that has taken effect
 * completes with 0, whatever happens to its fence; if the GPU is lost and has forgotten the
 * effect, there was none.
 */
#ifndef MVGPU_GVT_GPU_GPU_TYPES_H
#define MVGPU_GVT_GPU_GPU_TYPES_H

#include <linux/device.h>
#include <linux/hrtimer.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include "gvt/mem/geometry.h"
#include "gvt/sched/policy_types.h"
#include "gvt/virgl/size.h"

struct dma_buf;
struct mvgpu_backing;
struct mvgpu_gpu;
struct mvgpu_gpu_client;
struct mvgpu_gpu_mirror;
struct mvgpu_surface;
struct mvgpu_vgpu;
struct seq_file;

/* Host ids of a GPU stay below what physical devices keep in an int. */
#define MVGPU_HOST_ID_MAX 0x7ffffffe

/**
 * struct mvgpu_gpu_client - User of a GPU: a vGPU
 * @gpu: GPU
 * @name: UUID of the vGPU as text, valid as long as the client
 * @vgpu: vGPU, for the mediator alone
 *
 * A backend that keeps state per vGPU embeds this.
 */
struct mvgpu_gpu_client {
	struct mvgpu_gpu *gpu;
	const char *name;
	struct mvgpu_vgpu *vgpu;
};

/**
 * struct mvgpu_gpu_req - Operation in flight
 * @done: completion; @err is 0 or -errno (-ENODEV: the GPU is lost). May run in any
 *	context, may not sleep, must not take vgpu->lock.
 * @fenced: completes only when the GPU has finished the work as well
 * @ring_idx: timeline of the fence inside context @fence_ctx, or MVGPU_NO_RING for the
 *	timeline of the GPU
 * @fence_ctx: host id of the context, unless @ring_idx is MVGPU_NO_RING
 */
struct mvgpu_gpu_req {
	void (*done)(struct mvgpu_gpu_req *req, int err);
	bool fenced;
	u8 ring_idx;
	u32 fence_ctx;
};

#define MVGPU_NO_RING 0xff
/* Virtio 1.2, 5.7.6.7. */
#define MVGPU_MAX_RINGS 64

#define MVGPU_MAX_CAPSETS 8

/**
 * struct mvgpu_gpu_capset - Capability set that is offered to guests
 * @id: VIRTIO_GPU_CAPSET_*
 * @max_version: newest version
 * @size: bytes in @data
 * @data: set of the newest version; constant
 */
struct mvgpu_gpu_capset {
	u32 id;
	u32 max_version;
	u32 size;
	const void *data;
};

/**
 * struct mvgpu_gpu_caps - Capabilities of a GPU
 * @features: virtio-gpu device features (BIT_ULL(VIRTIO_GPU_F_*)); with VIRGL the 3D
 *	operations exist
 * @num_capsets: number of @capsets, 0 without 3D
 * @capsets: sets that a vGPU offers, by index
 * @max_width: largest width of a 2D resource, pixels
 * @max_height: largest height of a 2D resource, pixels
 * @node: name of the DRM render node that renderers open, empty for none; NULL when there
 *	are no renderers
 * @own_ids: each client has identifiers of its own, so that the host id of an object is
 *	the guest's own. The guest may use an identifier again once the destruction of
 *	its former object was requested, completed or not; the order of the operations
 *	keeps both apart. Otherwise the GPU has one set of identifiers for all clients.
 * @own_queue: the work of each client is in a queue of its own: work that hangs holds up no
 *	other client, and is ended by @client_kill of the operations. Otherwise the GPU works
 *	in the order of all submissions, and is recovered as a whole.
 * @prompt: a few ms of work keep the device busy: it notices each completion soon, and needs
 *	no batches of work
 * @hostvis_size: bytes of the host-visible region, 0 for none; whole pages
 * @hostvis_phys: physical address of its first byte, page aligned. Only the mediator maps
 *	it, until @destroy; when the GPU is lost no mapping may be left. Unused when the
 *	operations have @blob_mirror: the region is room without memory.
 */
struct mvgpu_gpu_caps {
	u64 features;
	u32 num_capsets;
	struct mvgpu_gpu_capset capsets[MVGPU_MAX_CAPSETS];
	u32 max_width;
	u32 max_height;
	const char *node;
	bool own_ids;
	bool own_queue;
	bool prompt;
	u64 hostvis_size;
	phys_addr_t hostvis_phys;
};

/**
 * struct mvgpu_gpu_2d - Classic 2D resource
 * @host_id: 1.., of mvgpu_gpu_client_res_id()
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
 * struct mvgpu_gpu_3d - 3D resource, values as in RESOURCE_CREATE_3D
 * @host_id: 1..
 * @target: PIPE_TEXTURE_*, PIPE_BUFFER
 * @format: VIRGL_FORMAT_*
 * @bind: VIRGL_BIND_*
 * @width: pixels, bytes of a buffer
 * @height: pixels
 * @depth: layers of a volume
 * @array_size: layers of an array
 * @last_level: mip levels - 1
 * @nr_samples: samples per pixel; 0 and 1 are one
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
 * struct mvgpu_gpu_transfer - 3D transfer between a resource and its backing
 * @ctx: host id of the context, 0 for none
 * @host_id: resource
 * @x: box; in pixels, like the others (bytes of a buffer)
 * @y: box
 * @z: box
 * @width: box
 * @height: box
 * @depth: box
 * @offset: offset of the first byte in the backing
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
 * struct mvgpu_gpu_readback - Read-back of a part of a resource
 * @source: two-dimensional resource, of which level 0 is read; or a blob of an opaque context
 * @fb: of such a blob, where the pixels are in its bytes; else all 0
 * @rect: part to be read, inside the resource or @fb
 * @x: position in @dst
 * @y: position in @dst
 * @dst: surface with a shape; the pixels arrive in the format of its fourcc
 */
struct mvgpu_gpu_readback {
	struct mvgpu_gpu_3d source;
	struct mvgpu_fb fb;
	struct mvgpu_gpu_rect rect;
	u32 x, y;
	struct mvgpu_surface *dst;
};

/**
 * struct mvgpu_gpu_blob - Blob resource
 * @host_id: 1..
 * @ctx: host id of the context that the blob is created for, 0 for none (possible only
 *	without memory of the host)
 * @mem: VIRTIO_GPU_BLOB_MEM_GUEST, HOST3D or HOST3D_GUEST
 * @flags: VIRTIO_GPU_BLOB_FLAG_*. With USE_MAPPABLE the object must be a buffer of whole
 *	pages and not larger than @size, because the GPU maps all of the object, whatever
 *	the size of the blob is.
 * @size: bytes, 1..
 * @object: memory of the host, as the guest's PIPE_RESOURCE_CREATE with the blob's
 *	blob id requested it (its host_id is ignored), measured and charged by the
 *	caller; valid for the call. NULL for guest memory alone, and for an opaque context.
 * @blob_id: the guest's number for memory of the host in an opaque context, @size bytes
 *
 * A guest of virgl creates an object by a command in a stream of its context, and claims
 * it by RESOURCE_CREATE_BLOB. That command never reaches the GPU: the backend executes it
 * when the object is claimed, under an identifier of its own. So there are no objects that
 * are not charged, and only the one that was measured is mapped.
 */
struct mvgpu_gpu_blob {
	u32 host_id;
	u32 ctx;
	u32 mem;
	u32 flags;
	u64 size;
	const struct mvgpu_gpu_3d *object;
	u64 blob_id;
};

/**
 * struct mvgpu_gpu_export - Export of a texture, or of a blob of an opaque context
 * @host_id: two-dimensional texture, four bytes a pixel; or a blob
 * @linear: a blob: @stride and @fourcc are the guest's, and its lines begin at byte 0
 * @width: its width, pixels
 * @height: its height, lines
 * @buf: out: its storage, with a reference for the caller; level 0 in one plane from byte 0
 *	on, with the first line on top. The texture may be drawn to meanwhile.
 * @stride: out, or in with @linear: bytes from line to line; @stride times @height bytes are
 *	in @buf, or in the memory of a device for which @buf stands
 * @fourcc: out, or in with @linear: DRM_FORMAT_* of the protocol, with or without alpha
 * @modifier: out: DRM_FORMAT_MOD_*
 */
struct mvgpu_gpu_export {
	u32 host_id;
	bool linear;
	u32 width;
	u32 height;
	struct dma_buf *buf;
	u32 stride;
	u32 fourcc;
	u64 modifier;
};

#define MVGPU_CTX_NAME_MAX 64

/**
 * struct mvgpu_gpu_ops - Operations of a backend
 * @name: "soft", "virtio", ...
 * @client_new: a vGPU is created: its client, initialised by mvgpu_gpu_client_init(), or
 *	an ERR_PTR(). Operations may not be requested before @client_open.
 * @client_free: the vGPU is removed
 * @client_open: a VMM opens the vGPU. 0, or -errno that the VMM gets. NULL: always 0.
 * @client_close: the VMM has closed the vGPU, which has no resource or context any more. No
 *	operation is in flight but a @resource_to_3d that took effect and has not completed;
 *	it completes before this returns, or after any time when NULL.
 * @client_kill: the work of @client hangs: end its operations with -ENODEV soon, as when
 *	its state is lost. Called for each client that has been stuck for long, perhaps
 *	again, with gpu->turn_lock held. Exists with caps.own_queue.
 * @client_begins: whether all operations of @client wait until it can begin to work. This
 *	time, which the backend limits, is not time that they take. Called with
 *	gpu->turn_lock held. Exists with caps.own_queue.
 * @resource_create_2d: create a resource with zeroed storage.
 * @resource_destroy: destroy a resource and detach its backing: when it completes, the GPU
 *	accesses neither. The storage exists as long as a reference to the surface.
 * @attach_backing: @backing is the memory that transfers read from and write to.
 * @detach_backing: the backend does not access the backing any more when it completes.
 * @transfer_to_host_2d: copy @rect from the backing into the storage. Byte @offset of the
 *	backing is the first pixel of the rectangle, and the stride there is that of the
 *	resource. The caller has checked that it lies inside both.
 * @resource_surface: get the exportable storage of a resource, with a reference for the
 *	caller, or NULL when it has to be read back. Does not sleep for hardware.
 * @resource_to_3d: contexts use a 2D resource: from now on it is a texture of the GPU with
 *	the same contents and backing. @resource_surface must not be used any more.
 * @resource_create_3d: create a 3D resource with zeroed storage.
 * @transfer_3d: copy between a resource and its backing, @to_host or from the host. A 2D
 *	resource counts as a texture of one level and layer, without a context. The
 *	caller has checked that it lies inside both; a backing that may only be read is
 *	not written to (-EPERM).
 * @ctx_create: create a context; @ctx is a host id of mvgpu_gpu_client_ctx_id(), @capset
 *	the capability set (0: as without CONTEXT_INIT)
 * @ctx_destroy: destroy a context and its objects
 * @ctx_attach: let a context use a resource
 * @ctx_detach: undo @ctx_attach
 * @submit: execute a command stream with host ids, @size bytes. @stream is kernel memory
 *	that may come from vmalloc.
 * @readback: read pixels back for the display, after all rendering that was submitted
 *	before; of a blob of an opaque context, after what its dma-buf has fences of. Neither
 *	the resource nor its backing change. -EINVAL when the format of the surface differs
 *	from that of the resource (other than in alpha).
 * @resource_export: export a texture or a blob for displays of the host; @desc is in use
 *	until completion, and its members are written before. An error: it has to be read
 *	back. NULL: nothing can be exported.
 * @resource_create_blob: create a blob with zeroed memory of the host. @backing is NULL
 *	without guest memory; otherwise it is attached to the blob, has at least its
 *	size, and the GPU may write to it (-EPERM). After an error the GPU has neither.
 *	A blob of guest memory alone is of use to contexts only: it is created when the
 *	first one uses it, and shown from the guest's memory all the same. -EINVAL for
 *	what struct mvgpu_gpu_blob forbids.
 * @blob_map: map a mappable blob of host memory, which is not mapped, at @offset of the
 *	host-visible region: whole pages, inside the region, in a range without another
 *	blob; the caller checks that for the size of the blob. @map_info is written
 *	before completion: VIRTIO_GPU_MAP_CACHE_*, how guests are to map it. -EINVAL for
 *	blobs that are not mappable and for ranges outside.
 * @blob_mirror: get what is to be shown of a blob that @blob_map has mapped, with a reference
 *	for the caller; NULL when there is nothing (any more). NULL as operation: the blob is
 *	in the region at caps.hostvis_phys.
 * @blob_unmap: the range is empty when it completes. The caller has removed all mappings of
 *	it before. @resource_destroy does this as well.
 * @show: print state for developers; may sleep. NULL: there is nothing to print.
 * @poll: an operation takes long: continue even if a doorbell or an interrupt was lost. Any
 *	context. NULL where none is ever lost.
 * @recover: the GPU does not complete its operations: end all of them with -ENODEV and
 *	restart the GPU, which counts as if it had been lost and had returned at once. May
 *	sleep, but not until that is done; may be called again meanwhile. NULL when
 *	operations always complete, and with caps.own_queue.
 * @quiesce: wait until no work of @gpu is in flight.
 * @destroy: free @gpu; it has no vGPU, and @gpu->dev is not used any more.
 *
 * All but @destroy may be called for several vGPUs in parallel, and may sleep. The
 * operations after @resource_surface up to @readback exist only with VIRTIO_GPU_F_VIRGL in
 * the features; @resource_create_blob if there is RESOURCE_BLOB in addition (alone that
 * means that blobs of guest memory can be shown, which does not need the GPU); @blob_map
 * and @blob_unmap with a host-visible region.
 */
struct mvgpu_gpu_ops {
	const char *name;
	struct mvgpu_gpu_client *(*client_new)(struct mvgpu_gpu *gpu,
					       struct mvgpu_vgpu *vgpu,
					       const char *name);
	void (*client_free)(struct mvgpu_gpu_client *client);
	int (*client_open)(struct mvgpu_gpu_client *client);
	void (*client_close)(struct mvgpu_gpu_client *client);
	void (*client_kill)(struct mvgpu_gpu_client *client);
	bool (*client_begins)(struct mvgpu_gpu_client *client);
	void (*resource_create_2d)(struct mvgpu_gpu_client *client,
				   const struct mvgpu_gpu_2d *desc,
				   struct mvgpu_gpu_req *req);
	void (*resource_destroy)(struct mvgpu_gpu_client *client, u32 host_id,
				 struct mvgpu_gpu_req *req);
	void (*attach_backing)(struct mvgpu_gpu_client *client, u32 host_id,
			       const struct mvgpu_backing *backing,
			       struct mvgpu_gpu_req *req);
	void (*detach_backing)(struct mvgpu_gpu_client *client, u32 host_id,
			       struct mvgpu_gpu_req *req);
	void (*transfer_to_host_2d)(struct mvgpu_gpu_client *client, u32 host_id,
				    const struct mvgpu_gpu_rect *rect,
				    u64 offset, struct mvgpu_gpu_req *req);
	struct mvgpu_surface *(*resource_surface)(struct mvgpu_gpu_client *client,
						  u32 host_id);
	void (*resource_to_3d)(struct mvgpu_gpu_client *client, u32 host_id,
			       struct mvgpu_gpu_req *req);
	void (*resource_create_3d)(struct mvgpu_gpu_client *client,
				   const struct mvgpu_gpu_3d *desc,
				   struct mvgpu_gpu_req *req);
	void (*transfer_3d)(struct mvgpu_gpu_client *client,
			    const struct mvgpu_gpu_transfer *transfer,
			    bool to_host, struct mvgpu_gpu_req *req);
	void (*ctx_create)(struct mvgpu_gpu_client *client, u32 ctx, u32 capset,
			   const char *name, struct mvgpu_gpu_req *req);
	void (*ctx_destroy)(struct mvgpu_gpu_client *client, u32 ctx,
			    struct mvgpu_gpu_req *req);
	void (*ctx_attach)(struct mvgpu_gpu_client *client, u32 ctx, u32 host_id,
			   struct mvgpu_gpu_req *req);
	void (*ctx_detach)(struct mvgpu_gpu_client *client, u32 ctx, u32 host_id,
			   struct mvgpu_gpu_req *req);
	void (*submit)(struct mvgpu_gpu_client *client, u32 ctx, const void *stream,
		       u32 size, struct mvgpu_gpu_req *req);
	void (*readback)(struct mvgpu_gpu_client *client,
			 const struct mvgpu_gpu_readback *desc,
			 struct mvgpu_gpu_req *req);
	void (*resource_export)(struct mvgpu_gpu_client *client,
				struct mvgpu_gpu_export *desc,
				struct mvgpu_gpu_req *req);
	void (*resource_create_blob)(struct mvgpu_gpu_client *client,
				     const struct mvgpu_gpu_blob *desc,
				     const struct mvgpu_backing *backing,
				     struct mvgpu_gpu_req *req);
	void (*blob_map)(struct mvgpu_gpu_client *client, u32 host_id, u64 offset,
			 u32 *map_info, struct mvgpu_gpu_req *req);
	struct mvgpu_gpu_mirror *(*blob_mirror)(struct mvgpu_gpu_client *client,
						u32 host_id);
	void (*blob_unmap)(struct mvgpu_gpu_client *client, u32 host_id,
			   struct mvgpu_gpu_req *req);
	void (*show)(struct mvgpu_gpu *gpu, struct seq_file *m);
	void (*poll)(struct mvgpu_gpu *gpu);
	void (*recover)(struct mvgpu_gpu *gpu);
	void (*quiesce)(struct mvgpu_gpu *gpu);
	void (*destroy)(struct mvgpu_gpu *gpu);
};

/**
 * struct mvgpu_gpu - GPU; embedded by its backend
 * @ops: operations of the backend
 * @dev: device that becomes the mdev parent, referenced
 * @caps: capabilities, constant once the GPU is registered
 * @ids: host ids of resources in use, shared by all clients, allocated cyclically; empty
 *	with caps.own_ids
 * @next_id: where the next allocation starts
 * @ctx_ids: host ids of contexts, likewise
 * @next_ctx_id: where the next allocation starts
 * @turn_lock: protects @sched and its state of vGPUs; any context, vgpu->worker_lock nests
 *	inside
 * @sched: policy of the turns
 * @turn_tick: expires when @sched lets a vGPU go without a completion
 * @turn_tick_ns: when it expires, U64_MAX for never; under @turn_lock
 * @watchdog: checks for operations that take too long, while any are in flight
 * @lost: the device is lost: every operation that needs it completes with -ENODEV. Cleared
 *	when it returns from sleep, with all its state forgotten.
 * @on_lost: set by the owner, NULL until then. The backend calls it once each time that
 *	@lost was set, before operations in flight are ended: it may sleep, but not wait
 *	for these, nor for anything that a VMM can delay
 * @on_client_lost: likewise, for a client whose state is lost while the GPU and its other
 *	clients continue. The client's operations complete with -ENODEV, until the backend
 *	can serve it again; the host ids from before are forgotten.
 * @on_blob_changed: set by the owner; the backend calls it when @len bytes at @offset of the
 *	host-visible region, whole pages, are not what they were: no mapping of the former
 *	frames is left when it returns. Process context; called under locks of the memory
 *	management, so that it allocates nothing, and takes only locks under which nothing
 *	is allocated
 * @on_rejected: likewise; the backend calls it to say why a request of an administrator or
 *	of a VMM is rejected, a line without an end. Process context, may sleep.
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
	struct hrtimer turn_tick;
	u64 turn_tick_ns;
	struct delayed_work watchdog;
	bool lost;
	void (*on_lost)(struct mvgpu_gpu *gpu);
	void (*on_client_lost)(struct mvgpu_gpu_client *client);
	void (*on_blob_changed)(struct mvgpu_gpu_client *client, u64 offset, u64 len);
	void (*on_rejected)(struct mvgpu_gpu *gpu, const char *reason);
};

/**
 * struct mvgpu_gpu_owner - Owner of GPUs that are found and removed at run time
 * @add: a GPU was found. 0, or -errno and it stays the backend's
 * @remove: a GPU that @add accepted is removed. When it returns, the GPU has no vGPU left,
 *	and @gpu was destroyed by gpu->ops->destroy(). Sleeps as long as a VMM keeps a
 *	vGPU open.
 */
struct mvgpu_gpu_owner {
	int (*add)(struct mvgpu_gpu *gpu);
	void (*remove)(struct mvgpu_gpu *gpu);
};

#endif /* MVGPU_GVT_GPU_GPU_TYPES_H */
