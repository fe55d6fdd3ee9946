/* SPDX-License-Identifier: GPL-2.0 */
/* PCI configuration space and BARs, reached by pread and pwrite only. */
#ifndef PCI_H
#define PCI_H

#include <linux/pci_regs.h>
#include "vfio_dev.h"

#define CONFIG VFIO_PCI_CONFIG_REGION_INDEX

u32 cfg_read(struct dev *dev, u32 offset, size_t len);
void cfg_write(struct dev *dev, u32 offset, u32 value, size_t len);
void cfg_command(struct dev *dev, u16 clear, u16 set);
u32 cfg_find_cap(struct dev *dev, u8 id);
u64 bar_read(struct dev *dev, u32 bar, u64 offset, size_t len);
void bar_write(struct dev *dev, u32 bar, u64 offset, u64 value, size_t len);
u64 bar_size(struct dev *dev, u32 bar);
bool bar_is_host_visible(struct dev *dev, u64 index);

#endif /* PCI_H */
