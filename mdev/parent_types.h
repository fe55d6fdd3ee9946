/* SPDX-License-Identifier: GPL-2.0 */
/* A GPU as an mdev parent, its types, and the instances that have a slice of it. */
#ifndef MVGPU_MDEV_PARENT_TYPES_H
#define MVGPU_MDEV_PARENT_TYPES_H

#include <linux/list.h>
#include <linux/mdev.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include "gvt/vgpu/vgpu_types.h"
#include "mdev/pool.h"

#define MVGPU_NR_TYPES 4
#define MVGPU_REJECTION_LEN 160

struct attribute_group;
struct dentry;
struct mvgpu_parent;
struct mvgpu_vdev;

/**
 * struct mvgpu_mdev_hooks - What the layers above hand to mdev/
 * @driver: mdev driver of the vGPUs, registered while there are parents
 * @gpu_group: attributes of a GPU
 * @add_gpu: create the debugfs file of a GPU, which lives until debugfs_remove() of the
 *	result. The result may be an ERR_PTR().
 * @add_vgpu: create the debugfs directory of a vGPU, as @add_gpu
 */
struct mvgpu_mdev_hooks {
	struct mdev_driver *driver;
	const struct attribute_group *gpu_group;
	struct dentry *(*add_gpu)(struct mvgpu_gpu *gpu);
	struct dentry *(*add_vgpu)(struct mvgpu_vgpu *vgpu);
};

/**
 * struct mvgpu_type - Size of slice that a GPU offers
 * @mdev: part of the mdev core
 * @parent: GPU that offers it
 * @share: N of vgpu_V1_N: 1/N of the GPU
 * @sysfs_name: text of @mdev.sysfs_name
 * @pretty_name: text of @mdev.pretty_name
 */
struct mvgpu_type {
	struct mdev_type mdev;
	struct mvgpu_parent *parent;
	u32 share;
	char sysfs_name[16];
	char pretty_name[32];
};

/**
 * struct mvgpu_parent - GPU as an mdev parent
 * @mdev: part of the mdev core
 * @users: references: one of the list of parents while the parent is in it, and those
 *	that mvgpu_parent_of() returned
 * @gpu: GPU; belongs to the parent, which destroys it when it is unregistered
 * @hooks: what the layers above handed in
 * @lock: protects all members from @pools to @rejection
 * @pools: budget
 * @hostvis_units: size of the GPU's host-visible region, MiB
 * @hostvis_map: bit per MiB of it, set when reserved
 * @nr_vgpus: number of vGPUs that have a reservation
 * @instances: instances that have a vGPU
 * @rejection: why the last request was rejected; "" when none was since a budget was set
 * @types: types that it offers
 * @type_ptrs: the same for the mdev core
 * @debugfs: file of the GPU in debugfs
 * @link: entry in the list of all parents
 */
struct mvgpu_parent {
	struct mdev_parent mdev;
	refcount_t users;
	struct mvgpu_gpu *gpu;
	const struct mvgpu_mdev_hooks *hooks;
	struct mutex lock;	/* see above */
	struct mvgpu_pools pools;
	unsigned int hostvis_units;
	unsigned long *hostvis_map;
	u32 nr_vgpus;
	struct list_head instances;
	char rejection[MVGPU_REJECTION_LEN];
	struct mvgpu_type types[MVGPU_NR_TYPES];
	struct mdev_type *type_ptrs[MVGPU_NR_TYPES];
	struct dentry *debugfs;
	struct list_head link;
};

/**
 * struct mvgpu_instance - One mdev: its slice, vGPU and VFIO device
 * @parent: GPU that the slice belongs to
 * @type: its type
 * @name: UUID as text
 * @need: what is reserved of each pool (vram follows the attribute); under parent->lock
 * @hostvis_base: offset of its range in the GPU's host-visible region, bytes
 * @vgpu: the vGPU
 * @vdev: its VFIO device
 * @debugfs: its directory in debugfs
 * @link: entry in parent->instances
 */
struct mvgpu_instance {
	struct mvgpu_parent *parent;
	struct mvgpu_type *type;
	const char *name;
	u64 need[MVGPU_NR_POOLS];
	u64 hostvis_base;
	struct mvgpu_vgpu *vgpu;
	struct mvgpu_vdev *vdev;
	struct dentry *debugfs;
	struct list_head link;
};

#endif /* MVGPU_MDEV_PARENT_TYPES_H */
