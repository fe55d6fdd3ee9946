// SPDX-License-Identifier: GPL-2.0
/*
 * An errno says little to who wrote to a file, and nothing when a program did it
 * for him: the log says which value was refused, and which would not be.
 */
#include <linux/device.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include "sysfs/refusal.h"

/* As much of a value as a line shows, without the newline that echo adds. */
#define SHOWN 40

/**
 * mvgpu_attr_result() - the end of an attribute's store
 * @dev: whose attribute it is
 * @name: its name
 * @buf: what was written
 * @count: bytes of it
 * @err: what came of it, 0 or -errno
 * @rule: what the attribute takes
 *
 * -EINVAL and -EBUSY get a line in the log; other errors have got theirs where
 * they arose. Only root writes, so that nothing needs to bound the lines.
 *
 * Context: process.
 * Return: @count or @err.
 */
ssize_t mvgpu_attr_result(struct device *dev, const char *name,
			  const char *buf, size_t count, int err,
			  const struct mvgpu_attr_rule *rule)
{
	int len = min_t(size_t, strcspn(buf, "\n"), SHOWN);

	if (!err)
		return count;
	if (err == -EINVAL)
		dev_warn(dev, "%s: refused \"%*pE\", takes %s\n", name, len,
			 buf, rule->takes);
	else if (err == -EBUSY && rule->busy)
		dev_warn(dev, "%s: refused \"%*pE\", %s\n", name, len, buf,
			 rule->busy);
	return err;
}
