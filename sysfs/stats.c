// SPDX-License-Identifier: GPL-2.0
/* The directory "stats" of a vGPU, a file per counter. */
#include <linux/device.h>
#include "mdev/parent_types.h"
#include "sysfs/stats.h"

/**
 * struct stats_attr - Counter
 * @attr: attribute
 * @offset: offset of the counter in struct mvgpu_stats
 */
struct stats_attr {
	struct device_attribute attr;
	size_t offset;
};

static ssize_t stats_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	struct mvgpu_instance *inst = dev_get_drvdata(dev);
	size_t offset = container_of(attr, struct stats_attr, attr)->offset;
	atomic64_t *counter = (void *)&inst->vgpu->stats + offset;

	return sysfs_emit(buf, "%lld\n", atomic64_read(counter));
}

#define STATS_ATTR(_name)						\
	static struct stats_attr stats_attr_##_name = {		\
		.attr = {						\
			.attr = { .name = #_name, .mode = 0444 },	\
			.show = stats_show,			\
		},							\
		.offset = offsetof(struct mvgpu_stats, _name),		\
	}

STATS_ATTR(reg_reads);
STATS_ATTR(reg_writes);
STATS_ATTR(reg_unknown);
STATS_ATTR(doorbells);
STATS_ATTR(commands);
STATS_ATTR(errors);
STATS_ATTR(fatal);
STATS_ATTR(irqs);
STATS_ATTR(transfers);
STATS_ATTR(transfer_bytes);
STATS_ATTR(submits);
STATS_ATTR(submit_bytes);
STATS_ATTR(timeouts);
STATS_ATTR(gpu_ns);
STATS_ATTR(wait_ns);
STATS_ATTR(readbacks);
STATS_ATTR(exports);
STATS_ATTR(late_looks);
STATS_ATTR(display_copies);
STATS_ATTR(flushes);
STATS_ATTR(resets);
STATS_ATTR(mapped);
STATS_ATTR(pinned);
STATS_ATTR(pinned_max);
STATS_ATTR(pins);

static struct attribute *stats_attrs[] = {
	&stats_attr_reg_reads.attr.attr,
	&stats_attr_reg_writes.attr.attr,
	&stats_attr_reg_unknown.attr.attr,
	&stats_attr_doorbells.attr.attr,
	&stats_attr_commands.attr.attr,
	&stats_attr_errors.attr.attr,
	&stats_attr_fatal.attr.attr,
	&stats_attr_irqs.attr.attr,
	&stats_attr_transfers.attr.attr,
	&stats_attr_transfer_bytes.attr.attr,
	&stats_attr_submits.attr.attr,
	&stats_attr_submit_bytes.attr.attr,
	&stats_attr_timeouts.attr.attr,
	&stats_attr_gpu_ns.attr.attr,
	&stats_attr_wait_ns.attr.attr,
	&stats_attr_readbacks.attr.attr,
	&stats_attr_exports.attr.attr,
	&stats_attr_late_looks.attr.attr,
	&stats_attr_display_copies.attr.attr,
	&stats_attr_flushes.attr.attr,
	&stats_attr_resets.attr.attr,
	&stats_attr_mapped.attr.attr,
	&stats_attr_pinned.attr.attr,
	&stats_attr_pinned_max.attr.attr,
	&stats_attr_pins.attr.attr,
	NULL
};

/* The build fails if a counter has no file. */
static_assert((ARRAY_SIZE(stats_attrs) - 1) * sizeof(atomic64_t) ==
	      sizeof(struct mvgpu_stats));

const struct attribute_group mvgpu_stats_group = {
	.name = "stats",
	.attrs = stats_attrs,
};
