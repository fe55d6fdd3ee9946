// SPDX-License-Identifier: GPL-2.0
/*
 * The directory "mvgpu" of a GPU: its budget, its backend, and why the last request was
 * rejected.
 */
#include <linux/device.h>
#include <linux/kstrtox.h>
#include "gvt/sched/turn.h"
#include "mdev/parent.h"
#include "sysfs/gpu_attrs.h"
#include "sysfs/rejection.h"

/**
 * struct gpu_pool_attr - Number of a pool
 * @attr: attribute
 * @pool: pool
 * @rule: what it accepts, if it can be set
 */
struct gpu_pool_attr {
	struct device_attribute attr;
	enum mvgpu_pool_id pool;
	struct mvgpu_attr_rule rule;
};

static struct gpu_pool_attr *gpu_pool_attr_of(struct device_attribute *attr)
{
	return container_of(attr, struct gpu_pool_attr, attr);
}

static enum mvgpu_pool_id gpu_pool(struct device_attribute *attr)
{
	return gpu_pool_attr_of(attr)->pool;
}

static ssize_t gpu_total_show(struct device *dev,
			      struct device_attribute *attr, char *buf)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);

	return sysfs_emit(buf, "%llu\n",
			  mvgpu_parent_total(parent, gpu_pool(attr)));
}

static ssize_t gpu_total_store(struct device *dev,
			       struct device_attribute *attr,
				 const char *buf, size_t count)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);
	int ret = -EINVAL;
	u64 total;

	if (!kstrtou64(buf, 0, &total))
		ret = mvgpu_parent_set_total(parent, gpu_pool(attr),
					     total);
	return mvgpu_attr_result(dev, attr->attr.name, buf, count, ret,
				 &gpu_pool_attr_of(attr)->rule);
}

static ssize_t gpu_used_show(struct device *dev,
			     struct device_attribute *attr, char *buf)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);

	return sysfs_emit(buf, "%llu\n",
			  mvgpu_parent_used(parent, gpu_pool(attr)));
}

static ssize_t gpu_free_show(struct device *dev,
			     struct device_attribute *attr, char *buf)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);

	return sysfs_emit(buf, "%llu\n",
			  mvgpu_parent_left(parent, gpu_pool(attr)));
}

static ssize_t backend_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);

	return sysfs_emit(buf, "%s\n", parent->gpu->ops->name);
}
static DEVICE_ATTR_RO(backend);

static ssize_t render_node_show(struct device *dev, struct device_attribute *attr,
				char *buf)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);

	return sysfs_emit(buf, "%s\n", parent->gpu->caps.node ?: "");
}
static DEVICE_ATTR_RO(render_node);

/* By enum mvgpu_sched_mode. */
static const char *const gpu_sched_policies[MVGPU_SCHED_NR_MODES] = {
	"best-effort", "equal-share", "fixed-share",
};

static ssize_t sched_policy_show(struct device *dev, struct device_attribute *attr,
				 char *buf)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);

	return sysfs_emit(buf, "%s\n",
			  gpu_sched_policies[mvgpu_turn_mode(parent->gpu)]);
}

static ssize_t sched_policy_store(struct device *dev, struct device_attribute *attr,
				  const char *buf, size_t count)
{
	static const struct mvgpu_attr_rule rule = {
		"best-effort, equal-share or fixed-share",
	};
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);
	int mode = sysfs_match_string(gpu_sched_policies, buf);
	int ret = mode;

	if (mode >= 0)
		ret = mvgpu_turn_set_mode(parent->gpu, mode);
	if (ret == -EOPNOTSUPP)
		dev_warn(dev, "sched_policy: vGPUs of this GPU do not wait for each other\n");
	return mvgpu_attr_result(dev, attr->attr.name, buf, count, ret, &rule);
}
static DEVICE_ATTR_RW(sched_policy);

static ssize_t last_refusal_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);

	return mvgpu_parent_rejection(parent, buf);
}
static DEVICE_ATTR_RO(last_refusal);

#define GPU_TOTAL(_name, _pool, _takes)				\
	static struct gpu_pool_attr gpu_attr_##_name = {		\
		.attr = __ATTR(_name, 0644, gpu_total_show,		\
			       gpu_total_store),			\
		.pool = _pool,						\
		.rule = { _takes, "the GPU has vGPUs" },		\
	}

#define GPU_POOL_RO(_name, _show, _pool)				\
	static struct gpu_pool_attr gpu_attr_##_name = {		\
		.attr = __ATTR(_name, 0444, _show, NULL),		\
		.pool = _pool,						\
	}

GPU_TOTAL(vram_total, MVGPU_POOL_VRAM,
	  "multiples of 1 MiB from 32 MiB to 1 TiB, in bytes");
GPU_POOL_RO(vram_used, gpu_used_show, MVGPU_POOL_VRAM);
GPU_POOL_RO(vram_free, gpu_free_show, MVGPU_POOL_VRAM);

/* The size of the host-visible region is a property of the GPU and cannot be set. */
GPU_POOL_RO(window_total, gpu_total_show, MVGPU_POOL_HOSTVIS);
GPU_POOL_RO(window_used, gpu_used_show, MVGPU_POOL_HOSTVIS);
GPU_POOL_RO(window_free, gpu_free_show, MVGPU_POOL_HOSTVIS);

GPU_TOTAL(contexts_total, MVGPU_POOL_CONTEXTS, "0 to 65536");
GPU_POOL_RO(contexts_used, gpu_used_show, MVGPU_POOL_CONTEXTS);
GPU_POOL_RO(contexts_free, gpu_free_show, MVGPU_POOL_CONTEXTS);

GPU_TOTAL(vgpus_total, MVGPU_POOL_VGPUS, "1 to 1024");
GPU_POOL_RO(vgpus_used, gpu_used_show, MVGPU_POOL_VGPUS);
GPU_POOL_RO(vgpus_free, gpu_free_show, MVGPU_POOL_VGPUS);

static struct attribute *gpu_attrs[] = {
	&gpu_attr_vram_total.attr.attr,
	&gpu_attr_vram_used.attr.attr,
	&gpu_attr_vram_free.attr.attr,
	&gpu_attr_window_total.attr.attr,
	&gpu_attr_window_used.attr.attr,
	&gpu_attr_window_free.attr.attr,
	&gpu_attr_contexts_total.attr.attr,
	&gpu_attr_contexts_used.attr.attr,
	&gpu_attr_contexts_free.attr.attr,
	&gpu_attr_vgpus_total.attr.attr,
	&gpu_attr_vgpus_used.attr.attr,
	&gpu_attr_vgpus_free.attr.attr,
	&dev_attr_backend.attr,
	&dev_attr_render_node.attr,
	&dev_attr_sched_policy.attr,
	&dev_attr_last_refusal.attr,
	NULL
};

const struct attribute_group mvgpu_gpu_group = {
	.name = "mvgpu",
	.attrs = gpu_attrs,
};
