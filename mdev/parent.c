// SPDX-License-Identifier: GPL-2.0
/* A GPU becomes an mdev parent; its budget. */
#include <linux/device.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include "gvt/sched/turn.h"
#include "gvt/sched/watchdog.h"
#include "mdev/parent.h"
#include "sysfs/attrs.h"
#include "sysfs/debugfs.h"

/* Leaf lock: all parents, so that an attribute finds its own. */
static DEFINE_MUTEX(mvgpu_parents_lock);
static LIST_HEAD(mvgpu_parents);

static void mvgpu_parent_link(struct mvgpu_parent *parent)
{
	guard(mutex)(&mvgpu_parents_lock);
	list_add_tail(&parent->link, &mvgpu_parents);
}

static void mvgpu_parent_unlink(struct mvgpu_parent *parent)
{
	scoped_guard(mutex, &mvgpu_parents_lock)
		list_del(&parent->link);
	mvgpu_parent_put(parent);
}

/**
 * mvgpu_parent_of() - the parent that a device is
 * @dev: the GPU's device
 *
 * Its GPU may be gone when the parent is unregistered meanwhile; attributes of the
 * device, and what the GPU's backend calls, are over before that.
 *
 * Context: process; takes a leaf lock.
 * Return: the parent, for mvgpu_parent_put(), or NULL when @dev is none of ours.
 */
struct mvgpu_parent *mvgpu_parent_of(struct device *dev)
{
	struct mvgpu_parent *parent;

	guard(mutex)(&mvgpu_parents_lock);
	list_for_each_entry(parent, &mvgpu_parents, link) {
		if (parent->gpu->dev != dev)
			continue;
		refcount_inc(&parent->users);
		return parent;
	}
	return NULL;
}

/**
 * mvgpu_parent_put() - give a reference back
 * @parent: the parent, or NULL
 *
 * Context: process; may sleep.
 */
void mvgpu_parent_put(struct mvgpu_parent *parent)
{
	if (!parent || !refcount_dec_and_test(&parent->users))
		return;
	mvgpu_range_exit(parent);
	mutex_destroy(&parent->lock);
	kfree(parent);
}

/**
 * mvgpu_parent_total() - size of a pool
 * @parent: the GPU
 * @pool: which
 *
 * Context: process; takes parent->lock.
 * Return: what there is, in the pool's unit.
 */
u64 mvgpu_parent_total(struct mvgpu_parent *parent, enum mvgpu_pool_id pool)
{
	guard(mutex)(&parent->lock);
	return parent->pools.total[pool];
}

/**
 * mvgpu_parent_used() - what vGPUs have reserved of a pool
 * @parent: the GPU
 * @pool: which
 *
 * Context: process; takes parent->lock.
 * Return: what is taken, in the pool's unit.
 */
u64 mvgpu_parent_used(struct mvgpu_parent *parent, enum mvgpu_pool_id pool)
{
	guard(mutex)(&parent->lock);
	return parent->pools.used[pool];
}

/**
 * mvgpu_parent_left() - what is free of a pool
 * @parent: the GPU
 * @pool: which
 *
 * Context: process; takes parent->lock.
 * Return: what is not taken, in the pool's unit.
 */
u64 mvgpu_parent_left(struct mvgpu_parent *parent, enum mvgpu_pool_id pool)
{
	guard(mutex)(&parent->lock);
	return parent->pools.total[pool] - parent->pools.used[pool];
}

/**
 * mvgpu_parent_set_total() - set a pool's size, and forget the last refusal
 * @parent: the GPU
 * @pool: which
 * @total: its new size, in the pool's unit
 *
 * Context: process; takes parent->lock.
 * Return: 0, -EINVAL (out of range or no multiple of the granule) or -EBUSY
 * (the GPU has vGPUs).
 */
int mvgpu_parent_set_total(struct mvgpu_parent *parent,
			   enum mvgpu_pool_id pool, u64 total)
{
	if (!mvgpu_pool_total_valid(pool, total))
		return -EINVAL;
	guard(mutex)(&parent->lock);
	if (parent->nr_vgpus)
		return -EBUSY;
	parent->pools.total[pool] = total;
	parent->refusal[0] = '\0';
	return 0;
}

/**
 * mvgpu_parent_refusal() - why the last request was refused
 * @parent: the GPU
 * @buf: a sysfs page
 *
 * Context: process; takes parent->lock.
 * Return: bytes written to @buf.
 */
ssize_t mvgpu_parent_refusal(struct mvgpu_parent *parent, char *buf)
{
	guard(mutex)(&parent->lock);
	return sysfs_emit(buf, "%s\n", parent->refusal);
}

/**
 * mvgpu_parent_reserve_locked() - take a vector for an instance, or say why not
 * @inst: who wants it
 * @need: the vector
 *
 * Context: process; parent->lock held.
 * Return: 0, or -ENOSPC after one line in the log and in the refusal.
 */
