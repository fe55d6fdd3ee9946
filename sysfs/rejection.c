// SPDX-License-Identifier: GPL-2.0
/*
 * Log messages about values that an attribute rejects. An errno does not show an
 * administrator what is wrong, least of all if a program wrote the value. The message
 * names the value that was rejected, and those that are accepted.
 */
#include <linux/device.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include "sysfs/rejection.h"

/* Length up to which a value is shown, without the newline that echo adds. */
#define REJECTION_SHOWN 40

/**
 * mvgpu_attr_result() - Finish the store of an attribute
 * @dev: device that has the attribute
 * @name: name of the attribute
 * @buf: text that was written
 * @count: bytes of it
 * @err: result of the store, 0 or -errno
 * @rule: what the attribute accepts
 *
 * -EINVAL and -EBUSY are logged; other errors are logged where they occur. Only root can
 * write attributes, so the messages need no rate limit.
 *
 * Context: process context.
 *
 * Return: @count or @err.
 */
ssize_t mvgpu_attr_result(struct device *dev, const char *name,
			  const char *buf, size_t count, int err,
			  const struct mvgpu_attr_rule *rule)
{
	int len = min_t(size_t, strcspn(buf, "\n"),
			REJECTION_SHOWN);

	if (!err)
		return count;
	if (err == -EINVAL)
		dev_warn(dev, "%s: rejected \"%*pE\", takes %s\n", name, len,
			 buf, rule->takes);
	else if (err == -EBUSY && rule->busy)
		dev_warn(dev, "%s: rejected \"%*pE\", %s\n", name, len, buf,
			 rule->busy);
	return err;
}
