/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The GPU backend contract: what executes commands for the mediator.
 *
 * A backend sees host ids and host pages only, never guest ids, guest
 * addresses or VFIO. Operations are asynchronous: each calls req->done()
 * exactly once, before it returns (soft) or later from any context, and the
 * memory it was given stays valid until then.
 */
#ifndef MVGPU_GVT_GPU_H
#define MVGPU_GVT_GPU_H

#include <linux/device.h>
#include <linux/types.h>
#include <linux/xarray.h>
#include "gvt/geometry.h"

struct mvgpu_backing;
struct mvgpu_gpu;
struct mvgpu_surface;

/* Host ids stay below what physical devices keep in an int. */
#define MVGPU_HOST_ID_MAX 0x7ffffffe

/**
 * struct mvgpu_gpu_req - one operation in flight
 * @done: completion; @err is 0 or -errno. May run in any context, may not
 *	sleep, must not take vgpu->lock.
 */
struct mvgpu_gpu_req {
	void (*done)(struct mvgpu_gpu_req *req, int err);
};

/**
 * struct mvgpu_gpu_caps - what a GPU can do
 * @features: virtio-gpu device feature bits (BIT_ULL(VIRTIO_GPU_F_*))
 * @num_capsets: capability sets offered, 0 without 3D
 * @max_width: largest 2D resource, pixels
 * @max_height: likewise
 * @window: bytes of host-visible window, 0 for none
 */
struct mvgpu_gpu_caps {
	u64 features;
	u32 num_capsets;
	u32 max_width;
	u32 max_height;
	u64 window;
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

/**
 * struct mvgpu_gpu_ops - a backend
 * @name: "soft", "virtio", ...
 * @resource_create_2d: make a resource with zeroed storage.
 * @resource_destroy: forget a resource. The storage lives on while a surface
 *	reference is held.
 * @attach_backing: @backing is the memory transfers read from.
 * @detach_backing: the backend no longer touches the backing once done.
 * @transfer_to_host_2d: copy @rect from the backing, whose byte @offset is the
 *	rectangle's first pixel and whose lines are as far apart as the
 *	resource's, into the storage. Checked to lie inside both.
 * @resource_surface: the exportable storage of a resource with a reference for
 *	the caller, or NULL when pictures of it have to be read back. Does not
 *	sleep for hardware.
 * @quiesce: wait until nothing of @gpu's work is in flight.
 * @destroy: free @gpu; every vGPU is gone and nobody will look at @gpu->dev.
 *
 * All but @destroy may be called for several vGPUs in parallel; for one host
 * id the mediator never calls two at a time. They may sleep.
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
	void (*quiesce)(struct mvgpu_gpu *gpu);
	void (*destroy)(struct mvgpu_gpu *gpu);
};

/**
 * struct mvgpu_gpu - a GPU; embedded by its backend
 * @ops: the backend
 * @dev: the device that becomes the mdev parent, referenced
 * @caps: constant once made
 * @ids: host ids in use, shared by all vGPUs, drawn cyclically
 * @next_id: where the next draw starts
 */
struct mvgpu_gpu {
	const struct mvgpu_gpu_ops *ops;
	struct device *dev;
	struct mvgpu_gpu_caps caps;
	struct xarray ids;
	u32 next_id;
};

void mvgpu_gpu_init(struct mvgpu_gpu *gpu, const struct mvgpu_gpu_ops *ops,
		    struct device *dev);
int mvgpu_gpu_id_alloc(struct mvgpu_gpu *gpu, u32 *id);
void mvgpu_gpu_id_free(struct mvgpu_gpu *gpu, u32 id);

/* The soft backend: software GPUs with devices of class "mvgpu". */
int mvgpu_gpu_soft_init(void);
void mvgpu_gpu_soft_exit(void);
struct mvgpu_gpu *mvgpu_gpu_soft_create(unsigned int index);

#endif /* MVGPU_GVT_GPU_H */
