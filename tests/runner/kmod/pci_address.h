/* SPDX-License-Identifier: GPL-2.0 */
/* Look-up of a PCI function by the address in a module parameter. */
#ifndef PCI_ADDRESS_H
#define PCI_ADDRESS_H

#include <linux/err.h>
#include <linux/pci.h>

/* Returns the function at "dddd:bb:dd.f" with a reference, or an ERR_PTR. */
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
