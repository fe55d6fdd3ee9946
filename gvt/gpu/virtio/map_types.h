/* SPDX-License-Identifier: GPL-2.0 */
/* Memory that the device reads and writes. */
#ifndef MVGPU_GVT_GPU_VIRTIO_MAP_TYPES_H
#define MVGPU_GVT_GPU_VIRTIO_MAP_TYPES_H

#include <linux/refcount.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

struct mvgpu_vg;
struct virtio_gpu_mem_entry;

/**
 * struct mvgpu_vg_map - Memory that the device reads and writes
 * @ref: references of the resource and of each command that names the memory
 * @vg: GPU
 * @nr: number of entries
 * @entries: addresses and lengths in the form of the protocol
 * @sgt: the same for the DMA API; empty when addresses are physical
 */
struct mvgpu_vg_map {
	refcount_t ref;
	struct mvgpu_vg *vg;
	u32 nr;
	struct virtio_gpu_mem_entry *entries;
	struct sg_table sgt;
};

#endif /* MVGPU_GVT_GPU_VIRTIO_MAP_TYPES_H */
