// SPDX-License-Identifier: GPL-2.0
/* Registration of a GPU as an mdev parent, and its budget. */
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include "gvt/resource/host_visible.h"
#include "gvt/sched/turn.h"
#include "gvt/sched/watchdog.h"
#include "gvt/vgpu/vgpu.h"
#include "gvt/vgpu/vgpu_types.h"
#include "mdev/parent.h"
#include "mdev/range.h"
#include "mdev/types.h"

/* Leaf lock of the list of all parents, in which an attribute finds its parent. */
static DEFINE_MUTEX(parent_list_lock);
static LIST_HEAD(parent_list);

static void parent_link(struct mvgpu_parent *parent)
{
	guard(mutex)(&parent_list_lock);
	list_add_tail(&parent->link, &parent_list);
}

static void parent_unlink(struct mvgpu_parent *parent)
{
	scoped_guard(mutex, &parent_list_lock)
		list_del(&parent->link);
	mvgpu_parent_put(parent);
}

/**
 * mvgpu_parent_of() - Look up the parent of a device
 * @dev: device of the GPU
 *
 * The parent's GPU may no longer exist once the parent has been unregistered. Attributes
 * of the device have been removed, and calls of the GPU's backend have returned, before
 * that.
 *
 * Context: process context. Takes a leaf lock.
 *
 * Return: the parent with a reference for mvgpu_parent_put(), or NULL if @dev belongs to
 * no parent.
 */
struct mvgpu_parent *mvgpu_parent_of(struct device *dev)
{
	struct mvgpu_parent *parent;

	guard(mutex)(&parent_list_lock);
	list_for_each_entry(parent, &parent_list, link) {
		if (parent->gpu->dev != dev)
			continue;
		refcount_inc(&parent->users);
		return parent;
	}
	return NULL;
}

/**
 * mvgpu_parent_put() - Put a reference of a parent
 * @parent: parent, or NULL
 *
 * Context: process context. May sleep.
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
 * mvgpu_parent_total() - Size of a pool
 * @parent: parent
 * @pool: pool
 *
 * Context: process context. Takes parent->lock.
 *
 * Return: the size in the pool's unit.
 */
u64 mvgpu_parent_total(struct mvgpu_parent *parent, enum mvgpu_pool_id pool)
{
	guard(mutex)(&parent->lock);
	return parent->pools.total[pool];
}

/**
 * mvgpu_parent_used() - Reserved part of a pool
 * @parent: parent
 * @pool: pool
 *
 * Context: process context. Takes parent->lock.
 *
 * Return: what vGPUs have reserved, in the pool's unit.
 */
u64 mvgpu_parent_used(struct mvgpu_parent *parent, enum mvgpu_pool_id pool)
{
	guard(mutex)(&parent->lock);
	return parent->pools.used[pool];
}

/**
 * mvgpu_parent_left() - Free part of a pool
 * @parent: parent
 * @pool: pool
 *
 * Context: process context. Takes parent->lock.
 *
 * Return: what is not reserved, in the pool's unit.
 */
u64 mvgpu_parent_left(struct mvgpu_parent *parent, enum mvgpu_pool_id pool)
{
	guard(mutex)(&parent->lock);
	return parent->pools.total[pool] - parent->pools.used[pool];
}

/**
 * mvgpu_parent_set_total() - Set the size of a pool
 * @parent: parent
 * @pool: pool
 * @total: new size, in the pool's unit
 *
 * The reason of the last rejection is cleared.
 *
 * Context: process context. Takes parent->lock.
 *
 * Return: 0; -EINVAL if @total is out of range or no multiple of the granule; -EBUSY
 * while the GPU has vGPUs.
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
	parent->rejection[0] = '\0';
	return 0;
}

/**
 * mvgpu_parent_rejection() - Show why the last request was rejected
 * @parent: parent
 * @buf: sysfs page
 *
 * Context: process context. Takes parent->lock.
 *
 * Return: the number of bytes written to @buf.
 */
ssize_t mvgpu_parent_rejection(struct mvgpu_parent *parent, char *buf)
{
	guard(mutex)(&parent->lock);
	return sysfs_emit(buf, "%s\n", parent->rejection);
}

/**
 * mvgpu_parent_reserve_locked() - Reserve a part of each pool for an instance
 * @inst: instance
 * @need: amount per pool
 *
 * If a pool has not enough left, nothing is reserved, and the reason is logged and stored
 * for the attribute last_refusal.
 *
 * Context: process context. parent->lock is held.
 *
 * Return: 0 or -ENOSPC.
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
	snprintf(parent->rejection, sizeof(parent->rejection),
		 "%s: need %llu %s, free %llu, short by %llu (vGPU %s, type %s)",
		 mvgpu_pool_name(lack.pool), lack.need,
		 mvgpu_pool_unit(lack.pool), lack.free, lack.need - lack.free,
		 inst->name, inst->type->sysfs_name);
	dev_warn(parent->gpu->dev, "rejected, not enough %s\n", parent->rejection);
	return ret;
}

/**
 * mvgpu_parent_no_range_locked() - Report that the host-visible region is fragmented
 * @inst: instance, which has no reservation
 *
 * The reason is logged and stored for the attribute last_refusal.
 *
 * Context: process context. parent->lock is held.
 */
