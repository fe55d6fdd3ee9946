// SPDX-License-Identifier: GPL-2.0
/* Parameters of the module, and what is set up at load and undone at unload. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include "compat.h"
#include "gvt/gpu/class.h"
#include "gvt/gpu/render/render.h"
#include "gvt/gpu/soft/soft.h"
#include "gvt/gpu/virtio/driver.h"
#include "mdev/instance.h"
#include "mdev/parent.h"
#include "sysfs/debugfs.h"
#include "sysfs/gpu_attrs.h"
#include "sysfs/vgpu_attrs.h"

#define MAIN_MAX_SOFT 16

/**
 * struct main_budget - Module parameter: size of a pool, for each GPU of one kind
 * @name: name of the parameter
 * @pool: pool
 * @unit: unit of the parameter, in the pool's unit
 * @value: values
 * @count: number of values; the last one applies to all GPUs that follow
 */
struct main_budget {
	const char *name;
	enum mvgpu_pool_id pool;
	u64 unit;
	unsigned int value[MAIN_MAX_SOFT];
	unsigned int count;
};

static struct main_budget main_soft_vram = {
	"soft_vram", MVGPU_POOL_VRAM, MVGPU_MIB, { 512 }, 1
};

static struct main_budget main_soft_contexts = {
	"soft_contexts", MVGPU_POOL_CONTEXTS, 1, { 64 }, 1
};

static struct main_budget main_soft_vgpus = {
	"soft_vgpus", MVGPU_POOL_VGPUS, 1, { 8 }, 1
};

static struct main_budget main_gpu_vram = {
	"gpu_vram", MVGPU_POOL_VRAM, MVGPU_MIB, { 512 }, 1
};

static struct main_budget main_gpu_contexts = {
	"gpu_contexts", MVGPU_POOL_CONTEXTS, 1, { 64 }, 1
};

static struct main_budget main_gpu_vgpus = {
	"gpu_vgpus", MVGPU_POOL_VGPUS, 1, { 8 }, 1
};

static const struct main_budget *const main_soft_budgets[] = {
	&main_soft_vram, &main_soft_contexts, &main_soft_vgpus,
};

static const struct main_budget *const main_gpu_budgets[] = {
	&main_gpu_vram, &main_gpu_contexts, &main_gpu_vgpus,
};

static unsigned int soft_gpus = 1;
module_param(soft_gpus, uint, 0444);
MODULE_PARM_DESC(soft_gpus, "Software GPUs to make, 0 to 16 (1)");

module_param_array_named(soft_vram, main_soft_vram.value, uint,
			 &main_soft_vram.count, 0444);
MODULE_PARM_DESC(soft_vram, "MiB of vram of each software GPU, or of all (512)");

module_param_array_named(soft_contexts, main_soft_contexts.value, uint,
			 &main_soft_contexts.count, 0444);
MODULE_PARM_DESC(soft_contexts, "Contexts of each software GPU, or of all (64)");

module_param_array_named(soft_vgpus, main_soft_vgpus.value, uint,
			 &main_soft_vgpus.count, 0444);
MODULE_PARM_DESC(soft_vgpus, "vGPUs of each software GPU, or of all (8)");

module_param_array_named(gpu_vram, main_gpu_vram.value, uint,
			 &main_gpu_vram.count, 0444);
MODULE_PARM_DESC(gpu_vram, "MiB of vram of each GPU in gpus, or of all (512)");

module_param_array_named(gpu_contexts, main_gpu_contexts.value, uint,
			 &main_gpu_contexts.count, 0444);
MODULE_PARM_DESC(gpu_contexts, "Contexts of each GPU in gpus, or of all (64)");

module_param_array_named(gpu_vgpus, main_gpu_vgpus.value, uint,
			 &main_gpu_vgpus.count, 0444);
MODULE_PARM_DESC(gpu_vgpus, "vGPUs of each GPU in gpus, or of all (8)");

static struct mvgpu_parent *main_soft[MAIN_MAX_SOFT];

static const struct mvgpu_mdev_hooks main_mdev_hooks = {
	.driver = &mvgpu_mdev_driver,
	.gpu_group = &mvgpu_gpu_group,
	.add_gpu = mvgpu_debugfs_add_gpu,
	.add_vgpu = mvgpu_debugfs_add,
};

static u64 main_budget_of(const struct main_budget *budget, unsigned int index)
{
	return budget->value[min(index, budget->count - 1)] * budget->unit;
}

static int __init main_check_budget(const struct main_budget *budget)
{
	unsigned int i;

	for (i = 0; i < budget->count; i++) {
		if (mvgpu_pool_total_valid(budget->pool,
					   main_budget_of(budget, i)))
			continue;
		pr_err("%s: %u is out of range\n", budget->name,
		       budget->value[i]);
		return -EINVAL;
	}
	return 0;
}

static int __init main_check_soft_budget(const struct main_budget *budget)
{
	if (budget->count > max(soft_gpus, 1U)) {
		pr_err("%s has %u values, but soft_gpus is %u\n",
		       budget->name, budget->count, soft_gpus);
		return -EINVAL;
	}
	return main_check_budget(budget);
}

