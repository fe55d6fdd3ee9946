// SPDX-License-Identifier: GPL-2.0
/* The module: its parameters, what is set up at load and undone at unload. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include "compat.h"
#include "gvt/gpu/soft/soft.h"
#include "gvt/gpu/virtio/driver.h"
#include "mdev/parent.h"
#include "sysfs/debugfs.h"

#define MVGPU_MAX_SOFT 16

/**
 * struct mvgpu_budget - a module parameter: one pool's size, per GPU of a kind
 * @name: the parameter
 * @pool: which pool
 * @unit: what the parameter counts, in the pool's unit
 * @value: as given
 * @count: how many were given; the last one holds for the GPUs that follow
 */
struct mvgpu_budget {
	const char *name;
	enum mvgpu_pool_id pool;
	u64 unit;
	unsigned int value[MVGPU_MAX_SOFT];
	unsigned int count;
};

static struct mvgpu_budget mvgpu_vram = {
	"soft_vram", MVGPU_POOL_VRAM, MVGPU_MIB, { 512 }, 1
};

static struct mvgpu_budget mvgpu_contexts = {
	"soft_contexts", MVGPU_POOL_CONTEXTS, 1, { 64 }, 1
};

static struct mvgpu_budget mvgpu_vgpus = {
	"soft_vgpus", MVGPU_POOL_VGPUS, 1, { 8 }, 1
};

static struct mvgpu_budget mvgpu_gpu_vram = {
	"gpu_vram", MVGPU_POOL_VRAM, MVGPU_MIB, { 512 }, 1
};

static struct mvgpu_budget mvgpu_gpu_contexts = {
	"gpu_contexts", MVGPU_POOL_CONTEXTS, 1, { 64 }, 1
};

static struct mvgpu_budget mvgpu_gpu_vgpus = {
	"gpu_vgpus", MVGPU_POOL_VGPUS, 1, { 8 }, 1
};

static const struct mvgpu_budget *const mvgpu_budgets[] = {
	&mvgpu_vram, &mvgpu_contexts, &mvgpu_vgpus,
};

static const struct mvgpu_budget *const mvgpu_gpu_budgets[] = {
	&mvgpu_gpu_vram, &mvgpu_gpu_contexts, &mvgpu_gpu_vgpus,
};

static unsigned int soft_gpus = 1;
module_param(soft_gpus, uint, 0444);
MODULE_PARM_DESC(soft_gpus, "Software GPUs to make, 0 to 16 (1)");

module_param_array_named(soft_vram, mvgpu_vram.value, uint,
			 &mvgpu_vram.count, 0444);
MODULE_PARM_DESC(soft_vram, "MiB of vram of each software GPU, or of all (512)");

module_param_array_named(soft_contexts, mvgpu_contexts.value, uint,
			 &mvgpu_contexts.count, 0444);
MODULE_PARM_DESC(soft_contexts, "Contexts of each software GPU, or of all (64)");

module_param_array_named(soft_vgpus, mvgpu_vgpus.value, uint,
			 &mvgpu_vgpus.count, 0444);
MODULE_PARM_DESC(soft_vgpus, "vGPUs of each software GPU, or of all (8)");

module_param_array_named(gpu_vram, mvgpu_gpu_vram.value, uint,
			 &mvgpu_gpu_vram.count, 0444);
MODULE_PARM_DESC(gpu_vram, "MiB of vram of each GPU in gpus, or of all (512)");

module_param_array_named(gpu_contexts, mvgpu_gpu_contexts.value, uint,
			 &mvgpu_gpu_contexts.count, 0444);
MODULE_PARM_DESC(gpu_contexts, "Contexts of each GPU in gpus, or of all (64)");

module_param_array_named(gpu_vgpus, mvgpu_gpu_vgpus.value, uint,
			 &mvgpu_gpu_vgpus.count, 0444);
MODULE_PARM_DESC(gpu_vgpus, "vGPUs of each GPU in gpus, or of all (8)");

static struct mvgpu_parent *mvgpu_soft[MVGPU_MAX_SOFT];

static u64 mvgpu_budget_of(const struct mvgpu_budget *budget,
			   unsigned int index)
{
	return budget->value[min(index, budget->count - 1)] * budget->unit;
}

static int __init mvgpu_check_budget(const struct mvgpu_budget *budget)
{
	unsigned int i;

	for (i = 0; i < budget->count; i++) {
		if (mvgpu_pool_total_valid(budget->pool,
					   mvgpu_budget_of(budget, i)))
			continue;
		pr_err("%s: %u is out of range\n", budget->name,
		       budget->value[i]);
		return -EINVAL;
	}
	return 0;
}

static int __init mvgpu_check_soft_budget(const struct mvgpu_budget *budget)
{
	if (budget->count > max(soft_gpus, 1U)) {
		pr_err("%s has %u values, but soft_gpus is %u\n",
		       budget->name, budget->count, soft_gpus);
		return -EINVAL;
	}
	return mvgpu_check_budget(budget);
}

