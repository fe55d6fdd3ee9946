// SPDX-License-Identifier: GPL-2.0
/*
 * The mdev driver. For each mdev it reserves a slice, creates a vGPU with this slice, and
 * registers a VFIO device for the vGPU.
 */
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vfio.h>
#include "gvt/vgpu/attrs.h"
#include "gvt/vgpu/vgpu.h"
#include "mdev/instance.h"
#include "mdev/parent.h"
#include "mdev/range.h"
#include "mdev/shape.h"
#include "mdev/types.h"
#include "vfio/device.h"

static int instance_reserve_range(struct mvgpu_instance *inst)
{
	struct mvgpu_parent *parent = inst->parent;
	int ret = mvgpu_range_reserve(parent, inst->need[MVGPU_POOL_HOSTVIS],
				      &inst->hostvis_base);

	if (!ret)
		return 0;
	mvgpu_pools_release(&parent->pools, inst->need);
	mvgpu_parent_no_range_locked(inst);
	return ret;
}

static int instance_reserve(struct mvgpu_instance *inst)
{
	struct mvgpu_parent *parent = inst->parent;
	int ret;

	guard(mutex)(&parent->lock);
	mvgpu_pools_share(&parent->pools, inst->type->share, inst->need);
	ret = mvgpu_parent_reserve_locked(inst, inst->need);
	if (!ret)
		ret = instance_reserve_range(inst);
	if (!ret)
		parent->nr_vgpus++;
	return ret;
}

static void instance_release(struct mvgpu_instance *inst)
{
	struct mvgpu_parent *parent = inst->parent;

	guard(mutex)(&parent->lock);
	mvgpu_range_release(parent, inst->need[MVGPU_POOL_HOSTVIS],
			    inst->hostvis_base);
	mvgpu_pools_release(&parent->pools, inst->need);
	parent->nr_vgpus--;
}

static struct mvgpu_instance *instance_new(struct mdev_device *mdev)
{
	struct mvgpu_instance *inst = kzalloc(sizeof(*inst), GFP_KERNEL);

	if (!inst)
		return NULL;
	inst->type = container_of(mdev->type, struct mvgpu_type, mdev);
	inst->parent = inst->type->parent;
	inst->name = dev_name(mdev_dev(mdev));
	return inst;
}

static int instance_create_vgpu(struct mvgpu_instance *inst)
{
	struct mvgpu_slice slice;
	struct mvgpu_vgpu *vgpu;

	mvgpu_type_slice(inst->type, inst->need, &slice);
	slice.hostvis_base = inst->hostvis_base;
	vgpu = mvgpu_vgpu_create(inst->parent->gpu, &slice, inst->name);
	if (IS_ERR(vgpu))
		return PTR_ERR(vgpu);
	inst->vgpu = vgpu;
	inst->debugfs = inst->parent->hooks->add_vgpu(vgpu);
	guard(mutex)(&inst->parent->lock);
	list_add_tail(&inst->link, &inst->parent->instances);
	return 0;
}

static void instance_destroy_vgpu(struct mvgpu_instance *inst)
{
	scoped_guard(mutex, &inst->parent->lock)
		list_del(&inst->link);
	/* Waits for readers, which take vgpu->lock. */
	debugfs_remove(inst->debugfs);
	mvgpu_vgpu_destroy(inst->vgpu);
}

static int instance_create_vdev(struct mvgpu_instance *inst, struct device *dev)
{
	struct mvgpu_vdev *vdev;

	/* A VMM may open the device before mvgpu_vdev_create() returns. */
	dev_set_drvdata(dev, inst);
	vdev = mvgpu_vdev_create(dev, inst->vgpu);
	if (IS_ERR(vdev))
		return PTR_ERR(vdev);
	inst->vdev = vdev;
	return 0;
}

static int instance_probe(struct mdev_device *mdev)
{
	struct mvgpu_instance *inst = instance_new(mdev);
	int ret;

	if (!inst)
		return -ENOMEM;
	ret = instance_reserve(inst);
	if (ret)
		goto free_instance;
	ret = instance_create_vgpu(inst);
	if (ret)
		goto release;
	ret = instance_create_vdev(inst, mdev_dev(mdev));
	if (ret)
		goto destroy_vgpu;
	return 0;

destroy_vgpu:
	dev_set_drvdata(mdev_dev(mdev), NULL);
	instance_destroy_vgpu(inst);
release:
	instance_release(inst);
free_instance:
	kfree(inst);
	return ret;
}

/*
 * The driver core has removed the attributes and waited for their users. The VFIO core
 * requests the device from the VMM, and waits for it in mvgpu_vdev_destroy().
 */
static void instance_remove(struct mdev_device *mdev)
{
	struct mvgpu_instance *inst = dev_get_drvdata(mdev_dev(mdev));

	mvgpu_vdev_destroy(inst->vdev);
	dev_set_drvdata(mdev_dev(mdev), NULL);
	instance_destroy_vgpu(inst);
	instance_release(inst);
	kfree(inst);
}

/*
 * Only the setters below change the slice of a vGPU that exists. They all hold
 * parent->lock, so that lock alone suffices for them to read the slice.
 */
static int instance_check(const struct mvgpu_instance *inst, u32 heads,
			  u32 width, u32 height, u64 vram)
{
	lockdep_assert_held(&inst->parent->lock);
	return mvgpu_shape_fits(heads, width, height, vram) ? 0 : -EINVAL;
}

