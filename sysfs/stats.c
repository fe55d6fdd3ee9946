// SPDX-License-Identifier: GPL-2.0
/* The directory "stats" of a vGPU: a file per counter. */
#include <linux/device.h>
#include "mdev/parent.h"
#include "sysfs/attrs.h"

/**
 * struct mvgpu_stat_attr - a counter
 * @attr: the attribute
 * @offset: of the counter in struct mvgpu_stats
 */
struct mvgpu_stat_attr {
	struct device_attribute attr;
	size_t offset;
};

static ssize_t mvgpu_stat_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct mvgpu_instance *inst = dev_get_drvdata(dev);
	size_t offset = container_of(attr, struct mvgpu_stat_attr, attr)->offset;
	atomic64_t *counter = (void *)&inst->vgpu->stats + offset;

	return sysfs_emit(buf, "%lld\n", atomic64_read(counter));
}

#define MVGPU_STAT(_name)						\
	static struct mvgpu_stat_attr mvgpu_stat_##_name = {		\
		.attr = {						\
			.attr = { .name = #_name, .mode = 0444 },	\
			.show = mvgpu_stat_show,			\
		},							\
		.offset = offsetof(struct mvgpu_stats, _name),		\
	}

MVGPU_STAT(reg_reads);
MVGPU_STAT(reg_writes);
MVGPU_STAT(reg_unknown);
MVGPU_STAT(doorbells);
MVGPU_STAT(commands);
MVGPU_STAT(errors);
MVGPU_STAT(fatal);
MVGPU_STAT(irqs);
MVGPU_STAT(transfers);
MVGPU_STAT(transfer_bytes);
MVGPU_STAT(submits);
MVGPU_STAT(submit_bytes);
MVGPU_STAT(timeouts);
MVGPU_STAT(gpu_ns);
MVGPU_STAT(readbacks);
MVGPU_STAT(late_looks);
MVGPU_STAT(display_copies);
MVGPU_STAT(flushes);
MVGPU_STAT(resets);
MVGPU_STAT(mapped);
MVGPU_STAT(pinned);
MVGPU_STAT(pinned_max);
MVGPU_STAT(pins);

static struct attribute *mvgpu_stats_attrs[] = {
	&mvgpu_stat_reg_reads.attr.attr,
	&mvgpu_stat_reg_writes.attr.attr,
	&mvgpu_stat_reg_unknown.attr.attr,
	&mvgpu_stat_doorbells.attr.attr,
	&mvgpu_stat_commands.attr.attr,
	&mvgpu_stat_errors.attr.attr,
	&mvgpu_stat_fatal.attr.attr,
	&mvgpu_stat_irqs.attr.attr,
	&mvgpu_stat_transfers.attr.attr,
	&mvgpu_stat_transfer_bytes.attr.attr,
	&mvgpu_stat_submits.attr.attr,
	&mvgpu_stat_submit_bytes.attr.attr,
	&mvgpu_stat_timeouts.attr.attr,
	&mvgpu_stat_gpu_ns.attr.attr,
	&mvgpu_stat_readbacks.attr.attr,
	&mvgpu_stat_late_looks.attr.attr,
	&mvgpu_stat_display_copies.attr.attr,
	&mvgpu_stat_flushes.attr.attr,
	&mvgpu_stat_resets.attr.attr,
	&mvgpu_stat_mapped.attr.attr,
	&mvgpu_stat_pinned.attr.attr,
	&mvgpu_stat_pinned_max.attr.attr,
	&mvgpu_stat_pins.attr.attr,
	NULL
};

/* A counter that is added and not shown does not go unnoticed. */
static_assert((ARRAY_SIZE(mvgpu_stats_attrs) - 1) * sizeof(atomic64_t) ==
	      sizeof(struct mvgpu_stats));

const struct attribute_group mvgpu_stats_group = {
	.name = "stats",
	.attrs = mvgpu_stats_attrs,
};
