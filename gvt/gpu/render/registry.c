// SPDX-License-Identifier: GPL-2.0
/*
 * The GPUs with renderers that exist. An administrator's program adds and removes them; one
 * whose PCI device loses its driver, or is unplugged, is removed as well.
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kernfs.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/pci.h>
#include <linux/string.h>
#include <linux/wait.h>
#include "gvt/gpu/render/gpu.h"
#include "gvt/gpu/render/ops.h"
#include "gvt/gpu/render/registry.h"
#include "uapi/mvgpu_render.h"

/**
 * struct registry_removal - Removal of a GPU that is in progress
 * @link: in registry_removals
 * @dev: device of the GPU, referenced
 */
struct registry_removal {
	struct list_head link;
	struct device *dev;
};

/* Protects the lists. Outside of all locks of the owner but not held while one is removed. */
static DEFINE_MUTEX(registry_lock);
static LIST_HEAD(registry_gpus);
static LIST_HEAD(registry_removals);
static DECLARE_WAIT_QUEUE_HEAD(registry_removed);
static const struct mvgpu_gpu_owner *registry_owner;

/* True when a driver has made the device an mdev parent. The mdev core only warns. */
static bool registry_is_parent(struct device *dev)
{
	struct kernfs_node *types =
		kernfs_find_and_get(dev->kobj.sd, "mdev_supported_types");

	kernfs_put(types);
	return types;
}

static int registry_add_gpu(struct mvgpu_rd_gpu *rg, struct mvgpu_render_add *add)
{
	struct device *dev = rg->gpu.dev;
	int err;

	guard(mutex)(&registry_lock);
	if (!rg->own_dev && !dev->driver)
		return -ENODEV;
	if (registry_is_parent(dev))
		return -EEXIST;
	err = registry_owner->add(&rg->gpu);
	if (err)
		return err;
	list_add_tail(&rg->link, &registry_gpus);
	strscpy(add->name, dev_name(dev), sizeof(add->name));
	return 0;
}

/* A device that has a driver, while it is locked, is going to be announced to the notifier. */
static int registry_add_locked(struct mvgpu_rd_gpu *rg, struct mvgpu_render_add *add)
{
	struct device *dev = get_device(rg->gpu.dev);
	int err;

	device_lock(dev);
	err = registry_add_gpu(rg, add);
	device_unlock(dev);
	put_device(dev);
	return err;
}

/**
 * mvgpu_rd_registry_add() - Make a GPU
 * @add: private copy of what user space passed; @add->name is filled in
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -EPROTO for another version of the interface; -EEXIST when the device is an
 * mdev parent already; -ENODEV when it has no driver; the errors of mvgpu_rd_gpu_create()
 * and of the owner.
 */
int mvgpu_rd_registry_add(struct mvgpu_render_add *add)
{
	struct mvgpu_rd_gpu *rg;
	int err;

	if (add->abi != MVGPU_RENDER_ABI)
		return -EPROTO;
	rg = mvgpu_rd_gpu_create(add, &mvgpu_rd_ops);
	if (IS_ERR(rg))
		return PTR_ERR(rg);
	err = registry_add_locked(rg, add);
	if (err)
		mvgpu_rd_gpu_destroy(&rg->gpu);
	return err;
}

/* Take a GPU out of the list, by its device, by its name, or any; registry_end() follows. */
static struct mvgpu_rd_gpu *registry_begin(const struct device *dev, const char *name,
					   struct registry_removal *removal)
{
	struct mvgpu_rd_gpu *rg;

	guard(mutex)(&registry_lock);
	list_for_each_entry(rg, &registry_gpus, link) {
		if ((dev && rg->gpu.dev != dev) ||
		    (name && strcmp(dev_name(rg->gpu.dev), name)))
			continue;
		list_del(&rg->link);
		removal->dev = get_device(rg->gpu.dev);
		list_add(&removal->link, &registry_removals);
		return rg;
	}
	return NULL;
}

static void registry_end(struct mvgpu_rd_gpu *rg, struct registry_removal *removal)
{
	registry_owner->remove(&rg->gpu);
	scoped_guard(mutex, &registry_lock)
		list_del(&removal->link);
	wake_up_all(&registry_removed);
	put_device(removal->dev);
}

/* Returns false when there is none. */
static bool registry_remove(const struct device *dev, const char *name)
{
	struct registry_removal removal;
	struct mvgpu_rd_gpu *rg = registry_begin(dev, name, &removal);

	if (rg)
		registry_end(rg, &removal);
	return rg;
}

/**
 * mvgpu_rd_registry_remove() - Remove a GPU
 * @name: name of the mdev parent
 *
 * Context: process context, sleeps as long as a VMM keeps a vGPU open.
 *
 * Return: 0; -ENOENT.
 */
int mvgpu_rd_registry_remove(const char *name)
{
	return registry_remove(NULL, name) ? 0 : -ENOENT;
}

static bool registry_is_leaving(const struct device *dev)
{
	struct registry_removal *removal;

	guard(mutex)(&registry_lock);
	list_for_each_entry(removal, &registry_removals, link)
		if (removal->dev == dev)
			return true;
	return false;
}

/* The device must not go before the removal of its GPU that another thread has begun. */
static void registry_wait(const struct device *dev)
{
	DEFINE_WAIT_FUNC(wait, woken_wake_function);

	add_wait_queue(&registry_removed, &wait);
	while (registry_is_leaving(dev))
		wait_woken(&wait, TASK_UNINTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
	remove_wait_queue(&registry_removed, &wait);
}

static int registry_notify(struct notifier_block *nb, unsigned long action, void *data)
{
	if (action != BUS_NOTIFY_UNBIND_DRIVER && action != BUS_NOTIFY_DEL_DEVICE)
		return NOTIFY_DONE;
	if (!registry_remove(data, NULL))
		registry_wait(data);
	return NOTIFY_OK;
}

static struct notifier_block registry_notifier = {
	.notifier_call = registry_notify,
};

/**
 * mvgpu_rd_registry_init() - Begin to accept GPUs
 * @owner: their owner; must outlive the registry
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or -errno.
 */
int mvgpu_rd_registry_init(const struct mvgpu_gpu_owner *owner)
{
	registry_owner = owner;
	return bus_register_notifier(&pci_bus_type, &registry_notifier);
}

/**
 * mvgpu_rd_registry_exit() - Remove all GPUs
 *
 * Context: process context, sleeps as long as a VMM keeps a vGPU open.
 */
void mvgpu_rd_registry_exit(void)
{
	while (registry_remove(NULL, NULL))
		;
	bus_unregister_notifier(&pci_bus_type, &registry_notifier);
}
