// SPDX-License-Identifier: GPL-2.0
/* The directory "mvgpu" of a GPU: its budgets and why a request was refused. */
#include <linux/device.h>
#include <linux/kstrtox.h>
#include "mdev/parent.h"
#include "sysfs/attrs.h"
#include "sysfs/refusal.h"

/**
 * struct mvgpu_pool_attr - a number about a pool
 * @attr: the attribute
 * @pool: which pool
 * @rule: what it takes, when it can be set
 */
struct mvgpu_pool_attr {
	struct device_attribute attr;
	enum mvgpu_pool_id pool;
	struct mvgpu_attr_rule rule;
};

static struct mvgpu_pool_attr *mvgpu_pool_attr_of(struct device_attribute *attr)
{
	return container_of(attr, struct mvgpu_pool_attr, attr);
}

static enum mvgpu_pool_id mvgpu_attr_pool(struct device_attribute *attr)
{
	return mvgpu_pool_attr_of(attr)->pool;
}

static ssize_t mvgpu_total_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);

	return sysfs_emit(buf, "%llu\n",
			  mvgpu_parent_total(parent, mvgpu_attr_pool(attr)));
}

static ssize_t mvgpu_total_store(struct device *dev,
				 struct device_attribute *attr,
				 const char *buf, size_t count)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);
	int ret = -EINVAL;
	u64 total;

	if (!kstrtou64(buf, 0, &total))
		ret = mvgpu_parent_set_total(parent, mvgpu_attr_pool(attr),
					     total);
	return mvgpu_attr_result(dev, attr->attr.name, buf, count, ret,
				 &mvgpu_pool_attr_of(attr)->rule);
}

static ssize_t mvgpu_used_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);

	return sysfs_emit(buf, "%llu\n",
			  mvgpu_parent_used(parent, mvgpu_attr_pool(attr)));
}

static ssize_t mvgpu_free_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);

	return sysfs_emit(buf, "%llu\n",
			  mvgpu_parent_left(parent, mvgpu_attr_pool(attr)));
}

static ssize_t backend_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);

	return sysfs_emit(buf, "%s\n", parent->gpu->ops->name);
}
static DEVICE_ATTR_RO(backend);

static ssize_t last_refusal_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	struct mvgpu_parent *parent __free(mvgpu_parent) =
		mvgpu_parent_of(dev);

	return mvgpu_parent_refusal(parent, buf);
}
static DEVICE_ATTR_RO(last_refusal);

#define MVGPU_TOTAL(_name, _pool, _takes)				\
	static struct mvgpu_pool_attr mvgpu_attr_##_name = {		\
		.attr = __ATTR(_name, 0644, mvgpu_total_show,		\
			       mvgpu_total_store),			\
		.pool = _pool,						\
		.rule = { _takes, "the GPU has vGPUs" },		\
	}

#define MVGPU_POOL_RO(_name, _show, _pool)				\
	static struct mvgpu_pool_attr mvgpu_attr_##_name = {		\
		.attr = __ATTR(_name, 0444, _show, NULL),		\
		.pool = _pool,						\
	}

MVGPU_TOTAL(vram_total, MVGPU_POOL_VRAM,
	    "multiples of 1 MiB from 32 MiB to 1 TiB, in bytes");
MVGPU_POOL_RO(vram_used, mvgpu_used_show, MVGPU_POOL_VRAM);
MVGPU_POOL_RO(vram_free, mvgpu_free_show, MVGPU_POOL_VRAM);

/* The window is a property of the GPU: nobody can set it. */
MVGPU_POOL_RO(window_total, mvgpu_total_show, MVGPU_POOL_WINDOW);
MVGPU_POOL_RO(window_used, mvgpu_used_show, MVGPU_POOL_WINDOW);
MVGPU_POOL_RO(window_free, mvgpu_free_show, MVGPU_POOL_WINDOW);

MVGPU_TOTAL(contexts_total, MVGPU_POOL_CONTEXTS, "0 to 65536");
MVGPU_POOL_RO(contexts_used, mvgpu_used_show, MVGPU_POOL_CONTEXTS);
MVGPU_POOL_RO(contexts_free, mvgpu_free_show, MVGPU_POOL_CONTEXTS);

MVGPU_TOTAL(vgpus_total, MVGPU_POOL_VGPUS, "1 to 1024");
MVGPU_POOL_RO(vgpus_used, mvgpu_used_show, MVGPU_POOL_VGPUS);
MVGPU_POOL_RO(vgpus_free, mvgpu_free_show, MVGPU_POOL_VGPUS);

static struct attribute *mvgpu_gpu_attrs[] = {
	&mvgpu_attr_vram_total.attr.attr,
	&mvgpu_attr_vram_used.attr.attr,
	&mvgpu_attr_vram_free.attr.attr,
	&mvgpu_attr_window_total.attr.attr,
	&mvgpu_attr_window_used.attr.attr,
	&mvgpu_attr_window_free.attr.attr,
	&mvgpu_attr_contexts_total.attr.attr,
	&mvgpu_attr_contexts_used.attr.attr,
	&mvgpu_attr_contexts_free.attr.attr,
	&mvgpu_attr_vgpus_total.attr.attr,
	&mvgpu_attr_vgpus_used.attr.attr,
	&mvgpu_attr_vgpus_free.attr.attr,
	&dev_attr_backend.attr,
	&dev_attr_last_refusal.attr,
	NULL
};

const struct attribute_group mvgpu_gpu_group = {
	.name = "mvgpu",
	.attrs = mvgpu_gpu_attrs,
};
