/* SPDX-License-Identifier: GPL-2.0 */
/* PCI functions by the addresses that parameters have. */
#ifndef PCI_ADDRESS_H
#define PCI_ADDRESS_H

#include <linux/err.h>
#include <linux/pci.h>

/* The function at "dddd:bb:dd.f", with a reference, or an error. */
static inline struct pci_dev *pci_dev_at(const char *address)
{
	unsigned int domain, bus, slot, fn;
	struct pci_dev *pdev;

	if (!address ||
	    sscanf(address, "%x:%x:%x.%x", &domain, &bus, &slot, &fn) != 4)
		return ERR_PTR(-EINVAL);
	pdev = pci_get_domain_bus_and_slot(domain, bus, PCI_DEVFN(slot, fn));
	return pdev ? pdev : ERR_PTR(-ENODEV);
}

#endif /* PCI_ADDRESS_H */