static int __init main_check_params(void)
{
	unsigned int i;
	int ret = 0;

	if (soft_gpus > MAIN_MAX_SOFT) {
		pr_err("soft_gpus: %u is more than %u\n", soft_gpus,
		       MAIN_MAX_SOFT);
		return -EINVAL;
	}
	for (i = 0; i < ARRAY_SIZE(main_soft_budgets) && !ret; i++)
		ret = main_check_soft_budget(main_soft_budgets[i]);
	for (i = 0; i < ARRAY_SIZE(main_gpu_budgets) && !ret; i++)
		ret = main_check_budget(main_gpu_budgets[i]);
	return ret;
}

/* On error the GPU remains the caller's. */
static struct mvgpu_parent *
main_register(struct mvgpu_gpu *gpu,
	      const struct main_budget *const budgets[], unsigned int nr,
	      unsigned int index)
{
	u64 total[MVGPU_NR_POOLS] = {};
	unsigned int i;

	total[MVGPU_POOL_HOSTVIS] = gpu->caps.hostvis_size;
	for (i = 0; i < nr; i++)
		total[budgets[i]->pool] = main_budget_of(budgets[i], index);
	return mvgpu_parent_register(gpu, total, &main_mdev_hooks);
}

static int __init main_soft_add(unsigned int index)
{
	struct mvgpu_gpu *gpu = mvgpu_gpu_soft_create(index);
	struct mvgpu_parent *parent;

	if (IS_ERR(gpu))
		return PTR_ERR(gpu);
	parent = main_register(gpu, main_soft_budgets,
			       ARRAY_SIZE(main_soft_budgets), index);
	if (IS_ERR(parent)) {
		gpu->ops->destroy(gpu);
		return PTR_ERR(parent);
	}
	main_soft[index] = parent;
	return 0;
}

static int main_gpu_add(struct mvgpu_gpu *gpu)
{
	struct mvgpu_parent *parent;

	parent = main_register(gpu, main_gpu_budgets,
			       ARRAY_SIZE(main_gpu_budgets),
			       mvgpu_gpu_virtio_index(gpu));
	return PTR_ERR_OR_ZERO(parent);
}

static void main_gpu_remove(struct mvgpu_gpu *gpu)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(gpu->dev);

	mvgpu_parent_unregister(parent);
}

static const struct mvgpu_gpu_owner main_gpu_owner = {
	.add = main_gpu_add,
	.remove = main_gpu_remove,
};

/* These GPUs are in no list of a parameter: the last budget applies. */
static int main_render_add(struct mvgpu_gpu *gpu)
{
	return PTR_ERR_OR_ZERO(main_register(gpu, main_gpu_budgets,
					     ARRAY_SIZE(main_gpu_budgets), U32_MAX));
}

static const struct mvgpu_gpu_owner main_render_owner = {
	.add = main_render_add,
	.remove = main_gpu_remove,
};

/* Not __exit, as a load that fails calls it, too. */
static void main_soft_remove_all(void)
{
	unsigned int i = MAIN_MAX_SOFT;

	while (i--) {
		if (main_soft[i])
			mvgpu_parent_unregister(main_soft[i]);
	}
}

static int __init main_soft_add_all(void)
{
	unsigned int i;
	int ret;

	for (i = 0; i < soft_gpus; i++) {
		ret = main_soft_add(i);
		if (ret) {
			pr_err("soft GPU %u cannot be made: %d\n", i, ret);
			main_soft_remove_all();
			return ret;
		}
	}
	return 0;
}

static int __init main_init(void)
{
	int ret;

	ret = main_check_params();
	if (ret)
		return ret;
	mvgpu_debugfs_init();
	ret = mvgpu_gpu_class_init();
	if (ret)
		goto debugfs_exit;
	ret = mvgpu_instance_driver_init(mvgpu_vgpu_groups);
	if (ret)
		goto class_exit;
	ret = main_soft_add_all();
	if (ret)
		goto unregister_driver;
	ret = mvgpu_gpu_virtio_init(&main_gpu_owner);
	if (ret)
		goto remove_soft;
	ret = mvgpu_gpu_render_init(&main_render_owner);
	if (ret)
		goto virtio_exit;
	return 0;

virtio_exit:
	mvgpu_gpu_virtio_exit();
remove_soft:
	main_soft_remove_all();
unregister_driver:
	mvgpu_instance_driver_exit();
class_exit:
	mvgpu_gpu_class_exit();
debugfs_exit:
	mvgpu_debugfs_exit();
	return ret;
}

static void __exit main_exit(void)
{
	mvgpu_gpu_render_exit();
	mvgpu_gpu_virtio_exit();
	main_soft_remove_all();
	mvgpu_instance_driver_exit();
	mvgpu_gpu_class_exit();
	mvgpu_debugfs_exit();
}

module_init(main_init);
module_exit(main_exit);

MODULE_DESCRIPTION("Virtual GPUs by mediation: mdev slices with a virtio-gpu face");
MODULE_AUTHOR("The mvgpu authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(MVGPU_VERSION);
MVGPU_IMPORT_NS_DMA_BUF();
