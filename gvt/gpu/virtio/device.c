// SPDX-License-Identifier: GPL-2.0
/*
 * The virtio backend: takes PCI virtio-gpu functions that it was told to take,
 * learns what they can do and hands them to the owner of GPUs; deals with one
 * that is taken away, sleeps or breaks down.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ids.h>
#include "gvt/gpu/virtio/device.h"
#include "gvt/virgl/caps.h"

#define VG_MAX_DIM 16384
/* What a device may say without being laughed at. */
#define VG_ASKED_CAPSETS 64
#define VG_MAX_CAPSET SZ_64K
/* What is on its way may take so long when the machine goes to sleep. */
#define VG_FREEZE_TIMEOUT_MS 2000
#define VG_TIDY_TIMEOUT_MS 2000

static const struct mvgpu_gpu_owner *vg_owner;

static const unsigned int vg_features[] = {
	VIRTIO_GPU_F_VIRGL,
	VIRTIO_GPU_F_RESOURCE_BLOB,
	VIRTIO_GPU_F_CONTEXT_INIT,
};

/**
 * mvgpu_vg_destroy() - free a GPU
 * @gpu: the GPU; stopped, and every vGPU of it is gone
 *
 * Sleeps.
 */
void mvgpu_vg_destroy(struct mvgpu_gpu *gpu)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	unsigned int i;

	mvgpu_vg_queue_stop(vg);
	mvgpu_gpu_exit(gpu);
	mvgpu_vg_queue_exit(vg);
	mvgpu_vg_zero_exit(vg);
	mvgpu_vg_window_exit(vg);
	for (i = 0; i < gpu->caps.num_capsets; i++)
		kfree(gpu->caps.capsets[i].data);
	mvgpu_2d_exit(&vg->plain);
	xa_destroy(&vg->textures);
	mutex_destroy(&vg->lose_lock);
	put_device(gpu->dev);
	kfree(vg);
}

/*
 * The device is gone or will have forgotten everything: tell the vGPUs, then end
 * what is under way. In this order, because a guest that waits for that with a reset
 * has nothing more to be told. One that @answers is left tidy.
 */
static void vg_lose(struct mvgpu_vg *vg, bool answers)
{
	struct mvgpu_gpu *gpu = &vg->gpu;
	bool lost;

	mutex_lock(&vg->lose_lock);
	lost = gpu->lost;
	WRITE_ONCE(gpu->lost, true);
	if (!lost && gpu->on_lost)
		gpu->on_lost(gpu);
	if (!lost && answers)
		mvgpu_vg_window_empty(vg, VG_TIDY_TIMEOUT_MS);
	mvgpu_vg_queue_stop(vg);
	WRITE_ONCE(vg->epoch, vg->epoch + 1);
	mutex_unlock(&vg->lose_lock);
}

static void vg_lose_work(struct work_struct *work)
{
	struct mvgpu_vg *vg = container_of(work, struct mvgpu_vg, lose_work);

	dev_err(vg->gpu.dev, "the GPU broke down; unbind and bind it\n");
	vg_lose(vg, false);
}

/* As the machine's going to sleep and waking up does. */
static int vg_start_again(struct mvgpu_vg *vg)
{
#ifdef CONFIG_PM_SLEEP
	int err = virtio_device_freeze(vg->vdev);

	return err ? err : virtio_device_restore(vg->vdev);
#else
	return -EOPNOTSUPP;
#endif
}

/* One that was lost otherwise is not ours to bring back. */
static void vg_reset(struct mvgpu_vg *vg)
{
	int err;

	if (vg->gpu.lost)
		return;
	dev_err(vg->gpu.dev,
		"the GPU does not finish its work: it is reset, and with it all vGPUs\n");
	vg_lose(vg, true);
	atomic64_inc(&vg->stats.resets);
	err = vg_start_again(vg);
	if (err)
		dev_err(vg->gpu.dev,
			"the GPU cannot be started again: %d; unbind and bind it\n",
			err);
}

