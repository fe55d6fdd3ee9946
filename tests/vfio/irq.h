/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of interrupts share. */
#ifndef IRQ_H
#define IRQ_H

#include "test.h"

#define MSIX VFIO_PCI_MSIX_IRQ_INDEX
#define INTX VFIO_PCI_INTX_IRQ_INDEX
#define TRIGGER VFIO_IRQ_SET_ACTION_TRIGGER
#define MASK VFIO_IRQ_SET_ACTION_MASK
#define UNMASK VFIO_IRQ_SET_ACTION_UNMASK
#define NONE VFIO_IRQ_SET_DATA_NONE
#define BOOL VFIO_IRQ_SET_DATA_BOOL
#define EVENTFD VFIO_IRQ_SET_DATA_EVENTFD

/* Long enough for an interrupt that must not come. */
#define QUIET_MS 100

void command_without_wait(struct dev *dev);
void provoke_config_event(struct dev *dev);
void irq_rearm(struct dev *dev, u32 index, int rounds);

#endif /* IRQ_H */
