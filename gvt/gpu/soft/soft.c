// SPDX-License-Identifier: GPL-2.0
/*
 * The soft backend: a GPU without hardware. A 2D resource is a surface, and a transfer
 * copies guest pages into it. Every operation is completed when its call returns.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/virtio_gpu.h>
#include "gvt/gpu/class.h"
#include "gvt/gpu/client.h"
#include "gvt/gpu/gpu.h"
#include "gvt/gpu/host_2d.h"
#include "gvt/gpu/soft/soft.h"
#include "gvt/mem/surface.h"

#define SOFT_MAX_DIM 16384

/**
 * struct soft_gpu - A software GPU
 * @gpu: common part of all backends
 * @dev: device; the release of its last reference frees the structure
 */
struct soft_gpu {
	struct mvgpu_gpu gpu;
	struct device dev;
};

/**
 * struct soft_client - A vGPU's part of a software GPU
 * @client: common part of all backends
 * @table_2d: resources, by the guest's identifiers
 */
struct soft_client {
	struct mvgpu_gpu_client client;
	struct mvgpu_2d_table table_2d;
};

static struct mvgpu_2d_table *soft_table(struct mvgpu_gpu_client *client)
{
	return &container_of(client, struct soft_client, client)->table_2d;
}

static struct mvgpu_2d *soft_find(struct mvgpu_gpu_client *client, u32 host_id)
{
	return mvgpu_2d_find(soft_table(client), host_id);
}

static struct mvgpu_gpu_client *soft_client_new(struct mvgpu_gpu *gpu,
						struct mvgpu_vgpu *vgpu,
						const char *name)
{
	struct soft_client *soft = kzalloc(sizeof(*soft), GFP_KERNEL_ACCOUNT);

	if (!soft)
		return ERR_PTR(-ENOMEM);
	mvgpu_gpu_client_init(&soft->client, gpu, vgpu, name);
	mvgpu_2d_init(&soft->table_2d);
	return &soft->client;
}

static void soft_client_free(struct mvgpu_gpu_client *client)
{
	mvgpu_2d_exit(soft_table(client));
	kfree(container_of(client, struct soft_client, client));
}

static void soft_resource_create_2d(struct mvgpu_gpu_client *client,
				    const struct mvgpu_gpu_2d *desc,
				    struct mvgpu_gpu_req *req)
{
	req->done(req, mvgpu_2d_create(soft_table(client), desc));
}

static void soft_resource_destroy(struct mvgpu_gpu_client *client, u32 host_id,
				  struct mvgpu_gpu_req *req)
{
	struct mvgpu_2d *res = mvgpu_2d_take(soft_table(client), host_id);

	if (res)
		mvgpu_2d_free(res);
	req->done(req, res ? 0 : -ENOENT);
}

static void soft_attach_backing(struct mvgpu_gpu_client *client, u32 host_id,
				const struct mvgpu_backing *backing,
				struct mvgpu_gpu_req *req)
{
	struct mvgpu_2d *res = soft_find(client, host_id);

	if (res)
		res->backing = backing;
	req->done(req, res ? 0 : -ENOENT);
}

static void soft_detach_backing(struct mvgpu_gpu_client *client, u32 host_id,
				struct mvgpu_gpu_req *req)
{
	soft_attach_backing(client, host_id, NULL, req);
}

static void soft_transfer_to_host_2d(struct mvgpu_gpu_client *client, u32 host_id,
				     const struct mvgpu_gpu_rect *rect,
				     u64 offset, struct mvgpu_gpu_req *req)
{
	struct mvgpu_2d *res = soft_find(client, host_id);

	req->done(req, res ? mvgpu_2d_transfer(res, rect, offset) : -ENOENT);
}

static struct mvgpu_surface *soft_resource_surface(struct mvgpu_gpu_client *client,
						   u32 host_id)
{
	struct mvgpu_2d *res = soft_find(client, host_id);

	return res ? mvgpu_surface_get(res->surface) : NULL;
}

/* No operation is in flight after its call has returned. */
static void soft_quiesce(struct mvgpu_gpu *gpu)
{
}

static void soft_destroy(struct mvgpu_gpu *gpu)
{
	device_unregister(gpu->dev);
}

static const struct mvgpu_gpu_ops soft_ops = {
	.name = "soft",
	.client_new = soft_client_new,
	.client_free = soft_client_free,
	.resource_create_2d = soft_resource_create_2d,
	.resource_destroy = soft_resource_destroy,
	.attach_backing = soft_attach_backing,
	.detach_backing = soft_detach_backing,
	.transfer_to_host_2d = soft_transfer_to_host_2d,
	.resource_surface = soft_resource_surface,
	.quiesce = soft_quiesce,
	.destroy = soft_destroy,
};

static void soft_release(struct device *dev)
{
	struct soft_gpu *soft = container_of(dev, struct soft_gpu, dev);

	mvgpu_gpu_exit(&soft->gpu);
	kfree(soft);
}

static void soft_setup(struct soft_gpu *soft)
{
	mvgpu_gpu_init(&soft->gpu, &soft_ops, &soft->dev);
	soft->gpu.caps.features = BIT_ULL(VIRTIO_GPU_F_EDID) |
				  BIT_ULL(VIRTIO_GPU_F_RESOURCE_UUID) |
				  BIT_ULL(VIRTIO_GPU_F_RESOURCE_BLOB);
	soft->gpu.caps.max_width = SOFT_MAX_DIM;
	soft->gpu.caps.max_height = SOFT_MAX_DIM;
	soft->gpu.caps.own_ids = true;
	device_initialize(&soft->dev);
	soft->dev.class = &mvgpu_gpu_class;
	soft->dev.release = soft_release;
}

/**
 * mvgpu_gpu_soft_create() - Create a software GPU and its device
 * @index: unique number, the N of device softN
 *
 * May be called after mvgpu_gpu_class_init(). The GPU holds the only reference on its
 * device (gpu->dev). The caller owns the GPU and releases both by gpu->ops->destroy().
 *
 * Context: process context, may sleep.
 *
 * Return: GPU, or an ERR_PTR.
 */
struct mvgpu_gpu *mvgpu_gpu_soft_create(unsigned int index)
{
	struct soft_gpu *soft;
	int err;

	soft = kzalloc(sizeof(*soft), GFP_KERNEL);
	if (!soft)
		return ERR_PTR(-ENOMEM);
	soft_setup(soft);
	err = dev_set_name(&soft->dev, "soft%u", index);
	if (!err)
		err = device_add(&soft->dev);
	if (err) {
		put_device(&soft->dev);
		return ERR_PTR(err);
	}
	return &soft->gpu;
}