static int instance_grow(struct mvgpu_instance *inst, u64 bytes)
{
	struct mvgpu_parent *parent = inst->parent;
	u64 more[MVGPU_NR_POOLS] = {};
	int ret;

	more[MVGPU_POOL_VRAM] = bytes - inst->need[MVGPU_POOL_VRAM];
	ret = mvgpu_parent_reserve_locked(inst, more);
	if (ret)
		return ret;
	ret = mvgpu_vgpu_set_vram(inst->vgpu, bytes);
	if (ret)
		mvgpu_pools_release(&parent->pools, more);
	else
		inst->need[MVGPU_POOL_VRAM] = bytes;
	return ret;
}

static int instance_shrink(struct mvgpu_instance *inst, u64 bytes)
{
	u64 less[MVGPU_NR_POOLS] = {};
	int ret;

	less[MVGPU_POOL_VRAM] = inst->need[MVGPU_POOL_VRAM] - bytes;
	ret = mvgpu_vgpu_set_vram(inst->vgpu, bytes);
	if (ret)
		return ret;
	mvgpu_pools_release(&inst->parent->pools, less);
	inst->need[MVGPU_POOL_VRAM] = bytes;
	return 0;
}

/**
 * mvgpu_instance_set_vram() - Change a vGPU's part of the vram pool
 * @inst: instance
 * @bytes: new size, a multiple of PAGE_SIZE that holds two framebuffers of the largest
 *	mode per head
 *
 * Context: process context. Takes parent->lock and vgpu->lock, may sleep.
 *
 * Return: 0; -EINVAL for a bad size; -EBUSY while a VMM has the vGPU open; -ENOSPC if the
 * GPU has not that much left (the reason is in the parent's last_refusal); -EINTR.
 */
int mvgpu_instance_set_vram(struct mvgpu_instance *inst, u64 bytes)
{
	const struct mvgpu_slice *slice = &inst->vgpu->slice;
	int ret;

	if (!PAGE_ALIGNED(bytes))
		return -EINVAL;
	guard(mutex)(&inst->parent->lock);
	ret = instance_check(inst, slice->heads, slice->max_width,
			     slice->max_height, bytes);
	if (ret)
		return ret;
	if (bytes > inst->need[MVGPU_POOL_VRAM])
		return instance_grow(inst, bytes);
	return instance_shrink(inst, bytes);
}

/**
 * mvgpu_instance_set_heads() - Change the number of a vGPU's scanouts
 * @inst: instance
 * @heads: 1..MVGPU_MAX_HEADS, and no more than vram has framebuffers for
 *
 * Context: process context. Takes parent->lock and vgpu->lock, may sleep.
 *
 * Return: 0; -EINVAL for a bad number; -EBUSY while a VMM has the vGPU open; -EINTR.
 */
int mvgpu_instance_set_heads(struct mvgpu_instance *inst, u32 heads)
{
	const struct mvgpu_slice *slice = &inst->vgpu->slice;
	int ret;

	guard(mutex)(&inst->parent->lock);
	ret = instance_check(inst, heads, slice->max_width, slice->max_height,
			     slice->vram);
	return ret ?: mvgpu_vgpu_set_heads(inst->vgpu, heads);
}

/**
 * mvgpu_instance_set_max_resolution() - Change a vGPU's largest mode
 * @inst: instance
 * @width: pixels
 * @height: lines; two framebuffers per head must fit into vram
 *
 * Context: process context. Takes parent->lock and vgpu->lock, may sleep.
 *
 * Return: 0; -EINVAL for a bad size; -EBUSY while a VMM has the vGPU open; -EINTR.
 */
int mvgpu_instance_set_max_resolution(struct mvgpu_instance *inst,
				      u32 width, u32 height)
{
	const struct mvgpu_slice *slice = &inst->vgpu->slice;
	int ret;

	guard(mutex)(&inst->parent->lock);
	ret = instance_check(inst, slice->heads, width, height, slice->vram);
	return ret ?: mvgpu_vgpu_set_max_resolution(inst->vgpu, width, height);
}

struct mdev_driver mvgpu_mdev_driver = {
	.device_api = VFIO_DEVICE_API_PCI_STRING,
	.probe = instance_probe,
	.remove = instance_remove,
	.get_available = mvgpu_type_available,
	.show_description = mvgpu_type_description,
	.driver = {
		.name = "mvgpu",
		/* VFIO gets this module at open; the mdev core does not set it. */
		.owner = THIS_MODULE,
		.mod_name = KBUILD_MODNAME,
	},
};

/**
 * mvgpu_instance_driver_init() - Register the mdev driver
 * @groups: attributes of a vGPU
 *
 * Context: process context. May sleep.
 *
 * Return: 0 or the error of the driver core.
 */
int mvgpu_instance_driver_init(const struct attribute_group *groups[])
{
	mvgpu_mdev_driver.driver.dev_groups = groups;
	return mdev_register_driver(&mvgpu_mdev_driver);
}

/**
 * mvgpu_instance_driver_exit() - Unregister the mdev driver
 *
 * Context: process context. May sleep.
 */
void mvgpu_instance_driver_exit(void)
{
	mdev_unregister_driver(&mvgpu_mdev_driver);
}
