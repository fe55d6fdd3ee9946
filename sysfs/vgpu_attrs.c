// SPDX-License-Identifier: GPL-2.0
/*
 * The directory of a vGPU: its attributes and its state. Reads do not take vgpu->lock, so
 * that a VMM that delays its vGPU's worker does not delay readers of attributes.
 */
#include <linux/bitmap.h>
#include <linux/device.h>
#include <linux/kobject.h>
#include <linux/kstrtox.h>
#include <linux/string.h>
#include <linux/stringify.h>
#include "gvt/display/monitor.h"
#include "gvt/vgpu/attrs.h"
#include "mdev/instance.h"
#include "sysfs/rejection.h"
#include "sysfs/stats.h"
#include "sysfs/vgpu_attrs.h"

#define VGPU_BUSY "a VM has the vGPU"
/* More than any name has; the text of a longer one would be cut off. */
#define VGPU_MAX_ATTR_NAME 32

static struct mvgpu_vgpu *vgpu_of_dev(struct device *dev)
{
	struct mvgpu_instance *inst = dev_get_drvdata(dev);

	return inst->vgpu;
}

/*
 * The event tells programs that follow the vGPU, as udev and libvirt do, that they have to
 * read it again, and what. Without memory for it there is none.
 */
static void vgpu_announce(struct device *dev, const char *name)
{
	char text[sizeof("MVGPU_ATTRIBUTE=") + VGPU_MAX_ATTR_NAME];
	char *env[] = { text, NULL };

	snprintf(text, sizeof(text), "MVGPU_ATTRIBUTE=%s", name);
	kobject_uevent_env(&dev->kobj, KOBJ_CHANGE, env);
}

static ssize_t vgpu_attr_result(struct device *dev, const char *name,
				const char *buf, size_t count, int err,
				const struct mvgpu_attr_rule *rule)
{
	if (!err)
		vgpu_announce(dev, name);
	return mvgpu_attr_result(dev, name, buf, count, err, rule);
}

/**
 * struct vgpu_number_attr - Number that can be set
 * @attr: attribute
 * @rule: what it accepts
 * @offset: offset of the u32 in struct mvgpu_vgpu
 * @set: setter; returns 0 or -errno
 */
struct vgpu_number_attr {
	struct device_attribute attr;
	struct mvgpu_attr_rule rule;
	size_t offset;
	int (*set)(struct mvgpu_instance *inst, u32 value);
};

static struct vgpu_number_attr *vgpu_number(struct device_attribute *attr)
{
	return container_of(attr, struct vgpu_number_attr, attr);
}

static ssize_t vgpu_number_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	struct mvgpu_vgpu *vgpu = vgpu_of_dev(dev);
	const u32 *value = (void *)vgpu + vgpu_number(attr)->offset;

	return sysfs_emit(buf, "%u\n", READ_ONCE(*value));
}

static ssize_t vgpu_number_store(struct device *dev,
				 struct device_attribute *attr,
				 const char *buf, size_t count)
{
	struct vgpu_number_attr *number = vgpu_number(attr);
	int ret = -EINVAL;
	u32 value;

	if (!kstrtou32(buf, 0, &value))
		ret = number->set(dev_get_drvdata(dev), value);
	return vgpu_attr_result(dev, attr->attr.name, buf, count, ret,
				&number->rule);
}

static int vgpu_set_weight(struct mvgpu_instance *inst, u32 value)
{
	return mvgpu_vgpu_set_weight(inst->vgpu, value);
}

static int vgpu_set_console(struct mvgpu_instance *inst, u32 value)
{
	return mvgpu_vgpu_set_console(inst->vgpu, value);
}

static int vgpu_set_job_timeout(struct mvgpu_instance *inst, u32 value)
{
	return mvgpu_vgpu_set_job_timeout(inst->vgpu, value);
}

#define VGPU_NUMBER(_name, _field, _set, _takes, _busy)			\
	static struct vgpu_number_attr vgpu_attr_##_name = {		\
		.attr = __ATTR(_name, 0644, vgpu_number_show,		\
			       vgpu_number_store),			\
		.rule = { _takes, _busy },				\
		.offset = offsetof(struct mvgpu_vgpu, _field),		\
		.set = _set,						\
	}

static_assert(MVGPU_MAX_JOB_TIMEOUT_MS == 3600000);