/* Who is about to take the device away, or to let it sleep, ends all as well. */
static void vg_reset_work(struct work_struct *work)
{
	struct mvgpu_vg *vg = container_of(work, struct mvgpu_vg, reset_work);
	struct device *pci = vg->gpu.dev, *dev = &vg->vdev->dev;

	if (!device_trylock(pci))
		return;
	if (device_trylock(dev)) {
		vg_reset(vg);
		/* Who asked for it meanwhile has got it. */
		cancel_work(work);
		device_unlock(dev);
	}
	device_unlock(pci);
}

/**
 * mvgpu_vg_recover() - reset a GPU that does not finish its work
 * @gpu: the GPU
 *
 * Done later. Any context.
 */
void mvgpu_vg_recover(struct mvgpu_gpu *gpu)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);

	queue_work(vg->wq, &vg->reset_work);
}

/* Only a device that gives up is of interest: its screens are not ours. */
static void vg_config_changed(struct virtio_device *vdev)
{
	struct mvgpu_vg *vg = vdev->priv;

	if (vdev->config->get_status(vdev) & VIRTIO_CONFIG_S_NEEDS_RESET)
		queue_work(vg->wq, &vg->lose_work);
}

static int vg_ask_capset_info(struct mvgpu_vg *vg, u32 index,
			      struct virtio_gpu_resp_capset_info *info)
{
	struct mvgpu_vg_cmd *cmd;
	union mvgpu_vg_resp resp;
	int ret;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_GET_CAPSET_INFO,
			       sizeof(cmd->body.capset_info));
	if (!cmd)
		return -ENOMEM;
	cmd->body.capset_info.capset_index = cpu_to_le32(index);
	mvgpu_vg_cmd_answer(cmd, VIRTIO_GPU_RESP_OK_CAPSET_INFO,
			    sizeof(resp.capset_info));
	ret = mvgpu_vg_sync(vg, cmd, &resp);
	if (ret < 0)
		return ret;
	*info = resp.capset_info;
	return 0;
}

/* @data has room for @set->size bytes; what the device wrote is its size. */
static int vg_ask_capset(struct mvgpu_vg *vg, struct mvgpu_gpu_capset *set,
			 void *data)
{
	struct mvgpu_vg_cmd *cmd;
	const u32 head = sizeof(struct virtio_gpu_ctrl_hdr);
	int ret;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_GET_CAPSET,
			       sizeof(cmd->body.capset));
	if (!cmd)
		return -ENOMEM;
	cmd->body.capset.capset_id = cpu_to_le32(set->id);
	cmd->body.capset.capset_version = cpu_to_le32(set->max_version);
	mvgpu_vg_cmd_answer(cmd, VIRTIO_GPU_RESP_OK_CAPSET, head);
	mvgpu_vg_cmd_answer_data(cmd, data, set->size);
	ret = mvgpu_vg_sync(vg, cmd, NULL);
	if (ret < 0)
		return ret;
	set->size = min_t(u32, set->size, ret - head);
	return set->size ? 0 : -EIO;
}

