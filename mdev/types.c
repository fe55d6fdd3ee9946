// SPDX-License-Identifier: GPL-2.0
/* Types that a GPU offers: the whole of it, and a half, a quarter and an eighth. */
#include <linux/sysfs.h>
#include "mdev/range.h"
#include "mdev/shape.h"
#include "mdev/types.h"

#define TYPE_JOB_TIMEOUT_MS 10000

static struct mvgpu_type *type_from_mdev(struct mdev_type *mtype)
{
	return container_of(mtype, struct mvgpu_type, mdev);
}

/**
 * mvgpu_types_init() - Set up the types of a GPU
 * @parent: parent that is not registered yet; its types and type_ptrs are filled in
 *
 * Context: any.
 */
void mvgpu_types_init(struct mvgpu_parent *parent)
{
	unsigned int i;

	static_assert(1 << (MVGPU_NR_TYPES - 1) == MVGPU_SHAPE_MAX_SHARE);
	for (i = 0; i < MVGPU_NR_TYPES; i++) {
		struct mvgpu_type *type = &parent->types[i];

		type->parent = parent;
		type->share = 1U << i;
		snprintf(type->sysfs_name, sizeof(type->sysfs_name),
			 "vgpu_V1_%u", type->share);
		snprintf(type->pretty_name, sizeof(type->pretty_name),
			 "mvgpu-%s-V1_%u", parent->gpu->ops->name,
			 type->share);
		type->mdev.sysfs_name = type->sysfs_name;
		type->mdev.pretty_name = type->pretty_name;
		parent->type_ptrs[i] = &type->mdev;
	}
}

/**
 * mvgpu_type_slice() - Initial slice of a vGPU
 * @type: its type
 * @need: amount per pool that is, or would be, reserved for it
 * @slice: filled in
 *
 * Context: any.
 */
void mvgpu_type_slice(const struct mvgpu_type *type,
		      const u64 need[MVGPU_NR_POOLS],
		      struct mvgpu_slice *slice)
{
	const struct mvgpu_gpu_caps *caps = &type->parent->gpu->caps;
	struct mvgpu_shape shape;

	mvgpu_shape_pick(type->share, need[MVGPU_POOL_VRAM], &shape);
	*slice = (struct mvgpu_slice) {
		.vram = need[MVGPU_POOL_VRAM],
		.hostvis_size = need[MVGPU_POOL_HOSTVIS],
		.contexts = need[MVGPU_POOL_CONTEXTS],
		.heads = shape.heads,
		.max_width = min(shape.max_width, caps->max_width),
		.max_height = min(shape.max_height, caps->max_height),
		.weight = shape.weight,
		.job_timeout_ms = TYPE_JOB_TIMEOUT_MS,
		.display = MVGPU_DISPLAY_AUTO,
	};
}

/**
 * mvgpu_type_available() - Number of vGPUs of a type that can still be created
 * @mtype: type
 *
 * The pool that has least left limits the number, and so do the free ranges of the
 * host-visible region. So each vGPU that is created lowers the number of all types.
 *
 * Context: process context. Takes parent->lock.
 *
 * Return: the number.
 */
unsigned int mvgpu_type_available(struct mdev_type *mtype)
{
	struct mvgpu_type *type = type_from_mdev(mtype);
	struct mvgpu_pools *pools = &type->parent->pools;
	u64 need[MVGPU_NR_POOLS];

	guard(mutex)(&type->parent->lock);
	mvgpu_pools_share(pools, type->share, need);
	return min(mvgpu_pools_room(pools, need),
		   mvgpu_range_room(type->parent, need[MVGPU_POOL_HOSTVIS]));
}

/**
 * mvgpu_type_description() - Show the slice that a vGPU of a type would have
 * @mtype: type
 * @buf: sysfs page
 *
 * The last line has the form in which other vendors describe types, for programs that know it.
 *
 * Context: process context. Takes parent->lock.
 *
 * Return: the number of bytes written to @buf.
 */
ssize_t mvgpu_type_description(struct mdev_type *mtype, char *buf)
{
	struct mvgpu_type *type = type_from_mdev(mtype);
	struct mvgpu_slice slice;
	u64 need[MVGPU_NR_POOLS];
	u32 most;

	scoped_guard(mutex, &type->parent->lock) {
		mvgpu_pools_share(&type->parent->pools, type->share, need);
		most = mvgpu_pools_most(&type->parent->pools, need);
	}
	mvgpu_type_slice(type, need, &slice);
	return sysfs_emit(buf,
			  "vram: %lluMiB\nwindow: %lluMiB\ncontexts: %u\n"
			  "heads: %u\nmax_resolution: %ux%u\nweight: %u\n"
			  "num_heads=%u, framebuffer=%lluM, max_resolution=%ux%u, max_instance=%u\n",
			  slice.vram / MVGPU_MIB, slice.hostvis_size / MVGPU_MIB,
			  slice.contexts, slice.heads, slice.max_width,
			  slice.max_height, slice.weight,
			  slice.heads, slice.vram / MVGPU_MIB, slice.max_width,
			  slice.max_height, most);
}