VGPU_NUMBER(weight, slice.weight, vgpu_set_weight,
	    "1 to " __stringify(MVGPU_MAX_WEIGHT), NULL);
VGPU_NUMBER(heads, slice.heads, mvgpu_instance_set_heads,
	    "1 to " __stringify(MVGPU_MAX_HEADS)
	   ", if vram holds two of the largest framebuffers for each", VGPU_BUSY);
VGPU_NUMBER(console, console, vgpu_set_console,
	    "a number below that in heads", NULL);
VGPU_NUMBER(job_timeout_ms, slice.job_timeout_ms, vgpu_set_job_timeout,
	    "0 to 3600000", NULL);

static ssize_t vram_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	struct mvgpu_vgpu *vgpu = vgpu_of_dev(dev);

	return sysfs_emit(buf, "%llu\n", READ_ONCE(vgpu->slice.vram));
}

static ssize_t vram_store(struct device *dev, struct device_attribute *attr,
			  const char *buf, size_t count)
{
	static const struct mvgpu_attr_rule rule = {
		"whole pages that hold two of the largest framebuffers for each head",
		VGPU_BUSY,
	};
	int ret = -EINVAL;
	u64 bytes;

	if (!kstrtou64(buf, 0, &bytes))
		ret = mvgpu_instance_set_vram(dev_get_drvdata(dev), bytes);
	return vgpu_attr_result(dev, attr->attr.name, buf, count, ret, &rule);
}
static DEVICE_ATTR_RW(vram);

static ssize_t max_resolution_show(struct device *dev,
				   struct device_attribute *attr, char *buf)
{
	struct mvgpu_vgpu *vgpu = vgpu_of_dev(dev);

	return sysfs_emit(buf, "%ux%u\n", READ_ONCE(vgpu->slice.max_width),
			  READ_ONCE(vgpu->slice.max_height));
}

/* Accepts "WIDTHxHEIGHT", with or without a newline. */
static int vgpu_parse_resolution(const char *buf, u32 *width, u32 *height)
{
	char text[24];
	char *x;

	if (strscpy(text, buf, sizeof(text)) < 0)
		return -EINVAL;
	x = strchr(text, 'x');
	if (!x)
		return -EINVAL;
	*x = '\0';
	if (kstrtou32(text, 10, width) || kstrtou32(x + 1, 10, height))
		return -EINVAL;
	return 0;
}

static ssize_t max_resolution_store(struct device *dev,
				    struct device_attribute *attr,
				    const char *buf, size_t count)
{
	static const struct mvgpu_attr_rule rule = {
		"WIDTHxHEIGHT from " __stringify(MVGPU_MIN_WIDTH) "x"
		__stringify(MVGPU_MIN_HEIGHT)
		" up to what the GPU can and vram holds twice for each head",
		VGPU_BUSY,
	};
	u32 width, height;
	int ret;

	ret = vgpu_parse_resolution(buf, &width, &height);
	if (!ret)
		ret = mvgpu_instance_set_max_resolution(dev_get_drvdata(dev),
							width, height);
	return vgpu_attr_result(dev, attr->attr.name, buf, count, ret, &rule);
}
static DEVICE_ATTR_RW(max_resolution);

static const char *const vgpu_display_names[] = {
	[MVGPU_DISPLAY_AUTO] = "auto",
	[MVGPU_DISPLAY_DMABUF] = "dmabuf",
	[MVGPU_DISPLAY_DMABUF_COPY] = "dmabuf-copy",
	[MVGPU_DISPLAY_REGION] = "region",
	[MVGPU_DISPLAY_OFF] = "off",
};

static ssize_t display_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	struct mvgpu_vgpu *vgpu = vgpu_of_dev(dev);

	return sysfs_emit(buf, "%s\n",
			  vgpu_display_names[READ_ONCE(vgpu->slice.display)]);
}

static ssize_t display_store(struct device *dev, struct device_attribute *attr,
			     const char *buf, size_t count)
{
	static const struct mvgpu_attr_rule rule = {
		"auto, dmabuf, dmabuf-copy, region or off", VGPU_BUSY,
	};
	int method = sysfs_match_string(vgpu_display_names, buf);
	int ret = method;

	if (method >= 0)
		ret = mvgpu_vgpu_set_display(vgpu_of_dev(dev), method);
	return vgpu_attr_result(dev, attr->attr.name, buf, count, ret, &rule);
}
static DEVICE_ATTR_RW(display);

