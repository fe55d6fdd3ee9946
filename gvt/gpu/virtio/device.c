// SPDX-License-Identifier: GPL-2.0
/*
 * Life of a GPU: start, loss and return of the device, reset. A device is lost when it is
 * removed, when the host sleeps, when it reports an error of its own, and when it does not
 * finish its work.
 */
#include <linux/dma-mapping.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/virtio_config.h>
#include "gvt/gpu/gpu.h"
#include "gvt/gpu/host_2d.h"
#include "gvt/gpu/virtio/caps.h"
#include "gvt/gpu/virtio/context.h"
#include "gvt/gpu/virtio/device.h"
#include "gvt/gpu/virtio/hostvis.h"
#include "gvt/gpu/virtio/map.h"
#include "gvt/gpu/virtio/queue.h"
#include "gvt/gpu/virtio/vg_types.h"

/* Limit of the wait until blobs are removed from the host-visible region. */
#define VG_TIDY_TIMEOUT_MS 2000

/**
 * mvgpu_vg_destroy() - Free a GPU
 * @gpu: GPU, stopped and without vGPUs
 *
 * Context: process context, sleeps.
 */
void mvgpu_vg_destroy(struct mvgpu_gpu *gpu)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);

	mvgpu_vg_queue_stop(vg);
	mvgpu_gpu_exit(gpu);
	mvgpu_vg_queue_exit(vg);
	mvgpu_vg_zero_exit(vg);
	mvgpu_vg_hostvis_exit(vg);
	mvgpu_vg_caps_free(vg);
	mvgpu_2d_exit(&vg->table_2d);
	xa_destroy(&vg->textures);
	mutex_destroy(&vg->lost_lock);
	put_device(gpu->dev);
	kfree(vg);
}

/**
 * mvgpu_vg_set_lost() - Mark a GPU as lost and complete everything in flight
 * @vg: GPU, whose device is removed or is about to forget its state
 * @responds: the device still responds, and is left without mappings
 *
 * The vGPUs are notified first, since a guest that waits in a reset for the work in flight
 * cannot be notified afterwards.
 *
 * Context: process context, sleeps; takes vg->lost_lock.
 */
void mvgpu_vg_set_lost(struct mvgpu_vg *vg, bool responds)
{
	struct mvgpu_gpu *gpu = &vg->gpu;
	bool lost;

	mutex_lock(&vg->lost_lock);
	lost = gpu->lost;
	WRITE_ONCE(gpu->lost, true);
	if (!lost && gpu->on_lost)
		gpu->on_lost(gpu);
	if (!lost && responds)
		mvgpu_vg_hostvis_unmap_all(vg, VG_TIDY_TIMEOUT_MS);
	mvgpu_vg_queue_stop(vg);
	WRITE_ONCE(vg->epoch, vg->epoch + 1);
	mutex_unlock(&vg->lost_lock);
}

static void vg_device_lost_work(struct work_struct *work)
{
	struct mvgpu_vg *vg = container_of(work, struct mvgpu_vg, lost_work);

	dev_err(vg->gpu.dev, "the GPU broke down; unbind and bind it\n");
	mvgpu_vg_set_lost(vg, false);
}

/* Restarts the device in the way in which suspend and resume of the host do. */
static int vg_device_restart(struct mvgpu_vg *vg)
{
#ifdef CONFIG_PM_SLEEP
	int err = virtio_device_freeze(vg->vdev);

	return err ? err : virtio_device_restore(vg->vdev);
#else
	return -EOPNOTSUPP;
#endif
}

/* A GPU that was lost for another reason is not restarted here. */
static void vg_device_reset(struct mvgpu_vg *vg)
{
	int err;

	if (vg->gpu.lost)
		return;
	dev_err(vg->gpu.dev,
		"the GPU does not finish its work: it is reset, and with it all vGPUs\n");
	mvgpu_vg_set_lost(vg, true);
	atomic64_inc(&vg->stats.resets);
	err = vg_device_restart(vg);
	if (err)
		dev_err(vg->gpu.dev,
			"the GPU cannot be started again: %d; unbind and bind it\n",
			err);
}

