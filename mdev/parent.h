/* SPDX-License-Identifier: GPL-2.0 */
/* A GPU as an mdev parent, and the slices given out. */
#ifndef MVGPU_MDEV_PARENT_H
#define MVGPU_MDEV_PARENT_H

#include <linux/list.h>
#include <linux/mdev.h>
#include <linux/mutex.h>
#include "gvt/vgpu.h"
#include "mdev/pool.h"

#define MVGPU_NR_TYPES 4

struct mvgpu_parent;
struct mvgpu_vdev;

/**
 * struct mvgpu_type - a slice size offered by a GPU
 * @mdev: the mdev core's part
 * @parent: the GPU that offers it
 * @share: N of vgpu_V1_N: 1/N of the GPU
 * @sysfs_name: what @mdev.sysfs_name points at
 * @pretty_name: what @mdev.pretty_name points at
 */
struct mvgpu_type {
	struct mdev_type mdev;
	struct mvgpu_parent *parent;
	u32 share;
	char sysfs_name[16];
	char pretty_name[32];
};

/**
 * struct mvgpu_parent - a GPU as an mdev parent
 * @mdev: the mdev core's part
 * @gpu: the GPU
 * @lock: protects what follows
 * @pools: budget
 * @nr_vgpus: vGPUs alive
 * @refusal: why the last create was refused, "" when none was
 * @types: what it offers
 * @type_ptrs: for the mdev core
 * @link: in the list of all parents
 */
struct mvgpu_parent {
	struct mdev_parent mdev;
	struct mvgpu_gpu *gpu;
	struct mutex lock;
	struct mvgpu_pools pools;
	u32 nr_vgpus;
	char refusal[160];
	struct mvgpu_type types[MVGPU_NR_TYPES];
	struct mdev_type *type_ptrs[MVGPU_NR_TYPES];
	struct list_head link;
};

/**
 * struct mvgpu_instance - one mdev: slice, vGPU and VFIO face wired together
 * @parent: whose slice it is
 * @type: its type
 * @need: what was reserved (vram follows the knob)
 * @vgpu: the mediator's part
 * @vdev: the VFIO face
 */
struct mvgpu_instance {
	struct mvgpu_parent *parent;
	struct mvgpu_type *type;
	u64 need[MVGPU_NR_POOLS];
	struct mvgpu_vgpu *vgpu;
	struct mvgpu_vdev *vdev;
};

struct mvgpu_parent *mvgpu_parent_register(struct mvgpu_gpu *gpu,
					   const u64 total[MVGPU_NR_POOLS]);
void mvgpu_parent_unregister(struct mvgpu_parent *parent);

extern struct mdev_driver mvgpu_mdev_driver;

#endif /* MVGPU_MDEV_PARENT_H */
