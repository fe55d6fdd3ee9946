// SPDX-License-Identifier: GPL-2.0
/* Which PCI functions to take: the module parameter "gpus". */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/string.h>
#include "gvt/gpu/virtio/device.h"

#define VG_MAX_GPUS 16

/**
 * struct vg_address - a PCI function
 * @domain: 0..0xffff
 * @bus: 0..0xff
 * @devfn: device and function
 */
struct vg_address {
	int domain;
	u8 bus;
	u8 devfn;
};

/**
 * struct vg_list - PCI functions
 * @nr: how many
 * @address: they
 */
struct vg_list {
	unsigned int nr;
	struct vg_address address[VG_MAX_GPUS];
};

/* Leaf lock: what the parameter says. */
static DEFINE_MUTEX(vg_list_lock);
static struct vg_list vg_list;

static bool all_hex(const char *text, const char *shape)
{
	for (; *shape; shape++, text++) {
		if (*shape == 'x' ? !isxdigit(*text) : *text != *shape)
			return false;
	}
	return !*text;
}

/* dddd:bb:dd.f as in /sys/bus/pci/devices, nothing else. */
static bool parse_address(const char *text, struct vg_address *address)
{
	unsigned int domain, bus, dev, fn;

	if (!all_hex(text, "xxxx:xx:xx.x") ||
	    sscanf(text, "%x:%x:%x.%x", &domain, &bus, &dev, &fn) != 4 ||
	    dev > 0x1f || fn > 7)
		return false;
	address->domain = domain;
	address->bus = bus;
	address->devfn = PCI_DEVFN(dev, fn);
	return true;
}

static int parse_one(const char *text, struct vg_list *list)
{
	if (list->nr == VG_MAX_GPUS) {
		pr_err("gpus: more than %u addresses\n", VG_MAX_GPUS);
		return -EINVAL;
	}
	if (!parse_address(text, &list->address[list->nr])) {
		pr_err("gpus: \"%.32s\" is no PCI address like 0000:00:02.0\n",
		       text);
		return -EINVAL;
	}
	list->nr++;
	return 0;
}

static int parse_list(char *text, struct vg_list *list)
{
	char *word;
	int err = 0;

	text = strim(text);
	while (!err && text && *text) {
		word = strsep(&text, ",");
		err = parse_one(word, list);
	}
	return err;
}

static int vg_list_set(const char *val, const struct kernel_param *kp)
{
	struct vg_list list = {};
	char *copy;
	int err;

	copy = kstrdup(val, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	err = parse_list(copy, &list);
	kfree(copy);
	if (err)
		return err;
	mutex_lock(&vg_list_lock);
	vg_list = list;
	mutex_unlock(&vg_list_lock);
	return 0;
}

static int vg_list_get(char *buf, const struct kernel_param *kp)
{
	const struct vg_address *a;
	unsigned int i;
	int len = 0;

	mutex_lock(&vg_list_lock);
	for (i = 0; i < vg_list.nr; i++) {
		a = &vg_list.address[i];
		len += scnprintf(buf + len, PAGE_SIZE - len,
				 "%s%04x:%02x:%02x.%x", i ? "," : "", a->domain,
				 a->bus, PCI_SLOT(a->devfn),
				 PCI_FUNC(a->devfn));
	}
	mutex_unlock(&vg_list_lock);
	return len + scnprintf(buf + len, PAGE_SIZE - len, "\n");
}

static const struct kernel_param_ops vg_list_ops = {
	.set = vg_list_set,
	.get = vg_list_get,
};

module_param_cb(gpus, &vg_list_ops, NULL, 0644);
MODULE_PARM_DESC(gpus, "PCI addresses of the virtio GPUs to take, separated by commas (none)");

static bool is_at(const struct pci_dev *pdev, const struct vg_address *a)
{
	return pci_domain_nr(pdev->bus) == a->domain &&
	       pdev->bus->number == a->bus && pdev->devfn == a->devfn;
}

/**
 * mvgpu_vg_place() - where a PCI function is in the list
 * @pdev: the function
 *
 * May sleep; takes a leaf lock.
 *
 * Return: 0.. or -ENOENT when it is not to be taken.
 */
int mvgpu_vg_place(const struct pci_dev *pdev)
{
	int place = -ENOENT;
	unsigned int i;

	mutex_lock(&vg_list_lock);
	for (i = 0; i < vg_list.nr && place < 0; i++) {
		if (is_at(pdev, &vg_list.address[i]))
			place = i;
	}
	mutex_unlock(&vg_list_lock);
	return place;
}
