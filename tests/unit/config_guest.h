/* SPDX-License-Identifier: GPL-2.0 */
/* Accesses of a guest to the PCI configuration space; they must succeed. */
#ifndef CONFIG_GUEST_H
#define CONFIG_GUEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <linux/pci_regs.h>
#include "vfio/config.h"

u32 get(struct mvgpu_config *cfg, u32 offset, size_t len);

/* Returns the effects of the write. */
unsigned int put(struct mvgpu_config *cfg, u32 offset, size_t len, u32 val);

/* Offset of the virtio capability of @type, 0 when there is none. */
u8 find_vcap(struct mvgpu_config *cfg, u8 type);

#endif
