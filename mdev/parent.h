/* SPDX-License-Identifier: GPL-2.0 */
/* A GPU as an mdev parent, and the slices given out. */
#ifndef MVGPU_MDEV_PARENT_H
#define MVGPU_MDEV_PARENT_H

#include <linux/cleanup.h>
#include <linux/list.h>
#include <linux/mdev.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include "gvt/vgpu/vgpu.h"
#include "mdev/pool.h"

#define MVGPU_NR_TYPES 4
#define MVGPU_REFUSAL_LEN 160

struct dentry;
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
 * @users: the list's reference while it is in that, and those of
 *	mvgpu_parent_of()
 * @gpu: the GPU; ours until unregistered, then destroyed
 * @lock: protects what follows up to @types
 * @pools: budget
 * @hostvis_units: size of the GPU's window, MiB
 * @hostvis_map: a bit per MiB of it that is taken
 * @nr_vgpus: vGPUs alive
 * @instances: those with a vGPU made
 * @refusal: why the last request was refused, "" when none was since a budget
 *	was set
 * @types: what it offers
 * @type_ptrs: for the mdev core
 * @debugfs: its file there
 * @link: in the list of all parents
 */
struct mvgpu_parent {
	struct mdev_parent mdev;
	refcount_t users;
	struct mvgpu_gpu *gpu;
	struct mutex lock;	/* see above */
	struct mvgpu_pools pools;
	unsigned int hostvis_units;
	unsigned long *hostvis_map;
	u32 nr_vgpus;
	struct list_head instances;
	char refusal[MVGPU_REFUSAL_LEN];
	struct mvgpu_type types[MVGPU_NR_TYPES];
	struct mdev_type *type_ptrs[MVGPU_NR_TYPES];
	struct dentry *debugfs;
	struct list_head link;
};

/**
 * struct mvgpu_instance - one mdev: slice, vGPU and VFIO face wired together
 * @parent: whose slice it is
 * @type: its type
 * @name: its UUID as text
 * @need: what was reserved (vram follows the knob); under parent->lock
 * @hostvis_base: where its part of the window begins, bytes
 * @vgpu: the mediator's part
 * @vdev: the VFIO face
 * @debugfs: its directory there
 * @link: in parent->instances
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

/* parent.c */
struct mvgpu_parent *mvgpu_parent_register(struct mvgpu_gpu *gpu,
					   const u64 total[MVGPU_NR_POOLS]);
void mvgpu_parent_unregister(struct mvgpu_parent *parent);
struct mvgpu_parent *mvgpu_parent_of(struct device *dev);
void mvgpu_parent_put(struct mvgpu_parent *parent);
DEFINE_FREE(mvgpu_parent, struct mvgpu_parent *, mvgpu_parent_put(_T))
u64 mvgpu_parent_total(struct mvgpu_parent *parent, enum mvgpu_pool_id pool);
u64 mvgpu_parent_used(struct mvgpu_parent *parent, enum mvgpu_pool_id pool);
u64 mvgpu_parent_left(struct mvgpu_parent *parent, enum mvgpu_pool_id pool);
int mvgpu_parent_set_total(struct mvgpu_parent *parent,
			   enum mvgpu_pool_id pool, u64 total);
ssize_t mvgpu_parent_refusal(struct mvgpu_parent *parent, char *buf);
int mvgpu_parent_reserve_locked(struct mvgpu_instance *inst,
				const u64 need[MVGPU_NR_POOLS]);

void mvgpu_parent_no_piece_locked(struct mvgpu_instance *inst);

/* place.c */
int mvgpu_range_init(struct mvgpu_parent *parent);
void mvgpu_range_exit(struct mvgpu_parent *parent);
int mvgpu_range_reserve(struct mvgpu_parent *parent, u64 bytes, u64 *base);
void mvgpu_range_release(struct mvgpu_parent *parent, u64 bytes, u64 base);
u32 mvgpu_range_room(struct mvgpu_parent *parent, u64 bytes);

/* types.c */
void mvgpu_types_init(struct mvgpu_parent *parent);
void mvgpu_type_slice(const struct mvgpu_type *type,
		      const u64 need[MVGPU_NR_POOLS],
		      struct mvgpu_slice *slice);
unsigned int mvgpu_type_available(struct mdev_type *mtype);
ssize_t mvgpu_type_description(struct mdev_type *mtype, char *buf);

/* instance.c */
int mvgpu_instance_set_vram(struct mvgpu_instance *inst, u64 bytes);
int mvgpu_instance_set_heads(struct mvgpu_instance *inst, u32 heads);
int mvgpu_instance_set_max_resolution(struct mvgpu_instance *inst,
				      u32 width, u32 height);

extern struct mdev_driver mvgpu_mdev_driver;

#endif /* MVGPU_MDEV_PARENT_H */
