// SPDX-License-Identifier: GPL-2.0
/* The PCI functions to bind: module parameter "gpus". */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/string.h>
#include "gvt/gpu/virtio/gpus.h"

#define VG_MAX_GPUS 16

/**
 * struct vg_gpus_address - Address of a PCI function
 * @domain: 0..0xffff
 * @bus: 0..0xff
 * @devfn: device and function
 */
struct vg_gpus_address {
	int domain;
	u8 bus;
	u8 devfn;
};

/**
 * struct vg_gpus_list - List of PCI functions
 * @nr: number of functions
 * @address: their addresses
 */
struct vg_gpus_list {
	unsigned int nr;
	struct vg_gpus_address address[VG_MAX_GPUS];
};

/* Protects vg_gpus_list, the value of the parameter; a leaf lock. */
static DEFINE_MUTEX(vg_gpus_lock);
static struct vg_gpus_list vg_gpus_list;

static bool vg_gpus_all_hex(const char *text, const char *shape)
{
	for (; *shape; shape++, text++) {
		if (*shape == 'x' ? !isxdigit(*text) : *text != *shape)
			return false;
	}
	return !*text;
}

/* The only form is dddd:bb:dd.f, as in /sys/bus/pci/devices. */
static bool vg_gpus_parse_address(const char *text,
				  struct vg_gpus_address *address)
{
	unsigned int domain, bus, dev, fn;

	if (!vg_gpus_all_hex(text, "xxxx:xx:xx.x") ||
	    sscanf(text, "%x:%x:%x.%x", &domain, &bus, &dev, &fn) != 4 ||
	    dev > 0x1f || fn > 7)
		return false;
	address->domain = domain;
	address->bus = bus;
	address->devfn = PCI_DEVFN(dev, fn);
	return true;
}

static int vg_gpus_parse_one(const char *text, struct vg_gpus_list *list)
{
	if (list->nr == VG_MAX_GPUS) {
		pr_err("gpus: more than %u addresses\n", VG_MAX_GPUS);
		return -EINVAL;
	}
	if (!vg_gpus_parse_address(text, &list->address[list->nr])) {
		pr_err("gpus: \"%.32s\" is no PCI address like 0000:00:02.0\n",
		       text);
		return -EINVAL;
	}
	list->nr++;
	return 0;
}

static int vg_gpus_parse(char *text, struct vg_gpus_list *list)
{
	char *word;
	int err = 0;

	text = strim(text);
	while (!err && text && *text) {
		word = strsep(&text, ",");
		err = vg_gpus_parse_one(word, list);
	}
	return err;
}

static int vg_gpus_set(const char *val, const struct kernel_param *kp)
{
	struct vg_gpus_list list = {};
	char *copy;
	int err;

	copy = kstrdup(val, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	err = vg_gpus_parse(copy, &list);
	kfree(copy);
	if (err)
		return err;
	mutex_lock(&vg_gpus_lock);
	vg_gpus_list = list;
	mutex_unlock(&vg_gpus_lock);
	return 0;
}

static int vg_gpus_get(char *buf, const struct kernel_param *kp)
{
	const struct vg_gpus_address *a;
	unsigned int i;
	int len = 0;

	mutex_lock(&vg_gpus_lock);
	for (i = 0; i < vg_gpus_list.nr; i++) {
		a = &vg_gpus_list.address[i];
		len += scnprintf(buf + len, PAGE_SIZE - len,
				 "%s%04x:%02x:%02x.%x", i ? "," : "", a->domain,
				 a->bus, PCI_SLOT(a->devfn),
				 PCI_FUNC(a->devfn));
	}
	mutex_unlock(&vg_gpus_lock);
	return len + scnprintf(buf + len, PAGE_SIZE - len, "\n");
}

static const struct kernel_param_ops vg_gpus_ops = {
	.set = vg_gpus_set,
	.get = vg_gpus_get,
};

module_param_cb(gpus, &vg_gpus_ops, NULL, 0644);
MODULE_PARM_DESC(gpus, "PCI addresses of the virtio GPUs to take, separated by commas (none)");

static bool vg_gpus_is_at(const struct pci_dev *pdev,
			  const struct vg_gpus_address *a)
{
	return pci_domain_nr(pdev->bus) == a->domain &&
	       pdev->bus->number == a->bus && pdev->devfn == a->devfn;
}

/**
 * mvgpu_vg_gpus_index() - Find a PCI function in the list
 * @pdev: function
 *
 * Context: process context, may sleep; takes a leaf lock.
 *
 * Return: index in the list; -ENOENT when the function is not in it.
 */
int mvgpu_vg_gpus_index(const struct pci_dev *pdev)
{
	int index = -ENOENT;
	unsigned int i;

	mutex_lock(&vg_gpus_lock);
	for (i = 0; i < vg_gpus_list.nr && index < 0; i++) {
		if (vg_gpus_is_at(pdev, &vg_gpus_list.address[i]))
			index = i;
	}
	mutex_unlock(&vg_gpus_lock);
	return index;
}