/* Removal and suspend hold these locks, and complete everything in flight themselves. */
static void vg_device_reset_work(struct work_struct *work)
{
	struct mvgpu_vg *vg = container_of(work, struct mvgpu_vg, reset_work);
	struct device *pci = vg->gpu.dev, *dev = &vg->vdev->dev;

	if (!device_trylock(pci))
		return;
	if (device_trylock(dev)) {
		vg_device_reset(vg);
		/* A request that arrived meanwhile is served by this reset. */
		cancel_work(work);
		device_unlock(dev);
	}
	device_unlock(pci);
}

/**
 * mvgpu_vg_recover() - Reset a GPU that does not finish its work
 * @gpu: GPU
 *
 * The reset is done later, in a work.
 *
 * Context: any.
 */
void mvgpu_vg_recover(struct mvgpu_gpu *gpu)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);

	queue_work(vg->wq, &vg->reset_work);
}

/* Guest memory is given to the device in place, so DMA must not copy it. */
static int vg_device_check_dma(struct mvgpu_vg *vg)
{
	struct device *dev = vg->gpu.dev;

	vg->dma = !virtio_has_dma_quirk(vg->vdev);
	if (!vg->dma)
		return 0;
	if (dma_max_mapping_size(dev) != SIZE_MAX) {
		dev_err(dev, "DMA goes through bounce buffers, the GPU cannot be shared\n");
		return -EOPNOTSUPP;
	}
	dma_set_max_seg_size(dev, SZ_1G);
	return 0;
}

/**
 * mvgpu_vg_new() - Allocate a GPU
 * @vdev: virtio device on a PCI function
 * @ops: operations of the backend
 *
 * Context: process context, may sleep.
 *
 * Return: GPU, to be freed by mvgpu_vg_destroy(); NULL without memory.
 */
struct mvgpu_vg *mvgpu_vg_new(struct virtio_device *vdev,
			      const struct mvgpu_gpu_ops *ops)
{
	struct mvgpu_vg *vg = kzalloc(sizeof(*vg), GFP_KERNEL);

	if (!vg)
		return NULL;
	mvgpu_gpu_init(&vg->gpu, ops, get_device(vdev->dev.parent));
	vg->vdev = vdev;
	mvgpu_2d_init(&vg->table_2d);
	xa_init(&vg->textures);
	mutex_init(&vg->lost_lock);
	INIT_WORK(&vg->lost_work, vg_device_lost_work);
	INIT_WORK(&vg->reset_work, vg_device_reset_work);
	if (!mvgpu_vg_queue_init(vg))
		return vg;
	put_device(vg->gpu.dev);
	kfree(vg);
	return NULL;
}

/**
 * mvgpu_vg_start() - Start the device for the first time
 * @vg: GPU of mvgpu_vg_new()
 *
 * Context: process context, sleeps.
 *
 * Return: 0 or -errno.
 */
int mvgpu_vg_start(struct mvgpu_vg *vg)
{
	int err;

	err = vg_device_check_dma(vg);
	if (!err)
		err = mvgpu_vg_zero_init(vg);
	if (!err)
		err = mvgpu_vg_queue_start(vg);
	if (!err)
		err = mvgpu_vg_caps_read(vg);
	if (!err)
		err = mvgpu_vg_ctx_start(vg);
	return err;
}

/**
 * mvgpu_vg_restart() - Start the device after it was lost
 * @vg: GPU, whose device was reset and whose features are negotiated
 *
 * Context: process context, sleeps; takes vg->lost_lock.
 *
 * Return: 0 or -errno, and the device is stopped.
 */
int mvgpu_vg_restart(struct mvgpu_vg *vg)
{
	int err;

	mutex_lock(&vg->lost_lock);
	err = mvgpu_vg_queue_start(vg);
	if (!err)
		err = mvgpu_vg_ctx_start(vg);
	if (err)
		mvgpu_vg_queue_stop(vg);
	else
		WRITE_ONCE(vg->gpu.lost, false);
	mutex_unlock(&vg->lost_lock);
	return err;
}
