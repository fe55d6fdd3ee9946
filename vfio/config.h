/* SPDX-License-Identifier: GPL-2.0 */
/* Model of a vGPU's PCI configuration space. Free-standing. */
#ifndef MVGPU_VFIO_CONFIG_H
#define MVGPU_VFIO_CONFIG_H

#include "shim.h"
#include "gvt/layout.h"

#define MVGPU_CFG_SIZE 256

/**
 * struct mvgpu_config - configuration space
 * @value: what a read returns
 * @writable: bits a guest's write changes
 */
struct mvgpu_config {
	u8 value[MVGPU_CFG_SIZE];
	u8 writable[MVGPU_CFG_SIZE];
};

/* What the face has to act upon after a write. */
#define MVGPU_CFG_COMMAND	BIT(0)	/* the command register changed */
#define MVGPU_CFG_PCI_CFG	BIT(1)	/* the PCI_CFG window's data was touched */

void mvgpu_config_init(struct mvgpu_config *cfg);
int mvgpu_config_read(struct mvgpu_config *cfg, u32 offset, void *buf,
		      size_t len);
int mvgpu_config_write(struct mvgpu_config *cfg, u32 offset, const void *buf,
		       size_t len, unsigned int *effects);
bool mvgpu_config_memory_on(const struct mvgpu_config *cfg);
bool mvgpu_config_bus_master(const struct mvgpu_config *cfg);
bool mvgpu_config_intx_off(const struct mvgpu_config *cfg);

#endif /* MVGPU_VFIO_CONFIG_H */