static int vg_add_capset(struct mvgpu_vg *vg,
			 const struct virtio_gpu_resp_capset_info *info)
{
	struct mvgpu_gpu_caps *caps = &vg->gpu.caps;
	struct mvgpu_gpu_capset set = {
		.id = le32_to_cpu(info->capset_id),
		.max_version = le32_to_cpu(info->capset_max_version),
		.size = le32_to_cpu(info->capset_max_size),
	};
	void *data;
	int err;

	if (!set.size || set.size > VG_MAX_CAPSET)
		return -EIO;
	data = kzalloc(set.size, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	err = vg_ask_capset(vg, &set, data);
	if (err) {
		kfree(data);
		return err;
	}
	mvgpu_virgl_caps_filter(data, set.size);
	set.data = data;
	if (set.id == VIRTIO_GPU_CAPSET_VIRGL2)
		vg->clear_texture =
			mvgpu_virgl_caps_clear_texture(data, set.size);
	caps->capsets[caps->num_capsets++] = set;
	return 0;
}

/* Other kinds of contexts name resources where we cannot see them. */
static bool vg_capset_offered(const struct mvgpu_gpu_caps *caps, u32 id)
{
	return (id == VIRTIO_GPU_CAPSET_VIRGL ||
		id == VIRTIO_GPU_CAPSET_VIRGL2) &&
	       caps->num_capsets < MVGPU_MAX_CAPSETS;
}

static int vg_learn_capset(struct mvgpu_vg *vg, u32 index)
{
	struct virtio_gpu_resp_capset_info info;
	int err;

	err = vg_ask_capset_info(vg, index, &info);
	if (err)
		return err;
	if (!vg_capset_offered(&vg->gpu.caps, le32_to_cpu(info.capset_id)))
		return 0;
	return vg_add_capset(vg, &info);
}

static int vg_learn_capsets(struct mvgpu_vg *vg)
{
	u32 nr, i;
	int err = 0;

	virtio_cread_le(vg->vdev, struct virtio_gpu_config, num_capsets, &nr);
	nr = min_t(u32, nr, VG_ASKED_CAPSETS);
	for (i = 0; i < nr && !err; i++)
		err = vg_learn_capset(vg, i);
	return err;
}

/* What a GPU with 3D has and vGPUs get. */
static u64 vg_features_3d(struct mvgpu_vg *vg)
{
	u64 features = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vg_features); i++)
		if (virtio_has_feature(vg->vdev, vg_features[i]))
			features |= BIT_ULL(vg_features[i]);
	return features;
}

/*
 * Identification of screens and resources is ours in any case. Blobs of guest
 * memory are ours, too, but contexts want them on the GPU.
 */
static int vg_learn(struct mvgpu_vg *vg)
{
	struct mvgpu_gpu_caps *caps = &vg->gpu.caps;
	int err;

	caps->max_width = VG_MAX_DIM;
	caps->max_height = VG_MAX_DIM;
	caps->features = BIT_ULL(VIRTIO_GPU_F_EDID) |
			 BIT_ULL(VIRTIO_GPU_F_RESOURCE_UUID);
	if (virtio_has_feature(vg->vdev, VIRTIO_GPU_F_VIRGL)) {
		err = vg_learn_capsets(vg);
		if (err)
			return err;
	}
	if (!caps->num_capsets) {
		caps->features |= BIT_ULL(VIRTIO_GPU_F_RESOURCE_BLOB);
		return 0;
	}
	caps->features |= vg_features_3d(vg);
	if (caps->features & BIT_ULL(VIRTIO_GPU_F_RESOURCE_BLOB))
		mvgpu_vg_window_init(vg);
	return mvgpu_gpu_ctx_alloc(&vg->gpu, &vg->ctx);
}

/* Guest memory is handed over in place, so it must not be copied on the way. */
static int vg_check_dma(struct mvgpu_vg *vg)
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

static struct mvgpu_vg *vg_new(struct virtio_device *vdev)
{
	struct mvgpu_vg *vg = kzalloc(sizeof(*vg), GFP_KERNEL);

	if (!vg)
		return NULL;
	mvgpu_gpu_init(&vg->gpu, &mvgpu_vg_ops,
		       get_device(vdev->dev.parent));
	vg->vdev = vdev;
	mvgpu_2d_init(&vg->plain);
	xa_init(&vg->textures);
	mutex_init(&vg->lose_lock);
	INIT_WORK(&vg->lose_work, vg_lose_work);
	INIT_WORK(&vg->reset_work, vg_reset_work);
	if (!mvgpu_vg_queue_init(vg))
		return vg;
	put_device(vg->gpu.dev);
	kfree(vg);
	return NULL;
}

static int vg_start(struct mvgpu_vg *vg)
{
	int err;

	err = vg_check_dma(vg);
	if (!err)
		err = mvgpu_vg_zero_init(vg);
	if (!err)
		err = mvgpu_vg_queue_start(vg);
	if (!err)
		err = vg_learn(vg);
	if (!err)
		err = mvgpu_vg_ctx_start(vg);
	if (!err)
		err = vg_owner->add(&vg->gpu);
	return err;
}

