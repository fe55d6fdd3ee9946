/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Model of a vGPU's PCI configuration space. Free-standing: it depends neither on VFIO
 * nor on the registers in the BARs. What a write causes beyond a change of bytes is
 * returned to the caller as effects.
 */
#ifndef MVGPU_VFIO_CONFIG_H
#define MVGPU_VFIO_CONFIG_H

#include "shim.h"
#include "gvt/virtio/layout.h"

#define MVGPU_CFG_SIZE 256

/* Offsets of the capabilities. */
#define MVGPU_CFG_CAP_MSIX	0x40
#define MVGPU_CFG_CAP_COMMON	0x4c
#define MVGPU_CFG_CAP_ISR	0x5c
#define MVGPU_CFG_CAP_DEVICE	0x6c
#define MVGPU_CFG_CAP_NOTIFY	0x7c
#define MVGPU_CFG_CAP_PCI_CFG	0x90
#define MVGPU_CFG_CAP_HOSTVIS	0xa4	/* if there is a host-visible region */
#define MVGPU_CFG_CAP_POWER	0xbc

/**
 * struct mvgpu_config - Configuration space
 * @value: bytes that a read returns
 * @writable: bits that a write of the guest changes
 */
struct mvgpu_config {
	u8 value[MVGPU_CFG_SIZE];
	u8 writable[MVGPU_CFG_SIZE];
};

/**
 * struct mvgpu_config_pci_cfg - PCI_CFG access
 * @bar: BAR, 0..5
 * @offset: first byte in the BAR, a multiple of @len
 * @len: 1, 2 or 4
 */
struct mvgpu_config_pci_cfg {
	u8 bar;
	u32 offset;
	u32 len;
};

/* Effects of a write. */
#define MVGPU_CFG_COMMAND	BIT(0)	/* the command register or the power state changed */
#define MVGPU_CFG_PCI_CFG	BIT(1)	/* pci_cfg_data was accessed */

void mvgpu_config_init(struct mvgpu_config *cfg, u64 hostvis_size);
size_t mvgpu_config_chunk(u32 offset, size_t len);
int mvgpu_config_read(const struct mvgpu_config *cfg, u32 offset, void *buf,
		      size_t len);
int mvgpu_config_write(struct mvgpu_config *cfg, u32 offset, const void *buf,
		       size_t len, unsigned int *effects);
bool mvgpu_config_memory_on(const struct mvgpu_config *cfg);
bool mvgpu_config_bus_master(const struct mvgpu_config *cfg);
bool mvgpu_config_intx_off(const struct mvgpu_config *cfg);
void mvgpu_config_set_intx(struct mvgpu_config *cfg, bool level);

bool mvgpu_config_in_pci_cfg_data(u32 offset, size_t len);
int mvgpu_config_pci_cfg(const struct mvgpu_config *cfg,
			 struct mvgpu_config_pci_cfg *access);
void mvgpu_config_pci_cfg_data(const struct mvgpu_config *cfg, u8 data[4]);
void mvgpu_config_set_pci_cfg_data(struct mvgpu_config *cfg, const u8 data[4]);

#endif /* MVGPU_VFIO_CONFIG_H */
