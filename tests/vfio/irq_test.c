// SPDX-License-Identifier: GPL-2.0
/* Interrupts of several kinds, and the request interrupt. */
#include <errno.h>
#include "irq.h"

static void one_kind_at_a_time(struct dev *dev)
{
	int fd = new_eventfd();

	is(irq_set_fds(dev, INTX, 0, 1, &fd), -EINVAL);
	is(irq_set(dev, MSIX, 0, 0, NONE | TRIGGER, NULL, 0), 0);
	is(irq_set_fds(dev, INTX, 0, 1, &fd), 0);
	is(irq_set_fds(dev, MSIX, 0, NR_VECTORS, dev->irq), -EINVAL);
	is(irq_set(dev, INTX, 0, 0, NONE | TRIGGER, NULL, 0), 0);
	is(irq_set_fds(dev, MSIX, 0, NR_VECTORS, dev->irq), 0);
}

static void request_irq(struct dev *dev)
{
	irq_rearm(dev, VFIO_PCI_REQ_IRQ_INDEX, 100);
	is(irq_set(dev, VFIO_PCI_REQ_IRQ_INDEX, 0, 0, NONE | TRIGGER, NULL, 0),
	   0);
}

const struct test irq_tests[] = {
	{ "irqs: INTx and MSI-X cannot be enabled together",
	  one_kind_at_a_time },
	{ "irqs: the request eventfd can be set and removed", request_irq },
	{ }
};
