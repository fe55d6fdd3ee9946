// SPDX-License-Identifier: GPL-2.0
/*
 * The virtio backend: binds the PCI virtio-gpu functions that module parameter "gpus"
 * names, and passes them to the owner of GPUs.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/pci.h>
#include <linux/virtio_config.h>
#include <linux/virtio_gpu.h>
#include <linux/virtio_ids.h>
#include "gvt/gpu/gpu_types.h"
#include "gvt/gpu/virtio/caps.h"
#include "gvt/gpu/virtio/device.h"
#include "gvt/gpu/virtio/driver.h"
#include "gvt/gpu/virtio/gpus.h"
#include "gvt/gpu/virtio/ops.h"
#include "gvt/gpu/virtio/queue.h"
#include "gvt/gpu/virtio/vg_types.h"

/* Limit of the wait for commands in flight when the host goes to sleep. */
#define VG_FREEZE_TIMEOUT_MS 2000

static const struct mvgpu_gpu_owner *vg_driver_owner;

/* Only an error that the device reports matters here, not its displays. */
static void vg_driver_config_changed(struct virtio_device *vdev)
{
	struct mvgpu_vg *vg = vdev->priv;

	if (vdev->config->get_status(vdev) & VIRTIO_CONFIG_S_NEEDS_RESET)
		queue_work(vg->wq, &vg->lost_work);
}

static void vg_driver_log(const struct mvgpu_vg *vg)
{
	const struct mvgpu_gpu_caps *caps = &vg->gpu.caps;
	u32 blob = BIT(VIRTIO_GPU_F_RESOURCE_BLOB);
	char sets[32] = "";
	u32 i;

	if (!vg->ctx) {
		dev_info(vg->gpu.dev, "taken as a GPU to share, 2D only\n");
		return;
	}
	for (i = 0; i < caps->num_capsets; i++)
		snprintf(sets + strlen(sets), sizeof(sets) - strlen(sets),
			 " %u", caps->capsets[i].id);
	dev_info(vg->gpu.dev,
		 "taken as a GPU to share, 3D by virgl (capsets%s), %s, window of %llu MiB\n",
		 sets, caps->features & blob ? "blobs" : "no blobs",
		 caps->hostvis_size >> 20);
}

/* Other functions are ignored without a message. */
static int vg_driver_probe(struct virtio_device *vdev)
{
	struct mvgpu_vg *vg;
	int err;

	if (!dev_is_pci(vdev->dev.parent) ||
	    mvgpu_vg_gpus_index(to_pci_dev(vdev->dev.parent)) < 0)
		return -ENODEV;
	vg = mvgpu_vg_new(vdev, &mvgpu_vg_ops);
	if (!vg)
		return -ENOMEM;
	vdev->priv = vg;
	err = mvgpu_vg_start(vg);
	if (!err)
		err = vg_driver_owner->add(&vg->gpu);
	if (!err) {
		vg_driver_log(vg);
		return 0;
	}
	dev_err(vg->gpu.dev, "cannot be taken as a GPU to share: %d\n", err);
	mvgpu_vg_destroy(&vg->gpu);
	return err;
}

static void vg_driver_remove(struct virtio_device *vdev)
{
	struct mvgpu_vg *vg = vdev->priv;

	mvgpu_vg_set_lost(vg, true);
	cancel_work_sync(&vg->lost_work);
	vg_driver_owner->remove(&vg->gpu);
}

#ifdef CONFIG_PM
static int vg_driver_freeze(struct virtio_device *vdev)
{
	struct mvgpu_vg *vg = vdev->priv;

	mvgpu_vg_quiesce_for(vg, VG_FREEZE_TIMEOUT_MS);
	mvgpu_vg_set_lost(vg, true);
	return 0;
}

static int vg_driver_restore(struct virtio_device *vdev)
{
	return mvgpu_vg_restart(vdev->priv);
}
#endif

static const struct virtio_device_id vg_driver_ids[] = {
	{ VIRTIO_ID_GPU, VIRTIO_DEV_ANY_ID },
	{ },
};

/* There is no module alias, so that only an administrator loads the driver. */
static struct virtio_driver vg_driver = {
	.driver = {
		.name = KBUILD_MODNAME,
		.owner = THIS_MODULE,
	},
	.id_table = vg_driver_ids,
	.feature_table = mvgpu_vg_features,
	.feature_table_size = MVGPU_VG_NR_FEATURES,
	.probe = vg_driver_probe,
	.remove = vg_driver_remove,
	.config_changed = vg_driver_config_changed,
#ifdef CONFIG_PM
	.freeze = vg_driver_freeze,
	.restore = vg_driver_restore,
#endif
};

/*
 * A device without a driver would be offered to this one first, and would not be offered
 * again to others after it was declined. With this dependency virtio_gpu can bind it.
 */
MODULE_SOFTDEP("pre: virtio_gpu");

/**
 * mvgpu_gpu_virtio_index() - Find a GPU in the list of module parameter "gpus"
 * @gpu: GPU of this backend
 *
 * Context: process context, may sleep.
 *
 * Return: index, for parameters that are lists as well; 0 when the list was changed and
 * does not contain the GPU any more.
 */
unsigned int mvgpu_gpu_virtio_index(const struct mvgpu_gpu *gpu)
{
	return max(mvgpu_vg_gpus_index(to_pci_dev(gpu->dev)), 0);
}

/**
 * mvgpu_gpu_virtio_init() - Register the driver
 * @owner: owner of GPUs that are found from now on until mvgpu_gpu_virtio_exit() returns
 *
 * GPUs in the list that have no driver are bound immediately.
 *
 * Context: process context, sleeps.
 *
 * Return: 0 or -errno.
 */
int mvgpu_gpu_virtio_init(const struct mvgpu_gpu_owner *owner)
{
	vg_driver_owner = owner;
	return register_virtio_driver(&vg_driver);
}

/**
 * mvgpu_gpu_virtio_exit() - Unregister the driver
 *
 * All GPUs are unbound, which waits as long as a VMM uses them. They have no driver
 * afterwards.
 *
 * Context: process context, sleeps.
 */
void mvgpu_gpu_virtio_exit(void)
{
	unregister_virtio_driver(&vg_driver);
}