static int __init mvgpu_check_params(void)
{
	unsigned int i;
	int ret = 0;

	if (soft_gpus > MVGPU_MAX_SOFT) {
		pr_err("soft_gpus: %u is more than %u\n", soft_gpus,
		       MVGPU_MAX_SOFT);
		return -EINVAL;
	}
	for (i = 0; i < ARRAY_SIZE(mvgpu_budgets) && !ret; i++)
		ret = mvgpu_check_soft_budget(mvgpu_budgets[i]);
	for (i = 0; i < ARRAY_SIZE(mvgpu_gpu_budgets) && !ret; i++)
		ret = mvgpu_check_budget(mvgpu_gpu_budgets[i]);
	return ret;
}

/* On error the GPU stays the caller's. */
static struct mvgpu_parent *
mvgpu_register(struct mvgpu_gpu *gpu,
	       const struct mvgpu_budget *const budgets[], unsigned int nr,
	       unsigned int index)
{
	u64 total[MVGPU_NR_POOLS] = {};
	unsigned int i;

	total[MVGPU_POOL_WINDOW] = gpu->caps.hostvis_size;
	for (i = 0; i < nr; i++)
		total[budgets[i]->pool] = mvgpu_budget_of(budgets[i], index);
	return mvgpu_parent_register(gpu, total);
}

static int __init mvgpu_soft_add(unsigned int index)
{
	struct mvgpu_gpu *gpu = mvgpu_gpu_soft_create(index);
	struct mvgpu_parent *parent;

	if (IS_ERR(gpu))
		return PTR_ERR(gpu);
	parent = mvgpu_register(gpu, mvgpu_budgets, ARRAY_SIZE(mvgpu_budgets),
				index);
	if (IS_ERR(parent)) {
		gpu->ops->destroy(gpu);
		return PTR_ERR(parent);
	}
	mvgpu_soft[index] = parent;
	return 0;
}

static int mvgpu_gpu_add(struct mvgpu_gpu *gpu)
{
	struct mvgpu_parent *parent;

	parent = mvgpu_register(gpu, mvgpu_gpu_budgets,
				ARRAY_SIZE(mvgpu_gpu_budgets),
				mvgpu_gpu_virtio_index(gpu));
	return PTR_ERR_OR_ZERO(parent);
}

static void mvgpu_gpu_remove(struct mvgpu_gpu *gpu)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(gpu->dev);

	mvgpu_parent_unregister(parent);
}

static const struct mvgpu_gpu_owner mvgpu_gpu_owner = {
	.add = mvgpu_gpu_add,
	.remove = mvgpu_gpu_remove,
};

/* Not __exit: a failing load calls it too. */
static void mvgpu_soft_remove_all(void)
{
	unsigned int i = MVGPU_MAX_SOFT;

	while (i--) {
		if (mvgpu_soft[i])
			mvgpu_parent_unregister(mvgpu_soft[i]);
	}
}

static int __init mvgpu_soft_add_all(void)
{
	unsigned int i;
	int ret;

	for (i = 0; i < soft_gpus; i++) {
		ret = mvgpu_soft_add(i);
		if (ret) {
			pr_err("soft GPU %u cannot be made: %d\n", i, ret);
			mvgpu_soft_remove_all();
			return ret;
		}
	}
	return 0;
}

static int __init mvgpu_init(void)
{
	int ret;

	ret = mvgpu_check_params();
	if (ret)
		return ret;
	mvgpu_debugfs_init();
	ret = mvgpu_gpu_soft_init();
	if (ret)
		goto debugfs_exit;
	ret = mdev_register_driver(&mvgpu_mdev_driver);
	if (ret)
		goto soft_exit;
	ret = mvgpu_soft_add_all();
	if (ret)
		goto unregister_driver;
	ret = mvgpu_gpu_virtio_init(&mvgpu_gpu_owner);
	if (ret)
		goto remove_soft;
	return 0;

remove_soft:
	mvgpu_soft_remove_all();
unregister_driver:
	mdev_unregister_driver(&mvgpu_mdev_driver);
soft_exit:
	mvgpu_gpu_soft_exit();
debugfs_exit:
	mvgpu_debugfs_exit();
	return ret;
}

static void __exit mvgpu_exit(void)
{
	mvgpu_gpu_virtio_exit();
	mvgpu_soft_remove_all();
	mdev_unregister_driver(&mvgpu_mdev_driver);
	mvgpu_gpu_soft_exit();
	mvgpu_debugfs_exit();
}

module_init(mvgpu_init);
module_exit(mvgpu_exit);

MODULE_DESCRIPTION("Virtual GPUs by mediation: mdev slices with a virtio-gpu face");
MODULE_AUTHOR("The mvgpu authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(MVGPU_VERSION);
MVGPU_IMPORT_NS_DMA_BUF();
