// SPDX-License-Identifier: GPL-2.0
/*
 * One mdev: a slice is reserved, a vGPU made of it and a VFIO face put in
 * front; taken apart in reverse.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vfio.h>
#include "gvt/vgpu/attrs.h"
#include "mdev/parent.h"
#include "mdev/shape.h"
#include "sysfs/attrs.h"
#include "sysfs/debugfs.h"
#include "vfio/device.h"

static int mvgpu_instance_place_locked(struct mvgpu_instance *inst)
{
	struct mvgpu_parent *parent = inst->parent;
	int ret = mvgpu_range_reserve(parent, inst->need[MVGPU_POOL_WINDOW],
				   &inst->hostvis_base);

	if (!ret)
		return 0;
	mvgpu_pools_release(&parent->pools, inst->need);
	mvgpu_parent_no_piece_locked(inst);
	return ret;
}

static int mvgpu_instance_reserve(struct mvgpu_instance *inst)
{
	struct mvgpu_parent *parent = inst->parent;
	int ret;

	guard(mutex)(&parent->lock);
	mvgpu_pools_share(&parent->pools, inst->type->share, inst->need);
	ret = mvgpu_parent_reserve_locked(inst, inst->need);
	if (!ret)
		ret = mvgpu_instance_place_locked(inst);
	if (!ret)
		parent->nr_vgpus++;
	return ret;
}

static void mvgpu_instance_release(struct mvgpu_instance *inst)
{
	struct mvgpu_parent *parent = inst->parent;

	guard(mutex)(&parent->lock);
	mvgpu_range_release(parent, inst->need[MVGPU_POOL_WINDOW],
			 inst->hostvis_base);
	mvgpu_pools_release(&parent->pools, inst->need);
	parent->nr_vgpus--;
}

static struct mvgpu_instance *mvgpu_instance_new(struct mdev_device *mdev)
{
	struct mvgpu_instance *inst = kzalloc(sizeof(*inst), GFP_KERNEL);

	if (!inst)
		return NULL;
	inst->type = container_of(mdev->type, struct mvgpu_type, mdev);
	inst->parent = inst->type->parent;
	inst->name = dev_name(mdev_dev(mdev));
	return inst;
}

static int mvgpu_instance_make_vgpu(struct mvgpu_instance *inst)
{
	struct mvgpu_slice slice;
	struct mvgpu_vgpu *vgpu;

	mvgpu_type_slice(inst->type, inst->need, &slice);
	slice.hostvis_base = inst->hostvis_base;
	vgpu = mvgpu_vgpu_create(inst->parent->gpu, &slice, inst->name);
	if (IS_ERR(vgpu))
		return PTR_ERR(vgpu);
	inst->vgpu = vgpu;
	inst->debugfs = mvgpu_debugfs_add(vgpu);
	guard(mutex)(&inst->parent->lock);
	list_add_tail(&inst->link, &inst->parent->instances);
	return 0;
}

static void mvgpu_instance_drop_vgpu(struct mvgpu_instance *inst)
{
	scoped_guard(mutex, &inst->parent->lock)
		list_del(&inst->link);
	mvgpu_debugfs_remove(inst->debugfs);
	mvgpu_vgpu_destroy(inst->vgpu);
}

static int mvgpu_instance_make_face(struct mvgpu_instance *inst,
				    struct device *dev)
{
	struct mvgpu_vdev *vdev;

	/* A VMM may open the device before this returns. */
	dev_set_drvdata(dev, inst);
	vdev = mvgpu_vdev_create(dev, inst->vgpu);
	if (IS_ERR(vdev))
		return PTR_ERR(vdev);
	inst->vdev = vdev;
	return 0;
}

static int mvgpu_instance_probe(struct mdev_device *mdev)
{
	struct mvgpu_instance *inst = mvgpu_instance_new(mdev);
	int ret;

	if (!inst)
		return -ENOMEM;
	ret = mvgpu_instance_reserve(inst);
	if (ret)
		goto free_instance;
	ret = mvgpu_instance_make_vgpu(inst);
	if (ret)
		goto release;
	ret = mvgpu_instance_make_face(inst, mdev_dev(mdev));
	if (ret)
		goto drop_vgpu;
	return 0;

drop_vgpu:
	dev_set_drvdata(mdev_dev(mdev), NULL);
	mvgpu_instance_drop_vgpu(inst);
release:
	mvgpu_instance_release(inst);
free_instance:
	kfree(inst);
	return ret;
}