static ssize_t monitors_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	struct mvgpu_vgpu *vgpu = vgpu_of_dev(dev);
	DECLARE_BITMAP(monitors, MVGPU_MAX_HEADS);
	u32 heads;

	heads = READ_ONCE(vgpu->slice.heads);
	bitmap_copy(monitors, vgpu->monitors, MVGPU_MAX_HEADS);
	if (bitmap_empty(monitors, heads))
		return sysfs_emit(buf, "none\n");
	return sysfs_emit(buf, "%*pbl\n", heads, monitors);
}

/* Accepts "none", or a list of heads as of bitmap_parselist(): "0,2-3", "all". */
static int vgpu_parse_heads(const char *buf, unsigned long *heads, u32 nr)
{
	if (sysfs_streq(buf, "none")) {
		bitmap_zero(heads, nr);
		return 0;
	}
	if (bitmap_parselist(buf, heads, nr) || bitmap_empty(heads, nr))
		return -EINVAL;
	return 0;
}

static ssize_t monitors_store(struct device *dev,
			      struct device_attribute *attr,
			      const char *buf, size_t count)
{
	static const struct mvgpu_attr_rule rule = {
		"all, none or a list of heads like 0,2-3", NULL,
	};
	struct mvgpu_vgpu *vgpu = vgpu_of_dev(dev);
	DECLARE_BITMAP(heads, MVGPU_MAX_HEADS);
	int ret;

	ret = mutex_lock_interruptible(&vgpu->lock);
	if (ret)
		return ret;
	ret = vgpu_parse_heads(buf, heads, vgpu->slice.heads);
	if (!ret)
		mvgpu_monitor_set(vgpu, heads);
	mutex_unlock(&vgpu->lock);
	return vgpu_attr_result(dev, attr->attr.name, buf, count, ret, &rule);
}
static DEVICE_ATTR_RW(monitors);

static ssize_t contexts_show(struct device *dev,
			     struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", vgpu_of_dev(dev)->slice.contexts);
}
static DEVICE_ATTR_RO(contexts);

static ssize_t vram_used_show(struct device *dev,
			      struct device_attribute *attr, char *buf)
{
	struct mvgpu_vgpu *vgpu = vgpu_of_dev(dev);

	return sysfs_emit(buf, "%llu\n", READ_ONCE(vgpu->vram_used));
}
static DEVICE_ATTR_RO(vram_used);

static ssize_t resources_show(struct device *dev,
			      struct device_attribute *attr, char *buf)
{
	struct mvgpu_vgpu *vgpu = vgpu_of_dev(dev);

	return sysfs_emit(buf, "%u\n", READ_ONCE(vgpu->nr_resources));
}
static DEVICE_ATTR_RO(resources);

static ssize_t in_use_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct mvgpu_vgpu *vgpu = vgpu_of_dev(dev);

	return sysfs_emit(buf, "%d\n", READ_ONCE(vgpu->is_open));
}
static DEVICE_ATTR_RO(in_use);

static ssize_t driver_status_show(struct device *dev,
				  struct device_attribute *attr, char *buf)
{
	struct mvgpu_vgpu *vgpu = vgpu_of_dev(dev);

	return sysfs_emit(buf, "status 0x%02x features 0x%llx\n",
			  READ_ONCE(vgpu->transport.status),
			  READ_ONCE(vgpu->transport.driver_features));
}
static DEVICE_ATTR_RO(driver_status);

static struct attribute *vgpu_attrs[] = {
	&vgpu_attr_weight.attr.attr,
	&vgpu_attr_heads.attr.attr,
	&vgpu_attr_console.attr.attr,
	&vgpu_attr_job_timeout_ms.attr.attr,
	&dev_attr_vram.attr,
	&dev_attr_max_resolution.attr,
	&dev_attr_display.attr,
	&dev_attr_monitors.attr,
	&dev_attr_contexts.attr,
	&dev_attr_vram_used.attr,
	&dev_attr_resources.attr,
	&dev_attr_in_use.attr,
	&dev_attr_driver_status.attr,
	NULL
};

static const struct attribute_group vgpu_group = {
	.attrs = vgpu_attrs,
};

const struct attribute_group *mvgpu_vgpu_groups[] = {
	&vgpu_group,
	&mvgpu_stats_group,
	NULL
};