static void vg_say_what(const struct mvgpu_vg *vg)
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

/* Others on the bus are none of our business, and not worth a word. */
static int vg_probe(struct virtio_device *vdev)
{
	struct mvgpu_vg *vg;
	int err;

	if (!dev_is_pci(vdev->dev.parent) ||
	    mvgpu_vg_place(to_pci_dev(vdev->dev.parent)) < 0)
		return -ENODEV;
	vg = vg_new(vdev);
	if (!vg)
		return -ENOMEM;
	vdev->priv = vg;
	err = vg_start(vg);
	if (!err) {
		vg_say_what(vg);
		return 0;
	}
	dev_err(vg->gpu.dev, "cannot be taken as a GPU to share: %d\n", err);
	mvgpu_vg_destroy(&vg->gpu);
	return err;
}

static void vg_remove(struct virtio_device *vdev)
{
	struct mvgpu_vg *vg = vdev->priv;

	vg_lose(vg, true);
	cancel_work_sync(&vg->lose_work);
	vg_owner->remove(&vg->gpu);
}

#ifdef CONFIG_PM
static int vg_freeze(struct virtio_device *vdev)
{
	struct mvgpu_vg *vg = vdev->priv;

	mvgpu_vg_quiesce_for(vg, VG_FREEZE_TIMEOUT_MS);
	vg_lose(vg, true);
	return 0;
}

static int vg_restore(struct virtio_device *vdev)
{
	struct mvgpu_vg *vg = vdev->priv;
	int err;

	mutex_lock(&vg->lose_lock);
	err = mvgpu_vg_queue_start(vg);
	if (!err)
		err = mvgpu_vg_ctx_start(vg);
	if (err)
		mvgpu_vg_queue_stop(vg);
	else
		WRITE_ONCE(vg->gpu.lost, false);
	mutex_unlock(&vg->lose_lock);
	return err;
}
#endif

static const struct virtio_device_id vg_ids[] = {
	{ VIRTIO_ID_GPU, VIRTIO_DEV_ANY_ID },
	{ },
};

/* No alias, so that nothing but an administrator makes it be tried. */
static struct virtio_driver vg_driver = {
	.driver = {
		.name = KBUILD_MODNAME,
		.owner = THIS_MODULE,
	},
	.id_table = vg_ids,
	.feature_table = vg_features,
	.feature_table_size = ARRAY_SIZE(vg_features),
	.probe = vg_probe,
	.remove = vg_remove,
	.config_changed = vg_config_changed,
#ifdef CONFIG_PM
	.freeze = vg_freeze,
	.restore = vg_restore,
#endif
};

/*
 * A device that nobody drives would be offered to us first, and remember our
 * refusal. virtio_gpu is wanted to be there to take it.
 */
MODULE_SOFTDEP("pre: virtio_gpu");

/**
 * mvgpu_gpu_virtio_place() - where a GPU is in the list of those to take
 * @gpu: a GPU of this backend
 *
 * May sleep.
 *
 * Return: 0.., for settings that come as lists as well; 0 too when the list
 * was changed and has it no longer.
 */
unsigned int mvgpu_gpu_virtio_place(const struct mvgpu_gpu *gpu)
{
	return max(mvgpu_vg_place(to_pci_dev(gpu->dev)), 0);
}

/**
 * mvgpu_gpu_virtio_init() - begin to take GPUs
 * @owner: who gets them, from now on and until mvgpu_gpu_virtio_exit() returns
 *
 * Those in the list that no driver has are taken at once. Sleeps.
 *
 * Return: 0 or -errno.
 */
int mvgpu_gpu_virtio_init(const struct mvgpu_gpu_owner *owner)
{
	vg_owner = owner;
	return register_virtio_driver(&vg_driver);
}

/**
 * mvgpu_gpu_virtio_exit() - give all GPUs back
 *
 * They have no driver afterwards. Sleeps as long as VMMs use them.
 */
void mvgpu_gpu_virtio_exit(void)
{
	unregister_virtio_driver(&vg_driver);
}