int mvgpu_parent_reserve_locked(struct mvgpu_instance *inst,
				const u64 need[MVGPU_NR_POOLS])
{
	struct mvgpu_parent *parent = inst->parent;
	struct mvgpu_shortage lack;
	int ret;

	lockdep_assert_held(&parent->lock);
	ret = mvgpu_pools_reserve(&parent->pools, need, &lack);
	if (!ret)
		return 0;
	snprintf(parent->refusal, sizeof(parent->refusal),
		 "%s: need %llu %s, free %llu, short by %llu (vGPU %s, type %s)",
		 mvgpu_pool_name(lack.pool), lack.need,
		 mvgpu_pool_unit(lack.pool), lack.free, lack.need - lack.free,
		 inst->name, inst->type->sysfs_name);
	dev_warn(parent->gpu->dev, "refused, not enough %s\n", parent->refusal);
	return ret;
}

/**
 * mvgpu_parent_no_piece_locked() - say that there is window, but in pieces
 * @inst: who wants it, and has nothing of it
 *
 * Context: process; parent->lock held.
 */
void mvgpu_parent_no_piece_locked(struct mvgpu_instance *inst)
{
	struct mvgpu_parent *parent = inst->parent;
	const struct mvgpu_pools *pools = &parent->pools;

	lockdep_assert_held(&parent->lock);
	snprintf(parent->refusal, sizeof(parent->refusal),
		 "window: need %llu bytes in one piece, free %llu in smaller ones (vGPU %s, type %s)",
		 inst->need[MVGPU_POOL_WINDOW],
		 pools->total[MVGPU_POOL_WINDOW] -
		 pools->used[MVGPU_POOL_WINDOW],
		 inst->name, inst->type->sysfs_name);
	dev_warn(parent->gpu->dev, "refused, not enough %s\n", parent->refusal);
}

/*
 * gpu->on_lost: each guest is told. Takes parent->lock, but nothing that a VMM can
 * make it wait for.
 */
static void mvgpu_parent_gpu_lost(struct mvgpu_gpu *gpu)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(gpu->dev);
	struct mvgpu_instance *inst;

	/* Its registration may have failed meanwhile: nobody is to be told. */
	if (!parent)
		return;
	guard(mutex)(&parent->lock);
	list_for_each_entry(inst, &parent->instances, link)
		mvgpu_vgpu_gpu_lost(inst->vgpu);
}

static struct mvgpu_parent *mvgpu_parent_new(struct mvgpu_gpu *gpu,
					     const u64 total[MVGPU_NR_POOLS])
{
	struct mvgpu_parent *parent = kzalloc(sizeof(*parent), GFP_KERNEL);

	if (!parent)
		return NULL;
	refcount_set(&parent->users, 1);
	parent->gpu = gpu;
	mutex_init(&parent->lock);
	INIT_LIST_HEAD(&parent->instances);
	memcpy(parent->pools.total, total, sizeof(parent->pools.total));
	mvgpu_types_init(parent);
	if (!mvgpu_range_init(parent))
		return parent;
	mutex_destroy(&parent->lock);
	kfree(parent);
	return NULL;
}

/**
 * mvgpu_parent_register() - offer a GPU's types to user space
 * @gpu: the GPU. On success it belongs to the parent, which destroys it when
 *	unregistered; on error it stays the caller's.
 * @total: its budget, valid for each pool
 *
 * The attributes are there before the uevent that announces the parent.
 *
 * Context: process; may sleep.
 * Return: the parent or an ERR_PTR (-ENOMEM, -EEXIST, what the cores say).
 */
struct mvgpu_parent *mvgpu_parent_register(struct mvgpu_gpu *gpu,
					   const u64 total[MVGPU_NR_POOLS])
{
	struct mvgpu_parent *parent = mvgpu_parent_new(gpu, total);
	int ret;

	if (!parent)
		return ERR_PTR(-ENOMEM);
	mvgpu_turn_init(gpu);
	mvgpu_watchdog_init(gpu);
	gpu->on_lost = mvgpu_parent_gpu_lost;
	mvgpu_parent_link(parent);
	ret = sysfs_create_group(&gpu->dev->kobj, &mvgpu_gpu_group);
	if (ret)
		goto unlink;
	ret = mdev_register_parent(&parent->mdev, gpu->dev, &mvgpu_mdev_driver,
				   parent->type_ptrs, MVGPU_NR_TYPES);
	if (ret)
		goto remove_group;
	parent->debugfs = mvgpu_debugfs_add_gpu(gpu);
	return parent;

remove_group:
	sysfs_remove_group(&gpu->dev->kobj, &mvgpu_gpu_group);
unlink:
	mvgpu_parent_unlink(parent);
	return ERR_PTR(ret);
}

/**
 * mvgpu_parent_unregister() - take a GPU's types, its vGPUs and the GPU away
 * @parent: the GPU
 *
 * The mdev core removes the vGPUs that are left and waits for those that are
 * open.
 *
 * Context: process; may sleep as long as a VMM keeps a vGPU open.
 */
void mvgpu_parent_unregister(struct mvgpu_parent *parent)
{
	struct mvgpu_gpu *gpu = parent->gpu;

	mvgpu_debugfs_remove(parent->debugfs);
	mdev_unregister_parent(&parent->mdev);
	sysfs_remove_group(&gpu->dev->kobj, &mvgpu_gpu_group);
	mvgpu_parent_unlink(parent);
	gpu->ops->quiesce(gpu);
	mvgpu_watchdog_exit(gpu);
	gpu->ops->destroy(gpu);
}
