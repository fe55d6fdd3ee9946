// SPDX-License-Identifier: GPL-2.0
/* What all backends share: host ids. */
#include <linux/xarray.h>
#include "gvt/gpu.h"

/**
 * mvgpu_gpu_init() - set up the part of a GPU that is the same in all backends
 * @gpu: embedded in the backend's own structure
 * @ops: the backend
 * @dev: what becomes the mdev parent; the caller's reference must last as long
 *	as @gpu
 *
 * @gpu->caps stays the backend's to fill. May not fail, needs no lock.
 */
void mvgpu_gpu_init(struct mvgpu_gpu *gpu, const struct mvgpu_gpu_ops *ops,
		    struct device *dev)
{
	gpu->ops = ops;
	gpu->dev = dev;
	gpu->next_id = 1;
	xa_init_flags(&gpu->ids, XA_FLAGS_ALLOC1);
}

/**
 * mvgpu_gpu_id_alloc() - draw a host id
 * @gpu: the GPU
 * @id: the id, 1..MVGPU_HOST_ID_MAX
 *
 * Cyclic: physical devices cache things by number, so a freed id comes back as
 * late as possible. Any thread that may sleep; the xarray locks itself.
 *
 * Return: 0, -ENOMEM, or -EBUSY when all are taken.
 */
int mvgpu_gpu_id_alloc(struct mvgpu_gpu *gpu, u32 *id)
{
	int ret = xa_alloc_cyclic(&gpu->ids, id, xa_mk_value(1),
				  XA_LIMIT(1, MVGPU_HOST_ID_MAX),
				  &gpu->next_id, GFP_KERNEL_ACCOUNT);

	return ret < 0 ? ret : 0;
}

/**
 * mvgpu_gpu_id_free() - give a host id back
 * @gpu: the GPU
 * @id: from mvgpu_gpu_id_alloc(); the backend has forgotten it
 *
 * Any context.
 */
void mvgpu_gpu_id_free(struct mvgpu_gpu *gpu, u32 id)
{
	xa_erase(&gpu->ids, id);
}
