// SPDX-License-Identifier: GPL-2.0
/*
 * Suspends and resumes one PCI function, with the callbacks and in the order of a
 * suspend of the machine:
 *
 *	insmod nap.ko address=0000:00:02.0 ms=500
 *
 * Loading fails with the error of a callback.
 *
 * A host VM cannot suspend as a whole: its root is a 9p share, and the driver of 9p
 * loses the share.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/pm.h>
#include "pci_address.h"

#define MOST_MS 60000

static char *address;
module_param(address, charp, 0444);
MODULE_PARM_DESC(address, "the function, as dddd:bb:dd.f");

static unsigned int ms = 500;
module_param(ms, uint, 0444);
MODULE_PARM_DESC(ms, "how long it sleeps");

static int call(struct device *dev, int (*fn)(struct device *dev),
		const char *what)
{
	int err = fn ? fn(dev) : 0;

	if (err)
		dev_err(dev, "nap: %s: %d\n", what, err);
	return err;
}

static int fall_asleep(struct device *dev, const struct dev_pm_ops *pm)
{
	int err;

	err = call(dev, pm->suspend, "suspend");
	if (!err)
		err = call(dev, pm->suspend_late, "suspend_late");
	if (!err)
		err = call(dev, pm->suspend_noirq, "suspend_noirq");
	return err;
}

static int wake_up_again(struct device *dev, const struct dev_pm_ops *pm)
{
	int err;

	err = call(dev, pm->resume_noirq, "resume_noirq");
	if (!err)
		err = call(dev, pm->resume_early, "resume_early");
	if (!err)
		err = call(dev, pm->resume, "resume");
	return err;
}

/* must_resume is set, as the callbacks would otherwise skip the resume. */
static int nap(struct device *dev)
{
	const struct dev_pm_ops *pm = dev->bus->pm;
	int err;

	if (!pm)
		return -EOPNOTSUPP;
	device_lock(dev);
	dev->power.must_resume = true;
	err = fall_asleep(dev, pm);
	msleep(min(ms, MOST_MS));
	if (!err)
		err = wake_up_again(dev, pm);
	dev->power.must_resume = false;
	device_unlock(dev);
	return err;
}

static int __init nap_init(void)
{
	struct pci_dev *pdev = pci_dev_at(address);
	int err;

	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	err = nap(&pdev->dev);
	pci_dev_put(pdev);
	return err;
}

/* Without an exit function the module could not be unloaded. */
static void __exit nap_exit(void)
{
}

module_init(nap_init);
module_exit(nap_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Suspends and resumes one PCI function");
