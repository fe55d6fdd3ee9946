// SPDX-License-Identifier: GPL-2.0
/*
 * GPUs with renderers: how they are made. The mdev parent is the PCI device of the GPU,
 * which keeps its driver, or a device of its own where there is none (software, platform
 * devices).
 */
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/pci.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "gvt/gpu/class.h"
#include "gvt/gpu/gpu.h"
#include "gvt/gpu/render/caps.h"
#include "gvt/gpu/render/gpu.h"
#include "uapi/mvgpu_render.h"

static DEFINE_IDA(gpu_indexes);

static void gpu_free(struct mvgpu_rd_gpu *rg)
{
	mvgpu_rd_caps_free(&rg->gpu.caps);
	if (rg->index >= 0)
		ida_free(&gpu_indexes, rg->index);
	mvgpu_gpu_exit(&rg->gpu);
	kfree(rg);
}

static void gpu_release(struct device *dev)
{
	gpu_free(container_of(dev, struct mvgpu_rd_gpu, dev));
}

/* On error the last reference on the device is dropped, which frees the GPU. */
static int gpu_add_own_device(struct mvgpu_rd_gpu *rg)
{
	int err;

	rg->own_dev = true;
	device_initialize(&rg->dev);
	rg->dev.class = &mvgpu_gpu_class;
	rg->dev.release = gpu_release;
	rg->index = ida_alloc(&gpu_indexes, GFP_KERNEL);
	err = min(rg->index, 0);
	if (!err)
		err = dev_set_name(&rg->dev, "render%d", rg->index);
	if (!err)
		err = device_add(&rg->dev);
	if (err)
		put_device(&rg->dev);
	return err;
}

static int gpu_take_pci_device(struct mvgpu_rd_gpu *rg, const char *name)
{
	struct device *dev = bus_find_device_by_name(&pci_bus_type, NULL, name);

	if (!dev) {
		gpu_free(rg);
		return -ENODEV;
	}
	rg->gpu.dev = dev;
	return 0;
}

static bool gpu_terminated(const char *text, size_t size)
{
	return strnlen(text, size) < size;
}

static bool gpu_names_valid(const struct mvgpu_render_add *add)
{
	return gpu_terminated(add->device, sizeof(add->device)) &&
	       gpu_terminated(add->node, sizeof(add->node)) && !strchr(add->node, '/');
}

/**
 * mvgpu_rd_gpu_create() - Make a GPU
 * @add: private copy of what user space passed
 * @ops: operations of the backend
 *
 * Context: process context, may sleep.
 *
 * Return: GPU, which gpu->ops->destroy() frees; ERR_PTR(-EINVAL), ERR_PTR(-EFAULT);
 * ERR_PTR(-ENODEV) when there is no such PCI device; ERR_PTR(-ENOMEM).
 */
struct mvgpu_rd_gpu *mvgpu_rd_gpu_create(const struct mvgpu_render_add *add,
					 const struct mvgpu_gpu_ops *ops)
{
	struct mvgpu_rd_gpu *rg;
	int err;

	if (!gpu_names_valid(add))
		return ERR_PTR(-EINVAL);
	rg = kzalloc(sizeof(*rg), GFP_KERNEL);
	if (!rg)
		return ERR_PTR(-ENOMEM);
	rg->index = -1;
	mvgpu_gpu_init(&rg->gpu, ops, &rg->dev);
	strscpy(rg->node, add->node, sizeof(rg->node));
	rg->gpu.caps.node = rg->node;
	err = mvgpu_rd_caps_read(&rg->gpu.caps, add);
	if (err)
		gpu_free(rg);
	else
		err = add->device[0] ? gpu_take_pci_device(rg, add->device) :
		      gpu_add_own_device(rg);
	return err ? ERR_PTR(err) : rg;
}

/**
 * mvgpu_rd_gpu_show() - Print state for developers
 * @gpu: GPU
 * @m: output
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_gpu_show(struct mvgpu_gpu *gpu, struct seq_file *m)
{
	struct mvgpu_rd_gpu *rg = container_of(gpu, struct mvgpu_rd_gpu, gpu);

	seq_printf(m, "render node %s\n", rg->node[0] ? rg->node : "none");
}

/**
 * mvgpu_rd_gpu_quiesce() - Wait until no work of a GPU is in flight
 * @gpu: GPU without vGPUs, whose sessions have all ended
 *
 * Context: any.
 */
void mvgpu_rd_gpu_quiesce(struct mvgpu_gpu *gpu)
{
}

/**
 * mvgpu_rd_gpu_destroy() - Free a GPU
 * @gpu: GPU without vGPUs
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_gpu_destroy(struct mvgpu_gpu *gpu)
{
	struct mvgpu_rd_gpu *rg = container_of(gpu, struct mvgpu_rd_gpu, gpu);
	struct device *dev = gpu->dev;

	if (rg->own_dev) {
		device_unregister(dev);
		return;
	}
	gpu_free(rg);
	put_device(dev);
}