/*
 * The driver core has removed the attributes and waited for their users. The
 * VFIO core asks the VMM to let go and waits for it in mvgpu_vdev_destroy().
 */
static void mvgpu_instance_remove(struct mdev_device *mdev)
{
	struct mvgpu_instance *inst = dev_get_drvdata(mdev_dev(mdev));

	mvgpu_vdev_destroy(inst->vdev);
	dev_set_drvdata(mdev_dev(mdev), NULL);
	mvgpu_instance_drop_vgpu(inst);
	mvgpu_instance_release(inst);
	kfree(inst);
}

/*
 * The slice of a vGPU changes only through the knobs below, which all hold
 * parent->lock: so they may look at it under that lock alone.
 */
static int mvgpu_instance_check(const struct mvgpu_instance *inst, u32 heads,
				u32 width, u32 height, u64 vram)
{
	lockdep_assert_held(&inst->parent->lock);
	return mvgpu_shape_fits(heads, width, height, vram) ? 0 : -EINVAL;
}

static int mvgpu_instance_grow_locked(struct mvgpu_instance *inst, u64 bytes)
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

static int mvgpu_instance_shrink_locked(struct mvgpu_instance *inst, u64 bytes)
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
 * mvgpu_instance_set_vram() - change a vGPU's part of the vram pool
 * @inst: the vGPU
 * @bytes: its new size, a multiple of PAGE_SIZE that holds two framebuffers of
 *	the largest mode per head
 *
 * Context: process; takes parent->lock and vgpu->lock.
 * Return: 0, -EINVAL, -EBUSY (a VM has it open) or -ENOSPC (the GPU has not
 * that much free; the reason is in the parent's last_refusal).
 */
int mvgpu_instance_set_vram(struct mvgpu_instance *inst, u64 bytes)
{
	const struct mvgpu_slice *slice = &inst->vgpu->slice;
	int ret;

	if (!PAGE_ALIGNED(bytes))
		return -EINVAL;
	guard(mutex)(&inst->parent->lock);
	ret = mvgpu_instance_check(inst, slice->heads, slice->max_width,
				   slice->max_height, bytes);
	if (ret)
		return ret;
	if (bytes > inst->need[MVGPU_POOL_VRAM])
		return mvgpu_instance_grow_locked(inst, bytes);
	return mvgpu_instance_shrink_locked(inst, bytes);
}

/**
 * mvgpu_instance_set_heads() - change how many screens a vGPU has
 * @inst: the vGPU
 * @heads: 1..MVGPU_MAX_HEADS, as many as the vram has framebuffers for
 *
 * Context: process; takes parent->lock and vgpu->lock.
 * Return: 0, -EINVAL or -EBUSY (a VM has it open).
 */
int mvgpu_instance_set_heads(struct mvgpu_instance *inst, u32 heads)
{
	const struct mvgpu_slice *slice = &inst->vgpu->slice;
	int ret;

	guard(mutex)(&inst->parent->lock);
	ret = mvgpu_instance_check(inst, heads, slice->max_width,
				   slice->max_height, slice->vram);
	return ret ?: mvgpu_vgpu_set_heads(inst->vgpu, heads);
}

/**
 * mvgpu_instance_set_max_resolution() - change a vGPU's largest mode
 * @inst: the vGPU
 * @width: pixels
 * @height: lines; two framebuffers per head must fit into the vram
 *
 * Context: process; takes parent->lock and vgpu->lock.
 * Return: 0, -EINVAL or -EBUSY (a VM has it open).
 */
int mvgpu_instance_set_max_resolution(struct mvgpu_instance *inst,
				      u32 width, u32 height)
{
	const struct mvgpu_slice *slice = &inst->vgpu->slice;
	int ret;

	guard(mutex)(&inst->parent->lock);
	ret = mvgpu_instance_check(inst, slice->heads, width, height,
				   slice->vram);
	return ret ?: mvgpu_vgpu_set_max_resolution(inst->vgpu, width, height);
}

struct mdev_driver mvgpu_mdev_driver = {
	.device_api = VFIO_DEVICE_API_PCI_STRING,
	.probe = mvgpu_instance_probe,
	.remove = mvgpu_instance_remove,
	.get_available = mvgpu_type_available,
	.show_description = mvgpu_type_description,
	.driver = {
		.name = "mvgpu",
		/* VFIO pins this at open; the mdev core does not set it. */
		.owner = THIS_MODULE,
		.mod_name = KBUILD_MODNAME,
		.dev_groups = mvgpu_vgpu_groups,
	},
};