void mvgpu_parent_no_range_locked(struct mvgpu_instance *inst)
{
	struct mvgpu_parent *parent = inst->parent;
	const struct mvgpu_pools *pools = &parent->pools;

	lockdep_assert_held(&parent->lock);
	snprintf(parent->rejection, sizeof(parent->rejection),
		 "window: need %llu bytes in one piece, free %llu in smaller ones (vGPU %s, type %s)",
		 inst->need[MVGPU_POOL_HOSTVIS],
		 pools->total[MVGPU_POOL_HOSTVIS] -
		 pools->used[MVGPU_POOL_HOSTVIS],
		 inst->name, inst->type->sysfs_name);
	dev_warn(parent->gpu->dev, "rejected, not enough %s\n", parent->rejection);
}

/*
 * gpu->on_lost: notify each guest. Takes parent->lock, but waits for nothing that a VMM
 * can delay.
 */
static void parent_gpu_lost(struct mvgpu_gpu *gpu)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(gpu->dev);
	struct mvgpu_instance *inst;

	/* The registration may have failed meanwhile; there are no guests then. */
	if (!parent)
		return;
	guard(mutex)(&parent->lock);
	list_for_each_entry(inst, &parent->instances, link)
		mvgpu_vgpu_gpu_lost(inst->vgpu);
}

/* gpu->on_client_lost: notify one guest. */
static void parent_client_lost(struct mvgpu_gpu_client *client)
{
	mvgpu_vgpu_gpu_lost(client->vgpu);
}

/* gpu->on_blob_changed: zap mappings. */
static void parent_blob_changed(struct mvgpu_gpu_client *client, u64 offset, u64 len)
{
	struct mvgpu_vgpu *vgpu = client->vgpu;

	mvgpu_hostvis_changed(vgpu, offset - vgpu->slice.hostvis_base, len);
}

/* gpu->on_rejected: log the reason and store it for the attribute last_refusal. */
static void parent_rejected(struct mvgpu_gpu *gpu, const char *reason)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(gpu->dev);

	/* A VMM and its renderer can cause this as often as they like. */
	dev_warn_ratelimited(gpu->dev, "rejected, %s\n", reason);
	if (!parent)
		return;
	guard(mutex)(&parent->lock);
	strscpy(parent->rejection, reason, sizeof(parent->rejection));
}

static void parent_set_callbacks(struct mvgpu_gpu *gpu)
{
	gpu->on_lost = parent_gpu_lost;
	gpu->on_client_lost = parent_client_lost;
	gpu->on_blob_changed = parent_blob_changed;
	gpu->on_rejected = parent_rejected;
}

static struct mvgpu_parent *
parent_new(struct mvgpu_gpu *gpu, const u64 total[MVGPU_NR_POOLS],
	   const struct mvgpu_mdev_hooks *hooks)
{
	struct mvgpu_parent *parent = kzalloc(sizeof(*parent), GFP_KERNEL);

	if (!parent)
		return NULL;
	refcount_set(&parent->users, 1);
	parent->gpu = gpu;
	parent->hooks = hooks;
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
 * mvgpu_parent_register() - Offer a GPU's types to user space
 * @gpu: GPU. On success it belongs to the parent, which destroys it when it is
 *	unregistered; on error it remains the caller's.
 * @total: its budget, valid for each pool
 * @hooks: what the layers above hand in; must outlive the parent
 *
 * The attributes exist before the uevent that announces the parent.
 *
 * Context: process context. May sleep.
 *
 * Return: the parent or an ERR_PTR() (-ENOMEM, -EEXIST, errors of the cores).
 */
struct mvgpu_parent *mvgpu_parent_register(struct mvgpu_gpu *gpu,
					   const u64 total[MVGPU_NR_POOLS],
					   const struct mvgpu_mdev_hooks *hooks)
{
	struct mvgpu_parent *parent = parent_new(gpu, total, hooks);
	int ret;

	if (!parent)
		return ERR_PTR(-ENOMEM);
	mvgpu_turn_init(gpu);
	mvgpu_watchdog_init(gpu);
	parent_set_callbacks(gpu);
	parent_link(parent);
	ret = sysfs_create_group(&gpu->dev->kobj, hooks->gpu_group);
	if (ret)
		goto unlink;
	ret = mdev_register_parent(&parent->mdev, gpu->dev, hooks->driver,
				   parent->type_ptrs, MVGPU_NR_TYPES);
	if (ret)
		goto remove_group;
	parent->debugfs = hooks->add_gpu(gpu);
	return parent;

remove_group:
	sysfs_remove_group(&gpu->dev->kobj, hooks->gpu_group);
unlink:
	parent_unlink(parent);
	mvgpu_turn_exit(gpu);
	return ERR_PTR(ret);
}

/**
 * mvgpu_parent_unregister() - Remove a GPU's types and vGPUs, and destroy the GPU
 * @parent: parent
 *
 * The mdev core removes the vGPUs that still exist, and waits for those that are open.
 *
 * Context: process context. May sleep as long as a VMM keeps a vGPU open.
 */
void mvgpu_parent_unregister(struct mvgpu_parent *parent)
{
	struct mvgpu_gpu *gpu = parent->gpu;
	const struct attribute_group *group = parent->hooks->gpu_group;

	debugfs_remove(parent->debugfs);
	mdev_unregister_parent(&parent->mdev);
	sysfs_remove_group(&gpu->dev->kobj, group);
	parent_unlink(parent);
	gpu->ops->quiesce(gpu);
	mvgpu_watchdog_exit(gpu);
	mvgpu_turn_exit(gpu);
	gpu->ops->destroy(gpu);
}
