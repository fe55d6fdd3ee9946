/* SPDX-License-Identifier: GPL-2.0 */
/* Log messages about values that an attribute rejects. */
#ifndef MVGPU_SYSFS_REJECTION_H
#define MVGPU_SYSFS_REJECTION_H

#include <linux/types.h>

struct device;

/**
 * struct mvgpu_attr_rule - What an attribute accepts, in words for the log
 * @takes: accepted values, for -EINVAL
 * @busy: why no value is accepted, for -EBUSY; NULL if that does not occur
 */
struct mvgpu_attr_rule {
	const char *takes;
	const char *busy;
};

ssize_t mvgpu_attr_result(struct device *dev, const char *name,
			  const char *buf, size_t count, int err,
			  const struct mvgpu_attr_rule *rule);

#endif /* MVGPU_SYSFS_REJECTION_H */
