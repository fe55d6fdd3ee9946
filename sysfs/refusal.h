/* SPDX-License-Identifier: GPL-2.0 */
/* One line in the log for a value that an attribute does not take. */
#ifndef MVGPU_SYSFS_REFUSAL_H
#define MVGPU_SYSFS_REFUSAL_H

#include <linux/types.h>

struct device;

/**
 * struct mvgpu_attr_rule - what an attribute takes, in words for the log
 * @takes: the values, for -EINVAL
 * @busy: why none is taken, for -EBUSY; NULL when it is never busy
 */
struct mvgpu_attr_rule {
	const char *takes;
	const char *busy;
};

ssize_t mvgpu_attr_result(struct device *dev, const char *name,
			  const char *buf, size_t count, int err,
			  const struct mvgpu_attr_rule *rule);

#endif /* MVGPU_SYSFS_REFUSAL_H */
